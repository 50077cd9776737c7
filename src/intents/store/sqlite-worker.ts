import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import {
  SQLITE,
  type SqliteAnswer,
  type SqliteRequest,
  type SqliteResponse,
  type SqliteStart,
  type SqliteStatement,
} from './sqlite-messages.ts';
import { failureOf, lockFile, openDatabase, primaryCode } from './sqlite-open.ts';

/** The worker thread that owns the file: one connection, each request one transaction. The file is opened by the first request. */
const start = workerData as SqliteStart;
const statements = new Map<string, StatementSyncInstance>();
let lock: DatabaseSyncInstance | null = null;
let database: DatabaseSyncInstance | null = null;

parentPort?.on('message', (request: SqliteRequest) => {
  if (request === 'close') {
    database?.close();
    lock?.close();
    return respond('closed');
  }
  try {
    if (!start.readOnly) lock ??= lockFile(start);
    database ??= openDatabase(start);
    respond(transact(database, request));
  } catch (error) {
    const failure = failureOf(error);
    respond(request.map(() => failure));
  }
});

function respond(response: SqliteResponse): void {
  parentPort?.postMessage(response);
}

/** Runs all statements or none. A violated constraint undoes its own statement only; any other failure undoes them all. */
function transact(opened: DatabaseSyncInstance, batch: readonly SqliteStatement[]): SqliteAnswer[] {
  const writes = batch.some(({ sql }) => !sql.startsWith('SELECT'));
  if (writes) opened.exec('BEGIN IMMEDIATE');
  try {
    const answers = batch.map((statement) => {
      try {
        return run(opened, statement);
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
}

function run(opened: DatabaseSyncInstance, { sql, values }: SqliteStatement): SqliteAnswer {
  let prepared = statements.get(sql);
  if (!prepared) {
    prepared = opened.prepare(sql);
    statements.set(sql, prepared);
  }
  return { rows: prepared.all(...values) as Record<string, unknown>[] };
}
