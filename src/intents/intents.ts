import type { Clock } from '../lib/clock.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { AtFailpoint } from './failpoint.ts';
import { createFindMoves, type FindMoves } from './find-moves.ts';
import type { Intent } from './intent.ts';
import { createGuardedStore } from './log/guarded-store.ts';
import { type Logger, silentLogger } from './logger.ts';
import { createRandomBytes, type RandomBytes } from './marker.ts';
import type { MoveOutcome, MoveRequest } from './move.ts';
import { noteTroubles } from './operate/note-troubles.ts';
import { answerOperator, createOperate, type Operate, type OperatorAnswer } from './operate/operator.ts';
import { createNoteBefore } from './read-back/note-before.ts';
import { createReadBack } from './read-back/read-back.ts';
import { createReasons } from './read-back/reasons.ts';
import { createAnswerAudits } from './reconcile/answer-audits.ts';
import { createRefusalAudits } from './reconcile/audits.ts';
import { createBlindMoves } from './reconcile/blind-moves.ts';
import { createReconciler, type TenantDirectory } from './reconcile/reconciler.ts';
import { createScheduler } from './reconcile/scheduler.ts';
import { createTelling } from './reconcile/telling.ts';
import { createKeptReversals } from './reverse/kept.ts';
import { createReservations } from './reverse/reservations.ts';
import type { ReverseOutcome, ReverseRequest } from './reverse/reversal.ts';
import { createReverse } from './reverse/reverse.ts';
import { createBegin } from './send/begin.ts';
import { createDeliver } from './send/deliver.ts';
import { createRecorder } from './send/record.ts';
import { createReplay } from './send/replay.ts';
import { createMarkerStripper } from './send/strip-markers.ts';
import { createSubmitter } from './send/submit.ts';
import { createUnits } from './send/units.ts';
import { withHealth } from './store/health.ts';
import type { IntentCount, IntentStore } from './store/store.ts';
import type { IntentStoreFault } from './store/store-error.ts';
import { inOwnTime } from './store/time/own-time.ts';

/** A card move ends within this time; a group move may take minutes, which shutdown does not wait for. */
const CLOSE_MS = 10_000;

export interface IntentsOptions {
  readonly store: IntentStore;
  readonly clock: Clock;
  /** Read at each lookup, so that a reload takes effect. */
  readonly tenants: TenantDirectory & { readonly all: readonly Tenant[] };
  /** @default those of the system */
  readonly random?: RandomBytes;
  /** @default silent */
  readonly logger?: Logger;
  /** For test harnesses: called at each named step. @default no-op */
  readonly failpoint?: AtFailpoint;
}

export interface IntentsStatus {
  readonly store: IntentStore['kind'];
  /** Why value moves are refused now, before a byte is sent; null while the store works. */
  readonly fault: IntentStoreFault | null;
  /** Unfinished moves and alarms at the scheduler's last round. */
  readonly counts: readonly IntentCount[];
  /** Slugs of the tenants whose server does not return reasons verbatim. */
  readonly notVerbatim: readonly string[];
  /** Refusals since the start that were too many to be audited. */
  readonly unaudited: number;
}

/** Value moves exactly once: at most one send per key, a definite answer in the end, never a false "failed". */
export interface Intents {
  /**
   * Books a move, or replays the outcome of its key. After a rejection the same key may be asked for again:
   * - UpstreamError (UNAVAILABLE, OVERLOADED, UNSUPPORTED) with `sent` NOT_SENT, where no byte was sent;
   * - UpstreamError with `sent` ANSWERED, where the server turned the request away (401, 405, 429): it may have been booked;
   * - IntentStoreError where the store cannot be written: nothing was sent, but the key may have been taken;
   * - RangeError for an amount or a reason that the caller must refuse.
   */
  move(request: MoveRequest): Promise<MoveOutcome>;
  /** Takes back what another key has booked on a card; see `ReverseOutcome`. Rejects as `move` does. */
  reverse(request: ReverseRequest): Promise<ReverseOutcome>;
  find: FindMoves['find'];
  keysOf: FindMoves['keysOf'];
  /** The reason as clients see it; a promise only where the store is read for a marker. */
  stripMarker(tenant: string, reason: string): string | Promise<string>;
  /** Synchronous, without effect. */
  status(): IntentsStatus;
  /** What an operator decides about moves; see `intents settle`, `ack` and `adopt`. */
  readonly operate: Operate;
  /** The same for a request as JSON: a failure is an answer, never a rejection. */
  answerOperator(request: unknown): Promise<OperatorAnswer>;
  /** Takes over the unfinished moves of a former process and starts the scheduler. Called once, before the first move. */
  start(): Promise<void>;
  /** Waits for moves under way, ten seconds at most, then closes the store. Unknown outcomes stay for the next process. */
  close(): Promise<void>;
}

