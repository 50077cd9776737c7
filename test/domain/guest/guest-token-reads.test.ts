import { afterEach, describe, expect, test } from 'vitest';
import { encodeId, type IdType } from '../../../src/graph/ids/global-id.ts';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';
import { guestOf } from '../../kit/graph.ts';

const saturn = await given();

/** A guest of the same restaurant, with a phone, a card and operations. */
const OTHER = 101;
const MARIA = { principal: guestOf(142) };
const id = (type: IdType, local: number, tenant = 'saturn') => encodeId(tenant, type, local);

/** Of this card the newest; the sandbox's own rows. */
const operationOf = (card: number) => {
  const row = saturn.sandbox.operations().find(({ accountId }) => accountId === card);
  if (!row) throw new Error(`no operation of ${card}`);
  return row.id;
};

const OWN_SCREEN = `{
  viewer { kind name scopes tenant { slug name timeZone } user { id } guest { id name { full short last first patronymic } } }
  settings { phoneRequired language dayChangeTime temporaryIdentifierLength }
  guest(by: { phone: "8 (900) 000-10-42" }) {
    id upstreamId gender birthday phones email consents { personalData privacyPolicy adult } registeredAt updatedAt
    card {
      id upstreamId number balance availableToWithdraw isBlocked validity { from to } updatedAt
      group { id name }
      discount { id name ... on Ladder { levels { name threshold discount { id name } } } }
      identifiers { id value type { id name kind } isTemporary expiresAt }
      balanceDetails { available pendingTotal pending { amount date } expiring { amount date } neverExpires }
      spending { day week month year total }
      ladderProgress { level nextLevel spentInPeriod amountToNextLevel }
      operations(first: 3) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { id } }
        nodes {
          id upstreamId kind amount affectsBalance reason createdAt businessDate availableFrom expiresAt balanceAfter
          receipt { station number restaurant { id name } } identifier { value } card { id guest { id } }
        }
      }
    }
  }
}`;

test('a guest reads themselves: every field that is theirs', async () => {
  const { data, errors } = await saturn.ask(OWN_SCREEN, {}, MARIA);
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    viewer: { kind: 'GUEST', name: 'Иванова М. С.', scopes: [], user: null, guest: { id: id('Guest', 142) } },
    settings: { language: 'ru' },
    guest: {
      id: id('Guest', 142),
      birthday: '1990-04-17',
      card: { id: id('Card', 142), number: '2000000010427', group: { name: expect.any(String) } },
    },
  });
});

test('that costs no more than it costs a key: their row is read once', async () => {
  await saturn.ask(OWN_SCREEN, {}, MARIA);
  const { calls } = await saturn.ask(OWN_SCREEN, {}, MARIA);
  expect(calls).toEqual({
    'accounts.get': 1,
    'accounts.balance': 1,
    'accounts.report': 1,
    'operations.list': 1,
  });
});

describe.each<[name: string, query: (by: string) => string, byOperation?: boolean]>([
  ['guest', (by) => `{ found: guest(by: ${by}) { id name { full } } }`],
  ['guestsBy', (by) => `{ found: guestsBy(by: [${by}]) { id name { full } } }`],
])('%s', (_name, query) => {
  test.each<[what: string, by: string]>([
    ['own id', `{ id: "${id('Guest', 142)}" }`],
    ['own phone', '{ phone: "+79000001042" }'],
    ['own e-mail', '{ email: "Maria.Ivanova@saturn-guest.example" }'],
    ['own card number', '{ identifier: { value: "2000000010427" } }'],
    [
      'own card number with its type',
      `{ identifier: { value: "2000000010427", typeId: "${id('IdentifierType', 1)}" } }`,
    ],
    ['own phone as an identifier', '{ identifier: { value: "+7 (900) 000-10-42" } }'],
  ])('by %s is the own guest, in one call', async (_what, by) => {
    const { data, errors, calls } = await saturn.see(query(by), {}, MARIA);
    expect({ errors, calls }).toEqual({ errors: undefined, calls: { 'accounts.get': 1 } });
    expect(JSON.stringify(data)).toContain(`"id":"${id('Guest', 142)}"`);
  });

  test('by anything of somebody else is nobody, told as of nobody at all, by the same one call', async () => {
    const others = [
      `{ id: "${id('Guest', OTHER)}" }`,
      `{ id: "${id('Guest', 999_999)}" }`,
      `{ id: "${id('Guest', 142, 'jupiter')}" }`,
      `{ id: "${id('Card', 142)}" }`,
      '{ phone: "+79000001001" }',
      '{ phone: "+79000000000" }',
      '{ phone: "+79000001002" }', // of a whole family
      '{ email: "nobody@example.com" }',
      `{ identifier: { value: "${saturn.sandbox.accounts().find((row) => row.id === OTHER)?.identifiers[0]?.value}" } }`,
      '{ identifier: { value: "0" } }',
      `{ identifier: { value: "2000000010427", typeId: "${id('IdentifierType', 2)}" } }`,
      `{ identifier: { value: "2000000010427", typeId: "${id('IdentifierType', 1, 'jupiter')}" } }`,
    ];
    const told = await Promise.all(others.map((by) => saturn.see(query(by), {}, MARIA)));
    const [first] = told;
    expect(JSON.stringify(first?.data)).toMatch(/^{"found":(null|\[null\])}$/);
    expect(first).toEqual({ data: first?.data, calls: { 'accounts.get': 1 } });
    for (const one of told) expect(one).toEqual(first);
  });

  test('a malformed question is told as one, without a call', async () => {
    for (const by of ['{ id: "x" }', '{ phone: "12" }', '{ email: "x" }', '{ identifier: { value: "" } }']) {
      const { errors, calls } = await saturn.ask(query(by), {}, MARIA);
      expect([by, errors.map((error) => error.split(' ')[0]), calls]).toEqual([by, ['BAD_USER_INPUT'], {}]);
    }
  });
});

