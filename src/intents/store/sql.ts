import { randomUUID } from 'node:crypto';
import { FARTHEST_MS, type Intent, type IntentChange, type IntentKey, NO_EVIDENCE, RETENTION_MS } from '../intent.ts';
import { type NewIntent, sendingIntent } from '../new-intent.ts';
import { mayBegin } from '../unsent.ts';
import { COLUMNS, ENTRIES, intentFromRow, type SqlRow, type SqlValue, toSql } from './columns.ts';
import * as sql from './statements.ts';
import type { Begun, IntentFilter, IntentStore, MetaName } from './store.ts';
import { createDatabaseTime, type ReadableDatabase } from './time/database-time.ts';

/** A database whose statements are durable when they resolve. Parameters are `?`. */
export interface SqlDatabase extends ReadableDatabase {
  /** Rejects with IntentStoreError, or with SqlConflict where a unique index is violated. */
  run(statement: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** Connections made so far. @default one */
  connections?(): number;
  close(): Promise<void>;
}

/** A unique index is violated: another statement was first. */
export class SqlConflict extends Error {
  override readonly name = 'SqlConflict';
}

const PER_STATEMENT = 200;
const LONGEST_MS = 24 * 3_600_000;

/** The store on a database, with the same statements on each. `lock`: the clause by which replicas skip each other's rows. */
export function createSqlStore(kind: IntentStore['kind'], database: SqlDatabase, lock = ''): IntentStore {
  const takeDue = sql.takeDueStatement(lock);
  const begin = sql.beginStatement(database.now);
  const time = createDatabaseTime(database);
  const one = async (statement: string, values: readonly SqlValue[]): Promise<Intent | null> => {
    const [row] = await database.run(statement, values);
    return row ? intentFromRow(row) : null;
  };
  const many = async (statement: string, values: readonly SqlValue[]): Promise<Intent[]> =>
    (await database.run(statement, values)).map(intentFromRow);
  const count = async (statement: string, values: readonly SqlValue[]): Promise<number> =>
    (await database.run(statement, values)).length;
  const get = (key: IntentKey) => one(sql.GET, keyOf(key));
  const readMeta = async (name: MetaName): Promise<string | null> => {
    const [row] = await database.run(sql.META_READ, [name]);
    return row === undefined ? null : String(row.value);
  };

  return {
    kind,
    get,
    async begin(intent: NewIntent, withinMs = LONGEST_MS): Promise<Begun> {
      const row = sendingIntent(intent);
      try {
        const end = await time.after(withinMs);
        const begun = await one(begin, [...valuesOf(row), end, intent.tenant, intent.lockKey, end]);
        if (begun) return { type: 'begun', intent: { ...row, formerMarkers: begun.formerMarkers } };
      } catch (error) {
        if (!(error instanceof SqlConflict)) throw error;
      }
      time.doubt();
      const found = await get(intent);
      if (found && !mayBegin(found, intent)) return { type: 'existing', intent: found };
      await database.run(sql.FREE_LATE, [intent.tenant, intent.lockKey, intent.submittedAt]);
      return { type: 'busy' };
    },
    change(row, from, change, condition = {}) {
      const changed = Object.entries(change).filter(([, value]) => value !== undefined) as [
        keyof IntentChange,
        unknown,
      ][];
      const statement = sql.changeStatement(
        changed.map(([property]) => COLUMNS[property][0]),
        from.length,
        condition,
      );
      const values = changed.map(([property, value]) => toSql(COLUMNS[property][1], value));
      const parts = condition.reversals === undefined ? [] : [toSql('json', condition.reversals) ?? ''];
      const unclaimed = condition.unclaimedId === undefined ? [] : [condition.unclaimedId];
      return one(statement, [...values, ...keyOf(row), row.attempt, ...from, ...parts, ...unclaimed]);
    },
    expireSends: (deadlineBefore, now) => count(sql.EXPIRE_SENDS, [now, now, now, deadlineBefore]),
    takeDue: (now, leaseMs, limit) => many(takeDue, [now + leaseMs, now, now + FARTHEST_MS, limit]),
    async nextDue() {
      const [row] = await database.run(sql.NEXT_DUE, []);
      return row?.next_at == null ? null : Number(row.next_at);
    },
    async ownMarkers(tenant, markers) {
      const isOf = (row: SqlRow) => tenant === null || row.tenant === tenant;
      const rows = await inParts(markers, (part) => {
        const [condition, values] = sql.isAmong('marker', part);
        return database.run(sql.markersStatement(condition), values);
      });
      const own = new Set(rows.filter(isOf).map(({ marker }) => String(marker)));
      if (markers.every((marker) => own.has(marker))) return own;
      const former = (await database.run(sql.FORMER_MARKERS, [])).filter(isOf).map(intentFromRow);
      const all = new Set(former.flatMap(({ formerMarkers }) => formerMarkers ?? []));
      return new Set(markers.filter((marker) => own.has(marker) || all.has(marker)));
    },
    list: (filter) => many(...listOf(filter)),
    async counts() {
      const rows = await database.run(sql.COUNTS, []);
      return rows.map((row) => ({
        tenant: String(row.tenant),
        state: String(row.state) as Intent['state'],
        alarm: row.alarm == null ? null : (String(row.alarm) as NonNullable<Intent['alarm']>),
        count: Number(row.count),
        oldest: Number(row.oldest),
      }));
    },
    async sweep(expireBefore, forgetBefore, now) {
      const emptied = [toSql('evidence', NO_EVIDENCE), RETENTION_MS, now];
      const expired = await count(sql.EXPIRE, [...emptied, expireBefore, expireBefore]);
      const forgotten = await count(sql.FORGET, [forgetBefore]);
      return expired + forgotten + (await count(sql.FORGET_UNUSED, [expireBefore]));
    },
    async add(rows) {
      for (const row of rows) await database.run(sql.ADD, valuesOf(row));
    },
    async renameServer(tenant, from, to) {
      await database.run(sql.RENAME_SERVER, [to, tenant, from]);
    },
    readMeta,
    async writeMeta(name, value) {
      await (value === null ? database.run(sql.META_REMOVE, [name]) : database.run(sql.META_WRITE, [name, value]));
    },
    async addMeta(name, value) {
      await database.run(sql.META_ADD, [name, value]);
      return (await readMeta(name)) ?? value;
    },
    connections: () => database.connections?.() ?? 1,
    async probe() {
      await database.run(sql.META_WRITE, ['probe', randomUUID()]);
    },
    close: () => database.close(),
  };
}

const keyOf = ({ tenant, principal, key }: IntentKey): SqlValue[] => [tenant, principal, key];

function valuesOf(row: Intent): SqlValue[] {
  return ENTRIES.map(([property, [, kind]]) => toSql(kind, row[property]));
}

function listOf({
  states,
  alarmed,
  name,
  markers,
  upstreamIds,
  submittedSince,
  settledBefore,
  limit,
  ...equal
}: IntentFilter): [string, SqlValue[]] {
  const conditions: [string, SqlValue[]][] = [];
  for (const property of ['tenant', 'alarm', 'target', 'sort', 'server', 'upstreamId', 'reverses'] as const) {
    const [column, kind] = COLUMNS[property];
    if (equal[property] !== undefined) conditions.push([`${column} = ?`, [toSql(kind, equal[property])]]);
  }
  if (submittedSince !== undefined) conditions.push(['submitted_at >= ?', [submittedSince]]);
  if (settledBefore !== undefined) conditions.push(['settled_at <= ?', [settledBefore]]);
  if (states !== undefined) conditions.push(sql.isAmong('state', states));
  if (alarmed === true) conditions.push(['alarm IS NOT NULL', []]);
  if (markers !== undefined) conditions.push(sql.isAmong('marker', markers));
  if (upstreamIds !== undefined) conditions.push(sql.isAmong('upstream_id', upstreamIds));
  if (name !== undefined) conditions.push(['(marker = ? OR key = ?)', [name, name]]);
  return [sql.listStatement(conditions.map(([text]) => text)), [...conditions.flatMap(([, values]) => values), limit]];
}

async function inParts<T>(items: readonly T[], run: (part: T[]) => Promise<readonly SqlRow[]>): Promise<SqlRow[]> {
  const rows: SqlRow[] = [];
  for (let at = 0; at < items.length; at += PER_STATEMENT)
    rows.push(...(await run(items.slice(at, at + PER_STATEMENT))));
  return rows;
}
