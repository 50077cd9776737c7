export const TOKENS = 'probonus_tokens';
export const SESSIONS = 'probonus_sessions';

/** Milliseconds since the epoch by the clock of PostgreSQL, the only one that all replicas have. */
export const NOW = 'extract(epoch FROM clock_timestamp()) * 1000';

/**
 * Tables beside the log of value moves, for what replicas share. They are made together with those of the log; an earlier version of
 * the gateway does not know them, and goes on beside a later one.
 */
export const SHARED_TABLES: readonly string[] = [
  // One row a login. `generation` is the one that `sealed` holds; `holder` logs in until `held_until`.
  `CREATE TABLE IF NOT EXISTS ${TOKENS} (tenant TEXT NOT NULL, login TEXT NOT NULL, generation BIGINT NOT NULL,
    kid TEXT, sealed BYTEA, requested_at BIGINT, holder TEXT, held_until BIGINT, PRIMARY KEY (tenant, login))`,
  // Of staff. `login` is sealed; the tokens of ProBonus are rows of the table above.
  `CREATE TABLE IF NOT EXISTS ${SESSIONS} (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, server TEXT NOT NULL, user_id BIGINT NOT NULL,
    kid TEXT NOT NULL, login BYTEA NOT NULL, opened_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, last_used_at BIGINT NOT NULL,
    ended_at BIGINT, hash TEXT NOT NULL, former JSONB NOT NULL)`,
  `CREATE INDEX IF NOT EXISTS ${SESSIONS}_user ON ${SESSIONS} (tenant, user_id)`,
];
