import type { Scope } from '../../config/scopes.ts';
import type { Column, ColumnType, ReportCode } from './model.ts';

type Names = Readonly<Record<string, ColumnType>>;

/** Columns known to be about no person: dates, counts, sums over many, group, restaurant. */
const IMPERSONAL: Readonly<Record<ReportCode, Names>> = {
  TOTALS: { group: 'STRING' },
  TRANSACTIONS: { createdAt: 'DATETIME', restaurant: 'STRING' },
  IDENTIFIERS: { count: 'INTEGER', lastUsedAt: 'DATETIME' },
  SPEND_BY_DAY: { date: 'DATE', count: 'INTEGER' },
  BIRTHDAYS: { group: 'STRING' },
  INACTIVE: { group: 'STRING' },
  LOST_GUESTS: { checks: 'INTEGER', lastCheck: 'DATE' },
  BASE_GROWTH: { date: 'DATE', total: 'INTEGER' },
  TOP_GUESTS: { group: 'STRING', checks: 'INTEGER', visits: 'INTEGER' },
  TURNOVER: { group: 'STRING' },
};

/** Amounts of one card in a row. */
const OF_CARD: Readonly<Partial<Record<ReportCode, readonly string[]>>> = {
  TOTALS: ['spent', 'accrued', 'checksSum', 'balance'],
  TRANSACTIONS: ['sum'],
  IDENTIFIERS: ['sum'],
  SPEND_BY_DAY: ['sum'],
  LOST_GUESTS: ['spend', 'averageCheck'],
  TOP_GUESTS: ['spend', 'discounts', 'averageCheck'],
  TURNOVER: ['opening', 'accrued', 'spent', 'expired', 'closing'],
};

const NONE: readonly Scope[] = [];
const CARD: readonly Scope[] = ['card:read'];
/** Also of what this list does not know: a server may name a guest in any column. */
const PERSON: readonly Scope[] = ['guest:read', 'guest:list'];

/** The scopes that a column requires. */
export function scopesOfColumn(code: ReportCode, { name, type }: Column): readonly Scope[] {
  const impersonal = IMPERSONAL[code];
  if (Object.hasOwn(impersonal, name) && impersonal[name] === type) return NONE;
  // Each source of registration is a column of its own, with the number of guests who came by it.
  if (code === 'BASE_GROWTH' && type === 'INTEGER' && /^source\d+$/.test(name)) return NONE;
  return type === 'MONEY' && OF_CARD[code]?.includes(name) ? CARD : PERSON;
}
