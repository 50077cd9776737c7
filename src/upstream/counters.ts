import type { OperationClass } from '../contract/endpoints.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { UpstreamErrorKind } from './errors.ts';

/** Called after each HTTP request to a server, a failed one too. */
export type OnRequestEnd = (operation: OperationId, milliseconds: number) => void;

/** Totals of one server for metrics. They may outlive a client, so that a reload sets no counter back. */
export interface ServerTotals {
  /** HTTP requests, retries included, and those that failed. */
  readonly byClass: Readonly<Record<OperationClass, { calls: number; failures: number }>>;
  /** Failed HTTP requests by kind of UpstreamError. */
  readonly errors: Record<UpstreamErrorKind, number>;
  retries: number;
  logins: number;
  refreshes: number;
  loginsRefused: number;
  readonly onRequestEnd: OnRequestEnd;
}

export function createServerTotals(onRequestEnd: OnRequestEnd = () => undefined): ServerTotals {
  return {
    byClass: { read: { calls: 0, failures: 0 }, write: { calls: 0, failures: 0 }, login: { calls: 0, failures: 0 } },
    errors: { UNAVAILABLE: 0, TIMEOUT: 0, REJECTED: 0, MALFORMED: 0, UNSUPPORTED: 0, OVERLOADED: 0 },
    retries: 0,
    logins: 0,
    refreshes: 0,
    loginsRefused: 0,
    onRequestEnd,
  };
}

/** What one client has seen since its creation. */
export interface UpstreamCounters {
  /** HTTP requests by operation, retries included. */
  readonly calls: Partial<Record<OperationId, number>>;
  readonly totals: ServerTotals;
  /** Deviations from the contract by name, such as `ignored accounts.list.ids`. Values are never kept. */
  readonly oddities: Record<string, number>;
  /** Counts one deviation. Names come from our code, so there are few of them. */
  recordDataIssue(name: string): void;
}

export function createCounters(totals: ServerTotals = createServerTotals()): UpstreamCounters {
  const oddities: Record<string, number> = {};
  return {
    calls: {},
    totals,
    oddities,
    recordDataIssue(name) {
      oddities[name] = (oddities[name] ?? 0) + 1;
    },
  };
}
