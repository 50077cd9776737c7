import { type Intent, type IntentKey, isFinal, NO_EVIDENCE, RETENTION_MS } from './intent.ts';
import type { Begun, IntentCount, IntentFilter, IntentStore, NewIntent } from './store.ts';

/** What this file needs of a SQLite driver: node:sqlite and @photostructure/sqlite both have it. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  get(...values: readonly (string | number | null)[]): unknown;
  all(...values: readonly (string | number | null)[]): unknown[];
  run(...values: readonly (string | number | null)[]): { readonly changes: number | bigint };
}

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS intents (
  tenant TEXT NOT NULL, principal TEXT NOT NULL, key TEXT NOT NULL,
  state TEXT NOT NULL, attempt TEXT NOT NULL, marker TEXT NOT NULL, line TEXT, due INTEGER, deadline INTEGER NOT NULL,
  upstream_id INTEGER, submitted INTEGER NOT NULL, settled INTEGER, expired INTEGER, skew INTEGER, alarm TEXT, body TEXT NOT NULL,
  PRIMARY KEY (tenant, principal, key)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS intents_line ON intents (tenant, line) WHERE line IS NOT NULL;
CREATE INDEX IF NOT EXISTS intents_due ON intents (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS intents_marker ON intents (tenant, marker);
CREATE INDEX IF NOT EXISTS intents_upstream ON intents (tenant, upstream_id) WHERE upstream_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS intents_measured ON intents (tenant, settled) WHERE skew IS NOT NULL;
CREATE INDEX IF NOT EXISTS intents_open ON intents (state) WHERE state IN ('SENDING', 'UNKNOWN', 'STUCK');
CREATE INDEX IF NOT EXISTS intents_alarm ON intents (alarm) WHERE alarm IS NOT NULL;
CREATE INDEX IF NOT EXISTS intents_age ON intents (submitted);
CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO probe VALUES (1, 0);
`;

const BLANK = {
  settleFrom: null,
  settledAt: null,
  nextAt: null,
  evidence: NO_EVIDENCE,
  upstreamId: null,
  skewMs: null,
  verbatim: null,
  result: null,
  alarm: null,
  expiredAt: null,
};

type Methods = Omit<IntentStore, 'kind' | 'close'>;
/** The store's methods as they run inside a transaction: at once, and with arrays for sets. */
export type RowMethods = {
  [K in keyof Methods]: (
    ...args: Parameters<Methods[K]>
  ) => Awaited<ReturnType<Methods[K]>> extends Set<infer T> ? T[] : Awaited<ReturnType<Methods[K]>>;
};

