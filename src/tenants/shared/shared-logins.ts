import type { Keyring } from '../../lib/keyring.ts';
import { LEASE_MS, type SharedLogin, type SharedState } from '../../upstream/auth/shared-login.ts';
import type { TokenPair } from '../../upstream/codec/token-pair.ts';
import type { SharedDatabase } from './postgres-pool.ts';
import { NOW, TOKENS } from './tables.ts';

const OF_LOGIN = 'tenant = $1 AND login = $2';

const READ = `SELECT generation::float8 AS generation, kid, sealed, (${NOW} - requested_at)::float8 AS age,
  coalesce(held_until > ${NOW}, false) AS locked FROM ${TOKENS} WHERE ${OF_LOGIN}`;

const LOCK = `INSERT INTO ${TOKENS} AS row (tenant, login, holder, generation, held_until)
  VALUES ($1, $2, $3, $4, ${NOW} + ${LEASE_MS})
  ON CONFLICT (tenant, login) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
  WHERE row.generation = excluded.generation AND (row.holder = excluded.holder OR coalesce(row.held_until, 0) <= ${NOW})
  RETURNING 1`;

const STORE = `UPDATE ${TOKENS} SET generation = generation + 1, kid = $5, sealed = $6, requested_at = ${NOW} - $7,
  holder = NULL, held_until = NULL WHERE ${OF_LOGIN} AND holder = $3 AND generation = $4
  RETURNING generation::float8 AS generation`;

const UNLOCK = `UPDATE ${TOKENS} SET holder = NULL, held_until = NULL WHERE ${OF_LOGIN} AND holder = $3`;

const RESEAL = `UPDATE ${TOKENS} SET kid = $4, sealed = $5 WHERE ${OF_LOGIN} AND generation = $3`;

export interface SharedLoginOptions extends Pick<SharedLogin, 'isMoving' | 'onUse'> {
  readonly database: Pick<SharedDatabase, 'run'>;
  readonly keyring: Keyring;
  readonly slug: string;
  /** Identity of the server and its login; tells neither. */
  readonly server: string;
}

/** The token of a login in PostgreSQL, sealed to its tenant and server: a row alone, or in another place, gives no token. */
export function createSharedLogin(options: SharedLoginOptions): SharedLogin {
  const { database, keyring, slug, server, isMoving, onUse } = options;
  const key = [slug, server];
  const owner = `login ${slug} ${server}`;

  const open = (kid: string, bytes: Buffer, generation: number): TokenPair | null => {
    const text = keyring.open({ kid, bytes }, owner);
    if (text === null) return null;
    if (keyring.isOld(kid)) {
      const sealed = keyring.seal(text, owner);
      database.run(RESEAL, [...key, generation, sealed.kid, sealed.bytes]).catch(() => {});
    }
    return JSON.parse(text) as TokenPair;
  };

  return {
    async read(): Promise<SharedState> {
      const [row] = await database.run(READ, key);
      if (!row) return { generation: 0, token: null, isLocked: false };
      const { kid, sealed, age } = row;
      const generation = Number(row.generation);
      const pair = sealed instanceof Buffer ? open(String(kid), sealed, generation) : null;
      return { generation, token: pair && { pair, ageMs: Number(age) }, isLocked: row.locked === true };
    },
    lock: async (holder, generation) => (await database.run(LOCK, [...key, holder, generation])).length > 0,
    async store(holder, generation, { pair, ageMs }) {
      const { kid, bytes } = keyring.seal(JSON.stringify(pair), owner);
      const [row] = await database.run(STORE, [...key, holder, generation, kid, bytes, Math.round(ageMs)]);
      return row ? Number(row.generation) : null;
    },
    async unlock(holder) {
      await database.run(UNLOCK, [...key, holder]);
    },
    isMoving,
    onUse,
  };
}
