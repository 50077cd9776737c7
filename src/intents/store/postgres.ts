import type { Pool, PoolClient, PoolConfig } from 'pg';
import type { Clock } from '../../lib/clock.ts';
import type { Secret } from '../../lib/secret.ts';
import { SHARED_TABLES } from '../../tenants/shared/tables.ts';
import { fillStatement, planMigration } from './migrations.ts';
import { createSqlStore, SqlConflict, type SqlDatabase } from './sql.ts';
import type { IntentStore } from './store.ts';
import { IntentStoreError, type IntentStoreFault } from './store-error.ts';
import { META, TABLE } from './tables.ts';
import { readTime } from './time/database-time.ts';

const CONNECT_MS = 3000;
const STATEMENT_MS = 5000;
/** Advisory lock under which one of several starting replicas makes or changes the tables. */
const SCHEMA_LOCK = 0x5062496e;
const UNIQUE_VIOLATION = '23505';
const UNDEFINED_TABLE = '42P01';

export interface PostgresOptions {
  /** Contains the password. */
  readonly url: Secret;
  readonly clock: Clock;
  /** Makes no tables. @default false */
  readonly readOnly?: boolean;
}

/**
 * The store in PostgreSQL, shared by replicas. Needs the package `pg`, which is not installed with the gateway. The first statement
 * that reaches a server makes the tables; until then each fails with UNREACHABLE.
 */
export function createPostgresStore(options: PostgresOptions): IntentStore {
  const database = createPostgresDatabase(options);
  return {
    ...createSqlStore('postgres', database, ' FOR UPDATE SKIP LOCKED'),
    databaseNow: () => readTime(database),
  };
}

export function createPostgresDatabase({ url, clock, readOnly = false }: PostgresOptions): SqlDatabase {
  let pool: Promise<Pool> | null = null;
  let ready: Promise<void> | null = null;
  let isClosed = false;
  let connections = 0;

  const connect = (): Promise<Pool> => {
    pool ??= createPool(url.reveal(), () => connections++);
    return pool;
  };

  const prepare = (): Promise<void> => {
    ready ??= connect()
      .then((made) => (readOnly ? undefined : migrate(made)))
      .catch((error: unknown) => {
        // The next statement tries again.
        ready = null;
        throw error;
      });
    return ready;
  };

  return {
    now: 'extract(epoch FROM clock_timestamp()) * 1000',
    async run(statement, values) {
      if (isClosed) throw new IntentStoreError('CLOSED', 'the intent log is closed');
      try {
        await prepare();
        const query = (await connect()).query<Record<string, unknown>>(numbered(statement), [...values]);
        return (await withinTime(clock, query)).rows;
      } catch (error) {
        // A read-only store makes no tables.
        if (readOnly && (error as { code?: string }).code === UNDEFINED_TABLE)
          throw new IntentStoreError('IO', 'there is no intent log in this PostgreSQL: nothing was moved yet');
        throw asStoreError(error);
      }
    },
    connections: () => connections,
    async close() {
      if (isClosed) return;
      isClosed = true;
      const made = await pool?.catch(() => null);
      await made?.end();
    },
  };
}

/** For a server that is gone; one that runs applies its own statement timeout. */
function withinTime<T>(clock: Clock, query: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(STATEMENT_MS + CONNECT_MS, () => {
      reject(new IntentStoreError('UNREACHABLE', 'PostgreSQL, which holds the intent log, does not answer'));
    });
    query.then(resolve, reject).finally(cancel);
  });
}

async function createPool(connectionString: string, onConnect: () => void): Promise<Pool> {
  const { default: pg } = await import('pg').catch(() => {
    throw new IntentStoreError('NOT_INSTALLED', 'the intent log in PostgreSQL needs the package "pg": npm install pg');
  });
  const settings: PoolConfig = {
    connectionString,
    max: 10,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'probonus-gateway',
    allowExitOnIdle: true,
    // A server may be configured to answer before it has written.
    onConnect: (client) => {
      onConnect();
      return client.query('SET synchronous_commit TO on').then(() => {});
    },
  };
  const pool = new pg.Pool(settings);
  // Broken idle connections are replaced; a broken one in use fails its statement.
  pool.on('error', () => {});
  return pool;
}

/** Makes the tables, or brings those of an earlier version forward, in one transaction; other replicas wait for it. */
async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // Of a large log it takes minutes.
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    for (const statement of await migrationOf(client)) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Characters between which no quote stands: a quote within a text is escaped, so that no reason can look like a property. */
const textOf = (property: string) => `substring(move FROM '"${property}":"?([A-Z0-9_-]+)')`;

/** Rejects where the tables belong to something else, or to a later version. */
async function migrationOf(client: PoolClient): Promise<readonly string[]> {
  const query = async (text: string, values: string[] = []) =>
    (await client.query<{ name: string }>(text, values)).rows.map(({ name }) => name);
  const tables = await query('SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL', [
    `{${TABLE},${META}}`,
  ]);
  const version = tables.includes(META) ? await query(`SELECT value AS name FROM ${META} WHERE name = 'version'`) : [];
  const columns = await query(
    'SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped',
    [TABLE],
  );
  const plan = planMigration({ tables, version: Number(version[0]), columns }, textOf);
  if ('refused' in plan) throw foreign(plan.refused);
  return [...(plan.statements.length > 0 ? plan.statements : [fillStatement(textOf)]), ...SHARED_TABLES];
}

function foreign(why: string): IntentStoreError {
  return new IntentStoreError(
    'FOREIGN',
    `the database does not hold an intent log of this gateway: ${why}. Nothing was changed in it.`,
  );
}

const numberedStatements = new Map<string, string>();

/** `?` → `$1`, `$2` … */
function numbered(statement: string): string {
  const cached = numberedStatements.get(statement);
  if (cached !== undefined) return cached;
  let at = 0;
  const text = statement.replace(/\?/g, () => `$${++at}`);
  numberedStatements.set(statement, text);
  return text;
}

const FAULTS: Readonly<Record<string, IntentStoreFault>> = {
  '53100': 'FULL',
  '25006': 'READ_ONLY',
  '42501': 'READ_ONLY',
  [UNDEFINED_TABLE]: 'DAMAGED',
  '42703': 'FOREIGN',
  XX001: 'DAMAGED',
  XX002: 'DAMAGED',
};

/** The message has the code alone: PostgreSQL's text may name users and addresses. */
function asStoreError(error: unknown): Error {
  if (error instanceof IntentStoreError) return error;
  const { code = 'no answer' } = error as { code?: string };
  if (code === UNIQUE_VIOLATION) return new SqlConflict(code);
  const fault =
    FAULTS[code] ?? (/^[0-9A-Z]{5}$/.test(code) && !/^(08|53|57|28|3D|E)/.test(code) ? 'IO' : 'UNREACHABLE');
  return new IntentStoreError(fault, `the intent log in PostgreSQL cannot be used (${code})`);
}
