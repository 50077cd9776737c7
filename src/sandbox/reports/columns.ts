import type { Account, Operation } from '../model.ts';
import type { World } from '../world.ts';
import { type Column, column, type ReportQuery, summed } from './table.ts';

/** An account that a report counts, with its operations of the period, oldest first. */
export interface Guest {
  account: Account;
  operations: readonly Operation[];
  query: ReportQuery;
  world: World;
}

export function guestsOf(query: ReportQuery, world: World): Guest[] {
  return [...world.store.accounts.values()].filter(query.hasGuest).map((account) => ({
    account,
    operations: world.ledger.byAccount(account.id).filter((row) => isInPeriod(row, query)),
    query,
    world,
  }));
}

export const isInPeriod = (row: Operation, { from, to, hasRestaurant }: ReportQuery): boolean =>
  row.businessDate >= from && row.businessDate <= to && hasRestaurant(row.restaurantId);

export const sumOf = ({ operations }: Guest, kind: Operation['kind']): number =>
  operations.reduce((sum, row) => (row.kind === kind ? sum + row.amount : sum), 0);

/** The number of different checks with a spend above zero. */
export const checksOf = ({ operations }: Guest): number =>
  new Set(operations.flatMap((row) => (row.kind === 'POS_SPEND' && row.amount > 0 ? (row.checkNo ?? []) : []))).size;

export const group: Column<Guest> = column(
  'group',
  'Группа счетов',
  'STRING',
  ({ account, world }) => world.store.accountGroups.get(account.groupId)?.name ?? '',
);

export const fullName: Column<{ account: Account }> = column('fullName', 'ФИО', 'STRING', ({ account }) =>
  [account.lastName, account.firstName, account.patronymic].filter(Boolean).join(' '),
);

export const tags: Column<Guest> = column('tags', 'Теги', 'STRING', ({ account, world }) =>
  account.tagIds.map((id) => world.store.tags.get(id)?.name ?? '').join(', '),
);

export const contacts: readonly Column<Guest>[] = [
  column('phone', 'Телефон', 'STRING', ({ account }) => account.phones.join(', ') || null),
  column('email', 'Почта', 'STRING', ({ account }) => account.email),
];

export const checks = (title: string): Column<Guest> => summed('checks', title, 'INTEGER', checksOf);

export const spend: Column<Guest> = summed('spend', 'Потрачено', 'MONEY', (guest) => sumOf(guest, 'POS_SPEND'));

export const averageCheck: Column<Guest> = column('averageCheck', 'Средний чек', 'MONEY', (guest) =>
  checksOf(guest) === 0 ? 0 : Math.round(sumOf(guest, 'POS_SPEND') / checksOf(guest)),
);
