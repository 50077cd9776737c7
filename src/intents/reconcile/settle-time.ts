import { type Clock, monotonic } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Intent } from '../intent.ts';

/** Rows whose first sight is remembered; beyond, the settle times of all begin anew. */
const MAX_ROWS = 100_000;

/** Time that no clock which is set can make pass. */
export interface SettleTimes {
  /** Begins at the first sight of an open row by this process. */
  see(intent: Intent): void;
  /**
   * Whether the settle time has also passed by a clock that nobody sets: this process's own since it first saw the row, or the
   * server's Date header since the first lookup. `ago`: how long ago the lookup began.
   */
  hasPassed(tenant: Tenant, intent: Intent, ago: number): boolean;
  forget(intent: Intent): void;
}

export function createSettleTimes(clock: Clock): SettleTimes {
  const firstSeen = new Map<string, number>();
  const settleMsOf = ({ valueMoves }: Tenant) => valueMoves.settleSeconds * 1000;
  return {
    see({ attempt }) {
      if (firstSeen.has(attempt)) return;
      if (firstSeen.size >= MAX_ROWS) firstSeen.clear();
      firstSeen.set(attempt, monotonic(clock));
    },
    hasPassed(tenant, { attempt, evidence }, ago) {
      const since = firstSeen.get(attempt);
      if (since !== undefined && monotonic(clock) - ago - since >= settleMsOf(tenant)) return true;
      const serverNow = serverTime(tenant, clock);
      const { serverAt } = evidence;
      return serverNow !== null && serverAt !== null && serverNow - ago - serverAt >= settleMsOf(tenant);
    },
    forget: ({ attempt }) => void firstSeen.delete(attempt),
  };
}

/** The server's time by its latest Date header; null where it sends none. */
export function serverTime({ client }: Tenant, clock: Clock): number | null {
  const { clockSkewMs } = client.status();
  return clockSkewMs === null ? null : clock.now() + clockSkewMs;
}
