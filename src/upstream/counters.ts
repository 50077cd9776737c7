import type { OperationId } from '../contract/schemas.ts';

/** Totals of one client since its creation, for metrics. */
export interface UpstreamCounters {
  /** HTTP requests by operation, retries included. */
  readonly calls: Partial<Record<OperationId, number>>;
  /** Failed HTTP requests by kind of UpstreamError. */
  readonly failures: Record<string, number>;
  retries: number;
  logins: number;
  refreshes: number;
  loginsRefused: number;
  /** Deviations from the contract by name, such as `ignored accounts.list.ids`. Values are never kept. */
  readonly oddities: Record<string, number>;
  /** Counts one deviation. Names come from our code, so there are few of them. */
  recordDataIssue(name: string): void;
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
    recordDataIssue(name) {
      oddities[name] = (oddities[name] ?? 0) + 1;
    },
  };
}
