import type { Clock } from '../lib/clock.ts';
import type { AtFailpoint } from './failpoint.ts';
import { type IntentsLog, silentLog } from './logger.ts';
import type { RandomBytes } from './marker.ts';
import type { MoveOutcome, MoveRequest } from './move.ts';
import { createLooks } from './reconcile/lookup.ts';
import { createReconciler, type TenantLookup } from './reconcile/reconciler.ts';
import { createWatch } from './reconcile/scheduler.ts';
import { createKnowledge } from './reconcile/server-profile.ts';
import { createDelivery } from './send/deliver.ts';
import { createOwnMarkers } from './send/strip-markers.ts';
import { createMover, defaultRandom } from './send/submit.ts';
import { watched } from './store/health.ts';
import type { IntentCount, IntentStore } from './store/store.ts';
import type { IntentLogFault } from './store/store-error.ts';

/** A card's move has ended by then; a group's may take minutes, and no operator waits for that. */
const CLOSE_MS = 10_000;

export interface IntentsOptions {
  readonly store: IntentStore;
  readonly clock: Clock;
  /** Whose servers the reconciler reads; asked anew each time, so a reload is seen. */
  readonly tenants: TenantLookup;
  /** @default the system's */
  readonly random?: RandomBytes;
  /** @default silent */
  readonly log?: IntentsLog;
  /** For harnesses alone: called at each named step. */
  readonly failpoint?: AtFailpoint;
}

export interface IntentsStatus {
  readonly store: IntentStore['kind'];
  /** Why value moves are refused just now, before anything is sent; null while the log works. */
  readonly fault: IntentLogFault | null;
  /** Unfinished moves and alarms, as of the reconciler's last round. */
  readonly counts: readonly IntentCount[];
  /** Tenants whose server was seen to change reasons. */
  readonly notVerbatim: readonly string[];
}

/** Moves value exactly once: at most one send per key, a definite answer in the end, never a false "failed". */
export interface Intents {
  /**
   * Books a move, or tells what became of it. Rejects with UpstreamError (UNAVAILABLE, OVERLOADED, UNSUPPORTED) where not one
   * byte went out (`sent` NOT_SENT) or the server turned the request away unread (`sent` ANSWERED: 401, 405, 429), and with
   * IntentLogError where the log cannot be written and so nothing was sent: in each case the key is unused. Throws a RangeError for an amount or a reason that must not get this far.
   */
  move(request: MoveRequest): Promise<MoveOutcome>;
  /** The reason as clients see it; a promise only where a marker has to be looked up. */
  stripMarker(tenant: string, reason: string): string | Promise<string>;
  /** At once and without effect. */
  status(): IntentsStatus;
  /** Takes up what a former process left, and begins to reconcile. Call it once, before the first move. */
  start(): Promise<void>;
  /** Waits for moves under way, for ten seconds at most; unknown outcomes are taken up by the next process. Closes the store. */
  close(): Promise<void>;
}

export function createIntents(options: IntentsOptions): Intents {
  const { clock, tenants, random = defaultRandom, log = silentLog, failpoint = () => {} } = options;
  const store = watched(options.store, log);
  const knowledge = createKnowledge(store, clock);
  const looks = createLooks({ store, knowledge, clock });
  const reconciler = createReconciler({ store, knowledge, looks, tenants, clock, log, failpoint });
  const deliver = createDelivery({ store, knowledge, clock, log, failpoint });
  const markers = createOwnMarkers(store);
  let counts: readonly IntentCount[] = [];

  const watch = createWatch({
    store,
    reconciler,
    clock,
    log,
    async onRound() {
      // A log that failed is tried again here, so that readiness does not wait for a client's move.
      if (store.fault() !== null) await store.probe();
      counts = await store.counts();
    },
  });
  const mover = createMover({
    store,
    knowledge,
    reconciler,
    deliver,
    clock,
    random,
    failpoint,
    onUnknown: ({ nextAt }) => watch.wake(nextAt ?? clock.now()),
  });

  return {
    move: mover.move,
    stripMarker: markers.strip,
    status: () => ({ store: store.kind, fault: store.fault(), counts, notVerbatim: knowledge.notVerbatim() }),
    start: watch.start,
    async close() {
      await mover.idle(CLOSE_MS);
      await watch.stop();
      await store.close();
    },
  };
}
