import { randomBytes } from 'node:crypto';
import { type Clock, sleep } from '../../lib/clock.ts';
import { compareMoney } from '../../lib/decimal.ts';
import { within } from '../../lib/wait-for.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { AtFailpoint } from '../failpoint.ts';
import { expiryOf, type Intent, isFinal } from '../intent.ts';
import { createLines, lineBusy } from '../lines.ts';
import { endsLikeMarker, MAX_REASON, newMarker, type RandomBytes } from '../marker.ts';
import { isGroupMove, type MoveOutcome, type MoveRequest, targetOf } from '../move.ts';
import { asReplay, outcomeOf } from '../outcome.ts';
import type { KnownIntent } from '../reconcile/lookup.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { Knowledge } from '../reconcile/server-profile.ts';
import type { Begun, IntentStore, NewIntent } from '../store/store.ts';
import { IntentLogError } from '../store/store-error.ts';
import type { Deliver } from './deliver.ts';
import { fingerprintOf } from './fingerprint.ts';

/** How long the same key waits for the first that uses it. */
const SAME_KEY_MS = 2000;
/** How long a client waits for a group; the send goes on. */
const GROUP_MS = 10_000;
/** Between two tries at a line that another process holds. */
const POLL_MS = 100;
/** What is sent with less time left could only end unknown. */
const LEAST_SEND_MS = 500;

interface Flight {
  readonly fingerprint: string;
  readonly since: number;
  readonly outcome: Promise<MoveOutcome>;
}

export interface MoverOptions {
  readonly store: IntentStore;
  readonly knowledge: Knowledge;
  readonly reconciler: Reconciler;
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly failpoint: AtFailpoint;
  readonly onUnknown: (intent: Intent) => void;
}

export interface Mover {
  move(request: MoveRequest): Promise<MoveOutcome>;
  /** Resolves when nothing is under way, after so long at the latest: what is still being sent then is unknown to the next process. */
  idle(patienceMs: number): Promise<void>;
}

