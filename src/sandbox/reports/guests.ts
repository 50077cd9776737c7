import { groupBy } from '../../lib/group-by.ts';
import { addDays } from '../../lib/local-time.ts';
import { isBirthdayBetween } from '../model.ts';
import {
  averageCheck,
  checks,
  checksOf,
  contacts,
  fullName,
  type Guest,
  group,
  guestsOf,
  spend,
  sumOf,
  tags,
} from './columns.ts';
import { column, type Report, summed, table } from './table.ts';

/** A guest is lost when the last check is older than this at the end of the period. */
const LOST_AFTER_DAYS = 60;

export const birthdays: Report = (query, world) => {
  const isWholeYear = addDays(query.from, 365) <= query.to;
  const from = query.from.slice(5);
  const to = query.to.slice(5);
  const guests = guestsOf(query, world).filter(({ account: { birthday } }) => {
    return birthday !== null && (isWholeYear || isBirthdayBetween(birthday, from, to));
  });
  return table(guests, [
    fullName,
    tags,
    column('birthday', 'Дата рождения', 'DATE', ({ account }) => account.birthday),
    column('age', 'Возраст', 'INTEGER', ({ account: { birthday } }) => birthday && ageOn(query.today, birthday)),
    group,
    ...contacts,
  ]);
};

const ageOn = (today: string, birthday: string): number =>
  Number(today.slice(0, 4)) - Number(birthday.slice(0, 4)) - (birthday.slice(5) > today.slice(5) ? 1 : 0);

export const inactive: Report = (query, world) =>
  table(
    guestsOf(query, world).filter(({ operations }) => operations.length === 0),
    [
      group,
      fullName,
      tags,
      ...contacts,
      column('isBlocked', 'Заблокирован', 'BOOLEAN', ({ account }) => account.isBlocked),
    ],
  );

export const lostGuests: Report = (query, world) => {
  const border = addDays(query.to, -LOST_AFTER_DAYS);
  const guests = guestsOf(query, world).filter((guest) => {
    const last = lastCheck(guest);
    return last !== null && last <= border;
  });
  const columns = [fullName, tags, ...contacts, checks('Чеков за период'), spend, averageCheck];
  return table(guests, [...columns, column('lastCheck', 'Последний чек', 'DATE', lastCheck)]);
};

const checkDays = ({ operations }: Guest): string[] =>
  operations.flatMap((row) => (row.kind === 'POS_SPEND' ? row.businessDate : []));
const lastCheck = (guest: Guest): string | null => checkDays(guest).at(-1) ?? null;

export const baseGrowth: Report = (query, world) => {
  const dayOf = ({ account }: Guest): string => account.registeredAt.slice(0, 10);
  const sourceOf = ({ account }: Guest): string => account.registrationSource ?? 'Без источника';
  const guests = guestsOf(query, world).filter((guest) => dayOf(guest) >= query.from && dayOf(guest) <= query.to);
  const days = groupBy(guests, dayOf);
  const sources = [...new Set(guests.map(sourceOf))].sort();
  const count = (day: string, source?: string): number =>
    (days.get(day) ?? []).filter((guest) => source === undefined || sourceOf(guest) === source).length;
  return table([...days.keys()].sort(), [
    column('date', 'Дата', 'DATE', (day) => day),
    summed('total', 'Всего', 'INTEGER', (day) => count(day)),
    ...sources.map((source, at) => summed(`source${at + 1}`, source, 'INTEGER', (day: string) => count(day, source))),
  ]);
};

export const topGuests: Report = (query, world) =>
  table(
    guestsOf(query, world)
      .filter((guest) => checksOf(guest) > 0)
      .sort((a, b) => sumOf(b, 'POS_SPEND') - sumOf(a, 'POS_SPEND')),
    [
      group,
      fullName,
      tags,
      ...contacts,
      checks('Чеков'),
      summed('visits', 'Визитов', 'INTEGER', (guest) => new Set(checkDays(guest)).size),
      spend,
      summed('discounts', 'Скидки', 'MONEY', (guest) => sumOf(guest, 'POS_DISCOUNT')),
      averageCheck,
    ],
  );
