import { addMoney, type Money } from '../../../lib/decimal.ts';
import { defineCheck, NothingToCompare } from '../../check.ts';
import { isHundredfold, isSameSize, moneyOf } from '../../money.ts';
import type { OperationRow } from '../../readings.ts';
import { fits, suspect, untold } from '../../verdict.ts';

const REPORT = `query ($day: Date!) {
  report(code: SPEND_BY_DAY, input: { from: $day, to: $day, first: 1000 }) {
    columns { name type }
    rows
    totalCount
  }
}`;

interface Report {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly totalCount: number;
}

const sum = (amounts: readonly Money[]): Money => amounts.reduce<Money>(addMoney, 0);

/** What guests spent on a day by the report is what the operations of the day say. */
export const spendReport = defineCheck({
  feature: 'report.amounts',
  operation: 'reports.get',
  async ask({ client, operations }) {
    const { covered } = await operations();
    const spends = covered.filter(({ kind }) => kind === 'POS_SPEND');
    const days = [...new Set(covered.flatMap(({ businessDate }) => businessDate ?? []))].sort().slice(1, -1);
    const day = days.find((one) => spends.some(({ businessDate }) => businessDate === one));
    if (day === undefined) throw new NothingToCompare('no whole day of the walk has spending');
    const { report } = await client.ask<{ report: Report | null }>(REPORT, { day });
    if (!report || report.totalCount > report.rows.length)
      throw new NothingToCompare('the report is not there, or too long');
    return { report, spent: spends.filter(({ businessDate }) => businessDate === day) };
  },
  compare({ report: { columns, rows }, spent }: { report: Report; spent: readonly OperationRow[] }) {
    const expected = sum(spent.map(({ amount }) => moneyOf(amount) ?? 0));
    const sums = columns.flatMap(({ type }, at) =>
      type === 'MONEY' ? sum(rows.map((row) => moneyOf(typeof row[at] === 'string' ? row[at] : null) ?? 0)) : [],
    );
    if (sums.some((one) => isSameSize(one, expected))) return fits('the spending of a day is the same in the report');
    if (sums.some((one) => isHundredfold(one, expected) || isHundredfold(one, -expected)))
      return suspect(
        'the report has a hundred times the spending of the operations, or a hundredth: the unit of one is wrong',
      );
    return untold('the report counts the spending of a day otherwise');
  },
});
