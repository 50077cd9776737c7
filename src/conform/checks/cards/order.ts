import { compareMoney } from '../../../lib/decimal.ts';
import { defineCheck } from '../../check.ts';
import { moneyOf } from '../../money.ts';
import { firstOf, fits, untold } from '../../verdict.ts';

const ORDERED = `{
  byBalance: cards(first: 50, orderBy: { field: BALANCE, direction: DESC }) { nodes { balance } }
  byTime: guests(first: 50, orderBy: { field: REGISTERED_AT, direction: DESC }) { nodes { registeredAt } }
}`;

interface Ordered {
  readonly byBalance: { readonly nodes: readonly { readonly balance: string }[] };
  readonly byTime: { readonly nodes: readonly { readonly registeredAt: string }[] };
}

/** Cards come in the order that is asked for. */
export const cardOrder = defineCheck({
  feature: 'cards.orderBy',
  operation: 'accounts.list',
  ask: async ({ client, cards }) => ({ cards: await cards(), answer: await client.ask<Ordered>(ORDERED) }),
  compare({ cards, answer }) {
    const balances = answer.byBalance.nodes.map(({ balance }) => moneyOf(balance) ?? 0);
    const times = answer.byTime.nodes.map(({ registeredAt }) => Date.parse(registeredAt));
    if (balances.length < 2) return untold('there are too few cards to be ordered');
    const greatest = balances[0] ?? 0;
    return firstOf(
      [
        balances.some((one, at) => compareMoney(one, balances[at - 1] ?? one) > 0) &&
          'cards do not come in the order of their balances',
        cards.rows.some(({ balance }) => compareMoney(moneyOf(balance) ?? 0, greatest) > 0) &&
          'the card with the greatest balance does not come first',
        times.some((one, at) => one > (times[at - 1] ?? one)) &&
          'guests do not come in the order of their registration',
      ],
      fits('cards come by balance and guests by time of registration'),
    );
  },
});
