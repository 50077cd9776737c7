import type { Intent } from '../intent.ts';

/** Looks at once, for one tenant. */
const AT_ONCE = 4;

/** Works off rows tenant by tenant: a server that is dead, or slow, holds up its own alone. */
export interface TenantLanes {
  /** A row that still waits is replaced by this newer state of it. */
  add(row: Intent): void;
  /** Drops what waits; resolves when nothing is under way. */
  stop(): Promise<void>;
}

interface Lane {
  readonly waiting: Map<string, Intent>;
  readonly workers: Set<Promise<void>>;
}

/** `run` never rejects. */
export function createTenantLanes(run: (row: Intent) => Promise<void>): TenantLanes {
  const lanes = new Map<string, Lane>();
  let isStopped = false;

  const work = async (lane: Lane): Promise<void> => {
    for (const [marker, row] of lane.waiting) {
      if (isStopped) return;
      lane.waiting.delete(marker);
      await run(row);
    }
  };

  const start = (tenant: string, lane: Lane): void => {
    const worker: Promise<void> = work(lane).then(() => {
      lane.workers.delete(worker);
      if (lane.waiting.size > 0 && !isStopped) start(tenant, lane);
      else if (lane.workers.size === 0) lanes.delete(tenant);
    });
    lane.workers.add(worker);
  };

  return {
    add(row) {
      if (isStopped) return;
      const lane = lanes.get(row.tenant) ?? { waiting: new Map(), workers: new Set() };
      lanes.set(row.tenant, lane);
      lane.waiting.set(row.marker, row);
      if (lane.workers.size < AT_ONCE) start(row.tenant, lane);
    },
    async stop() {
      isStopped = true;
      await Promise.all([...lanes.values()].flatMap(({ workers }) => [...workers]));
    },
  };
}
