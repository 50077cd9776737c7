import type { Clock } from '../../lib/clock.ts';
import { RETENTION_MS, TOMBSTONE_MS } from '../intent.ts';
import type { IntentsLog } from '../logger.ts';
import type { IntentStore } from '../store/store.ts';
import { IntentLogError } from '../store/store-error.ts';
import type { Reconciler } from './reconciler.ts';
import { createTenantLanes } from './tenant-queue.ts';

/** So long after its deadline a send has surely ended, whatever happened to its process. */
const SEND_GRACE_MS = 30_000;
/** Longer than any look takes: see LOOK_MS of the reconciler. */
const LEASE_MS = 60_000;
const BATCH = 64;
/** Replicas share the log: what one of them left behind, another finds so soon. The log is asked, no server. */
const IDLE_MS = 15_000;
const LEAST_MS = 50;
const BROKEN_MS = 5000;
const SWEEP_MS = 3_600_000;
/** Between two rounds no more time passes than this, unless a clock was set or the process stood still. */
const STEADY_MS = 5 * 60_000;

/** Works off what is due: unknown outcomes, audits, sends left behind, keys past their time. */
export interface Watch {
  /** Whatever was being sent when the former process ended is unknown now. */
  start(): Promise<void>;
  /** Something is due then. */
  wake(at: number): void;
  stop(): Promise<void>;
}

export interface WatchOptions {
  readonly store: IntentStore;
  readonly reconciler: Reconciler;
  readonly clock: Clock;
  readonly log: IntentsLog;
  /** After each round, however it ended. */
  readonly onRound: () => Promise<void>;
}

export function createWatch({ store, reconciler, clock, log, onRound }: WatchOptions): Watch {
  let isStopped = false;
  let cancel = () => {};
  let nextRound = Number.POSITIVE_INFINITY;
  let round: Promise<void> | null = null;
  let sweptAt = clock.now();
  let lastRoundAt = clock.now();
  const lanes = createTenantLanes(async (row) => {
    try {
      const { state, alarm, nextAt } = await reconciler.inspect(row);
      // What is counted has changed: a round counts anew.
      if (state !== row.state || alarm !== row.alarm) wake(clock.now());
      else if (nextAt !== null) wake(nextAt);
    } catch (error) {
      // The log's own failures are told where they begin.
      if (!(error instanceof IntentLogError)) log.error({ err: error }, 'the reconciler failed; it goes on');
    }
  });

  const schedule = (at: number) => {
    if (isStopped || round) return;
    cancel();
    nextRound = at;
    cancel = clock.after(Math.max(LEAST_MS, at - clock.now()), () => {
      round = run().finally(() => {
        round = null;
        schedule(Math.min(nextRound, wokenAt));
        wokenAt = Number.POSITIVE_INFINITY;
      });
    });
  };
  /** Asked for while a round was on. */
  let wokenAt = Number.POSITIVE_INFINITY;

  const wake = (at: number): void => {
    if (round) wokenAt = Math.min(wokenAt, at);
    else if (at < nextRound) schedule(at);
  };

  const expire = async (deadlineBefore: number): Promise<void> => {
    const count = await store.expireSends(deadlineBefore, clock.now());
    if (count > 0)
      log.warn({ count }, 'moves were being sent when their process ended; what became of them is looked up');
  };

  const work = async (): Promise<number> => {
    await expire(clock.now() - SEND_GRACE_MS);
    const due = await store.takeDue(clock.now(), LEASE_MS, BATCH);
    for (const row of due) lanes.add(row);
    if (isSteady() && clock.now() - sweptAt >= SWEEP_MS) await sweep();
    if (due.length === BATCH) return clock.now();
    return Math.min((await store.nextDue()) ?? Number.POSITIVE_INFINITY, clock.now() + IDLE_MS);
  };

  /** A clock that was set far ahead must not empty the log: the hour of the sweep begins anew where it jumps. */
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
      // The log's own failures are told where they begin.
      if (!(error instanceof IntentLogError)) log.error({ err: error }, 'the reconciler failed; it goes on');
      nextRound = clock.now() + BROKEN_MS;
    }
    await onRound().catch(() => {});
  };

  return {
    async start() {
      // Another replica's sends are told by their deadline; an embedded log has no other process.
      const before = store.kind === 'postgres' ? clock.now() - SEND_GRACE_MS : Number.MAX_SAFE_INTEGER;
      await expire(before).catch((error: unknown) => {
        if (!(error instanceof IntentLogError)) throw error;
      });
      schedule(clock.now());
    },
    wake,
    async stop() {
      isStopped = true;
      cancel();
      reconciler.stop();
      await Promise.all([round, lanes.stop()]);
    },
  };
}
