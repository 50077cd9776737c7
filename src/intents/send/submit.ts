import { type Clock, sleep } from '../../lib/clock.ts';
import { KeyedLock } from '../../lib/concurrency/keyed-lock.ts';
import { within } from '../../lib/concurrency/wait-for.ts';
import { compareMoney } from '../../lib/decimal.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { AtFailpoint } from '../failpoint.ts';
import { expiryOf, type Intent, isFinal, type LiveIntent, type NewIntent } from '../intent.ts';
import { endsLikeMarker, MAX_REASON, newMarker, type RandomBytes } from '../marker.ts';
import { isGroupMove, lockKeyOf, type MoveOutcome, type MoveRequest } from '../move.ts';
import { asReplay, outcomeOf } from '../outcome.ts';
import type { NoteBefore } from '../read-back/note-before.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { Begun, IntentStore } from '../store/store.ts';
import { IntentStoreError } from '../store/store-error.ts';
import type { Deliver } from './deliver.ts';
import { fingerprintOf } from './fingerprint.ts';

/** Longest wait for a concurrent call with the same key. */
const SAME_KEY_MS = 2000;
/** Longest wait of a client for a group move; the send goes on. */
const GROUP_MS = 10_000;
/** Pause between two polls of the store. */
const POLL_MS = 100;
/** With less time left nothing is sent: the outcome could only be unknown. */
const LEAST_SEND_MS = 500;

interface RunningMove {
  readonly fingerprint: string;
  readonly since: number;
  readonly outcome: Promise<MoveOutcome>;
}

export interface SubmitterOptions {
  readonly store: IntentStore;
  readonly noteBefore: NoteBefore;
  readonly reconciler: Reconciler;
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly failpoint: AtFailpoint;
  readonly onUnknown: (intent: Intent) => void;
  readonly onBooked: (intent: Intent) => void;
}

export interface Submitter {
  /** See `Intents.move`. */
  submit(request: MoveRequest): Promise<MoveOutcome>;
  /** Resolves when no move is under way, or after `maxMs`. A send still under way is UNKNOWN to the next process. */
  idle(maxMs: number): Promise<void>;
}

