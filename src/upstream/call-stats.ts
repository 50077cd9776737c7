import type { OperationId } from '../contract/schemas.ts';

/** Upstream cost of one client request. Token requests of the service login serve every client and are not counted. */
export interface CallStats {
  /** HTTP requests, retries included. */
  calls: number;
  /** Sum of their durations; concurrent requests each count in full. */
  milliseconds: number;
  readonly byOperation: Partial<Record<OperationId, number>>;
}

export function createCallStats(): CallStats {
  return { calls: 0, milliseconds: 0, byOperation: {} };
}
