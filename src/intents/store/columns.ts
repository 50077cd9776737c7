import { type Evidence, type Intent, NO_EVIDENCE } from '../intent.ts';
import { BLANK_INTENT } from '../new-intent.ts';
import { fromJson, toJson } from './exact-json.ts';

type Kind = 'text' | 'number' | 'boolean' | 'json' | 'evidence';
export type SqlValue = string | number | null;
export type SqlRow = Record<string, unknown>;

/**
 * The column and encoding of every property of an intent, equal in both databases. Where a column has an older name than its
 * property (`line`, `holds_line`, `looks` within `evidence`), stores of former versions stay readable. Of theirs alone is `skew_ms`.
 */
export const COLUMNS: { readonly [P in keyof Intent]-?: readonly [column: string, kind: Kind] } = {
  tenant: ['tenant', 'text'],
  principal: ['principal', 'text'],
  key: ['key', 'text'],
  fingerprint: ['fingerprint', 'text'],
  marker: ['marker', 'text'],
  move: ['move', 'json'],
  state: ['state', 'text'],
  attempt: ['attempt', 'text'],
  lockKey: ['line', 'text'],
  holdsLock: ['holds_line', 'boolean'],
  submittedAt: ['submitted_at', 'number'],
  deadline: ['deadline', 'number'],
  settleFrom: ['settle_from', 'number'],
  settledAt: ['settled_at', 'number'],
  nextAt: ['next_at', 'number'],
  evidence: ['evidence', 'evidence'],
  upstreamId: ['upstream_id', 'number'],
  verbatim: ['verbatim', 'boolean'],
  result: ['result', 'json'],
  alarm: ['alarm', 'text'],
  expiredAt: ['expired_at', 'number'],
  sort: ['sort', 'text'],
  target: ['target', 'text'],
  server: ['server', 'text'],
  meaning: ['meaning', 'text'],
  reverses: ['reverses', 'text'],
  reversals: ['reversals', 'json'],
  toldAt: ['told_at', 'number'],
  settlement: ['settlement', 'json'],
  formerMarkers: ['former_markers', 'json'],
  notedIds: ['noted_ids', 'json'],
};

export const ENTRIES = Object.entries(COLUMNS) as [keyof Intent, readonly [string, Kind]][];
export const COLUMN_NAMES: readonly string[] = ENTRIES.map(([, [column]]) => column);

export function columnType(kind: Kind): 'TEXT' | 'BIGINT' {
  return kind === 'number' || kind === 'boolean' ? 'BIGINT' : 'TEXT';
}

export function toSql(kind: Kind, value: unknown): SqlValue {
  if (value == null) return null;
  if (kind === 'evidence') {
    const { lookups, ...rest } = value as Evidence;
    return toJson({ looks: lookups, ...rest });
  }
  if (kind === 'json') return toJson(value);
  if (kind === 'boolean') return value ? 1 : 0;
  return kind === 'number' ? Number(value) : String(value);
}

/** What a row does not hold is null. PostgreSQL returns BIGINT as text. */
export function intentFromRow(row: SqlRow): Intent {
  const intent: Record<keyof Intent, unknown> = { ...BLANK_INTENT };
  for (const [property, [column, kind]] of ENTRIES) intent[property] = fromSql(kind, row[column]);
  return intent as Intent;
}

function fromSql(kind: Kind, value: unknown): unknown {
  if (value == null) return null;
  if (kind === 'evidence') {
    const { looks, ...rest } = fromJson(String(value)) as { readonly looks: number };
    return { ...NO_EVIDENCE, lookups: looks, ...rest };
  }
  if (kind === 'json') return fromJson(String(value));
  if (kind === 'boolean') return Number(value) === 1;
  return kind === 'number' ? Number(value) : String(value);
}
