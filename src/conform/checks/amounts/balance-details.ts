import { defineCheck, NothingToCompare } from '../../check.ts';
import { masked } from '../../masked.ts';
import { factorOf } from '../../money.ts';
import type { CardRow } from '../../readings.ts';
import { spread } from '../../samples.ts';
import { count, firstOf, fits } from '../../verdict.ts';

const DETAILS = 'query ($id: ID!) { card(by: { id: $id }) { number balance balanceDetails { available } } }';

interface Detailed extends Pick<CardRow, 'number' | 'balance'> {
  readonly balanceDetails: { readonly available: string } | null;
}

/** The balance of the row is the available part of the balance by days. */
export const balanceDetails = defineCheck({
  feature: 'card.balanceDetails',
  operation: 'accounts.balance',
  async ask({ client, cards }) {
    const chosen = spread(
      (await cards()).rows.filter(({ balance, isBlocked }) => balance !== '0.00' && !isBlocked),
      2,
    );
    const answers: Detailed[] = [];
    for (const { id } of chosen) {
      const { card } = await client.ask<{ card: Detailed | null }>(DETAILS, { id });
      if (card?.balanceDetails) answers.push(card);
    }
    if (answers.length === 0) throw new NothingToCompare('no card has a balance by days');
    return answers;
  },
  compare: (answers) =>
    firstOf(
      answers.map((card) => {
        const available = card.balanceDetails?.available ?? '';
        if (available === card.balance) return null;
        return `${masked(card)} has another balance than by days${factorOf(available, card.balance)}`;
      }),
      fits(`${count(answers.length, 'card')} with the same balance by days`),
    ),
});
