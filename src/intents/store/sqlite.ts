import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SqlRow, SqlValue } from './columns.ts';
import { createSqlStore, SqlConflict, type SqlDatabase } from './sql.ts';
import {
  SQLITE,
  type SqliteAnswer,
  type SqliteRequest,
  type SqliteResponse,
  type SqliteStart,
  type SqliteStatement,
} from './sqlite-messages.ts';
import type { IntentStore } from './store.ts';
import { IntentLogError, type IntentLogFault } from './store-error.ts';

const FAULTS: Readonly<Record<number, IntentLogFault>> = {
  [SQLITE.FOREIGN]: 'FOREIGN',
  [SQLITE.DAMAGED]: 'DAMAGED',
  [SQLITE.LATER]: 'FOREIGN',
  [SQLITE.IN_USE]: 'IN_USE',
  [SQLITE.READ_ONLY]: 'READ_ONLY',
  [SQLITE.CORRUPT]: 'DAMAGED',
  [SQLITE.FULL]: 'FULL',
  [SQLITE.NOT_A_DATABASE]: 'DAMAGED',
};

export interface SqliteOptions {
  readonly path: string;
  /** For looking only: makes nothing, changes nothing. */
  readonly readOnly?: boolean;
  /** How long the first use waits for the gateway before this one to let go of the file. @default 5000 */
  readonly ownerWaitMs?: number;
}

const OWNER_WAIT_MS = 5000;

/**
 * The log in one SQLite file, owned by a thread of its own: the event loop never waits for the disk. What is asked while a
 * transaction is being written goes into the next one together, so many moves share one flush. The file is opened when it is
 * first used; `openIntentStore` does that at once. Whoever writes owns it: a second one is refused with IN_USE.
 */
export function createSqliteStore(options: SqliteOptions): IntentStore {
  return createSqlStore('sqlite', createSqliteDatabase(options));
}

interface Asked extends SqliteStatement {
  readonly resolve: (rows: readonly SqlRow[]) => void;
  readonly reject: (error: Error) => void;
}

export function createSqliteDatabase(options: SqliteOptions): SqlDatabase {
  const { path, readOnly = false, ownerWaitMs = OWNER_WAIT_MS } = options;
  let worker: Worker | null = null;
  let waiting: Asked[] = [];
  let running: Asked[] = [];
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
    const made = new Worker(new URL('./sqlite-worker.js', import.meta.url), { workerData: start, execArgv: QUIET });
    made.unref();
    made.on('message', (answers: SqliteResponse) => {
      if (answers === 'closed') return closing?.done();
      settle(answers);
      pump();
    });
    // The next statement starts another one.
    const ended = (why: string) => {
      if (worker !== made) return;
      worker = null;
      failAll(new IntentLogError('IO', `the intent log ${path} failed: ${why}`));
      closing?.done();
    };
    made.on('error', (error) => ended(error.message));
    made.on('exit', () => ended('its thread has ended'));
    return made;
  };

  const settle = (answers: readonly SqliteAnswer[]): void => {
    const asked = running;
    running = [];
    asked.forEach(({ resolve, reject }, at) => {
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
      // A process with nothing else to do may end; one that waits for the disk may not.
      else worker?.unref();
      return;
    }
    running = waiting;
    waiting = [];
    try {
      worker ??= launch();
      worker.ref();
      worker.postMessage(running.map(({ sql, values }) => ({ sql, values })) satisfies SqliteRequest);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const fault = code === 'EROFS' || code === 'EACCES' ? 'READ_ONLY' : code === 'ENOSPC' ? 'FULL' : 'IO';
      failAll(new IntentLogError(fault, `the intent log ${path} cannot be opened: ${message}`));
    }
  };

  return {
    run(statement, values: readonly SqlValue[]) {
      if (closing) return Promise.reject(new IntentLogError('CLOSED', 'the intent log is closed'));
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

/** Node says of its own SQLite that it is experimental, on each start. */
const QUIET = ['--disable-warning=ExperimentalWarning'];

function errorOf(path: string, { code, message }: { code: number; message: string }): Error {
  if (code > 0 && (code & 0xff) === SQLITE.CONSTRAINT) return new SqlConflict(message);
  const fault = FAULTS[code < 0 ? code : code & 0xff] ?? 'IO';
  if (fault === 'FOREIGN')
    return new IntentLogError(
      fault,
      `${path} is not an intent log of this gateway: ${message}. Nothing was changed in it.`,
    );
  if (fault === 'IN_USE')
    return new IntentLogError(
      fault,
      `the intent log ${path} is in use: one gateway at a time owns it. Stop the other one, or let several gateways share one PostgreSQL (intents: { store: postgres }).`,
    );
  if (fault === 'DAMAGED')
    return new IntentLogError(
      fault,
      `the intent log ${path} is damaged: ${message}. Restore it from a backup; without it, moves that were being sent cannot be looked up.`,
    );
  return new IntentLogError(fault, `the intent log ${path} cannot be used: ${message}`);
}
