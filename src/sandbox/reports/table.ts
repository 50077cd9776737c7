import type { LocalDate } from '../../lib/local-time.ts';
import type { Account, Operation } from '../model.ts';
import type { World } from '../world.ts';

export type ColumnType = 'STRING' | 'INTEGER' | 'MONEY' | 'DATE' | 'DATETIME' | 'BOOLEAN';

export interface Column {
  name: string;
  title: string;
  type: ColumnType;
}

export type Row = Record<string, string | number | boolean | null>;

export interface Table {
  columns: Column[];
  rows: Row[];
  totals: Row | null;
}

/** What a report is asked for: business days, both included, and which guests and restaurants count. */
export interface Question {
  from: LocalDate;
  to: LocalDate;
  today: LocalDate;
  hasGuest(account: Account): boolean;
  hasRestaurant(id: number | null): boolean;
}

export type Report = (question: Question, world: World) => Table;

export const column = (name: string, title: string, type: ColumnType): Column => ({ name, title, type });

/** A table whose totals are the sums of these columns. */
export function table(columns: Column[], rows: Row[], summed: readonly string[] = []): Table {
  if (summed.length === 0) return { columns, rows, totals: null };
  const totals: Row = Object.fromEntries(columns.map(({ name }) => [name, null]));
  for (const name of summed) totals[name] = rows.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);
  return { columns, rows, totals };
}

export const guestsOf = ({ hasGuest }: Question, { store }: World): Account[] =>
  [...store.accounts.values()].filter(hasGuest);

/** The rows of an account that the question is about, oldest first. */
export function operationsIn(question: Question, world: World, account: Account): Operation[] {
  const { from, to, hasRestaurant } = question;
  return world.ledger
    .of(account.id)
    .filter((row) => row.businessDate >= from && row.businessDate <= to && hasRestaurant(row.restaurantId));
}

export const fullName = (account: Account | undefined): string =>
  [account?.lastName, account?.firstName, account?.patronymic].filter(Boolean).join(' ');

export const tagNames = (account: Account, { store }: World): string =>
  account.tagIds.map((id) => store.tags.get(id)?.name ?? '').join(', ');

export const groupName = (account: Account, { store }: World): string => store.groups.get(account.groupId)?.name ?? '';

export const columnsOf = {
  group: column('group', 'Группа счетов', 'STRING'),
  name: column('fullName', 'ФИО', 'STRING'),
  tags: column('tags', 'Теги', 'STRING'),
  phone: column('phone', 'Телефон', 'STRING'),
  email: column('email', 'Почта', 'STRING'),
} as const;

/** Sum of a kind's amounts. */
export const sumOf = (rows: readonly Operation[], ...kinds: Operation['kind'][]): number =>
  rows.reduce((sum, row) => (kinds.includes(row.kind) ? sum + row.amount : sum), 0);

/** How many checks these rows are of. */
export const checksOf = (rows: readonly Operation[]): number =>
  new Set(
    rows.filter((row) => row.checkNo !== null && row.kind === 'POS_SPEND' && row.amount > 0).map((r) => r.checkNo),
  ).size;
