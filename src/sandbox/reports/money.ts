import { groupBy } from '../../lib/group-by.ts';
import type { LocalDate } from '../../lib/local-time.ts';
import { type Account, movesBalance, type Operation } from '../model.ts';
import type { World } from '../world.ts';
import {
  checksOf,
  column,
  columnsOf,
  fullName,
  groupName,
  guestsOf,
  operationsIn,
  type Report,
  type Row,
  sumOf,
  table,
  tagNames,
} from './table.ts';

export const totals: Report = (question, world) => {
  const columns = [
    columnsOf.group,
    columnsOf.name,
    columnsOf.tags,
    column('discount', 'Скидка', 'STRING'),
    column('spent', 'Списано со счёта', 'MONEY'),
    column('accrued', 'Начислено на счёт', 'MONEY'),
    column('checksSum', 'Сумма чеков', 'MONEY'),
    column('balance', 'Баланс на конец', 'MONEY'),
  ];
  const rows = guestsOf(question, world).flatMap((account): Row[] => {
    const own = operationsIn(question, world, account);
    if (own.length === 0) return [];
    const moves = own.filter((row) => movesBalance(row.kind));
    return [
      {
        group: groupName(account, world),
        fullName: fullName(account),
        tags: tagNames(account, world),
        discount: account.discountId === null ? null : (world.store.discounts.get(account.discountId)?.name ?? null),
        spent: moves.reduce((sum, row) => sum + Math.min(row.amount, 0), 0),
        accrued: moves.reduce((sum, row) => sum + Math.max(row.amount, 0), 0),
        checksSum: sumOf(own, 'POS_SPEND'),
        balance: balanceAt(world.ledger.of(account.id), question.to),
      },
    ];
  });
  return table(columns, rows, ['spent', 'accrued', 'checksSum', 'balance']);
};

export const transactions: Report = (question, world) => {
  const { store, ledger } = world;
  const columns = [
    column('createdAt', 'Дата и время', 'DATETIME'),
    columnsOf.name,
    column('identifierType', 'Тип идентификатора', 'STRING'),
    column('identifier', 'Идентификатор', 'STRING'),
    column('restaurant', 'Ресторан', 'STRING'),
    column('station', 'Касса', 'INTEGER'),
    column('check', 'Чек', 'INTEGER'),
    column('operation', 'Операция', 'STRING'),
    column('sum', 'Сумма', 'MONEY'),
  ];
  const rows: Row[] = [];
  for (const row of [...ledger.all()].reverse()) {
    const account = store.accounts.get(row.accountId);
    if (row.businessDate < question.from || row.businessDate > question.to || !account) continue;
    if (!question.hasGuest(account) || !question.hasRestaurant(row.restaurantId)) continue;
    const identifier = account.identifiers.find((own) => own.id === row.identifierId);
    rows.push({
      createdAt: row.createdAt,
      fullName: fullName(account),
      identifierType: identifier ? (store.identifierTypes.get(identifier.typeId)?.name ?? null) : null,
      identifier: identifier?.value ?? null,
      restaurant: row.restaurantId === null ? null : (store.restaurants.get(row.restaurantId)?.name ?? null),
      station: row.stationNo,
      check: row.checkNo,
      operation: row.kind,
      sum: row.amount,
    });
  }
  return table(columns, rows, ['sum']);
};

export const identifiers: Report = (question, world) => {
  const columns = [
    column('identifierType', 'Тип идентификатора', 'STRING'),
    column('identifier', 'Идентификатор', 'STRING'),
    columnsOf.name,
    column('count', 'Операций', 'INTEGER'),
    column('sum', 'Потрачено', 'MONEY'),
    column('lastUsedAt', 'Последнее использование', 'DATETIME'),
  ];
  const rows = guestsOf(question, world).flatMap((account) => {
    const own = operationsIn(question, world, account);
    return account.identifiers.flatMap((identifier): Row[] => {
      const used = own.filter((row) => row.identifierId === identifier.id);
      if (used.length === 0) return [];
      return [
        {
          identifierType: world.store.identifierTypes.get(identifier.typeId)?.name ?? null,
          identifier: identifier.value,
          fullName: fullName(account),
          count: used.length,
          sum: sumOf(used, 'POS_SPEND'),
          lastUsedAt: used.at(-1)?.createdAt ?? null,
        },
      ];
    });
  });
  return table(columns, rows, ['count', 'sum']);
};

export const spendByDay: Report = (question, world) => {
  const columns = [
    column('date', 'Дата', 'DATE'),
    columnsOf.name,
    columnsOf.tags,
    column('code', 'Код', 'INTEGER'),
    column('type', 'Тип', 'STRING'),
    column('count', 'Количество', 'INTEGER'),
    column('sum', 'Сумма', 'MONEY'),
  ];
  const rows = guestsOf(question, world).flatMap((account): Row[] => {
    const spends = operationsIn(question, world, account).filter((row) => row.kind === 'POS_SPEND');
    return [...groupBy(spends, (row) => row.businessDate)].map(([date, own]) => ({
      date,
      fullName: fullName(account),
      tags: tagNames(account, world),
      code: account.id,
      type: 'Потраты гостя',
      count: checksOf(own),
      sum: sumOf(own, 'POS_SPEND'),
    }));
  });
  rows.sort((a, b) => (String(a.date) < String(b.date) ? -1 : String(a.date) > String(b.date) ? 1 : 0));
  return table(columns, rows, ['count', 'sum']);
};

export const turnover: Report = (question, world) => {
  const columns = [
    columnsOf.group,
    columnsOf.name,
    column('opening', 'Баланс на начало', 'MONEY'),
    column('accrued', 'Начислено', 'MONEY'),
    column('spent', 'Списано', 'MONEY'),
    column('expired', 'Сгорело', 'MONEY'),
    column('closing', 'Баланс на конец', 'MONEY'),
  ];
  const rows = guestsOf(question, world).map((account) => turnoverRow(account, question, world));
  return table(columns, rows, ['opening', 'accrued', 'spent', 'expired', 'closing']);
};

/** Counted by the day on which an amount takes effect, so that opening and the movements make the closing balance. */
function turnoverRow(account: Account, { from, to }: { from: LocalDate; to: LocalDate }, world: World): Row {
  const all = world.ledger.of(account.id).filter((row) => movesBalance(row.kind));
  const row = { opening: 0, accrued: 0, spent: 0, expired: 0, closing: 0 };
  for (const one of all) {
    const day = effectiveDay(one);
    if (day > to) continue;
    row.closing += one.amount;
    if (day < from) row.opening += one.amount;
    else if (one.kind === 'EXPIRE') row.expired += one.amount;
    else if (one.amount > 0) row.accrued += one.amount;
    else row.spent += one.amount;
  }
  return { group: groupName(account, world), fullName: fullName(account), ...row };
}

const effectiveDay = (row: Operation): LocalDate =>
  row.availableFrom !== null && row.availableFrom > row.businessDate ? row.availableFrom : row.businessDate;

/** The balance at the end of a business day. */
export function balanceAt(rows: readonly Operation[], day: LocalDate): number {
  return rows.reduce((sum, row) => (movesBalance(row.kind) && effectiveDay(row) <= day ? sum + row.amount : sum), 0);
}
