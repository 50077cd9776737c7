import { groupBy } from '../../lib/group-by.ts';
import { addDays } from '../../lib/local-time.ts';
import type { Account } from '../model.ts';
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

/** A guest who came in the period is lost when the last check is older than this at its end. */
const LOST_AFTER_DAYS = 60;

export const birthdays: Report = (question, world) => {
  const columns = [
    columnsOf.name,
    columnsOf.tags,
    column('birthday', 'Дата рождения', 'DATE'),
    column('age', 'Возраст', 'INTEGER'),
    columnsOf.group,
    columnsOf.phone,
    columnsOf.email,
  ];
  const from = question.from.slice(5);
  const to = question.to.slice(5);
  const whole = addDays(question.from, 365) <= question.to;
  const year = Number(question.today.slice(0, 4));
  const rows = guestsOf(question, world).flatMap((account): Row[] => {
    const day = account.birthday?.slice(5);
    if (account.birthday === null || day === undefined) return [];
    if (!whole && !(from <= to ? day >= from && day <= to : day >= from || day <= to)) return [];
    const age = year - Number(account.birthday.slice(0, 4)) - (day > question.today.slice(5) ? 1 : 0);
    return [{ ...person(account, world), birthday: account.birthday, age, group: groupName(account, world) }];
  });
  return table(columns, rows);
};

export const inactive: Report = (question, world) => {
  const columns = [
    columnsOf.group,
    columnsOf.name,
    columnsOf.tags,
    columnsOf.phone,
    columnsOf.email,
    column('isBlocked', 'Заблокирован', 'BOOLEAN'),
  ];
  const rows = guestsOf(question, world)
    .filter((account) => operationsIn(question, world, account).length === 0)
    .map((account) => ({
      group: groupName(account, world),
      ...person(account, world),
      isBlocked: account.isBlocked,
    }));
  return table(columns, rows);
};

export const lostGuests: Report = (question, world) => {
  const columns = [
    columnsOf.name,
    columnsOf.tags,
    columnsOf.phone,
    columnsOf.email,
    column('checks', 'Чеков за период', 'INTEGER'),
    column('spend', 'Потрачено', 'MONEY'),
    column('averageCheck', 'Средний чек', 'MONEY'),
    column('lastCheck', 'Последний чек', 'DATE'),
  ];
  const border = addDays(question.to, -LOST_AFTER_DAYS);
  const rows = guestsOf(question, world).flatMap((account): Row[] => {
    const own = operationsIn(question, world, account).filter((row) => row.kind === 'POS_SPEND');
    const lastCheck = own.at(-1)?.businessDate;
    if (lastCheck === undefined || lastCheck > border) return [];
    return [{ ...person(account, world), ...spending(own), lastCheck }];
  });
  return table(columns, rows, ['checks', 'spend']);
};

export const baseGrowth: Report = (question, world) => {
  const guests = guestsOf(question, world).filter(({ registeredAt }) => {
    const day = registeredAt.slice(0, 10);
    return day >= question.from && day <= question.to;
  });
  const sources = [...new Set(guests.map((account) => account.registrationSource ?? 'Без источника'))].sort();
  const columns = [
    column('date', 'Дата', 'DATE'),
    column('total', 'Всего', 'INTEGER'),
    ...sources.map((source, at) => column(`source${at + 1}`, source, 'INTEGER')),
  ];
  const byDay = groupBy(guests, (account) => account.registeredAt.slice(0, 10));
  const rows = [...byDay.keys()].sort().map((date): Row => {
    const own = byDay.get(date) ?? [];
    const counts = sources.map((source, at) => [
      `source${at + 1}`,
      own.filter((account) => (account.registrationSource ?? 'Без источника') === source).length,
    ]);
    return { date, total: own.length, ...Object.fromEntries(counts) };
  });
  return table(
    columns,
    rows,
    columns.slice(1).map(({ name }) => name),
  );
};

export const topGuests: Report = (question, world) => {
  const columns = [
    columnsOf.group,
    columnsOf.name,
    columnsOf.tags,
    columnsOf.phone,
    columnsOf.email,
    column('checks', 'Чеков', 'INTEGER'),
    column('visits', 'Визитов', 'INTEGER'),
    column('spend', 'Потрачено', 'MONEY'),
    column('discounts', 'Скидки', 'MONEY'),
    column('averageCheck', 'Средний чек', 'MONEY'),
  ];
  const rows = guestsOf(question, world).flatMap((account): Row[] => {
    const own = operationsIn(question, world, account);
    const money = spending(own);
    if (money.checks === 0) return [];
    const visits = new Set(own.filter((row) => row.kind === 'POS_SPEND').map((row) => row.businessDate)).size;
    return [
      {
        group: groupName(account, world),
        ...person(account, world),
        ...money,
        visits,
        discounts: sumOf(own, 'POS_DISCOUNT'),
      },
    ];
  });
  rows.sort((a, b) => Number(b.spend) - Number(a.spend));
  return table(columns, rows, ['checks', 'visits', 'spend', 'discounts']);
};

const person = (account: Account, world: World) => ({
  fullName: fullName(account),
  tags: tagNames(account, world),
  phone: account.phones.join(', ') || null,
  email: account.email,
});

function spending(rows: Parameters<typeof checksOf>[0]) {
  const checks = checksOf(rows);
  const spend = sumOf(rows, 'POS_SPEND');
  return { checks, spend, averageCheck: checks === 0 ? 0 : Math.round(spend / checks) };
}
