import { addDays, parseDate } from '../../lib/local-time.ts';
import { toMoney } from '../../upstream/codec/read-fields.ts';
import type { AccountRow } from './loaders.ts';

export type AccountOrderField = 'ID' | 'LAST_NAME' | 'BALANCE' | 'REGISTERED_AT';
export interface AccountOrder {
  readonly field: AccountOrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** Whether two rows may follow one another, smallest value first. A value that cannot be read may stand anywhere. */
type MayFollow = (before: AccountRow, after: AccountRow) => boolean;

const MAY_FOLLOW: Record<Exclude<AccountOrderField, 'LAST_NAME'>, MayFollow> = {
  ID: (a, b) => a.id < b.id,
  BALANCE(a, b) {
    const [first, second] = [toMoney(a.balance), toMoney(b.balance)];
    return first === null || second === null || first <= second;
  },
  // Local times repeat an hour in autumn, and a server may order by another zone.
  REGISTERED_AT(a, b) {
    const [first, second] = [dayOf(a.registeredAt), dayOf(b.registeredAt)];
    return first === null || second === null || first <= addDays(second, 1);
  },
};

const dayOf = (stored: unknown) => (typeof stored === 'string' ? parseDate(stored.slice(0, 10)) : null);

const RUSSIAN = new Intl.Collator('ru', { sensitivity: 'base', ignorePunctuation: true });
/** The orders of names that databases have. */
const COLLATIONS: readonly ((a: string, b: string) => boolean)[] = [
  (a, b) => RUSSIAN.compare(a, b) <= 0,
  (a, b) => a <= b,
  (a, b) => a.toLowerCase() <= b.toLowerCase(),
];

/** Whether rows are in this order, as far as they show. Names may be ordered by rules of the server's own: most must be right. */
export function isOrdered(rows: readonly AccountRow[], { field, direction }: AccountOrder): boolean {
  const ordered = direction === 'ASC' ? rows : [...rows].reverse();
  if (field !== 'LAST_NAME') return misplaced(ordered, MAY_FOLLOW[field]) === 0;
  const names = ordered.flatMap(({ lastName }) => (typeof lastName === 'string' && lastName !== '' ? [lastName] : []));
  return COLLATIONS.some((mayFollow) => misplaced(names, mayFollow) <= names.length / 4);
}

function misplaced<T>(items: readonly T[], mayFollow: (before: T, after: T) => boolean): number {
  return items.filter((item, index) => index > 0 && !mayFollow(items[index - 1] as T, item)).length;
}
