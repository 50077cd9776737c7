import { defineCheck } from '../../check.ts';
import type { CardRow } from '../../readings.ts';
import { count, firstOf, fits, suspect, untold } from '../../verdict.ts';
import type { Walk } from '../../walk.ts';

/** Each card once, in order, as many as the server counts. */
export const cardWalk = defineCheck({
  feature: 'cards.walk',
  operation: 'accounts.list',
  ask: (readings) => readings.cards(),
  compare: ({ rows, totalCount, isWhole }: Walk<CardRow>) => {
    if (rows.length === 0) return untold('there are no cards');
    const ids = rows.map(({ upstreamId }) => Number(upstreamId));
    const isCountable = totalCount !== null && (isWhole || rows.length > totalCount);
    return firstOf(
      [
        new Set(ids).size < ids.length && `${count(ids.length - new Set(ids).size, 'card')} came twice on the walk`,
        ids.some((id, at) => at > 0 && id <= (ids[at - 1] ?? 0)) && 'cards do not come in the order of their ids',
        isCountable &&
          rows.length !== totalCount &&
          `the walk gave ${count(rows.length, 'card')}, the server counts ${totalCount}`,
        !isWhole &&
          totalCount !== null &&
          totalCount <= rows.length &&
          `more cards follow than the server counts, ${totalCount}`,
      ],
      totalCount === null
        ? fits(`${count(rows.length, 'card')}, each once; the server does not tell how many there are`)
        : fits(`${count(rows.length, 'card')} of ${totalCount}, each once`),
    );
  },
});

const LAST = `query ($after: String) {
  behind: cards(first: 1, after: $after) { nodes { upstreamId } }
  last: cards(first: 1, orderBy: { field: ID, direction: DESC }) { nodes { upstreamId } }
}`;

interface Last {
  readonly behind: { readonly nodes: readonly Pick<CardRow, 'upstreamId'>[] };
  readonly last: { readonly nodes: readonly Pick<CardRow, 'upstreamId'>[] };
}

/** Nothing follows where the walk ended, asked for from there and from the other end. */
export const cardEnd = defineCheck({
  feature: 'cards.end',
  operation: 'accounts.list',
  async ask(readings) {
    const cards = await readings.cards();
    return { cards, answer: await readings.client.ask<Last>(LAST, { after: cards.endCursor }) };
  },
  compare({ cards, answer }) {
    const end = Number(cards.rows.at(-1)?.upstreamId ?? 0);
    const behind = answer.behind.nodes[0];
    const last = Number(answer.last.nodes[0]?.upstreamId ?? 0);
    if (!cards.isWhole) {
      if (!behind) return suspect('the walk said that more cards follow, and none does');
      return last > end
        ? fits('more cards follow, as the walk said')
        : suspect('the last card is none of those that follow');
    }
    if (behind) return suspect(`the walk ended after ${count(cards.rows.length, 'card')}, and another follows`);
    if (last !== end)
      return suspect(`the walk ended after ${count(cards.rows.length, 'card')}, and the last card is another one`);
    return fits('nothing follows the last card');
  },
});
