import type { Pool, PoolConfig } from 'pg';
import type { Secret } from '../../lib/secret.ts';

/** The package `pg`, which is not installed with the gateway. Rejects where it is absent. */
export async function loadPg() {
  const { default: pg } = await import('pg');
  return pg;
}

/** What every connection of the gateway is made with. */
export function connectionOf(url: Secret) {
  return { connectionString: url.reveal(), application_name: 'probonus-gateway', keepAlive: true };
}

/** Longest wait for a connection, and for the answer to a statement: a call waits for a token meanwhile. */
const ANSWER_MS = 1500;
const CONNECTIONS = 3;

export interface SharedDatabase {
  /** Rejects where PostgreSQL does not answer in time. */
  run(statement: string, values: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Connections for what replicas share, apart from those of the log of value moves: neither waits for the other. */
export function createSharedDatabase(url: Secret): SharedDatabase {
  let pool: Promise<Pool> | null = null;
  const settings: PoolConfig = {
    ...connectionOf(url),
    max: CONNECTIONS,
    connectionTimeoutMillis: ANSWER_MS,
    statement_timeout: ANSWER_MS,
    // For a server that stands still: one that runs applies its own.
    query_timeout: ANSWER_MS,
    allowExitOnIdle: true,
  };
  const connect = (): Promise<Pool> => {
    pool ??= loadPg().then((pg) => {
      const made = new pg.Pool(settings);
      // Broken idle connections are replaced.
      made.on('error', () => {});
      return made;
    });
    return pool;
  };
  return {
    run: async (statement, values) => (await (await connect()).query(statement, [...values])).rows,
    async close() {
      await (await pool?.catch(() => null))?.end();
    },
  };
}
