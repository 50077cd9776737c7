import type { DatabaseSyncInstance, SqliteModule, StatementSyncInstance } from '@photostructure/sqlite';

export interface SqliteStart {
  /** Of the module that has DatabaseSync. */
  readonly driver: string;
  readonly path: string;
  readonly readOnly: boolean;
  /** How long to wait for whoever owns the file. */
  readonly ownerWaitMs: number;
  readonly applicationId: number;
  readonly version: number;
  readonly schema: readonly string[];
}

export interface SqliteStatement {
  readonly sql: string;
  readonly values: readonly (string | number | null)[];
}

export type SqliteFailure = { readonly failure: { readonly code: number; readonly message: string } };
export type SqliteAnswer = { readonly rows: readonly Record<string, unknown>[] } | SqliteFailure;

/** What the thread gets: its end of the line, and node's own `require`. */
export interface SqliteTools {
  readonly start: SqliteStart;
  onMessage(run: (message: readonly SqliteStatement[] | 'close') => void): void;
  answer(answers: readonly SqliteAnswer[] | 'closed'): void;
  load(name: string): unknown;
}

/**
 * The thread that owns the file: one connection, each message one transaction, one answer for each statement. A thread starts
 * from a file of JavaScript or from a text, and this has to start from TypeScript too: so it runs from its own text, and uses
 * nothing but its argument.
 */
export function runSqlite({ start, onMessage, answer, load }: SqliteTools): void {
  const FOREIGN = -1;
  const DAMAGED = -2;
  const LATER = -3;
  const IN_USE = -4;
  const statements = new Map<string, StatementSyncInstance>();
  const fs = load('node:fs') as typeof import('node:fs');
  let owner: DatabaseSyncInstance | null = null;
  let database: DatabaseSyncInstance | null = null;

  const failureOf = (error: unknown): SqliteFailure => {
    const known = error as { errcode?: number; message?: string };
    return { failure: { code: known.errcode ?? 0, message: String(known.message ?? error) } };
  };
  const primary = (error: unknown): number => failureOf(error).failure.code & 0xff;
  const fail = (code: number, message: string): never => {
    throw Object.assign(new Error(message), { errcode: code });
  };

  /**
   * SQLite says that it cannot open a file, and not why. Never for a file that is open here: closing it would end its locks.
   */
  const whyNotOpened = (path: string): number => {
    const codes: Record<string, number> = { EROFS: 8, EACCES: 8, EPERM: 8, ENOSPC: 13, EDQUOT: 13 };
    try {
      fs.closeSync(fs.openSync(path, 'a'));
      return 14;
    } catch (error) {
      return codes[(error as NodeJS.ErrnoException).code ?? ''] ?? 14;
    }
  };

  /**
   * A lock that ends with this thread, and with its process however that ends. It is on a file of its own, which nothing is ever
   * written to: readers need the log's own locks, and a full disk keeps nobody from owning the log.
   */
  const own = (): DatabaseSyncInstance => {
    const path = `${fs.existsSync(start.path) ? fs.realpathSync(start.path) : start.path}.owner`;
    const { DatabaseSync: Database } = load(start.driver) as SqliteModule;
    let lock: DatabaseSyncInstance | null = null;
    try {
      lock = new Database(path);
      lock.exec(`PRAGMA busy_timeout = ${start.ownerWaitMs}`);
      lock.exec('PRAGMA journal_mode = MEMORY');
      lock.exec('BEGIN EXCLUSIVE');
      // Of a file that may only be read, no lock was taken by now; this says so. It is never committed.
      lock.exec('PRAGMA user_version = 1');
      return lock;
    } catch (error) {
      lock?.close();
      if (primary(error) === 5) fail(IN_USE, 'another gateway has it');
      const { code, message } = failureOf(error).failure;
      return fail(primary(error) === 14 ? whyNotOpened(path) : code, `${path}: ${message}`);
    }
  };

  const open = (): DatabaseSyncInstance => {
    const { path, readOnly, applicationId, version, schema } = start;
    if (!readOnly) owner ??= own();
    const size = fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0) {
      const file = fs.openSync(path, 'r');
      const head = Buffer.alloc(16);
      fs.readSync(file, head, 0, 16, 0);
      fs.closeSync(file);
      if (head.toString('latin1') !== 'SQLite format 3\0') fail(FOREIGN, 'it is no SQLite database');
    }
    const { DatabaseSync: Database } = load(start.driver) as SqliteModule;
    const opened = new Database(path, readOnly ? { readOnly: true } : {});
    try {
      opened.exec('PRAGMA busy_timeout = 5000');
      const numberOf = (pragma: string) => Number(Object.values(opened.prepare(`PRAGMA ${pragma}`).get() as object)[0]);
      const tables = Number((opened.prepare('SELECT COUNT(*) AS n FROM sqlite_master').get() as { n: number }).n);
      if (tables > 0 && numberOf('application_id') !== applicationId)
        fail(FOREIGN, 'it is a database of something else');
      if (tables > 0 && numberOf('user_version') > version) fail(LATER, 'a later version of the gateway wrote it');
      const check = opened.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
      if (check.quick_check !== 'ok') fail(DAMAGED, 'its pages do not fit together');
      if (readOnly) return opened;
      opened.exec('PRAGMA journal_mode = WAL');
      opened.exec('PRAGMA synchronous = FULL');
      if (tables > 0) return opened;
      opened.exec('BEGIN IMMEDIATE');
      opened.exec(`PRAGMA application_id = ${applicationId}`);
      opened.exec(`PRAGMA user_version = ${version}`);
      for (const statement of schema) opened.exec(statement);
      opened.exec('COMMIT');
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  };

  const run = (opened: DatabaseSyncInstance, { sql, values }: SqliteStatement): SqliteAnswer => {
    let prepared = statements.get(sql);
    if (!prepared) {
      prepared = opened.prepare(sql);
      statements.set(sql, prepared);
    }
    return { rows: prepared.all(...values) as Record<string, unknown>[] };
  };

  /** A constraint undoes its own statement only; whatever else goes wrong undoes them all. */
  const transact = (opened: DatabaseSyncInstance, batch: readonly SqliteStatement[]): SqliteAnswer[] => {
    const writes = batch.some(({ sql }) => !sql.startsWith('SELECT'));
    if (writes) opened.exec('BEGIN IMMEDIATE');
    try {
      const answers = batch.map((statement) => {
        try {
          return run(opened, statement);
        } catch (error) {
          if (primary(error) === 19) return failureOf(error);
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

  onMessage((message) => {
    if (message === 'close') {
      database?.close();
      owner?.close();
      return answer('closed');
    }
    try {
      database ??= open();
      answer(transact(database, message));
    } catch (error) {
      const failure = failureOf(error);
      answer(message.map(() => failure));
    }
  });
}
