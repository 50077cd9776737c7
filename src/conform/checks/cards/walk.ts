import { defineCheck } from '../../check.ts';
import type { CardRow } from '../../readings.ts';
import { count, firstOf, fits, suspect, untold } from '../../verdict.ts';
import type { Walk } from '../../walk.ts';

/** Each card once, as many as the server counts. */
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

const BEHIND = 'query ($after: String) { cards(first: 1, after: $after) { nodes { upstreamId } } }';
const LAST = '{ cards(first: 1, orderBy: { field: ID, direction: DESC }) { nodes { upstreamId } } }';

interface Found {
  readonly cards: { readonly nodes: readonly Pick<CardRow, 'upstreamId'>[] };
}

/** Nothing follows where the walk ended, asked for from there. */
export const cardEnd = defineCheck({
  feature: 'cards.end',
  operation: 'accounts.list',
  async ask({ client, cards }) {
    const walked = await cards();
    const { cards: behind } = await client.ask<Found>(BEHIND, { after: walked.endCursor });
    return { walked, follows: behind.nodes.length > 0 };
  },
  compare({ walked: { rows, isWhole }, follows }) {
    if (isWhole && follows) return suspect(`the walk ended after ${count(rows.length, 'card')}, and another follows`);
    if (!isWhole && !follows) return suspect('the walk said that more cards follow, and none does');
    return fits(isWhole ? 'nothing follows the last card' : 'more cards follow, as the walk said');
  },
});

/** The greatest id of the walk is the first from the other end. */
export const cardLast = defineCheck({
  feature: 'cards.last',
  operation: 'accounts.list',
  ask: async ({ client, cards }) => ({ walked: await cards(), last: (await client.ask<Found>(LAST)).cards.nodes[0] }),
  compare({ walked: { rows, isWhole }, last }) {
    if (!last || rows.length === 0) return untold('there are no cards');
    const greatest = Math.max(...rows.map(({ upstreamId }) => Number(upstreamId)));
    const difference = Number(last.upstreamId) - greatest;
    if (isWhole ? difference !== 0 : difference <= 0)
      return suspect(
        `the walk gave ${count(rows.length, 'card')}, and another end of the list than when asked from behind`,
      );
    return fits('the list ends with the same card from behind');
  },
});
