import type { Money } from '../../lib/decimal.ts';
import { UpstreamError, unsupported } from '../../upstream/errors.ts';
import { expiryOf, type Intent, isUnused } from '../intent.ts';
import { newMarker } from '../marker.ts';
import { type CardMove, isGroupMove, lockKeyOf, type Move, type MoveRequest, sortOf } from '../move.ts';
import { BLANK_INTENT } from '../new-intent.ts';
import { outcomeOf } from '../outcome.ts';
import type { ServerIdentity } from '../read-back/server-identity.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import { operationOf } from '../send/send.ts';
import type { Submitter } from '../send/submit.ts';
import type { Services } from '../services.ts';
import { IntentStoreError } from '../store/store-error.ts';
import type { Reservations } from './reservations.ts';
import {
  isReversible,
  type Original,
  type OriginalState,
  oppositeOf,
  originalStateOf,
  type ReverseOutcome,
  type ReverseRequest,
  reversalFingerprint,
} from './reversal.ts';

/** Longest lookup of an original whose outcome is unknown. */
const LOOKUP_MS = 2000;
/** Attempts to change a row that others change at the same time. */
const TRIES = 20;

/**
 * Takes back a card move exactly once per key. An original without an outcome keeps the reversal WAITING; one that was never sent is
 * closed. Rejects as `Intents.move` does.
 */
export type Reverse = (request: ReverseRequest) => Promise<ReverseOutcome>;

interface ReverseOptions extends Services {
  readonly reservations: Reservations;
  readonly submitter: Submitter;
  readonly reconciler: Reconciler;
  readonly servers: ServerIdentity;
  readonly onKept: (row: Intent) => void;
}

type Step = ReverseOutcome | 'AGAIN';

