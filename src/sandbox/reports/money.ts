import { groupBy } from '../../lib/group-by.ts';
import { compareLocal, type LocalDate } from '../../lib/local-time.ts';
import { movesBalance, type Operation } from '../model.ts';
import { checksOf, fullName, type Guest, group, guestsOf, isInPeriod, sumOf, tags } from './columns.ts';
import { type Column, column, type Report, summed, table } from './table.ts';

export const totals: Report = (query, world) =>
  table(
    guestsOf(query, world).filter(({ operations }) => operations.length > 0),
    [
      group,
      fullName,
      tags,
      column('discount', 'Скидка', 'STRING', ({ account }) => nameIn(world.store.discounts, account.discountId)),
      summed('spent', 'Списано со счёта', 'MONEY', (guest) => moved(guest, (amount) => Math.min(amount, 0))),
      summed('accrued', 'Начислено на счёт', 'MONEY', (guest) => moved(guest, (amount) => Math.max(amount, 0))),
      summed('checksSum', 'Сумма чеков', 'MONEY', (guest) => sumOf(guest, 'POS_SPEND')),
      effective('balance', 'Баланс на конец', () => true),
    ],
  );

const moved = ({ operations }: Guest, part: (amount: number) => number): number =>
  operations.reduce((sum, row) => (movesBalance(row.kind) ? sum + part(row.amount) : sum), 0);

export const transactions: Report = (query, world) => {
  const { accounts, identifierTypes, restaurants } = world.store;
  const items = [...world.ledger.all()].reverse().flatMap((row) => {
    const account = accounts.get(row.accountId);
    if (!account || !query.hasGuest(account) || !isInPeriod(row, query)) return [];
    return [{ row, account, identifier: account.identifiers.find((own) => own.id === row.identifierId) }];
  });
  return table(items, [
    column('createdAt', 'Дата и время', 'DATETIME', ({ row }) => row.createdAt),
    fullName,
    column('identifierType', 'Тип идентификатора', 'STRING', ({ identifier }) =>
      nameIn(identifierTypes, identifier?.typeId),
    ),
    column('identifier', 'Идентификатор', 'STRING', ({ identifier }) => identifier?.value ?? null),
    column('restaurant', 'Ресторан', 'STRING', ({ row }) => nameIn(restaurants, row.restaurantId)),
    column('station', 'Касса', 'INTEGER', ({ row }) => row.stationNo),
    column('check', 'Чек', 'INTEGER', ({ row }) => row.checkNo),
    column('operation', 'Операция', 'STRING', ({ row }) => row.kind),
    summed('sum', 'Сумма', 'MONEY', ({ row }) => row.amount),
  ]);
};

export const identifiers: Report = (query, world) => {
  const items = guestsOf(query, world).flatMap((guest) =>
    guest.account.identifiers.map((identifier) => ({
      ...guest,
      identifier,
      operations: guest.operations.filter((row) => row.identifierId === identifier.id),
    })),
  );
  return table(
    items.filter(({ operations }) => operations.length > 0),
    [
      column('identifierType', 'Тип идентификатора', 'STRING', ({ identifier }) =>
        nameIn(world.store.identifierTypes, identifier.typeId),
      ),
      column('identifier', 'Идентификатор', 'STRING', ({ identifier }) => identifier.value),
      fullName,
      summed('count', 'Операций', 'INTEGER', ({ operations }) => operations.length),
      summed('sum', 'Потрачено', 'MONEY', (used) => sumOf(used, 'POS_SPEND')),
      column('lastUsedAt', 'Последнее использование', 'DATETIME', (used) => used.operations.at(-1)?.createdAt ?? null),
    ],
  );
};

export const spendByDay: Report = (query, world) => {
  const items = guestsOf(query, world).flatMap((guest) => {
    const spends = guest.operations.filter((row) => row.kind === 'POS_SPEND');
    return [...groupBy(spends, (row) => row.businessDate)].map(([date, operations]) => ({
      ...guest,
      date,
      operations,
    }));
  });
  return table(
    items.sort((a, b) => compareLocal(a.date, b.date)),
    [
      column('date', 'Дата', 'DATE', ({ date }) => date),
      fullName,
      tags,
      column('code', 'Код', 'INTEGER', ({ account }) => account.id),
      column('type', 'Тип', 'STRING', () => 'Потраты гостя'),
      summed('count', 'Количество', 'INTEGER', checksOf),
      summed('sum', 'Сумма', 'MONEY', (day) => sumOf(day, 'POS_SPEND')),
    ],
  );
};

export const turnover: Report = (query, world) =>
  table(guestsOf(query, world), [
    group,
    fullName,
    effective('opening', 'Баланс на начало', (_, isBefore) => isBefore),
    effective('accrued', 'Начислено', (row, isBefore) => !isBefore && row.kind !== 'EXPIRE' && row.amount > 0),
    effective('spent', 'Списано', (row, isBefore) => !isBefore && row.kind !== 'EXPIRE' && row.amount <= 0),
    effective('expired', 'Сгорело', (row, isBefore) => !isBefore && row.kind === 'EXPIRE'),
    effective('closing', 'Баланс на конец', () => true),
  ]);

/** A sum of all amounts in effect by the end of the period, so that opening and movements make the closing balance. */
function effective(name: string, title: string, counts: (row: Operation, isBefore: boolean) => boolean): Column<Guest> {
  return summed(name, title, 'MONEY', ({ account, query, world }) => {
    let sum = 0;
    for (const row of world.ledger.byAccount(account.id)) {
      const day = effectiveDay(row);
      if (movesBalance(row.kind) && day <= query.to && counts(row, day < query.from)) sum += row.amount;
    }
    return sum;
  });
}

const effectiveDay = (row: Operation): LocalDate =>
  row.availableFrom !== null && row.availableFrom > row.businessDate ? row.availableFrom : row.businessDate;

const nameIn = (rows: ReadonlyMap<number, { name: string }>, id: number | null | undefined): string | null =>
  rows.get(id ?? 0)?.name ?? null;