test('a card is found by its own id, number and identifier, any other is nobody by the same one call', async () => {
  const query = (by: string) => `{ found: card(by: ${by}) { id } }`;
  for (const by of [`{ id: "${id('Card', 142)}" }`, '{ upstreamId: "142" }', '{ identifier: { value: "@maria_iv" } }'])
    expect(await saturn.see(query(by), {}, MARIA)).toEqual({
      data: { found: { id: id('Card', 142) } },
      calls: { 'accounts.get': 1 },
    });
  for (const by of [
    `{ id: "${id('Card', OTHER)}" }`,
    `{ id: "${id('Card', 999_999)}" }`,
    `{ id: "${id('Card', 142, 'jupiter')}" }`,
    `{ id: "${id('Guest', 142)}" }`,
    `{ upstreamId: "${OTHER}" }`,
    '{ upstreamId: "4294967295" }',
    '{ identifier: { value: "79000001001" } }',
  ])
    expect([by, await saturn.see(query(by), {}, MARIA)]).toEqual([
      by,
      { data: { found: null }, calls: { 'accounts.get': 1 } },
    ]);
});

test('nodes give the own guest and card, and null for others, by one call for all', async () => {
  const ids = [
    id('Guest', 142),
    id('Card', 142),
    id('Guest', OTHER),
    id('Card', OTHER),
    id('Guest', 999_999),
    id('Card', 142, 'jupiter'),
  ];
  expect(await saturn.see('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }, MARIA)).toEqual({
    data: { nodes: [{ id: ids[0] }, { id: ids[1] }, null, null, null, null] },
    calls: { 'accounts.get': 1 },
  });
  for (const other of ids.slice(2))
    expect([other, await saturn.see('query ($id: ID!) { node(id: $id) { id } }', { id: other }, MARIA)]).toEqual([
      other,
      { data: { node: null }, calls: { 'accounts.get': 1 } },
    ]);
});

describe('an operation', () => {
  const QUERIES = [
    'query ($id: ID!) { found: operation(id: $id) { id amount } }',
    'query ($id: ID!) { found: node(id: $id) { id ... on Operation { amount } } }',
  ];

  test.each(QUERIES)('of the own card is found: %s', async (query) => {
    const own = id('Operation', operationOf(142));
    const { data, errors, calls } = await saturn.see(query, { id: own }, MARIA);
    expect({ data, errors, calls }).toMatchObject({ data: { found: { id: own } }, calls: { 'operations.get': 1 } });
  });

  test.each(QUERIES)(
    'of another card is as absent as one that is not there, or of another tenant: %s',
    async (query) => {
      for (const other of [
        id('Operation', operationOf(OTHER)),
        id('Operation', 999_999_999),
        id('Operation', operationOf(142), 'jupiter'),
      ])
        expect([other, await saturn.see(query, { id: other }, MARIA)]).toEqual([
          other,
          { data: { found: null }, calls: { 'operations.get': 1 } },
        ]);
    },
  );
});

