import { addMoney, type Money } from '../../../lib/decimal.ts';
import { defineCheck, NothingToCompare } from '../../check.ts';
import { isHundredfold, isWhole, isZero, moneyOf } from '../../money.ts';
import type { OperationRow } from '../../readings.ts';
import { spread } from '../../samples.ts';
import { count, firstOf, fits, suspect, untold } from '../../verdict.ts';

/** Fewer amounts prove nothing. */
const FEW = 20;
/** Amounts so many times the balances, as the middle ones of each go. */
const LARGE = 10;

/** Balances and the amounts that make them are of one size, and both have kopecks or neither. */
export const sizes = defineCheck({
  feature: 'amounts.size',
  async ask({ cards, operations }) {
    return {
      balances: (await cards()).rows.map(({ balance }) => balance),
      amounts: (await operations()).rows.flatMap((row) => (row.affectsBalance === false ? [] : row.amount)),
    };
  },
  compare({ balances, amounts }: { balances: readonly string[]; amounts: readonly string[] }) {
    const [some, others] = [balances, amounts].map((texts) => texts.filter((text) => !isZero(text)));
    if (!some || !others || some.length < FEW || others.length < FEW) return untold('there are too few amounts');
    const ratio = middle(others) / middle(some);
    const [ofBalances, ofAmounts] = [some, others].map((texts) => texts.filter((text) => !isWhole(text)).length);
    if (ofBalances === 0 && ofAmounts === 0)
      return untold('neither balances nor amounts have kopecks: compare the greatest ones with ProBonus');
    if (ofBalances === 0) return suspect('amounts have kopecks, and no balance has: the unit of one is wrong');
    if (ofAmounts === 0)
      return ratio >= LARGE
        ? suspect('balances have kopecks, and the amounts are whole and far larger: the unit of one is wrong')
        : untold('balances have kopecks, and no amount has: compare the greatest ones with ProBonus');
    return fits('balances and amounts both have kopecks');
  },
});

function middle(texts: readonly string[]): number {
  const sorted = texts.map((text) => Math.abs(Number(text))).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const STEPS = `query ($id: ID!) {
  card(by: { id: $id }) { balance operations(first: 20) { nodes { amount affectsBalance balanceAfter createdAt } } }
}`;

type Step = Pick<OperationRow, 'amount' | 'affectsBalance' | 'balanceAfter' | 'createdAt'>;
interface Steps {
  readonly card: { readonly balance: string; readonly operations: { readonly nodes: readonly Step[] } } | null;
}

/** An amount is what the balance became by it. Delayed amounts and expiry differ, so that only a factor of a hundred or a sign tells. */
export const steps = defineCheck({
  feature: 'amounts.balanceAfter',
  operation: 'operations.list',
  async ask({ client, cards, operations }) {
    if ((await operations()).rows.every(({ balanceAfter }) => balanceAfter === null))
      throw new NothingToCompare('the server does not tell the balance after an operation');
    const answers: (readonly Step[])[] = [];
    for (const { id } of spread(
      (await cards()).rows.filter(({ balance }) => !isZero(balance)),
      5,
    )) {
      const { card } = await client.ask<Steps>(STEPS, { id });
      if (card) answers.push(card.operations.nodes.filter(({ affectsBalance }) => affectsBalance === true));
    }
    return answers;
  },
  compare(answers: readonly (readonly Step[])[]) {
    const pairs = answers.flatMap((rows) => rows.flatMap((row, at) => changeOf(row, rows[at + 1]) ?? []));
    const same = pairs.filter(({ change, amount }) => change === amount).length;
    const hundredfold = pairs.filter(
      ({ change, amount }) => isHundredfold(change, amount) || isHundredfold(change, -amount),
    ).length;
    const opposite = pairs.filter(({ change, amount }) => change === -amount).length;
    return firstOf(
      [
        hundredfold > same &&
          'the balance changes by a hundred times the amount, or a hundredth: the unit of one is wrong',
        opposite > same && 'the balance changes against the sign of the amount',
      ],
      same > 0
        ? fits(`${count(same, 'amount')} by which the balance changed`)
        : untold('no two operations of a card could be compared'),
    );
  },
});

/** Null where the order of the two within a second is not certain. */
function changeOf(row: Step, before: Step | undefined): { change: Money; amount: Money } | null {
  const [now, then, amount] = [moneyOf(row.balanceAfter), moneyOf(before?.balanceAfter ?? null), moneyOf(row.amount)];
  if (now === null || then === null || !amount || row.createdAt === before?.createdAt) return null;
  return { change: addMoney(now, -then), amount };
}
