import { builder } from '../../graph/builder.ts';
import { defineLoader } from '../../graph/loader.ts';
import { requireDate } from '../../graph/stored/date.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { addMoney, type Money } from '../../lib/decimal.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import { type AccountBalance, type AccountReport, accountBalance } from '../../upstream/resources/accounts.ts';
import { accountReports } from '../account/loaders.ts';
import { reportSum } from '../account/report.ts';
import { Card } from './type.ts';

interface DatedAmountModel {
  readonly amount: Money;
  readonly date: string;
  /** Where the date stands, for the error of one that cannot be read. */
  readonly dateField: string;
}

interface BalanceModel {
  readonly available: Money;
  readonly pendingTotal: Money;
  readonly pending: readonly DatedAmountModel[];
  readonly expiring: readonly DatedAmountModel[];
  readonly neverExpires: Money;
}

function balanceFromWire(row: AccountBalance): BalanceModel {
  const field = reader('AccountBalance', row);
  const pending = field.optionalRows('lateIssues').map((late) => ({
    amount: late.money('sumLateIssue'),
    date: late.text('date'),
    dateField: late.label('date'),
  }));
  return {
    available: field.money('bonusBalance'),
    pendingTotal:
      field.optionalMoney('bonusAwaitingIssue') ?? pending.reduce<Money>((sum, { amount }) => addMoney(sum, amount), 0),
    pending,
    expiring: field.optionalRows('burning').map((burning) => ({
      amount: burning.money('sum'),
      date: burning.text('date'),
      dateField: burning.label('date'),
    })),
    neverExpires: field.optionalMoney('neverBurns') ?? 0,
  };
}

const balances = defineLoader<number, BalanceModel | null>((context, ids) =>
  inParallel(ids, async (id) => {
    const row = await accountBalance(context.upstream, id);
    return row && balanceFromWire(row);
  }),
);

const DatedAmount = builder.objectRef<DatedAmountModel>('DatedAmount').implement({
  description: 'An amount and the business day on which it becomes available or expires.',
  fields: (t) => ({
    amount: t.expose('amount', { description: 'Amount in bonuses.', type: 'Decimal', guest: true }),
    date: t.field({
      description: 'Business day of the change.',
      type: 'Date',
      guest: true,
      resolve: ({ date, dateField }, _, context) => requireDate(context, date, dateField),
    }),
  }),
});

const BalanceDetails = builder.objectRef<BalanceModel>('BalanceDetails').implement({
  description: 'Available, pending and expiring amounts of a balance.',
  fields: (t) => ({
    available: t.expose('available', { description: 'Amount that can be spent now.', type: 'Decimal', guest: true }),
    pendingTotal: t.expose('pendingTotal', {
      description: 'Amount that is booked but becomes available later: the sum of `pending`.',
      type: 'Decimal',
      guest: true,
    }),
    pending: t.expose('pending', {
      description: 'Amounts that become available later, each with its day.',
      type: [DatedAmount],
      guest: true,
    }),
    expiring: t.expose('expiring', {
      description: 'Amounts that expire if not spent, each with its day.',
      type: [DatedAmount],
      guest: true,
    }),
    neverExpires: t.expose('neverExpires', {
      description: 'Amount that does not expire.',
      type: 'Decimal',
      guest: true,
    }),
  }),
});

const Spending = builder.objectRef<AccountReport>('Spending').implement({
  description:
    'Money that the guest paid at the register, by period. Periods begin at `Settings.dayChangeTime`. A value is null if the server does not report it.',
  fields: (t) => ({
    day: t.field(reportSum('Spent on the current business day.', 'spentSumDay')),
    week: t.field(reportSum('Spent in the current week.', 'spentSumWeek')),
    month: t.field(reportSum('Spent in the current month.', 'spentSumMonth')),
    year: t.field(reportSum('Spent in the current year.', 'spentSumYear')),
    total: t.field(reportSum('Spent over the whole life of the card.', 'spentSumTotal')),
  }),
});

builder.objectFields(Card, (t) => ({
  balanceDetails: t.field({
    description:
      'Available, pending and expiring amounts; null if the card no longer exists. One upstream call per card.',
    type: BalanceDetails,
    nullable: true,
    guest: true,
    resolve: ({ id }, _args, context) => balances(context).load(id),
  }),
  spending: t.field({
    description:
      'Money that the guest has spent, by period; null if the server does not report it. One upstream call per card, shared with `ladderProgress`.',
    type: Spending,
    nullable: true,
    guest: true,
    resolve: ({ id }, _args, context) => accountReports(context).load(id),
  }),
}));
