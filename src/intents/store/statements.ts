import { COLUMN_NAMES, COLUMNS, columnType } from './columns.ts';
import type { ChangeCondition } from './store.ts';
import { META, TABLE } from './tables.ts';

const KEY = 'tenant = ? AND principal = ? AND key = ?';
const values = Object.values(COLUMNS).map(([, kind]) => `CAST(? AS ${columnType(kind)})`);
/** Columns that a new attempt replaces in the row of a key of which nothing is on its way. */
const renewed = COLUMN_NAMES.filter((column) => !['tenant', 'principal', 'key', 'former_markers'].includes(column));

/**
 * `now`: the database's clock. A statement that runs after its end inserts nothing, even where it was held up on its way. Gives the one
 * column of the row that it keeps.
 */
export function beginStatement(now: string): string {
  const isInTime = `${now} < CAST(? AS BIGINT)`;
  return `INSERT INTO ${TABLE} (${COLUMN_NAMES.join(', ')}) SELECT ${values.join(', ')}
    WHERE ${isInTime} AND NOT EXISTS (SELECT 1 FROM ${TABLE} WHERE tenant = ? AND line = ?)
    ON CONFLICT (tenant, principal, key) DO UPDATE SET ${renewed.map((column) => `${column} = excluded.${column}`).join(', ')}
    WHERE ${TABLE}.settle_from IS NULL AND ${isInTime}
    AND ((${TABLE}.state = 'INTENT' AND ${TABLE}.former_markers IS NULL)
      OR (${TABLE}.state IN ('INTENT', 'WAITING') AND ${TABLE}.fingerprint = excluded.fingerprint)) RETURNING former_markers`;
}

export const GET = `SELECT * FROM ${TABLE} WHERE ${KEY}`;

export function changeStatement(changed: readonly string[], states: number, condition: ChangeCondition): string {
  const untold = condition.isUntold ? ' AND told_at IS NULL' : '';
  const parts = condition.reversals === undefined ? '' : " AND COALESCE(reversals, '') = ?";
  const unclaimed = condition.unclaimedId === undefined ? '' : ` AND NOT EXISTS (${CLAIM})`;
  return `UPDATE ${TABLE} SET ${changed.map((column) => `${column} = ?`).join(', ')}
    WHERE ${KEY} AND attempt = ? AND state IN (${marks(states)})${untold}${parts}${unclaimed} RETURNING *`;
}

/** Another row that has booked an operation. */
const CLAIM = `SELECT 1 FROM ${TABLE} AS other WHERE other.tenant = ${TABLE}.tenant AND other.upstream_id = ?
  AND other.target = ${TABLE}.target AND other.marker <> ${TABLE}.marker AND other.state = 'SUCCEEDED'`;

export const EXPIRE_SENDS = `UPDATE ${TABLE} SET state = 'UNKNOWN', next_at = ?,
  settle_from = CASE WHEN deadline > CAST(? AS BIGINT) THEN deadline ELSE CAST(? AS BIGINT) END,
  line = CASE WHEN holds_line = 1 THEN line ELSE NULL END
  WHERE state = 'SENDING' AND deadline < ? RETURNING key`;

/**
 * The lock key of a send whose deadline is over at this time: its process died, or could not write the outcome yet. The row goes on to be
 * SENDING. Where reasons are not known to come back, the key stays.
 */
export const FREE_LATE = `UPDATE ${TABLE} SET line = NULL
  WHERE tenant = ? AND line = ? AND state = 'SENDING' AND holds_line = 0 AND deadline < ? RETURNING key`;

/** `lock`: the clause by which replicas skip each other's rows. */
export function takeDueStatement(lock: string): string {
  return `UPDATE ${TABLE} SET next_at = ? WHERE (tenant, principal, key) IN (SELECT tenant, principal, key FROM ${TABLE}
    WHERE next_at IS NOT NULL AND (next_at <= ? OR next_at > ?) ORDER BY next_at LIMIT ?${lock}) RETURNING *`;
}

export const NEXT_DUE = `SELECT MIN(next_at) AS next_at FROM ${TABLE} WHERE next_at IS NOT NULL`;

export function markersStatement(condition: string): string {
  return `SELECT tenant, marker FROM ${TABLE} WHERE ${condition}`;
}

/** Few rows have some. */
export const FORMER_MARKERS = `SELECT tenant, former_markers FROM ${TABLE} WHERE former_markers IS NOT NULL`;

export const COUNTS = `SELECT tenant, state, alarm, COUNT(*) AS count, MIN(submitted_at) AS oldest FROM ${TABLE}
  WHERE state IN ('SENDING', 'UNKNOWN', 'STUCK', 'WAITING') OR alarm IS NOT NULL GROUP BY tenant, state, alarm`;

export function listStatement(conditions: readonly string[]): string {
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')} ` : '';
  return `SELECT * FROM ${TABLE} ${where}ORDER BY submitted_at DESC LIMIT ?`;
}

export const ADD = `INSERT INTO ${TABLE} (${COLUMN_NAMES.join(', ')}) VALUES (${values.join(', ')}) ON CONFLICT DO NOTHING`;
export const RENAME_SERVER = `UPDATE ${TABLE} SET server = ? WHERE tenant = ? AND server = ?`;

const BATCH = 500;
const some = (condition: string) =>
  `(tenant, principal, key) IN (SELECT tenant, principal, key FROM ${TABLE} WHERE ${condition} LIMIT ${BATCH})`;

/** Longest delay of an audit that is due when its key expires. */
const AUDIT_MS = 86_400_000;

/** JSON arrays are extended as text, which both databases do alike. */
const EXPIRED = `'{"action":"EXPIRED","by":null,"at":' || CAST(? AS TEXT) || ',"because":null,"alarm":"' || alarm || '","seen":null}'`;
export const EXPIRE = `UPDATE ${TABLE} SET move = NULL, result = NULL, evidence = ?, next_at = NULL, alarm = NULL,
  expired_at = settled_at + CAST(? AS BIGINT),
  settlement = CASE WHEN alarm IS NULL THEN settlement ELSE
    COALESCE(SUBSTR(settlement, 1, LENGTH(settlement) - 1) || ',', '[') || ${EXPIRED} || ']' END
  WHERE ${some(`expired_at IS NULL AND settled_at < ? AND state IN ('SUCCEEDED', 'REJECTED', 'NOT_APPLIED', 'CLOSED')
    AND (next_at IS NULL OR settled_at < CAST(? AS BIGINT) - ${AUDIT_MS})`)} RETURNING key`;
export const FORGET = `DELETE FROM ${TABLE} WHERE ${some('expired_at IS NOT NULL AND expired_at < ?')} RETURNING key`;
export const FORGET_UNUSED = `DELETE FROM ${TABLE} WHERE ${some("state = 'INTENT' AND settle_from IS NULL AND former_markers IS NULL AND submitted_at < ?")} RETURNING key`;

export const META_READ = `SELECT value FROM ${META} WHERE name = ?`;
export const META_WRITE = `INSERT INTO ${META} (name, value) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
export const META_ADD = `INSERT INTO ${META} (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`;
export const META_REMOVE = `DELETE FROM ${META} WHERE name = ?`;

/**
 * Whether the column has one of the values. There are places for a power of two of them, the last one repeated: statements are kept
 * prepared, and there would be one for each count.
 */
export function isAmong<T>(column: string, values: readonly T[]): [string, T[]] {
  const places = 2 ** Math.ceil(Math.log2(values.length));
  const padded = Array.from({ length: places }, (_, at) => values[Math.min(at, values.length - 1)] as T);
  return [`${column} IN (${marks(places)})`, padded];
}

function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}