export function createReverse(options: ReverseOptions): Reverse {
  const { store, reservations, submitter, reconciler, servers, clock, random, onKept } = options;

  const rowOf = ({ tenant, principal }: ReverseRequest, key: string): Promise<Intent | null> =>
    store.get({ tenant: tenant.slug, principal, key });

  /** A row of the reversal's own key that is not sent now. */
  const rowFor = (request: ReverseRequest, move: CardMove | null, change: Partial<Intent>): Intent => {
    const { tenant, principal, key, originalKey, deadline } = request;
    const now = clock.now();
    return {
      ...BLANK_INTENT,
      tenant: tenant.slug,
      principal,
      key,
      fingerprint: reversalFingerprint(request),
      move,
      sort: move && sortOf(move, tenant.zone.toLocal(now).slice(0, 10)),
      target: move && lockKeyOf(move),
      marker: newMarker(random),
      attempt: newMarker(random),
      submittedAt: now,
      deadline,
      reverses: originalKey,
      ...change,
    };
  };

  /** Adds a row unless its key has one; resolves with the row that is there then. */
  const add = async (row: Intent): Promise<Intent> => {
    await store.add([row]);
    const stored = await store.get(row);
    if (!stored) throw new IntentStoreError('IO', 'the intent log did not keep a row');
    return stored;
  };

  const nothingBooked = (originalState: OriginalState, cardId: number | null, replayed: boolean): ReverseOutcome => ({
    ...{ state: 'NOTHING_BOOKED', originalState, cardId, replayed, reversedTotal: 0 },
  });
  const nothingToReverse = (left: Money, cardId: number | null = null): ReverseOutcome => ({
    ...{ state: 'NOTHING_TO_REVERSE', left, originalState: 'BOOKED', cardId, reversedTotal: 0 },
  });
  const keyReused = (submittedAt: number, expiredAt: number | null): ReverseOutcome => ({
    ...{ state: 'KEY_REUSED', submittedAt, expiredAt, originalState: null, cardId: null, reversedTotal: 0 },
  });

  /** Closes a key that was never sent, so that it never will be. The reversal's own row keeps that answer. */
  const close = async (request: ReverseRequest, unused: Intent | null): Promise<Step> => {
    const now = clock.now();
    if (unused) {
      const change = { state: 'CLOSED', settledAt: now, lockKey: null } as const;
      if (!(await store.change(unused, ['INTENT'], change))) return 'AGAIN';
    } else {
      // The content of the key is unknown.
      const change = {
        key: request.originalKey,
        fingerprint: '',
        reverses: null,
        state: 'CLOSED',
        settledAt: now,
      } as const;
      const closed = rowFor(request, null, change);
      if ((await add(closed)).attempt !== closed.attempt) return 'AGAIN';
    }
    return answerClosed(request);
  };

  const answerClosed = async (request: ReverseRequest): Promise<Step> => {
    const now = clock.now();
    const result = { type: 'NOTHING', originalState: null } as const;
    const row = rowFor(request, null, { state: 'NOT_APPLIED', settledAt: now, toldAt: now, result });
    return (await add(row)).attempt === row.attempt ? nothingBooked(null, null, false) : 'AGAIN';
  };

  /** The opposite of the part that this reversal has reserved; else what is to be told, or AGAIN. */
  const reserve = async (request: ReverseRequest, original: Original) => {
    const { key, amount, deadline } = request;
    const reserved = await reservations.reserve(original, { key, amount, until: deadline }, clock.now());
    if (reserved === null) return { step: 'AGAIN' } as const;
    if ('left' in reserved) return { step: nothingToReverse(reserved.left, original.move.cardId) };
    return { opposite: oppositeOf(original.move, reserved.amount, request) };
  };

  /** Keeps the reversal until its original has an outcome: see `kept.ts`. */
  const keep = async (request: ReverseRequest, original: Original): Promise<Step> => {
    const { step, opposite } = await reserve(request, original);
    if (!opposite) return step;
    const state = originalStateOf(original);
    const result = state === null || state === 'BOOKED' ? null : ({ type: 'NOTHING', originalState: state } as const);
    const row = rowFor(request, opposite, { state: 'WAITING', nextAt: clock.now(), result });
    if ((await add(row)).attempt !== row.attempt) return 'AGAIN';
    onKept(row);
    return answer(row, false);
  };

  const send = async (request: ReverseRequest, original: Original): Promise<Step> => {
    const { step, opposite } = await reserve(request, original);
    if (!opposite) return step;
    const outcome = await submitter.submit(moveRequest(request, opposite));
    return { ...outcome, ...(await facts(original)), cardId: original.move.cardId };
  };

  const moveRequest = (request: ReverseRequest, move: CardMove): MoveRequest => {
    const { tenant, principal, key, upstream, deadline, originalKey } = request;
    const reversal = { reverses: originalKey, fingerprint: reversalFingerprint(request), isKept: false };
    return { tenant, principal, key, upstream, deadline, move, reversal };
  };

  const facts = async (original: Pick<Intent, 'tenant' | 'principal' | 'key'>) =>
    ({ originalState: 'BOOKED', reversedTotal: await reservations.reversedTotal(original) }) as const;

  /** The answer from a row of the reversal of which nothing is sent now. */
  const answer = (row: Intent, replayed: boolean): ReverseOutcome => {
    const cardId = cardOf(row);
    if (row.result?.type === 'NOTHING') return nothingBooked(row.result.originalState, cardId, replayed);
    const outcome = outcomeOf(row, { replayed, now: clock.now() });
    return { ...outcome, originalState: 'BOOKED', reversedTotal: 0, cardId };
  };

  /** The reversal's key has a row. */
  const replay = async (request: ReverseRequest, row: Intent): Promise<Step> => {
    const { submittedAt } = row;
    const expiredAt = expiryOf(row, clock.now());
    if (expiredAt !== null || row.fingerprint !== reversalFingerprint(request) || row.reverses === null)
      return keyReused(submittedAt, expiredAt);
    if (row.state === 'WAITING' || row.result?.type === 'NOTHING' || !isCardMove(row.move)) return answer(row, true);
    const outcome = await submitter.submit(moveRequest(request, row.move));
    const original = { tenant: row.tenant, principal: row.principal, key: row.reverses };
    return { ...outcome, ...(await facts(original)), cardId: row.move.cardId };
  };

  /** The original as one lookup shows it, where it is unknown. */
  const lookupOnce = (row: Intent, { deadline, upstream }: ReverseRequest): Promise<Intent> => {
    if (row.state !== 'UNKNOWN' && row.state !== 'STUCK') return Promise.resolve(row);
    const until = Math.min(deadline, clock.now() + LOOKUP_MS);
    return reconciler.inspect(row, { deadline: until, stats: upstream.context.stats });
  };

  const step = async (request: ReverseRequest): Promise<Step> => {
    const own = await rowOf(request, request.key);
    if (own && !isUnused(own)) return replay(request, own);
    const stored = await rowOf(request, request.originalKey);
    if (!stored && (await isOfAnother(request))) return nothingToReverse(0);
    if (!stored || isUnused(stored) || stored.state === 'CLOSED') {
      // An unsent move of another content has this key.
      if (own) return keyReused(own.submittedAt, null);
      return stored?.state === 'CLOSED' ? answerClosed(request) : close(request, stored);
    }
    if (expiryOf(stored, clock.now()) !== null || !isReversible(stored)) return nothingToReverse(0);
    if (stored.move.kind === 'CARD_DEPOSIT' && request.expiresAt !== null)
      return { state: 'NO_EXPIRY', originalState: 'BOOKED', reversedTotal: 0, cardId: stored.move.cardId };
    checkSupport(request, stored.move);
    // On this one it would be taken from somebody else.
    if (await servers.isElsewhere(stored, request)) return nothingToReverse(0);
    if (stored.state === 'INTENT') {
      // Turned away by the server, which proves nothing. It is never sent again from here.
      const now = clock.now();
      await store.change(stored, ['INTENT'], { state: 'UNKNOWN', settleFrom: stored.settleFrom ?? now, nextAt: now });
      return 'AGAIN';
    }
    const original = await lookupOnce(stored, request);
    if (!isReversible(original)) return 'AGAIN';
    if (originalStateOf(original) === 'BOOKED') return send(request, original);
    return own ? keyReused(own.submittedAt, null) : keep(request, original);
  };

  /** A key of another principal of the tenant. */
  const isOfAnother = async ({ tenant, principal, originalKey }: ReverseRequest): Promise<boolean> => {
    const rows = await store.list({ tenant: tenant.slug, name: originalKey, limit: 10 });
    return rows.some((row) => row.key === originalKey && row.principal !== principal && !isUnused(row));
  };

  return async (request) => {
    for (let tries = 0; tries < TRIES; tries++) {
      const outcome = await step(request);
      if (outcome !== 'AGAIN') return outcome;
    }
    throw new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', reason: 'CARD_BUSY', retryAfter: 1 });
  };
}

function isCardMove(move: Move | null): move is CardMove {
  return move !== null && !isGroupMove(move);
}

function cardOf({ move }: Intent): number | null {
  return isCardMove(move) ? move.cardId : null;
}

/** Throws UPSTREAM_UNSUPPORTED where the server has no opposite operation, before anything is changed. */
function checkSupport({ upstream }: ReverseRequest, original: CardMove): void {
  const operation = operationOf(oppositeOf(original, original.amount, { reason: '', expiresAt: null }));
  if (!upstream.client.dialect.supports(operation)) throw unsupported(operation, 'DIALECT');
}
