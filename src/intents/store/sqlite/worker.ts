import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { SqliteRequest, SqliteResponse, SqliteStart } from './messages.ts';
import { lockFile, openDatabase } from './open-file.ts';
import { failureOf, type Transact, transactor } from './transact.ts';

/** The worker thread that owns the file: one connection, each request one transaction. The file is opened by the first request. */
const start = workerData as SqliteStart;
let lock: DatabaseSyncInstance | null = null;
let database: DatabaseSyncInstance | null = null;
let transact: Transact | null = null;

parentPort?.on('message', (request: SqliteRequest) => {
  if (request === 'close') {
    database?.close();
    lock?.close();
    return respond('closed');
  }
  try {
    if (!start.readOnly) lock ??= lockFile(start);
    database ??= openDatabase(start);
    transact ??= transactor(database);
    respond(transact(request));
  } catch (error) {
    const failure = failureOf(error);
    respond(request.map(() => failure));
  }
});

function respond(response: SqliteResponse): void {
  parentPort?.postMessage(response);
}
