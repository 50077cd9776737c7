import type { Intent } from '../intent.ts';

/** Concurrent lookups of one tenant. */
const CONCURRENCY = 4;

/** Bounded concurrency for each tenant: a dead or slow server delays the lookups of its own tenant alone. */
export interface TenantQueue {
  /** Replaces a waiting row of the same marker. */
  add(row: Intent): void;
  /** Drops the waiting rows; resolves when no run is under way. */
  stop(): Promise<void>;
}

interface Queue {
  readonly waiting: Map<string, Intent>;
  readonly workers: Set<Promise<void>>;
}

/** `run` never rejects. */
export function createTenantQueue(run: (row: Intent) => Promise<void>): TenantQueue {
  const queues = new Map<string, Queue>();
  let isStopped = false;

  const work = async ({ waiting }: Queue): Promise<void> => {
    for (const [marker, row] of waiting) {
      if (isStopped) return;
      waiting.delete(marker);
      await run(row);
    }
  };

  const start = (tenant: string, queue: Queue): void => {
    const worker: Promise<void> = work(queue).then(() => {
      queue.workers.delete(worker);
      if (queue.waiting.size > 0 && !isStopped) start(tenant, queue);
      else if (queue.workers.size === 0) queues.delete(tenant);
    });
    queue.workers.add(worker);
  };

  return {
    add(row) {
      if (isStopped) return;
      const queue = queues.get(row.tenant) ?? { waiting: new Map(), workers: new Set() };
      queues.set(row.tenant, queue);
      queue.waiting.set(row.marker, row);
      if (queue.workers.size < CONCURRENCY) start(row.tenant, queue);
    },
    async stop() {
      isStopped = true;
      await Promise.all([...queues.values()].flatMap(({ workers }) => [...workers]));
    },
  };
}
