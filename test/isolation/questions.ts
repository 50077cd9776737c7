import { encodeId } from '../../src/graph/ids/global-id.ts';
import type { Chances } from '../fuzz/grow.ts';
import type { Canaries, Slug } from './canaries.ts';

/** Whose data a question is about. */
interface About {
  readonly slug: Slug;
  readonly guest: number;
}

interface Question {
  readonly query: string;
  variables?(about: About, data: ReturnType<Canaries['dataOf']>, random: Chances): Record<string, unknown>;
}

const GUEST = 'id name { full } phones email note card { balance number identifiers { value } }';
const CARD =
  'id number balance balanceDetails { available } group { name } discount { name } identifiers { value } guest { name { full } phones email note }';
const OPERATION = 'id amount reason balanceAfter user card { number guest { name { full } phones } }';

const cardId = ({ slug, guest }: About) => encodeId(slug, 'Card', guest);
const guestId = ({ slug, guest }: About) => encodeId(slug, 'Guest', guest);

const QUERIES: readonly Question[] = [
  {
    query: `query ($id: String!) { card(by: { upstreamId: $id }) { ${CARD} operations(first: 3) { nodes { ${OPERATION} } } } }`,
    variables: ({ guest }) => ({ id: String(guest) }),
  },
  {
    query: `query ($id: ID!) { node(id: $id) { id ... on Card { ${CARD} } ... on Guest { ${GUEST} } } }`,
    variables: (about, _data, random) => ({ id: random.under(0.5) ? cardId(about) : guestId(about) }),
  },
  {
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Card { ${CARD} } ... on Guest { ${GUEST} } } }`,
    variables: (about) => ({
      ids: [cardId(about), guestId({ ...about, guest: 101 }), cardId({ ...about, guest: 113 })],
    }),
  },
  {
    query: `query ($phone: String!) { guest(by: { phone: $phone }) { ${GUEST} } }`,
    variables: (_, { phone }) => ({ phone }),
  },
  {
    query: `query ($email: String!) { guest(by: { email: $email }) { ${GUEST} } }`,
    variables: (_, { text }) => ({ email: `${text}@example.test` }),
  },
  {
    query: `query ($value: String!) { card(by: { identifier: { value: $value } }) { ${CARD} } }`,
    variables: (_, { card }) => ({ value: card }),
  },
  {
    query: `query ($by: [GuestBy!]!) { guestsBy(by: $by) { ${GUEST} } }`,
    variables: (about, { phone, card }) => ({
      by: [{ phone }, { identifier: { value: card } }, { id: guestId(about) }],
    }),
  },
  { query: `{ guests(first: 5) { totalCount nodes { ${GUEST} } } }` },
  {
    query: `query ($text: String) { guests(first: 5, filter: { search: $text }) { nodes { ${GUEST} } } }`,
    variables: (_, { text }) => ({ text }),
  },
  { query: `{ operations(first: 5) { nodes { ${OPERATION} } } }` },
  { query: '{ groups { name } tags { name } restaurants { name } identifierTypes { name } }' },
  { query: '{ discounts { name } users { login name { full } } reports { name } settings { language } }' },
  { query: `{ viewer { kind name tenant { slug } user { login } guest { ${GUEST} } } }` },
  { query: '{ report(code: TOP_GUESTS, input: { from: "2026-01-01", to: "2026-03-10", first: 5 }) { rows totals } }' },
];

const result = (name: string, type: string, selection: string) =>
  `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on UserError { code message path } ... on ${type}Payload { ${selection} } } }`;

let keys = 0;
const keyOf = (n: number) => `isolation-${String(n).padStart(8, '0')}`;

const MUTATIONS: readonly Question[] = [
  {
    query: result('guestUpdate', 'GuestUpdate', `guest { ${GUEST} }`),
    variables: (about, { text }, random) => ({ input: { guestId: guestId(about), note: `${text}${random.upTo(9)}` } }),
  },
  {
    query: result('cardDeposit', 'CardDeposit', `replayed operation { ${OPERATION} } card { ${CARD} }`),
    // The same keys by different clients.
    variables: (about, { text }, random) => ({
      input: {
        cardId: cardId(about),
        amount: '0.01',
        reason: text,
        idempotencyKey: keyOf(keys++ - random.upTo(3)),
      },
    }),
  },
  {
    query: result('cardWithdraw', 'CardWithdraw', `replayed operation { ${OPERATION} } card { ${CARD} }`),
    variables: (about, { text }) => ({
      input: { cardId: cardId(about), amount: '0.01', reason: text, idempotencyKey: keyOf(keys++) },
    }),
  },
  {
    query: result('temporaryIdentifierIssue', 'TemporaryIdentifierIssue', '__typename'),
    variables: (about) => ({ input: { cardId: cardId(about) } }),
  },
  {
    query: result('guestTokenIssue', 'GuestTokenIssue', `guest { ${GUEST} }`),
    variables: (about, { phone, card }, random) => ({
      input: { by: random.pick([{ id: guestId(about) }, { phone }, { identifier: { value: card } }]) },
    }),
  },
];

/** A question about this guest. */
export function questionAbout(about: About, canaries: Canaries, random: Chances) {
  const { query, variables } = random.pick(random.under(0.1) ? MUTATIONS : QUERIES);
  return { query, variables: variables?.(about, canaries.dataOf(about.slug, about.guest), random) ?? {} };
}
