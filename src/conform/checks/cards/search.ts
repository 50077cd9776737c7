import { defineCheck, NothingToCompare } from '../../check.ts';
import { masked } from '../../masked.ts';
import { samples } from '../../samples.ts';
import { firstOf, fits } from '../../verdict.ts';

/** Values that nobody can be expected to have. */
const NOBODY = { number: '9999999999999999917', phone: '+79999999917' };

const SEARCH = 'query ($text: String!) { cards(first: 100, filter: { search: $text }) { nodes { id } } }';
const ABSENT = `query ($number: String!, $phone: String!) {
  card(by: { identifier: { value: $number } }) { identifiers { value } }
  guest(by: { phone: $phone }) { phones card { identifiers { value } } }
}`;

interface Found {
  readonly cards: { readonly nodes: readonly { readonly id: string }[] };
}

/** A search for the number of a card, or for the name of its guest, finds the card. */
export const cardSearch = defineCheck({
  // The list is right without a search.
  feature: 'cards.filter.search',
  filters: ['accounts.list.search'],
  async ask({ client, cards }) {
    const rows = (await cards()).rows;
    const byNumber = samples(rows, ({ number }) => (number === null ? [] : [number]))[0];
    const named = rows.find(({ guest }) => guest.name.last !== null);
    const last = named?.guest.name.last;
    const chosen = [
      ...(byNumber ? [{ text: byNumber.value, cards: [byNumber.card] }] : []),
      ...(last ? [{ text: last, cards: rows.filter(({ guest }) => guest.name.last === last) }] : []),
    ];
    if (chosen.length === 0) throw new NothingToCompare('no card could be searched for');
    const answers = [];
    for (const { text, cards } of chosen)
      answers.push({ cards, nodes: (await client.ask<Found>(SEARCH, { text })).cards.nodes });
    const nobody = (await client.ask<Found>(SEARCH, { text: NOBODY.number })).cards.nodes;
    return { answers, nobody };
  },
  // A server that searches in names alone does not find a number.
  compare: ({ answers, nobody }) =>
    firstOf(
      [
        answers.every(({ cards, nodes }) => nodes.every(({ id }) => cards.every((card) => card.id !== id))) &&
          `a search for its own number or name does not find ${masked(answers[0]?.cards[0] ?? { number: null })}`,
        nobody.length > 0 && 'a search for a number that nobody has finds cards',
      ],
      fits('a search finds the card that it is for, and nothing where there is nothing'),
    ),
});

interface Absent {
  readonly card: { readonly identifiers: readonly { readonly value: string }[] } | null;
  readonly guest: {
    readonly phones: readonly string[];
    readonly card: { readonly identifiers: readonly { readonly value: string }[] };
  } | null;
}

/** Nobody's number and phone find nobody: a server that does not filter would give anybody. */
export const absent = defineCheck({
  feature: 'cards.absent',
  operation: 'accounts.list',
  ask: ({ client }) => client.ask<Absent>(ABSENT, NOBODY),
  compare({ card, guest }) {
    const digits = NOBODY.phone.slice(1);
    const hasPhone =
      guest?.phones.includes(NOBODY.phone) || guest?.card.identifiers.some(({ value }) => value === digits);
    const hasNumber = card?.identifiers.some(({ value }) => value === NOBODY.number);
    return firstOf(
      [
        card !== null && !hasNumber && 'a number that no card has finds a card',
        guest !== null && !hasPhone && 'a phone that no guest has finds a guest',
      ],
      fits('a number and a phone that nobody has find nobody'),
    );
  },
});
