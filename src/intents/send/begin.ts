import { sleep } from '../../lib/clock.ts';
import { KeyedLock } from '../../lib/concurrency/keyed-lock.ts';
import { within } from '../../lib/concurrency/wait-for.ts';
import { compareMoney } from '../../lib/decimal.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Intent, LiveIntent } from '../intent.ts';
import { newMarker } from '../marker.ts';
import { isGroupMove, lockKeyOf, type MoveRequest } from '../move.ts';
import type { NewIntent } from '../new-intent.ts';
import type { NoteBefore, Noted } from '../read-back/note-before.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { Services } from '../services.ts';
import type { Begun } from '../store/store.ts';
import { IntentStoreError, type IntentStoreFault } from '../store/store-error.ts';
import { isTurnedAway, restingState } from '../unsent.ts';
import type { Recorder } from './record.ts';
import { operationOf } from './send.ts';
import type { Units } from './units.ts';

/** Pause between two requests for a lock that another process holds. */
const POLL_MS = 100;
/** With less time left nothing is sent: the outcome could only be unknown. */
const LEAST_SEND_MS = 500;
/** Seconds: another move of the card may decide at any time. */
const LONGEST_RETRY_AFTER = 60;

/** begun: this call alone may send, and must `release` the lock, with the row that came of it. used: bytes of the key went out before. */
export type Right =
  | { readonly type: 'begun'; readonly intent: LiveIntent; readonly release: (row: Intent | null) => Promise<void> }
  | { readonly type: 'used'; readonly intent: Intent }
  | { readonly type: 'too much' };

/** Requests the right to send a move. Rejects where nothing can be sent now and no byte of the key went out before. */
export type Begin = (request: MoveRequest, fingerprint: string) => Promise<Right>;

interface BeginOptions extends Services {
  readonly noteBefore: NoteBefore;
  readonly reconciler: Reconciler;
  readonly recorder: Recorder;
  readonly units: Units;
}

export function createBegin(options: BeginOptions): Begin {
  const { store, noteBefore, reconciler, recorder, units, clock, random, failpoint } = options;
  const locks = new KeyedLock(clock);

  const usedKey = async ({ tenant, principal, key, reversal }: MoveRequest): Promise<Intent | null> => {
    const stored = await store.get({ tenant: tenant.slug, principal, key });
    return stored && stored.state !== 'INTENT' && stored.state !== restingState(reversal) ? stored : null;
  };

  const newIntent = async (request: MoveRequest, fingerprint: string, noted: Noted): Promise<NewIntent> => {
    const { tenant, principal, key, move, upstream, deadline, reversal } = request;
    // Got before the right to send, so that no login is waited for with it.
    await upstream.client.readyForMove(operationOf(move), { ...upstream.context, deadline });
    const now = clock.now();
    return {
      tenant: tenant.slug,
      principal,
      key,
      fingerprint,
      move,
      marker: newMarker(random),
      attempt: newMarker(random),
      lockKey: lockKeyOf(move),
      ...noted,
      reverses: reversal?.reverses ?? null,
      isKept: reversal?.isKept ?? false,
      submittedAt: now,
      deadline: isGroupMove(move) ? now + tenant.valueMoves.groupTimeoutMs : deadline,
    };
  };

  /** Until the right is given, the key turns out to be used, or the deadline is too near. */
  const requestRight = async (request: MoveRequest, fingerprint: string): Promise<Exclude<Begun, { type: 'busy' }>> => {
    const { tenant, deadline } = request;
    const least = Math.min(LEAST_SEND_MS, tenant.deadlineMs / 4);
    const noted = await noteBefore(request);
    for (let tries = 0; ; tries++) {
      if (deadline - clock.now() < least) throw tries > 0 ? cardBusy() : tooLate();
      const intent = await newIntent(request, fingerprint, noted);
      const begun = await beginInTime(intent, request, least);
      const turnedAway = begun.type === 'existing' && isTurnedAway(begun.intent) ? begun.intent : null;
      if (turnedAway?.fingerprint === fingerprint) await recheck(turnedAway, request);
      else if (begun.type !== 'busy') return begun;
      else await sleep(clock, POLL_MS);
    }
  };

  /** One lookup of a move that the server turned away. Rejects unless it has shown whether the move was booked. */
  const recheck = async (turnedAway: Intent, { deadline, upstream }: MoveRequest): Promise<void> => {
    const row = await reconciler.inspect(turnedAway, { deadline, stats: upstream.context.stats });
    if (!isTurnedAway(row)) return;
    const wait = Math.ceil(((row.nextAt ?? 0) - clock.now()) / 1000);
    const retryAfter = Math.min(Math.max(wait, 1), LONGEST_RETRY_AFTER);
    throw new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'TURNED_AWAY', retryAfter });
  };

  /** A right that was given late, or that may have been, is taken back: only an answer of the store proves that there is none. */
  const beginInTime = async (intent: NewIntent, { deadline }: MoveRequest, least: number): Promise<Begun> => {
    const left = deadline - clock.now();
    try {
      const begun = await within(clock, left, store.begin(intent, left - least));
      if (begun) return begun;
      throw new IntentStoreError('UNREACHABLE', 'the intent log does not answer');
    } catch (error) {
      if (error instanceof IntentStoreError && IN_DOUBT.has(error.fault)) await recorder.giveBack(intent, deadline);
      throw error;
    }
  };

  return async (request, fingerprint) => {
    const { tenant, move, deadline, reversal } = request;
    const lockKey = `${tenant.slug} ${lockKeyOf(move)}`;
    // A key that was used under a higher limit keeps its outcome.
    const isTooMuch = !reversal && compareMoney(move.amount, tenant.valueMoves.maxAmount) > 0;
    if (isTooMuch || !locks.isFree(lockKey)) {
      const used = await usedKey(request);
      if (used) return { type: 'used', intent: used };
      if (isTooMuch) return { type: 'too much' };
    }
    let unlock = () => {};
    let afterMove: (row: Intent | null) => Promise<void> = async () => {};
    const release = (row: Intent | null) => {
      unlock();
      return afterMove(row);
    };
    const late = () => {
      throw cardBusy();
    };
    try {
      request.upstream.client.assertUnit(operationOf(move));
      unlock = await locks.acquire(lockKey, { deadline }, late);
      afterMove = await units.admit(request, late);
      await failpoint('before-begin');
      const { type, intent } = await requestRight(request, fingerprint);
      if (type === 'begun') await failpoint('after-begin');
      if (type === 'begun') return { type, intent: intent as LiveIntent, release };
      await release(null);
      return { type: 'used', intent };
    } catch (error) {
      await release(null);
      // Where the log cannot tell whether the key is unused, nobody says that it is.
      const used = await usedKey(request).catch((unreadable: unknown) => {
        throw error instanceof IntentStoreError ? error : unreadable;
      });
      if (used) return { type: 'used', intent: used };
      throw error;
    }
  };
}

/** After these a statement may have been written all the same. */
const IN_DOUBT: ReadonlySet<IntentStoreFault> = new Set(['UNREACHABLE', 'IO']);

/** Another move with the same lock key is under way, so this one was not sent. */
export function cardBusy(): UpstreamError {
  return new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', reason: 'CARD_BUSY', retryAfter: 1 });
}

function tooLate(): UpstreamError {
  return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'DEADLINE' });
}
