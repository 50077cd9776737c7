import { chmodSync, closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import type { DatabaseSyncInstance, SqliteModule } from '@photostructure/sqlite';
import { planMigration, SCHEMA_VERSION } from '../migrations.ts';
import { META, TABLE } from '../tables.ts';
import { SQLITE, type SqliteStart } from './messages.ts';
import { failureOf, primaryCode } from './transact.ts';

/** "PbIn": the file belongs to this gateway. */
const APPLICATION_ID = 0x5062496e;
const FILE_HEAD = 'SQLite format 3\0';

/** Codes that `open(2)` gives where SQLite only says CANNOT_OPEN. */
const OPEN_ERRORS: Readonly<Record<string, number>> = {
  EROFS: SQLITE.READ_ONLY,
  EACCES: SQLITE.READ_ONLY,
  EPERM: SQLITE.READ_ONLY,
  ENOSPC: SQLITE.FULL,
  EDQUOT: SQLITE.FULL,
};

/**
 * Takes the lock of a writer; it ends with this thread, and with the process however that ends. The lock is on a file of its own
 * that is never written to. Readers need the locks of the database itself, and a full disk must not prevent ownership.
 */
export function lockFile({ path, ownerWaitMs }: SqliteStart): DatabaseSyncInstance {
  const lockPath = `${realPath(path)}.owner`;
  const { DatabaseSync } = driver();
  let lock: DatabaseSyncInstance | null = null;
  keepPrivate(lockPath);
  try {
    lock = new DatabaseSync(lockPath);
    lock.exec(`PRAGMA busy_timeout = ${ownerWaitMs}`);
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    // A read-only file has not been locked by now; this write fails then. It is never committed.
    lock.exec('PRAGMA user_version = 1');
    return lock;
  } catch (error) {
    lock?.close();
    if (primaryCode(error) === SQLITE.BUSY) fail(SQLITE.IN_USE, 'another gateway has it');
    const { code, message } = failureOf(error).failure;
    return fail(primaryCode(error) === SQLITE.CANNOT_OPEN ? whyNotOpened(lockPath) : code, `${lockPath}: ${message}`);
  }
}

/** The connection, its file checked. A writer makes the tables, or brings those of an earlier version forward. */
export function openDatabase({ path, readOnly }: SqliteStart): DatabaseSyncInstance {
  checkHead(path);
  if (!readOnly) keepPrivate(path);
  const { DatabaseSync } = driver();
  const opened = new DatabaseSync(path, readOnly ? { readOnly: true } : {});
  try {
    opened.exec('PRAGMA busy_timeout = 5000');
    const check = opened.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
    if (check.quick_check !== 'ok') fail(SQLITE.DAMAGED, 'its pages do not fit together');
    const statements = migrationOf(opened);
    // A reader takes the columns that an earlier version does not have as empty.
    if (readOnly) return opened;
    opened.exec('PRAGMA journal_mode = WAL');
    opened.exec('PRAGMA synchronous = FULL');
    keepPrivate(path);
    migrate(opened, statements);
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}

export function openMemory(): DatabaseSyncInstance {
  const { DatabaseSync } = driver();
  const opened = new DatabaseSync(':memory:');
  // Files for sorting would cost more than all else that a statement does.
  opened.exec('PRAGMA temp_store = MEMORY');
  migrate(opened, migrationOf(opened));
  return opened;
}

function migrate(opened: DatabaseSyncInstance, statements: readonly string[]): void {
  if (statements.length === 0) return;
  opened.exec('BEGIN IMMEDIATE');
  opened.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  opened.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  for (const statement of statements) opened.exec(statement);
  opened.exec('COMMIT');
}

/** The statements that bring the file to the present version. Throws where it belongs to something else, or to a later version. */
function migrationOf(opened: DatabaseSyncInstance): readonly string[] {
  const numberOf = (pragma: string) => Number(Object.values(opened.prepare(`PRAGMA ${pragma}`).get() as object)[0]);
  const namesOf = (sql: string) =>
    opened
      .prepare(sql)
      .all()
      .map((row) => String((row as { name: unknown }).name));
  const tables = namesOf("SELECT name FROM sqlite_master WHERE type = 'table'");
  if (tables.length > 0 && numberOf('application_id') !== APPLICATION_ID)
    fail(SQLITE.FOREIGN, 'it is a database of something else');
  const found = {
    tables: tables.filter((name) => name === TABLE || name === META),
    version: numberOf('user_version'),
    columns: namesOf(`SELECT name FROM pragma_table_info('${TABLE}')`),
  };
  const plan = planMigration(found, (property) => `json_extract(move, '$.${property}')`);
  return 'refused' in plan ? fail(SQLITE.FOREIGN, plan.refused) : plan.statements;
}

/** The built-in module where Node has one; else a package with the same interface. */
function driver(): SqliteModule {
  const require = createRequire(import.meta.url);
  if (isBuiltin('node:sqlite')) return require('node:sqlite') as SqliteModule;
  try {
    return require('@photostructure/sqlite') as SqliteModule;
  } catch {
    return fail(
      SQLITE.NOT_INSTALLED,
      'this Node has no SQLite, and the optional package @photostructure/sqlite does not load: run Node 24, or install it',
    );
  }
}

/**
 * Lets only its owner read a file, which is created where there is none: the log holds idempotency keys and reasons in clear.
 * What SQLite creates beside it gets the same mode; what a former version left there loses the others' rights.
 */
function keepPrivate(path: string): void {
  // Exclusive: closing a file that is open here would end its locks.
  attempt(() => closeSync(openSync(path, 'ax', 0o600)));
  const file = realPath(path);
  for (const each of [file, `${file}-wal`, `${file}-shm`]) {
    attempt(() => chmodSync(each, statSync(each).mode & 0o700));
  }
}

/** The file is there, or is not; a disk is read-only: what matters of that SQLite tells. */
function attempt(change: () => void): void {
  try {
    change();
  } catch {}
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function checkHead(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  const file = openSync(path, 'r');
  const head = Buffer.alloc(FILE_HEAD.length);
  readSync(file, head, 0, head.length, 0);
  closeSync(file);
  if (head.toString('latin1') !== FILE_HEAD) fail(SQLITE.FOREIGN, 'it is no SQLite database');
}

/** The cause that SQLite does not tell. Never called for a file that is open here: closing it would end its locks. */
function whyNotOpened(path: string): number {
  try {
    closeSync(openSync(path, 'a'));
    return SQLITE.CANNOT_OPEN;
  } catch (error) {
    return OPEN_ERRORS[(error as NodeJS.ErrnoException).code ?? ''] ?? SQLITE.CANNOT_OPEN;
  }
}

export function fail(code: number, message: string): never {
  throw Object.assign(new Error(message), { errcode: code });
}
