import { RETENTION_MS, TOMBSTONE_MS } from '../intent.ts';
import type { Services } from '../services.ts';
import { IntentStoreError } from '../store/store-error.ts';
import type { Reconciler } from './reconciler.ts';
import { createTenantQueue } from './tenant-queue.ts';

/** After the deadline of a send: it has ended by then, even if its process died. */
const SEND_GRACE_MS = 30_000;
/** Longer than any lookup: see LOOKUP_MS of the reconciler. */
const LEASE_MS = 60_000;
const BATCH = 64;
/** Longest pause between two rounds: replicas share the store, and one may take over what another left. */
const IDLE_MS = 15_000;
const LEAST_MS = 50;
/** Pause after a failed round. */
const RETRY_MS = 5000;
const SWEEP_MS = 3_600_000;
/** Longest time between two rounds, unless a clock was set or the process stood still. */
const STEADY_MS = 5 * 60_000;

/** Runs what is due: lookups of unknown outcomes, audits, sends of dead processes, expired keys. */
export interface Scheduler {
  /** Marks the sends of a former process UNKNOWN, and begins. */
  start(): Promise<void>;
  /** A row is due at that time. */
  wake(at: number): void;
  stop(): Promise<void>;
}

export interface SchedulerOptions extends Services {
  /** One step of a row that is due. */
  readonly inspect: Reconciler['inspect'];
  /** Aborts the lookups under way. */
  readonly stopLookups: () => void;
  /** Called after each round, failed ones too. */
  readonly onRound: () => Promise<void>;
}

export function createScheduler({ store, inspect, stopLookups, clock, logger, onRound }: SchedulerOptions): Scheduler {
  let isStopped = false;
  let cancel = () => {};
  let nextRound = Number.POSITIVE_INFINITY;
  let timerAt = Number.POSITIVE_INFINITY;
  let round: Promise<void> | null = null;
  let sweptAt = clock.now();
  let lastRoundAt = clock.now();
  const queue = createTenantQueue(clock, async (waited, dueSince) => {
    let isInTime = true;
    const onTimeout = () => {
      isInTime = false;
    };
    try {
      const row = await store.get(waited);
      // A client's lookup has decided it meanwhile, or it was sent again.
      if (row?.state !== waited.state || row.attempt !== waited.attempt) {
        wake(clock.now());
        return true;
      }
      // What was seen meanwhile must not be held against what was read before.
      const isShared = row.evidence.lookups === waited.evidence.lookups;
      const { state, alarm, nextAt } = await inspect(row, { onTimeout, ...(isShared && { dueSince }) });
      // The counts have changed: the next round reads them again.
      if (state !== row.state || alarm !== row.alarm) wake(clock.now());
      else if (nextAt !== null) wake(nextAt);
    } catch (error) {
      logUnlessStore(error);
    }
    return isInTime;
  });

  /** A failure of the store is logged by the store itself. */
  const logUnlessStore = (error: unknown): void => {
    if (!(error instanceof IntentStoreError)) logger.error({ err: error }, 'the reconciler failed; it goes on');
  };

  const schedule = (at: number) => {
    if (isStopped || round) return;
    cancel();
    nextRound = at;
    const delay = Math.max(LEAST_MS, at - clock.now());
    timerAt = clock.now() + delay;
    cancel = clock.after(delay, () => {
      round = run().finally(() => {
        round = null;
        schedule(Math.min(nextRound, wokenAt));
        wokenAt = Number.POSITIVE_INFINITY;
      });
    });
  };
  /** The earliest `wake` during a round. */
  let wokenAt = Number.POSITIVE_INFINITY;

  const wake = (at: number): void => {
    if (round) wokenAt = Math.min(wokenAt, at);
    // A timer still runs that is over by the clock: the clock was set ahead.
    else if (at < nextRound || timerAt < clock.now()) schedule(Math.min(at, nextRound));
  };

  const expireSends = async (deadlineBefore: number): Promise<void> => {
    const count = await store.expireSends(deadlineBefore, clock.now());
    if (count > 0) logger.warn({ count }, 'moves were being sent when their process ended; their outcome is looked up');
  };

  const work = async (): Promise<number> => {
    await expireSends(clock.now() - SEND_GRACE_MS);
    const due = await store.takeDue(clock.now(), LEASE_MS, BATCH);
    for (const row of due) queue.add(row);
    if (isSteady() && clock.now() - sweptAt >= SWEEP_MS) await sweep();
    if (due.length === BATCH) return clock.now();
    return Math.min((await store.nextDue()) ?? Number.POSITIVE_INFINITY, clock.now() + IDLE_MS);
  };

  /** False where the clock has jumped; the hour to the next sweep begins anew then, so that a wrong clock expires no key. */
  const isSteady = (): boolean => {
    const passed = clock.now() - lastRoundAt;
    lastRoundAt = clock.now();
    if (passed >= 0 && passed <= STEADY_MS) return true;
    sweptAt = clock.now();
    return false;
  };

  const sweep = async (): Promise<void> => {
    const now = clock.now();
    while ((await store.sweep(now - RETENTION_MS, now - TOMBSTONE_MS, now)) > 0 && !isStopped);
    sweptAt = now;
  };

  const run = async (): Promise<void> => {
    try {
      nextRound = await work();
    } catch (error) {
      logUnlessStore(error);
      nextRound = clock.now() + RETRY_MS;
    }
    await onRound().catch(() => {});
  };

  return {
    async start() {
      // Sends of another replica end by their deadline; an embedded store has no other process.
      const before = store.kind === 'postgres' ? clock.now() - SEND_GRACE_MS : Number.MAX_SAFE_INTEGER;
      await expireSends(before).catch((error: unknown) => {
        if (!(error instanceof IntentStoreError)) throw error;
      });
      schedule(clock.now());
    },
    wake,
    async stop() {
      isStopped = true;
      cancel();
      stopLookups();
      await Promise.all([round, queue.stop()]);
    },
  };
}
