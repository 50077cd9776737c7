import type { OperationId } from '../contract/schemas.ts';

/** What a client has seen since it was made; for metrics. */
export interface UpstreamCounters {
  /** HTTP exchanges by operation, repeated ones included. */
  readonly calls: Partial<Record<OperationId, number>>;
  /** How exchanges failed, by kind. */
  readonly failures: Record<string, number>;
  retries: number;
  logins: number;
  refreshes: number;
  loginsRefused: number;
  /** What the server said that the contract does not know: `enum Operation.kind`, `date Account.birthday`. Values are never kept. */
  readonly oddities: Record<string, number>;
  /** Counts one oddity. Names come from our code, so there are few of them. */
  odd(name: string): void;
}

export function createCounters(): UpstreamCounters {
  const oddities: Record<string, number> = {};
  return {
    calls: {},
    failures: {},
    retries: 0,
    logins: 0,
    refreshes: 0,
    loginsRefused: 0,
    oddities,
    odd(name) {
      oddities[name] = (oddities[name] ?? 0) + 1;
    },
  };
}