test('what is not for guests is FORBIDDEN, and nothing is asked of the server', async () => {
  const key = `{ guest(by: { phone: "+79000001042" }) { id } }`;
  expect((await saturn.ask(key)).errors).toEqual([]);
  for (const query of [
    '{ guests { totalCount } }',
    '{ cards { totalCount } }',
    '{ operations { totalCount } }',
    '{ groups { id } }',
    `{ group(id: "${id('Group', 1)}") { id } }`,
    `{ discount(id: "${id('PosDiscount', 1)}") { id } }`,
    '{ discounts { id } }',
    '{ identifierTypes { id } }',
    '{ restaurants { id } }',
    '{ tags { id } }',
    '{ users { id } }',
    '{ reports { code } }',
    '{ report(code: BIRTHDAYS, input: {}) { totalCount } }',
    ...(['Group', 'IdentifierType', 'PosDiscount', 'Ladder', 'Restaurant', 'Tag', 'User'] as const).flatMap((type) => [
      `{ node(id: "${id(type, 1)}") { id } }`,
      `{ node(id: "${id(type, 1, 'jupiter')}") { id } }`,
      `{ node(id: "${id(type, 999_999)}") { id } }`,
    ]),
  ]) {
    const { errors, calls } = await saturn.ask(query, {}, MARIA);
    expect([query, errors.map((error) => error.split(' at ')[0]), calls]).toEqual([
      query,
      ['FORBIDDEN GUEST_TOKEN'],
      {},
    ]);
  }
});

test.each([
  ['Guest', 'note'],
  ['Guest', 'tags { id }'],
  ['Guest', 'referredBy { id }'],
  ['Guest', 'registrationSource'],
  ['Card', 'messages { screen }'],
  ['Card', 'blockReason'],
  ['Card', 'creditLimit'],
  ['Card', 'discountLimit'],
  ['Card', 'bonusTypeCode'],
  ['Card', 'group { comment }'],
  ['Card', 'group { cards { totalCount } }'],
  ['Card', 'group { cardsCount }'],
  ['Card', 'discount { isActive }'],
  ['Card', 'discount { ... on Ladder { levels { bonusTypeCode } } }'],
  ['Card', 'operations(first: 1) { nodes { user } }'],
  ['Card', 'operations(first: 3) { nodes { receipt { restaurant { code } } } }'],
])('%s.%s is FORBIDDEN to the guest', async (type, selection) => {
  const source = `query ($id: ID!) { node(id: $id) { ... on ${type} { ${selection} } } }`;
  const variables = { id: id(type as IdType, 142) };
  expect((await saturn.ask(source, variables)).errors).toEqual([]);
  const { errors } = await saturn.ask(source, variables, MARIA);
  expect(new Set(errors.map((error) => error.split(' at ')[0]))).toEqual(new Set(['FORBIDDEN GUEST_TOKEN']));
});

test('a cursor of one guest is none of another', async () => {
  const query = `query ($after: String) { viewer { guest { card { operations(first: 1, after: $after) { pageInfo { endCursor } } } } } }`;
  const first = await saturn.ask(query, {}, MARIA);
  const after = at<string>(first.data, 'viewer', 'guest', 'card', 'operations', 'pageInfo', 'endCursor');
  expect((await saturn.ask(query, { after }, MARIA)).errors).toEqual([]);
  const { errors, calls } = await saturn.ask(query, { after }, { principal: guestOf(OTHER) });
  expect(errors).toEqual(['BAD_USER_INPUT INVALID_CURSOR at viewer.guest.card.operations']);
  expect(calls).toEqual({ 'accounts.get': 1 });
});

describe('a server that gives another row than it was asked for', () => {
  afterEach(() => saturn.sandbox.faults.clear());

  test('shows no guest a stranger', async () => {
    const stranger = saturn.sandbox.accounts().find((row) => row.id === OTHER);
    saturn.sandbox.faults.add({ operationId: 'accounts.get', do: 'status', status: 200, body: stranger });
    const { data, errors } = await saturn.ask('{ viewer { guest { name { full } } } }', {}, MARIA);
    expect({ data, errors }).toEqual({
      data: { viewer: { guest: null } },
      errors: ['UPSTREAM_MALFORMED OTHER_ROW at viewer.guest'],
    });
  });
});

test('a guest who no longer exists finds nobody', async () => {
  const { data, errors, calls } = await saturn.ask(
    '{ viewer { kind name guest { id } } guest(by: { phone: "+79000001042" }) { id } }',
    {},
    { principal: guestOf(999_999) },
  );
  expect({ data, errors, calls }).toEqual({
    data: { viewer: { kind: 'GUEST', name: 'guest:999999', guest: null }, guest: null },
    errors: [],
    calls: { 'accounts.get': 1 },
  });
});
