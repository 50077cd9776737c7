import { defineCheck, NothingToCompare } from '../../check.ts';
import { count, firstOf, fits, suspect, untold } from '../../verdict.ts';

const GROUPS = '{ groups { id } }';
const COUNTS = `query ($id: ID!) { group(id: $id) { cardsCount } }`;
const TOTAL = '{ cards(first: 1) { totalCount } }';
const MOST_GROUPS = 40;
/** One card in so many may have a group that was removed. */
const MOST_LOST = 10;

/** Groups have as many cards as there are in all, and each as many as the walk gave. */
export const groupCounts = defineCheck({
  feature: 'groups.cardsCount',
  operation: 'accounts.list',
  async ask({ client, cards }) {
    const walked = await cards();
    const { groups } = await client.ask<{ groups: readonly { id: string }[] }>(GROUPS);
    if (groups.length === 0) throw new NothingToCompare('there are no groups');
    if (groups.length > MOST_GROUPS) throw new NothingToCompare(`there are more than ${MOST_GROUPS} groups`);
    const total = async () => (await client.ask<{ cards: { totalCount: number | null } }>(TOTAL)).cards.totalCount;
    const before = await total();
    const counts = new Map<string, number | null>();
    for (const { id } of groups) {
      const { group } = await client.ask<{ group: { cardsCount: number | null } | null }>(COUNTS, { id });
      counts.set(id, group?.cardsCount ?? null);
    }
    return { walked, counts, totals: [before, await total()] };
  },
  compare({ walked: { rows, isWhole }, counts, totals }) {
    const known = [...counts.values()].filter((one) => one !== null);
    if (known.length < counts.size) return untold('the server does not tell how many cards a group has');
    const sum = known.reduce((all, one) => all + one, 0);
    const inGroup = (id: string) => rows.filter(({ group }) => group?.id === id).length;
    const hasLost = rows.some(({ group }) => group === null);
    // Cards may have been registered meanwhile.
    const [least, most] = totals.map((total) => total ?? (isWhole ? rows.length : null));
    return firstOf(
      [
        least != null &&
          most != null &&
          ((sum < least && !hasLost) || sum > most) &&
          `the groups have ${count(sum, 'card')} together, and there are ${most}`,
        isWhole &&
          [...counts].some(([id, one]) => one !== inGroup(id)) &&
          'a group has another number of cards than cards are in it on the walk',
      ],
      fits(`${count(counts.size, 'group')} with ${count(sum, 'card')} together`),
    );
  },
});

/** The group of each card is one of the list. */
export const groupsOfCards = defineCheck({
  feature: 'groups.dictionary',
  operation: 'accountGroups.list',
  ask: async ({ cards }) => (await cards()).rows,
  compare(rows) {
    if (rows.length === 0) return untold('there are no cards');
    const without = rows.filter(({ group }) => group === null).length;
    if (without * MOST_LOST > rows.length)
      return suspect(`${without} of ${count(rows.length, 'card')} have a group that is none of the list`);
    if (without > 0)
      return untold(`${without} of ${count(rows.length, 'card')} have a group that the list has no more`);
    return fits(`the groups of ${count(rows.length, 'card')} are in the list`);
  },
});
