import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { SQLITE, type SqliteAnswer, type SqliteFailure, type SqliteStatement } from './messages.ts';

/** Runs all statements or none. A violated constraint undoes its own statement only; any other failure undoes them all. */
export type Transact = (batch: readonly SqliteStatement[]) => SqliteAnswer[];

export function transactor(opened: DatabaseSyncInstance): Transact {
  const statements = new Map<string, StatementSyncInstance>();

  const run = ({ sql, values }: SqliteStatement): SqliteAnswer => {
    let prepared = statements.get(sql);
    if (!prepared) {
      prepared = opened.prepare(sql);
      statements.set(sql, prepared);
    }
    return { rows: prepared.all(...values) as Record<string, unknown>[] };
  };

  return (batch) => {
    const writes = batch.some(isWrite);
    if (writes) opened.exec('BEGIN IMMEDIATE');
    try {
      const answers = batch.map((statement) => {
        try {
          return run(statement);
        } catch (error) {
          if (primaryCode(error) === SQLITE.CONSTRAINT) return failureOf(error);
          throw error;
        }
      });
      if (writes) opened.exec('COMMIT');
      return answers;
    } catch (error) {
      try {
        if (writes) opened.exec('ROLLBACK');
      } catch {
        // SQLite has rolled back by itself.
      }
      throw error;
    }
  };
}

export function isWrite({ sql }: SqliteStatement): boolean {
  return !sql.startsWith('SELECT');
}

export function failureOf(error: unknown): SqliteFailure {
  const { errcode = 0, message = String(error) } = error as { errcode?: number; message?: string };
  return { failure: { code: errcode, message } };
}

/** Without the extended part. */
export function primaryCode(error: unknown): number {
  return failureOf(error).failure.code & 0xff;
}
