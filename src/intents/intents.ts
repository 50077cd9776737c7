import { createFindMoves, type FindMoves } from './find-moves.ts';
import type { Intent } from './intent.ts';
import { createGuardedStore } from './log/guarded-store.ts';
import { createRandomBytes } from './marker.ts';
import type { MoveOutcome, MoveRequest } from './move.ts';
import { noteTroubles } from './operate/note-troubles.ts';
import { answerOperator, createOperate, type Operate, type OperatorAnswer } from './operate/operator.ts';
import { createRemovedTenants } from './operate/removed-tenants.ts';
import { createNoteBefore } from './read-back/note-before.ts';
import { createReadBack } from './read-back/read-back.ts';
import { createReasons } from './read-back/reasons.ts';
import { createServerIdentity } from './read-back/server-identity.ts';
import { createAnswerAudits } from './reconcile/answer-audits.ts';
import { createRefusalAudits } from './reconcile/audits.ts';
import { createBlindMoves } from './reconcile/blind-moves.ts';
import { createReconciler } from './reconcile/reconciler.ts';
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
import type { Services } from './services.ts';
import { silentLogger } from './services.ts';
import { withHealth } from './store/health.ts';
import type { IntentCount, IntentStore } from './store/store.ts';
import type { IntentStoreFault } from './store/store-error.ts';
import { inOwnTime } from './store/time/own-time.ts';

/** A card move ends within this time; a group move may take minutes, which shutdown does not wait for. */
const CLOSE_MS = 10_000;

/** `random`: @default that of the system. `logger`: @default silent. `failpoint`: @default no-op */
export type IntentsOptions = Pick<Services, 'store' | 'clock' | 'tenants'> &
  Partial<Pick<Services, 'random' | 'logger' | 'failpoint'>>;

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
  /** After a reload: names removed tenants that have open moves. */
  reload(): Promise<void>;
  /** Waits for moves under way, so long at most, then closes the store. Unknown outcomes stay for the next process. @default 10 s */
  close(waitMs?: number): Promise<void>;
}

export function createIntents(options: IntentsOptions): Intents {
  const { clock, tenants, random = createRandomBytes(), logger = silentLogger, failpoint = () => {} } = options;
  const healthy = withHealth(inOwnTime(options.store, clock), logger);
  const store = createGuardedStore({ store: healthy, tenants, clock, random, logger });
  const services = { store, tenants, clock, random, logger, failpoint };
  const wake = (at: number) => scheduler.wake(at);
  const wakeFor = ({ nextAt }: Intent) => wake(nextAt ?? clock.now());
  const reasons = createReasons(services);
  const blind = createBlindMoves(store, clock, wake);
  const onKnown = (row: Intent): void => {
    if (row.state === 'SUCCEEDED') void blind.onBooked(row);
    void kept.onKnown(row).catch(() => {});
  };
  const servers = createServerIdentity(services);
  const readBack = createReadBack({ ...services, reasons });
  const reconciler = createReconciler({ ...services, readBack, servers, onKnown });
  const telling = createTelling({ ...services, reconciler });
  const audits = createRefusalAudits(clock, logger);
  const recorder = createRecorder(services);
  const reservations = createReservations(store);
  const submitter = createSubmitter({
    ...services,
    begin: createBegin({
      ...services,
      noteBefore: createNoteBefore({ ...services, reasons }),
      reconciler,
      recorder,
      units: createUnits(services),
    }),
    deliver: createDeliver({ ...services, recorder, audits, answerAudits: createAnswerAudits(clock) }),
    replay: createReplay({ ...services, reconciler, telling, recorder, servers }),
    onBooked: onKnown,
    onUnknown: wakeFor,
  });
  const kept = createKeptReversals({ ...services, submitter, wake });
  const operate = createOperate({ ...services, store, reconciler });
  let counts: readonly IntentCount[] = [];

  const scheduler = createScheduler({
    ...services,
    inspect: (row, more) => (row.state === 'WAITING' ? kept.advance(row) : reconciler.inspect(row, more)),
    stopLookups: reconciler.stop,
    async onRound() {
      // A failed store is probed here, so that readiness does not depend on a client's move.
      if (store.fault() !== null) await store.probe();
      await store.watch();
      await count();
    },
  });
  const nameRemoved = createRemovedTenants(services);
  const count = async (): Promise<void> => {
    counts = await store.counts();
    noteTroubles(tenants.all, counts);
    nameRemoved(counts);
  };

  return {
    move: submitter.submit,
    reverse: createReverse({ ...services, reservations, submitter, reconciler, servers, onKept: wakeFor }),
    ...createFindMoves({ ...services, reservations, telling }),
    stripMarker: createMarkerStripper(store),
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
    // A store that cannot be read is told elsewhere.
    reload: () => count().catch(() => {}),
    async close(waitMs = CLOSE_MS) {
      await submitter.idle(waitMs);
      await scheduler.stop();
      await store.close();
    },
  };
}
