import { type Clock, type Instant, instantOf, sleep } from '../../lib/clock.ts';
import type { Intent } from '../intent.ts';
import { createPace, type Pace } from './pace.ts';

/** Bounded concurrency for each tenant: a dead or slow server delays the lookups of its own tenant alone. */
export interface TenantQueue {
  /** Replaces a waiting row of the same marker. */
  add(row: Intent): void;
  /** Drops the waiting rows; resolves when no run is under way. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly row: Intent;
  readonly since: Instant;
}

interface Queue {
  readonly waiting: Map<string, Waiting>;
  readonly workers: Set<Promise<void>>;
}

/** `run` never rejects; it resolves with whether the server answered in time. `since`: when the row was added. */
export function createTenantQueue(clock: Clock, run: (row: Intent, since: Instant) => Promise<boolean>): TenantQueue {
  const queues = new Map<string, Queue>();
  /** Outlives a queue: a server is no faster because nothing waits. */
  const paces = new Map<string, Pace>();
  const stopping = new AbortController();

  const work = async ({ waiting, workers }: Queue, pace: Pace): Promise<void> => {
    for (const [marker, { row, since }] of waiting) {
      const ms = pace.pause();
      if (ms > 0) await sleep(clock, ms, stopping.signal).catch(() => {});
      if (stopping.signal.aborted) return;
      if (!waiting.delete(marker)) continue;
      const end = pace.begin();
      end(await run(row, since));
      if (workers.size > pace.width()) return;
    }
  };

  const start = (tenant: string, queue: Queue): void => {
    const pace = paces.get(tenant) ?? createPace();
    paces.set(tenant, pace);
    while (queue.waiting.size > 0 && queue.workers.size < pace.width()) {
      const worker: Promise<void> = work(queue, pace).then(() => {
        queue.workers.delete(worker);
        if (queue.waiting.size > 0 && !stopping.signal.aborted) start(tenant, queue);
        else if (queue.workers.size === 0) queues.delete(tenant);
      });
      queue.workers.add(worker);
    }
  };

  return {
    add(row) {
      if (stopping.signal.aborted) return;
      const queue = queues.get(row.tenant) ?? { waiting: new Map(), workers: new Set() };
      queues.set(row.tenant, queue);
      queue.waiting.set(row.marker, { row, since: instantOf(clock) });
      start(row.tenant, queue);
    },
    async stop() {
      stopping.abort();
      await Promise.all([...queues.values()].flatMap(({ workers }) => [...workers]));
    },
  };
}
