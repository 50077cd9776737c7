import { addDays } from '../../lib/local-time.ts';
import { invalidQuery } from '../http/api-error.ts';
import { baseGrowth, birthdays, inactive, lostGuests, topGuests } from '../reports/guests.ts';
import { identifiers, spendByDay, totals, transactions, turnover } from '../reports/money.ts';
import type { Report, ReportQuery } from '../reports/table.ts';
import { idList, page, text } from './lists.ts';
import type { Call, Routes } from './route.ts';

const REPORTS: Readonly<Record<string, { name: string; build: Report }>> = {
  TOTALS: { name: 'Суммовой отчёт', build: totals },
  TRANSACTIONS: { name: 'Транзакции', build: transactions },
  IDENTIFIERS: { name: 'Идентификаторы', build: identifiers },
  SPEND_BY_DAY: { name: 'Потраты по дням', build: spendByDay },
  BIRTHDAYS: { name: 'Дни рождения', build: birthdays },
  INACTIVE: { name: 'Бездействующие счета', build: inactive },
  LOST_GUESTS: { name: 'Потерянные гости', build: lostGuests },
  BASE_GROWTH: { name: 'Прирост гостевой базы', build: baseGrowth },
  TOP_GUESTS: { name: 'Топ гостей', build: topGuests },
  TURNOVER: { name: 'Оборот по счетам', build: turnover },
};

export const reportRoutes = {
  'reports.list': () => Object.entries(REPORTS).map(([code, { name }]) => ({ code, name })),
  'reports.get': (call, world) => {
    const code = String(call.params.code);
    const built = REPORTS[code]?.build(queryOf(call, code === 'BIRTHDAYS'), world);
    if (!built) return null;
    const { items, total } = page(built.rows, call);
    return { columns: built.columns, rows: items, total, totals: built.totals };
  },
} satisfies Routes;

/** The default period is thirty days: the last ones, for birthdays the next ones. */
function queryOf(call: Call, ahead: boolean): ReportQuery {
  const from = text(call.params.dateFrom);
  const to = text(call.params.dateTo);
  const first = from ?? (ahead ? call.day : addDays(to ?? call.day, -29));
  const last = to ?? (ahead ? addDays(first, 29) : call.day);
  if (from !== undefined && to !== undefined && from > to)
    throw invalidQuery('dateTo', to, { msg: 'dateTo must not be before dateFrom', type: 'value_error' });
  const groups = idList(call, 'groupIds', 1000);
  const restaurants = idList(call, 'restaurantIds', 1000);
  const tags = idList(call, 'tagIds', 1000);
  return {
    from: first,
    to: last,
    today: call.day,
    hasGuest: (account) =>
      (groups === undefined || groups.has(account.groupId)) &&
      (tags === undefined || account.tagIds.some((id) => tags.has(id))),
    hasRestaurant: (id) => restaurants === undefined || (id !== null && restaurants.has(id)),
  };
}
