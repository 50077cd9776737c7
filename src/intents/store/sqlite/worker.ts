import { type Stats, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { SQLITE, type SqliteRequest, type SqliteResponse, type SqliteStart } from './messages.ts';
import { fail, lockFile, openDatabase } from './open-file.ts';
import { failureOf, isWrite, type Transact, transactor } from './transact.ts';

/** The worker thread that owns the file: one connection, each request one transaction. The file is opened by the first request. */
const start = workerData as SqliteStart;
let lock: DatabaseSyncInstance | null = null;
let database: DatabaseSyncInstance | null = null;
let transact: Transact | null = null;
let file: Stats | null = null;

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
    file ??= statSync(start.path);
    if (request.some(isWrite)) expectFile(file);
    respond(transact(request));
  } catch (error) {
    const failure = failureOf(error);
    respond(request.map(() => failure));
  }
});

/** What is written to a file that is no longer at its path would be lost with this process. */
function expectFile({ dev, ino }: Stats): void {
  const now = statSync(start.path, { throwIfNoEntry: false });
  if (now?.ino !== ino || now.dev !== dev) fail(SQLITE.VANISHED, 'it was deleted, moved or replaced');
}

function respond(response: SqliteResponse): void {
  parentPort?.postMessage(response);
}
