import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SqlRow, SqlValue } from './columns.ts';
import { createSqlStore, SqlConflict, type SqlDatabase } from './sql.ts';
import {
  SQLITE,
  SQLITE_NOW,
  type SqliteAnswer,
  type SqliteRequest,
  type SqliteResponse,
  type SqliteStart,
  type SqliteStatement,
} from './sqlite/messages.ts';
import type { IntentStore } from './store.ts';
import { IntentStoreError, type IntentStoreFault } from './store-error.ts';

const FAULTS: Readonly<Record<number, IntentStoreFault>> = {
  [SQLITE.FOREIGN]: 'FOREIGN',
  [SQLITE.DAMAGED]: 'DAMAGED',
  [SQLITE.IN_USE]: 'IN_USE',
  [SQLITE.VANISHED]: 'VANISHED',
  [SQLITE.NOT_INSTALLED]: 'NOT_INSTALLED',
  [SQLITE.READ_ONLY]: 'READ_ONLY',
  [SQLITE.CORRUPT]: 'DAMAGED',
  [SQLITE.FULL]: 'FULL',
  [SQLITE.NOT_A_DATABASE]: 'DAMAGED',
};

export interface SqliteOptions {
  readonly path: string;
  /** Opens an existing file for reading. @default false */
  readonly readOnly?: boolean;
  /** Milliseconds that the first statement waits for a former owner of the file. @default 5000 */
  readonly ownerWaitMs?: number;
}

const OWNER_WAIT_MS = 5000;

/**
 * The store in one SQLite file, owned by a worker thread: the event loop never waits for the disk. Statements that arrive during a
 * transaction share the next one, and so one flush. The first statement opens the file. A second writer is refused with IN_USE.
 */
export function createSqliteStore(options: SqliteOptions): IntentStore {
  return createSqlStore('sqlite', createSqliteDatabase(options));
}

interface Pending extends SqliteStatement {
  readonly resolve: (rows: readonly SqlRow[]) => void;
  readonly reject: (error: Error) => void;
}

export function createSqliteDatabase(options: SqliteOptions): SqlDatabase {
  const { path, readOnly = false, ownerWaitMs = OWNER_WAIT_MS } = options;
  let worker: Worker | null = null;
  let waiting: Pending[] = [];
  let running: Pending[] = [];
  let closing: { done: () => void } | null = null;

  const failAll = (error: Error): void => {
    const failed = [...running, ...waiting];
    running = [];
    waiting = [];
    for (const { reject } of failed) reject(error);
  };

  const launch = (): Worker => {
    if (!readOnly) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const start: SqliteStart = { path, readOnly, ownerWaitMs };
    const made = new Worker(new URL('./sqlite/worker.js', import.meta.url), { workerData: start, execArgv: QUIET });
    made.unref();
    made.on('message', (response: SqliteResponse) => {
      if (response === 'closed') return closing?.done();
      complete(response);
      pump();
    });
    // The next statement starts another worker.
    const ended = (why: string) => {
      if (worker !== made) return;
      worker = null;
      failAll(new IntentStoreError('IO', `the intent log ${path} failed: ${why}`));
      closing?.done();
    };
    made.on('error', (error) => ended(error.message));
    made.on('exit', () => ended('its thread has ended'));
    return made;
  };

  const complete = (answers: readonly SqliteAnswer[]): void => {
    const completed = running;
    running = [];
    completed.forEach(({ resolve, reject }, at) => {
      const answer = answers[at];
      if (answer && 'rows' in answer) resolve(answer.rows);
      else reject(errorOf(path, answer?.failure ?? { code: 0, message: 'no answer' }));
    });
  };

  const pump = (): void => {
    if (running.length > 0) return;
    if (waiting.length === 0) {
      if (closing && worker) worker.postMessage('close');
      else if (closing) closing.done();
      // An idle worker does not keep the process alive.
      else worker?.unref();
      return;
    }
    running = waiting;
    waiting = [];
    try {
      worker ??= launch();
      worker.ref();
      const request: SqliteRequest = running.map(({ sql, values }) => ({ sql, values }));
      worker.postMessage(request);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const fault = code === 'EROFS' || code === 'EACCES' ? 'READ_ONLY' : code === 'ENOSPC' ? 'FULL' : 'IO';
      failAll(new IntentStoreError(fault, `the intent log ${path} cannot be opened: ${message}`));
    }
  };

  return {
    now: SQLITE_NOW,
    run(statement, values: readonly SqlValue[]) {
      if (closing) return Promise.reject(new IntentStoreError('CLOSED', 'the intent log is closed'));
      return new Promise((resolve, reject) => {
        waiting.push({ sql: statement, values, resolve, reject });
        pump();
      });
    },
    async close() {
      if (closing) return;
      await new Promise<void>((done) => {
        closing = { done };
        worker?.ref();
        pump();
      });
      await worker?.terminate();
    },
  };
}

/** The gateway notices by itself that a copy is older, or new, and says what to adopt. */
const RECOVERY =
  'start with the newest copy made by `probonus-gateway intents backup`, or without one, and run `probonus-gateway intents adopt`';

/** Node warns at each start that its SQLite is experimental. */
const QUIET = ['--disable-warning=ExperimentalWarning'];

/** What an operator is to do; else the file cannot be used for the reason that SQLite gives. */
const TEXTS: Readonly<Partial<Record<IntentStoreFault, (path: string, message: string) => string>>> = {
  FOREIGN: (path, message) => `${path} is not an intent log of this gateway: ${message}. Nothing was changed in it.`,
  IN_USE: (path) =>
    `the intent log ${path} is in use: one gateway at a time owns it. Stop the other one, or let several gateways share one PostgreSQL (intents: { store: postgres }).`,
  VANISHED: (path, message) =>
    `the intent log ${path} is not the file that this gateway opened: ${message}. Value moves are refused. Put that file back; if it is lost, ${RECOVERY}.`,
  DAMAGED: (path, message) =>
    `the intent log ${path} is damaged: ${message}. Move it aside with its -wal and -shm files, and ${RECOVERY}.`,
};

/** `path`: of the file, or what stands for it. */
export function errorOf(path: string, { code, message }: { code: number; message: string }): Error {
  if (code > 0 && (code & 0xff) === SQLITE.CONSTRAINT) return new SqlConflict(message);
  const fault = FAULTS[code < 0 ? code : code & 0xff] ?? 'IO';
  const text = TEXTS[fault] ?? (() => `the intent log ${path} cannot be used: ${message}`);
  return new IntentStoreError(fault, text(path, message));
}
