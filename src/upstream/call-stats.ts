import type { OperationId } from '../contract/schemas.ts';

/** What one request of a client cost upstream. Login and refresh are not in it: they serve everybody. */
export interface CallLog {
  /** HTTP exchanges, repeated ones included. */
  calls: number;
  /** Their durations added up; those that ran at once count each. */
  milliseconds: number;
  readonly byOperation: Partial<Record<OperationId, number>>;
}

export function createCallLog(): CallLog {
  return { calls: 0, milliseconds: 0, byOperation: {} };
}