export function createIntents(options: IntentsOptions): Intents {
  const { clock, tenants, random = createRandomBytes(), logger = silentLogger, failpoint = () => {} } = options;
  const healthy = withHealth(inOwnTime(options.store, clock), logger);
  const store = createGuardedStore({ store: healthy, tenants, clock, random, logger });
  const reasons = createReasons(store, clock);
  const readBack = createReadBack({ store, reasons, clock });
  const blind = createBlindMoves(store, clock, (at) => scheduler.wake(at));
  const onKnown = (row: Intent): void => {
    if (row.state === 'SUCCEEDED') void blind.onBooked(row);
    void kept.onKnown(row).catch(() => {});
  };
  const reconciler = createReconciler({ store, readBack, tenants, clock, logger, failpoint, onKnown });
  const telling = createTelling({ store, reconciler, clock });
  const noteBefore = createNoteBefore({ store, reasons, clock });
  const audits = createRefusalAudits(clock, logger);
  const answerAudits = createAnswerAudits(clock);
  const recorder = createRecorder({ store, clock, logger });
  const deliver = createDeliver({ store, recorder, audits, answerAudits, clock, logger, failpoint });
  const markers = createMarkerStripper(store);
  let counts: readonly IntentCount[] = [];

  const scheduler = createScheduler({
    store,
    inspect: (row, more) => (row.state === 'WAITING' ? kept.advance(row) : reconciler.inspect(row, more)),
    stop: reconciler.stop,
    clock,
    logger,
    async onRound() {
      // A failed store is probed here, so that readiness does not depend on a client's move.
      if (store.fault() !== null) await store.probe();
      await store.watch();
      counts = await store.counts();
      noteTroubles(tenants.all, counts);
    },
  });
  const units = createUnits({ store, clock, random, logger });
  const submitter = createSubmitter({
    begin: createBegin({ store, noteBefore, reconciler, recorder, units, clock, random, failpoint }),
    deliver,
    replay: createReplay({ store, reconciler, telling, recorder, clock }),
    clock,
    onBooked: onKnown,
    onUnknown: ({ nextAt }) => scheduler.wake(nextAt ?? clock.now()),
  });

  const operate = createOperate({ store, tenants, reconciler, clock, random, logger });
  const wake = (at: number) => scheduler.wake(at);
  const reservations = createReservations(store);
  const kept = createKeptReversals({ store, submitter, tenants, clock, logger, wake });
  const onKept = ({ nextAt }: Intent) => wake(nextAt ?? clock.now());
  const reverse = createReverse({ store, reservations, submitter, reconciler, clock, random, onKept });

  return {
    move: submitter.submit,
    reverse,
    ...createFindMoves({ store, reservations, telling, clock }),
    stripMarker: markers.strip,
    operate,
    answerOperator: (request) => answerOperator(operate, request),
    status: () => ({
      store: store.kind,
      fault: store.fault(),
      counts,
      notVerbatim: reasons.changed(),
      unaudited: audits.unaudited(),
    }),
    start: scheduler.start,
    async close() {
      await submitter.idle(CLOSE_MS);
      await scheduler.stop();
      await store.close();
    },
  };
}