export function createSubmitter(options: SubmitterOptions): Submitter {
  const { store, noteBefore, reconciler, deliver, clock, random, failpoint, onUnknown, onBooked } = options;
  const locks = new KeyedLock(clock);
  const running = new Map<string, RunningMove>();

  const outcomeOrPending = (ms: number, { since, outcome }: RunningMove): Promise<MoveOutcome> =>
    Promise.race([
      outcome,
      sleep(clock, Math.max(0, ms)).then(() => ({ state: 'PENDING', submittedAt: since }) as const),
    ]);

  /** The answer for a key that has a row in the store. */
  const replay = async (stored: Intent, request: MoveRequest, fingerprint: string): Promise<MoveOutcome> => {
    const now = clock.now();
    const { submittedAt } = stored;
    const expiredAt = expiryOf(stored, now);
    if (expiredAt !== null || stored.fingerprint !== fingerprint)
      return { state: 'KEY_REUSED', submittedAt, expiredAt };
    const until = Math.min(now + SAME_KEY_MS, request.deadline);
    let row: Intent | null = stored;
    while (row?.state === 'SENDING' && clock.now() < until) {
      await sleep(clock, POLL_MS);
      row = await store.get(stored);
    }
    if (row && !isFinal(row.state) && row.state !== 'SENDING' && row.state !== 'INTENT') {
      row = await lookupOnce(row, { ...request, deadline: until });
    }
    return outcomeOf(row ?? stored, { replayed: true, now });
  };

  /** The answer where nothing can be sent now. Throws `error` unless the key has been used before. */
  const replayOrThrow = async (request: MoveRequest, fingerprint: string, error: unknown): Promise<MoveOutcome> => {
    const { tenant, principal, key } = request;
    const stored = await store.get({ tenant: tenant.slug, principal, key }).catch(() => null);
    if (!stored || stored.state === 'INTENT') throw error;
    return replay(stored, request, fingerprint);
  };

  /** Requests the right to send until it is granted, the key turns out to be used, or the deadline is too near. */
  const begin = async (request: MoveRequest, fingerprint: string): Promise<Begun> => {
    const { tenant, principal, key, move, upstream, deadline } = request;
    const noted = await noteBefore(request);
    const least = Math.min(LEAST_SEND_MS, tenant.deadlineMs / 4);
    for (let tries = 0; ; tries++) {
      const now = clock.now();
      if (deadline - now < least) throw tries > 0 ? cardBusy() : tooLate();
      const intent = {
        tenant: tenant.slug,
        principal,
        key,
        fingerprint,
        move,
        marker: newMarker(random),
        attempt: newMarker(random),
        lockKey: lockKeyOf(move),
        ...noted,
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

  /** A `begin` that fails or is late may have been written all the same: the right that nobody uses is given back. */
  const beginInTime = async (intent: NewIntent, ms: number): Promise<Begun> => {
    const giveBack = () => store.change(intent, ['SENDING'], { state: 'INTENT', lockKey: null }).catch(() => {});
    const begun = store.begin(intent);
    const inTime = await within(clock, ms, begun).catch((error: unknown) => {
      if (error instanceof IntentStoreError && error.fault !== 'CLOSED') void giveBack();
      throw error;
    });
    if (inTime) return inTime;
    void begun.then(giveBack, () => {});
    throw new IntentStoreError('UNREACHABLE', 'the intent log does not answer');
  };

  const run = async (request: MoveRequest, fingerprint: string): Promise<MoveOutcome> => {
    const { tenant, principal, key, move, deadline } = request;
    // A key that was used under a higher limit keeps its outcome.
    if (compareMoney(move.amount, tenant.valueMoves.maxAmount) > 0) {
      const stored = await store.get({ tenant: tenant.slug, principal, key });
      return stored && stored.state !== 'INTENT' ? replay(stored, request, fingerprint) : { state: 'TOO_MUCH' };
    }
    const lockKey = `${tenant.slug} ${lockKeyOf(move)}`;
    if (!locks.isFree(lockKey)) {
      const stored = await store.get({ tenant: tenant.slug, principal, key });
      if (stored && stored.state !== 'INTENT') return replay(stored, request, fingerprint);
    }
    let unlock = () => {};
    let row: Intent;
    try {
      let begun: Begun;
      try {
        unlock = await locks.acquire(lockKey, { deadline }, () => {
          throw cardBusy();
        });
        await failpoint('before-begin');
        begun = await begin(request, fingerprint);
      } catch (error) {
        unlock();
        return await replayOrThrow(request, fingerprint, error);
      }
      if (begun.type !== 'begun') {
        unlock();
        return begun.type === 'busy' ? Promise.reject(cardBusy()) : replay(begun.intent, request, fingerprint);
      }
      await failpoint('after-begin');
      row = await deliver(request, begun.intent as LiveIntent);
    } finally {
      unlock();
    }
    if (row.state === 'UNKNOWN') {
      onUnknown(row);
      // One lookup within the deadline decides most of these before the client is answered.
      if (!isGroupMove(move) && clock.now() < deadline) row = await lookupOnce(row, request);
    }
    if (row.state === 'SUCCEEDED') onBooked(row);
    return outcomeOf(row, { replayed: false, now: clock.now() });
  };

  /** The answer to a call with other content than the running one: the store says which of the two owns the key. */
  const onConcurrentReuse = async (
    { since }: RunningMove,
    request: MoveRequest,
    fingerprint: string,
  ): Promise<MoveOutcome> => {
    const { tenant, principal, key } = request;
    const stored = await store.get({ tenant: tenant.slug, principal, key });
    if (stored && stored.state !== 'INTENT') return replay(stored, request, fingerprint);
    return { state: 'KEY_REUSED', submittedAt: since, expiredAt: null };
  };

  const lookupOnce = (row: Intent, { deadline, upstream }: MoveRequest): Promise<Intent> =>
    reconciler.inspect(row, { deadline, stats: upstream.context.stats }).catch((error: unknown) => {
      if (error instanceof IntentStoreError) return row;
      throw error;
    });

  return {
    async submit(request) {
      const { tenant, principal, key, move, deadline } = request;
      if (move.reason === '' || move.reason.length > MAX_REASON || endsLikeMarker(move.reason))
        throw new RangeError(`a reason has 1 to ${MAX_REASON} characters and does not end like a marker`);
      if (!(move.amount > 0)) throw new RangeError('an amount to be moved is above zero');
      const name = JSON.stringify([tenant.slug, principal, key]);
      const fingerprint = fingerprintOf(move);
      const now = clock.now();
      const concurrent = running.get(name);
      if (concurrent) {
        if (concurrent.fingerprint !== fingerprint) return onConcurrentReuse(concurrent, request, fingerprint);
        return asReplay(await outcomeOrPending(Math.min(SAME_KEY_MS, deadline - now), concurrent));
      }
      const outcome = run(request, fingerprint).finally(() => running.delete(name));
      // Each caller handles the rejection of its own promise.
      outcome.catch(() => {});
      const own = { fingerprint, since: now, outcome };
      running.set(name, own);
      return isGroupMove(move) ? outcomeOrPending(Math.min(GROUP_MS, deadline - now), own) : outcome;
    },
    async idle(maxMs) {
      const over = sleep(clock, maxMs).then(() => true);
      const ended = () => Promise.allSettled([...running.values()].map(({ outcome }) => outcome)).then(() => false);
      while (running.size > 0 && !(await Promise.race([over, ended()])));
    },
  };
}

/** Another move with the same lock key is under way, so this one was not sent. */
function cardBusy(): UpstreamError {
  return new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', reason: 'CARD_BUSY', retryAfter: 1 });
}

function tooLate(): UpstreamError {
  return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'DEADLINE' });
}
