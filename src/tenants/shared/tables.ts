export const TOKENS = 'probonus_tokens';

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
];
