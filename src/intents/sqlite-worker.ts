import { existsSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { IntentLogFault } from './log-error.ts';
import { createRows, type Database, type RowMethods, SCHEMA } from './sqlite-rows.ts';

/** "PBGI": marks a file as a log of ours. */
const APPLICATION_ID = 0x50424749;
const VERSION = 1;

export interface Call {
  readonly id: number;
  readonly method: keyof RowMethods | 'close';
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: IntentLogFault; readonly message: string };

class Refused extends Error {
  readonly fault: IntentLogFault;

  constructor(fault: IntentLogFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

type Driver = new (path: string) => Database;

/** Node's own where this Node has it (22.13 and later), else the same API as a package. */
async function loadDriver(): Promise<Driver> {
  const builtin = 'node:sqlite';
  const { DatabaseSync }: { DatabaseSync: Driver } = await import(builtin).catch(
    () => import('@photostructure/sqlite'),
  );
  return DatabaseSync;
}

async function openDatabase(path: string): Promise<Database> {
  const DatabaseSync = await loadDriver();
  const isNew = !existsSync(path) || statSync(path).size === 0;
  const db = new DatabaseSync(path);
  const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() as object)[0];
  if (!isNew) {
    const id = pragma('application_id');
    if (id !== APPLICATION_ID)
      throw new Refused('FOREIGN', `${path} is a database, but not an intent log of this gateway: name another file`);
    if (pragma('user_version') !== VERSION)
      throw new Refused('FOREIGN', `${path} is an intent log of another version of this gateway`);
    if (pragma('quick_check') !== 'ok')
      throw new Refused(
        'DAMAGED',
        `${path} is damaged: restore it from a copy, or look at the servers before a new one is begun`,
      );
  }
  // FULL: what is committed is on the disk before anything is sent.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;');
  if (isNew)
    db.exec(`BEGIN; ${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; COMMIT;`);
  return db;
}

/** SQLite's primary result codes; drivers tell them under different names. */
const FAULTS: Readonly<Record<number, IntentLogFault>> = {
  8: 'READ_ONLY',
  11: 'DAMAGED',
  13: 'FULL',
  14: 'IO',
  26: 'FOREIGN',
};

function faultOf(error: unknown): { fault: IntentLogFault; message: string } {
  if (error instanceof Refused) return { fault: error.fault, message: error.message };
  const { errcode, sqliteCode, message } = error as { errcode?: number; sqliteCode?: number; message?: string };
  const code = (errcode ?? sqliteCode ?? 0) & 0xff;
  const byText: IntentLogFault | undefined = /full/i.test(message ?? '')
    ? 'FULL'
    : /readonly|read-only/i.test(message ?? '')
      ? 'READ_ONLY'
      : /not a database/i.test(message ?? '')
        ? 'FOREIGN'
        : /malformed|corrupt/i.test(message ?? '')
          ? 'DAMAGED'
          : undefined;
  const fault = FAULTS[code] ?? byText ?? 'IO';
  return { fault, message: `the intent log cannot be used (${fault})` };
}

const port = parentPort;
if (!port) throw new Error('runs in a worker only');

try {
  const db = await openDatabase(workerData.path);
  const rows = createRows(db);
  let waiting: Call[] = [];

  /** All that waits goes into one transaction, so that one fsync serves all of it. */
  const flush = (): void => {
    const calls = waiting;
    waiting = [];
    if (calls.length === 0) return;
    const replies: Reply[] = [];
    try {
      db.exec('BEGIN IMMEDIATE');
      for (const { id, method, args } of calls) {
        if (method !== 'close') replies.push({ id, value: (rows[method] as (...args: unknown[]) => unknown)(...args) });
      }
      db.exec('COMMIT');
    } catch (error) {
      // One that failed takes the batch with it: what a rejected write did is unknown, and permits nothing.
      try {
        db.exec('ROLLBACK');
      } catch {
        // there was no transaction, or it is gone already
      }
      const failure = faultOf(error);
      for (const { id } of calls) port.postMessage({ id, ...failure } satisfies Reply);
      return;
    }
    for (const reply of replies) port.postMessage(reply);
    const close = calls.find(({ method }) => method === 'close');
    if (close) {
      db.close();
      port.postMessage({ id: close.id, value: null } satisfies Reply);
      port.close();
    }
  };

  port.on('message', (call: Call) => {
    waiting.push(call);
    if (waiting.length === 1) setImmediate(flush);
  });
  port.postMessage({ id: 0, value: null } satisfies Reply);
} catch (error) {
  port.postMessage({ id: 0, ...faultOf(error) } satisfies Reply);
  port.close();
}