/** The statements of the log. Every call runs inside a transaction of the caller's. */
export function createRows(db: Database): RowMethods {
  const prepared = new Map<string, Statement>();
  const sql = (text: string): Statement => {
    const known = prepared.get(text) ?? db.prepare(text);
    prepared.set(text, known);
    return known;
  };
  const read = (row: unknown): Intent | null =>
    row === undefined || row === null ? null : parse((row as { body: string }).body);
  const find = ({ tenant, principal, key }: IntentKey): Intent | null =>
    read(sql('SELECT body FROM intents WHERE tenant = ? AND principal = ? AND key = ?').get(tenant, principal, key));
  const many = (rows: unknown[]): Intent[] => rows.flatMap((row) => read(row) ?? []);
  const put = (intent: Intent): Intent => {
    const {
      tenant,
      principal,
      key,
      state,
      attempt,
      marker,
      line,
      nextAt,
      deadline,
      upstreamId,
      submittedAt,
      settledAt,
      expiredAt,
      skewMs,
      alarm,
    } = intent;
    sql('INSERT OR REPLACE INTO intents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[
        tenant,
        principal,
        key,
        state,
        attempt,
        marker,
        line,
        nextAt,
        deadline,
        upstreamId,
        submittedAt,
        settledAt,
        expiredAt,
        skewMs,
        alarm,
        print(intent),
      ],
    );
    return intent;
  };
  const places = (values: readonly unknown[]) => values.map(() => '?').join(', ');

  return {
    begin(intent: NewIntent): Begun {
      const found = find(intent);
      if (found && (found.state !== 'INTENT' || found.fingerprint !== intent.fingerprint))
        return { type: 'existing', intent: found };
      if (sql('SELECT 1 FROM intents WHERE tenant = ? AND line = ?').get(intent.tenant, intent.line))
        return { type: 'busy' };
      return { type: 'begun', intent: put({ ...BLANK, ...found, ...intent, state: 'SENDING' }) };
    },
    get: find,
    change(row, from, changes) {
      const found = find(row);
      if (!found || found.attempt !== row.attempt || !from.includes(found.state)) return null;
      return put({ ...found, ...changes });
    },
    expireSends(deadlineBefore, now) {
      const old = many(sql("SELECT body FROM intents WHERE state = 'SENDING' AND deadline < ?").all(deadlineBefore));
      for (const row of old) {
        put({
          ...row,
          state: 'UNKNOWN',
          settleFrom: Math.max(now, row.deadline),
          nextAt: now,
          line: row.holdsLine ? row.line : null,
        });
      }
      return old.length;
    },
    takeDue(now, leaseMs, limit) {
      const due = many(sql('SELECT body FROM intents WHERE due <= ? ORDER BY due LIMIT ?').all(now, limit));
      return due.map((row) => put({ ...row, nextAt: now + leaseMs }));
    },
    nextDue: () =>
      (sql('SELECT min(due) AS due FROM intents WHERE due IS NOT NULL').get() as { due: number | null }).due,
    knownMarkers(tenant, markers) {
      const rows = sql(`SELECT marker FROM intents WHERE tenant = ? AND marker IN (${places(markers)})`).all(
        tenant,
        ...markers,
      );
      return rows.map((row) => (row as { marker: string }).marker);
    },
    claimed(tenant, upstreamIds) {
      const rows = sql(
        `SELECT upstream_id AS id FROM intents WHERE tenant = ? AND upstream_id IN (${places(upstreamIds)})`,
      ).all(tenant, ...upstreamIds);
      return rows.map((row) => (row as { id: number }).id);
    },
    lastMeasured: (tenant) =>
      read(
        sql('SELECT body FROM intents WHERE tenant = ? AND skew IS NOT NULL ORDER BY settled DESC LIMIT 1').get(tenant),
      ),
    list(filter) {
      const { where, values } = conditions(filter);
      return many(
        sql(`SELECT body FROM intents ${where} ORDER BY submitted DESC LIMIT ?`).all(...values, filter.limit),
      );
    },
    counts: () =>
      sql(
        "SELECT tenant, state, alarm, count(*) AS count FROM intents WHERE state IN ('SENDING', 'UNKNOWN', 'STUCK') OR alarm IS NOT NULL GROUP BY tenant, state, alarm",
      ).all() as IntentCount[],
    sweep(expireBefore, forgetBefore, now) {
      const gone = sql(
        "DELETE FROM intents WHERE expired < ? OR (state = 'INTENT' AND expired IS NULL AND submitted < ?)",
      ).run(forgetBefore, expireBefore);
      const old = many(
        sql('SELECT body FROM intents WHERE expired IS NULL AND settled < ? LIMIT 500').all(expireBefore),
      ).filter(({ state }) => isFinal(state));
      for (const row of old) {
        put({
          ...row,
          move: null,
          result: null,
          evidence: NO_EVIDENCE,
          nextAt: null,
          expiredAt: Math.min(now, (row.settledAt ?? now) + RETENTION_MS),
        });
      }
      return Number(gone.changes) + old.length;
    },
    probe() {
      sql('UPDATE probe SET count = count + 1').run();
    },
  };
}

function conditions({ tenant, states, alarmed, name }: IntentFilter): { where: string; values: string[] } {
  const parts: string[] = [];
  const values: string[] = [];
  const add = (part: string, ...more: string[]) => {
    parts.push(part);
    values.push(...more);
  };
  if (tenant !== undefined) add('tenant = ?', tenant);
  if (states !== undefined) add(`state IN (${states.map(() => '?').join(', ')})`, ...states);
  if (alarmed === true) add('alarm IS NOT NULL');
  if (name !== undefined) add('(marker = ? OR key = ?)', name, name);
  return { where: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values };
}

/** Amounts beyond 2^53 are bigints, which JSON does not know. */
function print(intent: Intent): string {
  return JSON.stringify(intent, (_, value) => (typeof value === 'bigint' ? { $bigint: value.toString() } : value));
}

function parse(body: string): Intent {
  return JSON.parse(body, (_, value) =>
    typeof value === 'object' && value !== null && typeof value.$bigint === 'string' ? BigInt(value.$bigint) : value,
  );
}
