import { addDays, type LocalDate } from '../../lib/local-time.ts';
import type { Discount, Operation } from '../model.ts';
import { accountOf, type Routes } from './route.ts';

export const accountMoneyRoutes = {
  'accounts.balance': (call, world) => {
    const account = accountOf(call, world);
    const { pending, expiring, neverExpires } = world.ledger.details(account.id);
    return {
      accountId: account.id,
      bonusBalance: account.balance,
      creditLimit: account.creditLimit,
      bonusAwaitingIssue: pending.reduce((sum, one) => sum + one.sum, 0),
      lateIssues: pending.map(({ sum, date }) => ({ sumLateIssue: sum, date })),
      burning: expiring,
      neverBurns: neverExpires,
    };
  },
  'accounts.report': (call, world) => {
    const account = accountOf(call, world);
    const rows = world.ledger.byAccount(account.id);
    const since = (day: LocalDate): number => spent(rows, day, call.day);
    const discount = account.discountId === null ? undefined : world.store.discounts.get(account.discountId);
    return {
      accountId: account.id,
      spentSumDay: since(call.day),
      spentSumWeek: since(mondayOf(call.day)),
      spentSumMonth: since(`${call.day.slice(0, 7)}-01`),
      spentSumYear: since(`${call.day.slice(0, 4)}-01-01`),
      spentSumTotal: since(''),
      ...ladderProgress(discount, rows, call.day),
    };
  },
} satisfies Routes;

/** The level with the greatest threshold not above the spend of the period, and what is left to the next one. */
function ladderProgress(discount: Discount | undefined, rows: readonly Operation[], today: LocalDate) {
  if (discount?.kind !== 'COMPOUND')
    return { spentSumDiscountPeriod: null, discountLevelName: null, nextLevelName: null, sumToNextLevel: null };
  const sum = spent(rows, periodStart(discount.accumulationPeriod ?? null, today), today);
  const levels = discount.levels ?? [];
  const next = levels.find((level) => level.threshold > sum);
  return {
    spentSumDiscountPeriod: sum,
    discountLevelName: levels.findLast((level) => level.threshold <= sum)?.name ?? null,
    nextLevelName: next?.name ?? null,
    sumToNextLevel: next ? next.threshold - sum : null,
  };
}

/** The guest's own money over these business days, both included; voids are subtracted. */
function spent(rows: readonly Operation[], from: LocalDate, to: LocalDate): number {
  let sum = 0;
  for (const row of rows)
    if (row.kind === 'POS_SPEND' && row.businessDate >= from && row.businessDate <= to) sum += row.amount;
  return sum;
}

/** The first business day of a sliding period that ends today. */
function periodStart(period: Discount['accumulationPeriod'] | null, today: LocalDate): LocalDate {
  if (!period) return '';
  const { unit, value } = period;
  if (unit === 'DAY') return addDays(today, 1 - value);
  if (unit === 'WEEK') return addDays(today, 1 - value * 7);
  const months = (unit === 'YEAR' ? 12 : 1) * value;
  const month = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 - months;
  const first = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
  const last = Number(addDays(addDays(`${first}-01`, 31).slice(0, 8).concat('01'), -1).slice(8));
  const day = Math.min(Number(today.slice(8)), last);
  return addDays(`${first}-${String(day).padStart(2, '0')}`, 1);
}

function mondayOf(day: LocalDate): LocalDate {
  const weekday = (Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 3) % 7;
  return addDays(day, -weekday);
}