export function createMover(options: MoverOptions): Mover {
  const { store, knowledge, reconciler, deliver, clock, random, failpoint, onUnknown } = options;
  const lines = createLines(clock);
  const flights = new Map<string, Flight>();

  const orPending = (ms: number, { since, outcome }: Flight): Promise<MoveOutcome> =>
    Promise.race([
      outcome,
      sleep(clock, Math.max(0, ms)).then(() => ({ state: 'PENDING', submittedAt: since }) as const),
    ]);

  /** What the log says of a key that is in it. */
  const answerKept = async (kept: Intent, request: MoveRequest, fingerprint: string): Promise<MoveOutcome> => {
    const now = clock.now();
    const { submittedAt } = kept;
    const expiredAt = expiryOf(kept, now);
    if (expiredAt !== null || kept.fingerprint !== fingerprint) return { state: 'KEY_REUSED', submittedAt, expiredAt };
    const until = Math.min(now + SAME_KEY_MS, request.deadline);
    let row: Intent | null = kept;
    while (row?.state === 'SENDING' && clock.now() < until) {
      await sleep(clock, POLL_MS);
      row = await store.get(kept);
    }
    if (row && !isFinal(row.state) && row.state !== 'SENDING' && row.state !== 'INTENT') {
      row = await lookOnce(row, { ...request, deadline: until });
    }
    return outcomeOf(row ?? kept, { replayed: true, now });
  };

  /** What is true of a key for which nothing can be sent now: it may have been used before. */
  const answerUnsent = async (request: MoveRequest, fingerprint: string, error: unknown): Promise<MoveOutcome> => {
    const { tenant, principal, key } = request;
    const kept = await store.get({ tenant: tenant.slug, principal, key }).catch(() => null);
    if (!kept || kept.state === 'INTENT') throw error;
    return answerKept(kept, request, fingerprint);
  };

  /** Asks for the right to send until it is given, the key turns out to be used, or the time is over. */
  const begin = async (request: MoveRequest, fingerprint: string): Promise<Begun> => {
    const { tenant, principal, key, move, upstream, deadline } = request;
    const holdsLine = (await knowledge.verbatim(tenant)) === false;
    const isForeignLogin = upstream.context.tokens !== undefined;
    const least = Math.min(LEAST_SEND_MS, tenant.deadlineMs / 4);
    for (let tries = 0; ; tries++) {
      const now = clock.now();
      if (deadline - now < least) throw tries > 0 ? lineBusy() : tooLate();
      const intent = {
        tenant: tenant.slug,
        principal,
        key,
        fingerprint,
        move: isForeignLogin ? { ...move, isForeignLogin } : move,
        marker: newMarker(random),
        attempt: newMarker(random),
        line: targetOf(move),
        holdsLine,
        submittedAt: now,
        deadline: isGroupMove(move) ? now + tenant.valueMoves.groupTimeoutMs : deadline,
      };
      const begun = await beginInTime(intent, deadline - now);
      const turnedAway = begun.type === 'existing' && begun.intent.state === 'INTENT' ? begun.intent : null;
      if (turnedAway) await reconciler.recheck(turnedAway, tenant, { deadline, stats: upstream.context.stats });
      else if (begun.type !== 'busy') return begun;
      else await sleep(clock, POLL_MS);
    }
  };

  /** It may be written all the same where the log fails or is late, and then nobody would send it. */
  const beginInTime = async (intent: NewIntent, ms: number): Promise<Begun> => {
    const giveBack = () => store.change(intent, ['SENDING'], { state: 'INTENT', line: null }).catch(() => {});
    const begun = store.begin(intent);
    const inTime = await within(clock, ms, begun).catch((error: unknown) => {
      if (error instanceof IntentLogError && error.fault !== 'CLOSED') void giveBack();
      throw error;
    });
    if (inTime) return inTime;
    void begun.then(giveBack, () => {});
    throw new IntentLogError('UNREACHABLE', 'the intent log does not answer');
  };

  const run = async (request: MoveRequest, fingerprint: string): Promise<MoveOutcome> => {
    const { tenant, principal, key, move, deadline } = request;
    // A key that was used under a higher limit keeps its outcome.
    if (compareMoney(move.amount, tenant.valueMoves.maxAmount) > 0) {
      const kept = await store.get({ tenant: tenant.slug, principal, key });
      return kept && kept.state !== 'INTENT' ? answerKept(kept, request, fingerprint) : { state: 'TOO_MUCH' };
    }
    const line = `${tenant.slug} ${targetOf(move)}`;
    if (!lines.isFree(line)) {
      const kept = await store.get({ tenant: tenant.slug, principal, key });
      if (kept && kept.state !== 'INTENT') return answerKept(kept, request, fingerprint);
    }
    let leave = () => {};
    let row: Intent;
    try {
      let begun: Begun;
      try {
        leave = await lines.enter(line, deadline);
        await failpoint('before-begin');
        begun = await begin(request, fingerprint);
      } catch (error) {
        leave();
        return await answerUnsent(request, fingerprint, error);
      }
      if (begun.type !== 'begun') {
        leave();
        return begun.type === 'busy' ? Promise.reject(lineBusy()) : answerKept(begun.intent, request, fingerprint);
      }
      await failpoint('after-begin');
      row = await deliver(request, begun.intent as KnownIntent);
    } finally {
      leave();
    }
    if (row.state === 'UNKNOWN') {
      onUnknown(row);
      // One reading within the deadline, so that most clients never hear of it.
      if (!isGroupMove(move) && clock.now() < deadline) row = await lookOnce(row, request);
    }
    return outcomeOf(row, { replayed: false, now: clock.now() });
  };

  /** Beside a call with other content: which of the two is the key's, the log says, and until it does the one that runs. */
  const besides = async ({ since }: Flight, request: MoveRequest, fingerprint: string): Promise<MoveOutcome> => {
    const { tenant, principal, key } = request;
    const kept = await store.get({ tenant: tenant.slug, principal, key });
    if (kept && kept.state !== 'INTENT') return answerKept(kept, request, fingerprint);
    return { state: 'KEY_REUSED', submittedAt: since, expiredAt: null };
  };

  const lookOnce = (row: Intent, { deadline, upstream }: MoveRequest): Promise<Intent> =>
    reconciler.inspect(row, { deadline, stats: upstream.context.stats }).catch((error: unknown) => {
      if (error instanceof IntentLogError) return row;
      throw error;
    });

  return {
    async move(request) {
      const { tenant, principal, key, move, deadline } = request;
      if (move.reason === '' || move.reason.length > MAX_REASON || endsLikeMarker(move.reason))
        throw new RangeError(`a reason has 1 to ${MAX_REASON} characters and does not end like a marker`);
      if (!(move.amount > 0)) throw new RangeError('an amount to be moved is above zero');
      const name = JSON.stringify([tenant.slug, principal, key]);
      const fingerprint = fingerprintOf(move);
      const now = clock.now();
      const running = flights.get(name);
      if (running) {
        if (running.fingerprint !== fingerprint) return besides(running, request, fingerprint);
        return asReplay(await orPending(Math.min(SAME_KEY_MS, deadline - now), running));
      }
      const outcome = run(request, fingerprint).finally(() => flights.delete(name));
      // Whoever waits for it hears of its failure.
      outcome.catch(() => {});
      const flight = { fingerprint, since: now, outcome };
      flights.set(name, flight);
      return isGroupMove(move) ? orPending(Math.min(GROUP_MS, deadline - now), flight) : outcome;
    },
    async idle(patienceMs) {
      const over = sleep(clock, patienceMs).then(() => true);
      const settled = () => Promise.allSettled([...flights.values()].map(({ outcome }) => outcome)).then(() => false);
      while (flights.size > 0 && !(await Promise.race([over, settled()])));
    },
  };
}

export const defaultRandom: RandomBytes = randomBytes;

function tooLate(): UpstreamError {
  return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'DEADLINE' });
}
