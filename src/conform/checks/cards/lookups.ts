import { isRecord } from '../../../lib/is-record.ts';
import { type Check, defineCheck, NothingToCompare } from '../../check.ts';
import type { GraphClient } from '../../graph-client.ts';
import { masked } from '../../masked.ts';
import { factorOf } from '../../money.ts';
import type { CardRow, Readings } from '../../readings.ts';
import { type Sample, samples, spread } from '../../samples.ts';
import { count, firstOf, fits, untold } from '../../verdict.ts';

interface Found {
  readonly id: string;
  readonly number: string | null;
  readonly balance: string;
}
type Asked = readonly { readonly card: CardRow; readonly found: Found | null }[];

const FIELDS = 'id number balance';
const BY = {
  id: `query ($value: ID!) { card(by: { id: $value }) { ${FIELDS} } }`,
  number: `query ($value: String!) { card(by: { identifier: { value: $value } }) { ${FIELDS} } }`,
  phone: `query ($value: String!) { guest(by: { phone: $value }) { card { ${FIELDS} } } }`,
  email: `query ($value: String!) { guest(by: { email: $value }) { card { ${FIELDS} } } }`,
} as const;

interface Answer {
  readonly card?: Found | null;
  readonly guest?: { readonly card: Found } | null;
}

/** Looks cards up by a value of their own. */
function lookup(
  by: keyof typeof BY,
  valuesOf: (card: CardRow) => readonly string[],
  keyOf?: (value: string) => string,
): Check {
  return defineCheck({
    feature: by === 'phone' || by === 'email' ? `guest.by.${by}` : `card.by.${by}`,
    operation: by === 'id' ? 'accounts.get' : by === 'number' ? 'accounts.byIdentifier' : 'accounts.list',
    filters: [`accounts.list.${by === 'number' ? 'identifier' : by}`],
    async ask(readings: Readings) {
      const chosen = samples((await readings.cards()).rows, valuesOf, keyOf);
      if (chosen.length === 0)
        throw new NothingToCompare(`no card has ${by === 'id' ? 'an' : 'a'} ${by} that is its own alone`);
      const asked: { card: CardRow; found: Found | null }[] = [];
      for (const { card, value } of chosen) asked.push({ card, found: await find(readings.client, by, value) });
      return asked;
    },
    compare: (asked: Asked) =>
      firstOf(
        asked.map(({ card, found }) => differenceOf(by, card, found)),
        fits(`${count(asked.length, 'card')} found by ${by}, with the balance of the list`),
      ),
  });
}

async function find(client: GraphClient, by: keyof typeof BY, value: Sample['value']): Promise<Found | null> {
  const { card, guest } = await client.ask<Answer>(BY[by], { value });
  return card ?? guest?.card ?? null;
}

function differenceOf(by: string, card: CardRow, found: Found | null): string | null {
  if (found === null) return `${masked(card)} is not found by its own ${by}`;
  if (found.id !== card.id) return `the ${by} of ${masked(card)} finds another card`;
  // A list whose rows lack fields is told by itself.
  if (card.number !== null && found.number !== card.number)
    return `${masked(card)} has another number when it is read by ${by}`;
  if (found.balance !== card.balance)
    return `${masked(card)} has another balance by ${by} than in the list${factorOf(found.balance, card.balance)}`;
  return null;
}

/** A phone identifier comes first: it finds its card, whoever else has it as a contact. */
const phonesOf = ({ identifiers, guest }: CardRow): string[] => [
  ...identifiers.flatMap(({ type, isTemporary, value }) => (type?.kind === 'PHONE' && !isTemporary ? [value] : [])),
  ...guest.phones,
];

export const lookups: readonly Check[] = [
  lookup('id', ({ id }) => [id]),
  lookup('number', ({ number }) => (number === null ? [] : [number])),
  lookup('phone', phonesOf, (phone) => phone.replace(/\D/g, '')),
  lookup(
    'email',
    ({ guest }) => (guest.email === null ? [] : [guest.email]),
    (email) => email.toLowerCase(),
  ),
];

const MANY = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Card { ${FIELDS} } } }`;
const MOST = 30;

/** Cards of the list are there when they are read by their ids: rows that the server calls deleted are not. */
export const cardsByIds = defineCheck({
  feature: 'nodes.cards',
  operation: 'accounts.list',
  async ask({ client, cards }) {
    const chosen = spread((await cards()).rows, MOST);
    if (chosen.length === 0) throw new NothingToCompare('there are no cards');
    const ids = chosen.map(({ id }) => id);
    // Some servers answer with an error for a row that is not there.
    const { nodes } = await client.askWhole<{ nodes: readonly (Found | null)[] }>(MANY, { ids });
    return chosen.map((card, at) => ({ card, found: nodes[at] ?? null }));
  },
  compare(asked: Asked) {
    const lost = asked.filter(({ found }) => found === null).length;
    if (lost === asked.length) return untold('no card can be read by its id');
    return firstOf(
      [
        lost > 0 &&
          `${lost} of ${count(asked.length, 'card')} of the list are not there by their ids: are they deleted?`,
        ...asked.map(({ card, found }) => differenceOf('id', card, found)),
      ],
      fits(`${count(asked.length, 'card')} read by id as in the list`),
    );
  },
});

const DETAILS = `query ($id: ID!) {
  card(by: { id: $id }) { number discount { id } guest { gender birthday phones email name { last first patronymic } } }
}`;

type Details = Pick<CardRow, 'number' | 'discount'> & { readonly guest: Omit<CardRow['guest'], 'registeredAt'> };

/** What a card tells by its id, it tells in the list: there some servers leave fields out. */
export const cardDetails = defineCheck({
  feature: 'cards.details',
  async ask({ client, cards }) {
    const asked: { card: CardRow; found: Details }[] = [];
    for (const card of spread((await cards()).rows, MOST_DETAILS)) {
      const { card: found } = await client.ask<{ card: Details | null }>(DETAILS, { id: card.id });
      if (found) asked.push({ card, found });
    }
    return asked;
  },
  compare(asked) {
    if (asked.length === 0) return untold('no card could be read by its id');
    const lacking = new Set(
      asked.flatMap(({ card, found }) => [...lackingIn(card, found), ...lackingIn(card.guest, found.guest)]),
    );
    return firstOf(
      [lacking.size > 0 && `rows of the list lack what cards have by their ids: ${[...lacking].join(', ')}`],
      fits(`${count(asked.length, 'card')} with as much in the list as by id`),
    );
  },
});

const MOST_DETAILS = 2;

function lackingIn(listed: object, found: object): string[] {
  const isEmpty = (value: unknown) =>
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (isRecord(value) && Object.values(value).every((one) => one === null));
  return Object.entries(found).flatMap(([name, value]) => {
    return !isEmpty(value) && isEmpty(Reflect.get(listed, name)) ? [name] : [];
  });
}
