import type { Clock } from '../../lib/clock.ts';
import type { Keyring } from '../../lib/keyring.ts';
import type { SharedLogin } from '../../upstream/auth/shared-login.ts';
import type { SessionStore, StoredSession } from '../staff/session-store.ts';
import { MAX_FORMER } from '../staff/session-token.ts';
import type { SharedDatabase } from './postgres-pool.ts';
import { NOW, SESSIONS, TOKENS } from './tables.ts';

/** An ended session is known as genuine for so long. */
const DAY_MS = 86_400_000;

const FIND = `SELECT tenant, server, user_id::float8 AS user_id, kid, login, opened_at::float8 AS opened_at,
  expires_at::float8 AS expires_at, last_used_at::float8 AS last_used_at, ended_at::float8 AS ended_at, hash, former,
  (${NOW})::float8 AS now FROM ${SESSIONS} WHERE id = $1`;

const IS_OPEN = `ended_at IS NULL AND expires_at > ${NOW}`;

/** Ends sessions, and removes their tokens. */
const end = (
  which: string,
): string => `WITH ended AS (UPDATE ${SESSIONS} SET ended_at = ${NOW} WHERE ${which} RETURNING tenant, id)
  DELETE FROM ${TOKENS} AS token USING ended WHERE token.tenant = ended.tenant AND token.login = 'session:' || ended.id`;

const SWEEP = `WITH gone AS (DELETE FROM ${SESSIONS} WHERE coalesce(ended_at, expires_at) < ${NOW} - ${DAY_MS} RETURNING tenant, id)
  DELETE FROM ${TOKENS} AS token USING gone WHERE token.tenant = gone.tenant AND token.login = 'session:' || gone.id`;

const END_OLDEST = end(`id IN (SELECT id FROM ${SESSIONS} WHERE tenant = $1 AND user_id = $2 AND ${IS_OPEN}
  ORDER BY opened_at DESC OFFSET $3)`);

const ADD = `INSERT INTO ${SESSIONS} (id, tenant, server, user_id, kid, login, opened_at, expires_at, last_used_at, hash, former)
  SELECT $1, $2, $3, $4, $5, $6, ${NOW}, ${NOW} + $7, ${NOW}, $8, '[]'
  WHERE (SELECT count(*) FROM ${SESSIONS} WHERE tenant = $2 AND ${IS_OPEN} AND last_used_at > ${NOW} - $9::bigint) < $10
  RETURNING id`;

const TOUCH = `UPDATE ${SESSIONS} SET last_used_at = ${NOW} WHERE id = $1`;

const REPLACE = `UPDATE ${SESSIONS} SET hash = $2, former = (SELECT jsonb_agg(one) FROM (SELECT one FROM jsonb_array_elements(
    former || jsonb_build_array(jsonb_build_object('hash', hash, 'until', ${NOW} + $3))) WITH ORDINALITY AS each(one, at)
    ORDER BY at DESC LIMIT ${MAX_FORMER}) AS last) WHERE id = $1 AND ended_at IS NULL RETURNING id`;

export interface PostgresSessionsOptions {
  readonly database: Pick<SharedDatabase, 'run'>;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** The sealed tokens of a session, as those of a login. */
  readonly sharedLogin: (slug: string, name: string) => SharedLogin;
}

/** Sessions of staff in PostgreSQL: hashes of their tokens, and the user's login sealed to its session. */
export function createPostgresSessions(options: PostgresSessionsOptions): SessionStore {
  const { database, keyring, clock, sharedLogin } = options;
  const ownerOf = (tenant: string, id: string) => `staff ${tenant} ${id}`;

  return {
    async find(id) {
      const [row] = await database.run(FIND, [id]);
      if (!row) return null;
      const tenant = String(row.tenant);
      const login = keyring.open({ kid: String(row.kid), bytes: row.login as Buffer }, ownerOf(tenant, id));
      if (login === null) return null;
      const at = (time: unknown): number => Number(time) - Number(row.now) + clock.now();
      const former = row.former as StoredSession['former'];
      return {
        id,
        tenant,
        server: String(row.server),
        userId: Number(row.user_id),
        login,
        openedAt: at(row.opened_at),
        expiresAt: at(row.expires_at),
        lastUsedAt: at(row.last_used_at),
        endedAt: row.ended_at === null ? null : at(row.ended_at),
        hash: String(row.hash),
        former: former.map(({ hash, until }) => ({ hash, until: at(until) })),
      };
    },
    async add({ id, tenant, server, userId, login, hash }, { ttlSeconds, idleSeconds, perTenant, perLogin }) {
      await database.run(SWEEP, []);
      await database.run(END_OLDEST, [tenant, userId, perLogin - 1]);
      const { kid, bytes } = keyring.seal(login, ownerOf(tenant, id));
      const [ttl, idle] = [ttlSeconds * 1000, idleSeconds * 1000];
      const expiresAt = clock.now() + ttl;
      const values = [id, tenant, server, userId, kid, bytes, ttl, hash, idle, perTenant];
      return (await database.run(ADD, values)).length > 0 ? { expiresAt } : null;
    },
    async touch(id) {
      await database.run(TOUCH, [id]);
    },
    replaceToken: async (id, hash, overlapMs) => (await database.run(REPLACE, [id, hash, overlapMs])).length > 0,
    async end(id) {
      await database.run(end('id = $1 AND ended_at IS NULL'), [id]);
    },
    tokensOf: ({ tenant, id }) => sharedLogin(tenant, `session:${id}`),
  };
}
