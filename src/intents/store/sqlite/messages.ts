/** What the worker gets when it starts. */
export interface SqliteStart {
  readonly path: string;
  readonly readOnly: boolean;
  /** Milliseconds to wait for the lock of another owner. */
  readonly ownerWaitMs: number;
}

export interface SqliteStatement {
  readonly sql: string;
  readonly values: readonly (string | number | null)[];
}

/** A batch is one transaction; the worker posts one answer for each of its statements, in their order. */
export type SqliteRequest = readonly SqliteStatement[] | 'close';
export type SqliteFailure = { readonly failure: { readonly code: number; readonly message: string } };
export type SqliteAnswer = { readonly rows: readonly Record<string, unknown>[] } | SqliteFailure;
export type SqliteResponse = readonly SqliteAnswer[] | 'closed';

/** Primary result codes of SQLite that are used here; below zero our own. */
export const SQLITE = {
  BUSY: 5,
  READ_ONLY: 8,
  CORRUPT: 11,
  FULL: 13,
  CANNOT_OPEN: 14,
  CONSTRAINT: 19,
  NOT_A_DATABASE: 26,
  FOREIGN: -1,
  DAMAGED: -2,
  IN_USE: -3,
  VANISHED: -4,
  NOT_INSTALLED: -5,
} as const;

/** SQL of the clock, in milliseconds since the epoch. */
export const SQLITE_NOW = "(julianday('now') - 2440587.5) * 86400000.0";
