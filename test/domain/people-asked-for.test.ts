import { expect, test } from 'vitest';
import { ROLES, SCOPES, type Scope } from '../../src/config/scopes.ts';
import type { IdType } from '../../src/graph/ids/global-id.ts';
import type { Principal } from '../../src/tenants/principal.ts';
import { at } from '../kit/at.ts';
import { given as givenRestaurant } from '../kit/given.ts';

/** Every way to ask for a guest or a card, by a key that may not list them. */
async function given({ guestsPerHour = 5000, scopes = ROLES.delivery as readonly Scope[] } = {}) {
  const restaurant = await givenRestaurant();
  const principal: Principal = {
    kind: 'API_KEY',
    id: 'key',
    tenant: 'saturn',
    name: 'key',
    scopes: new Set(scopes.filter((scope) => scope !== 'guest:list')),
    guestsPerHour,
  };
  const { id, sandbox } = restaurant;
  const ids = (type: IdType, from: number, count: number) =>
    Array.from({ length: count }, (_, i) => id(type, from + i));
  return {
    ...restaurant,
    ids,
    ask: (query: string, variables: Record<string, unknown> = {}, who: object = { principal }) =>
      restaurant.ask(query, variables, who),
    asked: () => restaurant.people.status()[0]?.asked ?? 0,
    /** Calls about accounts since the last time, logins and dictionaries left out. */
    calls() {
      const counts = Object.entries(sandbox.callCounts()).filter(([name]) => name.startsWith('accounts.'));
      sandbox.clearCalls();
      return Object.fromEntries(counts);
    },
  };
}

const NODES = 'query ($a: [ID!]!, $b: [ID!]!) { a: nodes(ids: $a) { id } b: nodes(ids: $b) { id } }';

test('101 different ids in a document are refused whole, before any call; 100 are read', async () => {
  const { ask, ids, calls, asked, sandbox } = await given();
  const refused = await ask(NODES, { a: ids('Guest', 101, 100), b: ids('Card', 150, 100) });
  expect(refused.data).toBe(null);
  expect(new Set(refused.errors.map((error) => error.split(' at ')[0]))).toEqual(new Set(['QUERY_TOO_COMPLEX PEOPLE']));
  expect(calls()).toEqual({});
  // A guest and their card are one person. With rows at both ends no other id is doubted.
  const between = ([first, second, ...rest]: string[]) => [first, ...rest, second];
  const read = await ask(NODES, { a: between(ids('Guest', 101, 100)), b: between(ids('Card', 101, 100)) });
  expect(read.errors).toEqual([]);
  expect((read.data as { a: unknown[] }).a.filter(Boolean)).toHaveLength(
    sandbox.accounts().filter(({ id }) => id >= 101 && id <= 200).length,
  );
  expect(calls()).toEqual({ 'accounts.list': 1 });
  expect(asked()).toBe(100);
});

test.each<[string, (house: Awaited<ReturnType<typeof given>>) => [string, Record<string, unknown>]]>([
  [
    'phones',
    () => [
      'query ($a: [GuestBy!]!, $b: [GuestBy!]!) { a: guestsBy(by: $a) { id } b: guestsBy(by: $b) { id } }',
      {
        a: Array.from({ length: 60 }, (_, i) => ({ phone: `+7900000${1000 + i}` })),
        b: Array.from({ length: 60 }, (_, i) => ({ phone: `+7900000${2000 + i}` })),
      },
    ],
  ],
  [
    'identifiers and ids',
    ({ ids }) => [
      'query ($a: [GuestBy!]!, $b: [ID!]!) { a: guestsBy(by: $a) { id } b: nodes(ids: $b) { id } }',
      { a: Array.from({ length: 60 }, (_, i) => ({ identifier: { value: `51${i}` } })), b: ids('Card', 101, 60) },
    ],
  ],
  [
    'one more look-up',
    ({ ids, id }) => [
      'query ($a: [ID!]!, $b: ID!) { a: nodes(ids: $a) { id } b: card(by: { id: $b }) { id } c: guest(by: { email: "x@y.example" }) { id } }',
      { a: ids('Card', 101, 99), b: id('Card', 300) },
    ],
  ],
])('too many %s are refused before any call', async (_what, question) => {
  const house = await given();
  const { errors } = await house.ask(...question(house));
  expect(errors.every((error) => error.startsWith('QUERY_TOO_COMPLEX PEOPLE'))).toBe(true);
  expect(errors.length).toBeGreaterThan(0);
  expect(house.calls()).toEqual({});
});

test('who may list guests is not held to it', async () => {
  const { ask, ids, asked } = await given();
  const { errors } = await ask(NODES, { a: ids('Guest', 101, 100), b: ids('Card', 201, 100) }, { role: 'crm' });
  expect(errors).toEqual([]);
  expect(asked()).toBe(0);
});

test('a phone, an identifier, an e-mail, an id and an upstream id of one guest are one person, found or not', async () => {
  const { ask, asked, id } = await given();
  const by = async (input: object) =>
    (await ask('query ($by: GuestBy!) { guest(by: $by) { id } }', { by: input })).data;
  expect(await by({ phone: '8 (900) 000-10-42' })).toMatchObject({ guest: { id: id('Guest', 142) } });
  await by({ phone: '+79000001042' });
  await by({ identifier: { value: '79000001042' } });
  await by({ identifier: { value: '+7 900 000-10-42' } });
  await by({ identifier: { value: '2000000010427' } });
  await by({ id: id('Guest', 142) });
  await ask('{ card(by: { upstreamId: "142" }) { guest { id } } }');
  expect(asked()).toBe(1);
  expect(await by({ phone: '+79990000000' })).toEqual({ guest: null });
  expect(await by({ identifier: { value: '8 999 000-00-00' } })).toEqual({ guest: null });
  expect(asked()).toBe(2);
  expect(await by({ id: id('Guest', 99_999) })).toEqual({ guest: null });
  expect(asked()).toBe(3);
  // Nothing was asked of the server.
  await by({ id: id('Group', 1) });
  await by({ phone: '12' });
  expect(asked()).toBe(3);
});

test('a relation counts, and is refused alone', async () => {
  const { ask, id, asked, sandbox, calls } = await given({ guestsPerHour: 2 });
  const referrers =
    'query ($id: ID!) { guest(by: { id: $id }) { upstreamId referredBy { upstreamId referredBy { id } } } }';
  const { data, errors } = await ask(referrers, { id: id('Guest', 124) });
  expect([data, errors, asked()]).toEqual([
    { guest: { upstreamId: '124', referredBy: { upstreamId: '142', referredBy: null } } },
    ['RATE_LIMITED PEOPLE at guest.referredBy.referredBy'],
    2,
  ]);
  const row = sandbox.operations().find(({ accountId }) => accountId === 101);
  calls();
  const query = 'query ($id: ID!) { operation(id: $id) { upstreamId card { id } identifier { id } } }';
  const stranger = await ask(query, { id: id('Operation', row?.id ?? 0) });
  expect([stranger.data, stranger.errors]).toEqual([{ operation: null }, ['RATE_LIMITED PEOPLE at operation']]);
  expect([calls(), sandbox.callCounts()]).toEqual([{}, {}]);
});

test('ids of operations can be guessed: each is a person until it is known whose card it was booked on', async () => {
  const { ask, id, asked, sandbox } = await given({ guestsPerHour: 3 });
  const rows = sandbox.operations();
  const [first = 0, second = 0] = rows.flatMap((row) => (row.accountId === 142 ? [row.id] : []));
  const stranger = rows.find(({ accountId }) => accountId === 101)?.id ?? 0;
  const read = async (...numbers: number[]) => {
    const ids = numbers.map((number) => id('Operation', number));
    const { data, errors } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    return [at<unknown[]>(data, 'nodes').map((node) => node !== null), errors];
  };
  expect(await read(first, second)).toEqual([[true, true], []]);
  expect(asked()).toBe(1);
  expect((await ask('{ card(by: { upstreamId: "142" }) { id } }')).errors).toEqual([]);
  expect(asked()).toBe(1);
  expect(await read(999_999, stranger)).toEqual([[false, true], []]);
  expect(asked()).toBe(3);
  expect(await read(999_998, first)).toEqual([[false, true], ['RATE_LIMITED PEOPLE at nodes.0']]);
});

test('101 operations by id are refused before any call', async () => {
  const { ask, ids, sandbox } = await given();
  sandbox.clearCalls();
  const { errors } = await ask(NODES, { a: ids('Operation', 1, 100), b: ids('Operation', 101, 1) });
  expect(new Set(errors.map((error) => error.split(' at ')[0]))).toEqual(new Set(['QUERY_TOO_COMPLEX PEOPLE']));
  expect(sandbox.callCounts()).toEqual({});
});

test.each<[string, string, (house: Awaited<ReturnType<typeof given>>) => object]>([
  ['guestUpdate', 'guest { id }', ({ id }) => ({ guestId: id('Guest', 110), note: 'x' })],
  ['cardUpdate', 'card { id }', ({ id }) => ({ cardId: id('Card', 110), bonusTypeCode: 1 })],
  ['cardBlock', 'card { id }', ({ id }) => ({ cardId: id('Card', 110), reason: 'x' })],
  ['cardSetDiscount', 'card { id }', ({ id }) => ({ cardId: id('Card', 110), discountId: null })],
  ['cardMoveToGroup', 'card { id }', ({ id }) => ({ cardId: id('Card', 110), groupId: id('Group', 1) })],
  [
    'identifierAdd',
    'card { id }',
    ({ id }) => ({ cardId: id('Card', 110), typeId: id('IdentifierType', 1), value: '7' }),
  ],
  ['identifierRemove', 'card { id }', ({ id }) => ({ identifierId: id('Identifier', '110.1') })],
  ['temporaryIdentifierIssue', 'card { id }', ({ id }) => ({ cardId: id('Card', 110) })],
  ['guestRegister', 'guest { id }', ({ id }) => ({ phone: '+79000001042', groupId: id('Group', 1) })],
])('%s is refused before any call where its person is beyond the budget', async (name, selection, input) => {
  const house = await given({ guestsPerHour: 1, scopes: SCOPES });
  await house.ask('{ card(by: { upstreamId: "101" }) { id } }');
  house.calls();
  const type = name[0]?.toUpperCase() + name.slice(1);
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${selection} } } }`;
  const { data, errors } = await house.ask(query, { input: input(house) });
  expect([data, errors]).toEqual([{ [name]: null }, [`RATE_LIMITED PEOPLE at ${name}`]]);
  expect(house.calls()).toEqual({});
});

test('a register that finds somebody, a taken identifier and a new guest count once each', async () => {
  const { ask, id, asked } = await given({ scopes: SCOPES });
  const register = (input: object) =>
    ask(
      `mutation ($input: GuestRegisterInput!) { guestRegister(input: $input) { __typename
        ... on GuestRegisterPayload { alreadyExisted guest { id } } ... on IdentifierTakenError { guest { id } } } }`,
      { input: { groupId: id('Group', 1), gender: 'FEMALE', ...input } },
    );
  expect((await register({ phone: '+79000001042' })).data).toMatchObject({
    guestRegister: { alreadyExisted: true, guest: { id: id('Guest', 142) } },
  });
  expect(asked()).toBe(1);
  await ask('query ($id: ID!) { guest(by: { id: $id }) { id } }', { id: id('Guest', 142) });
  expect(asked()).toBe(1);
  const identifiers = [{ typeId: id('IdentifierType', 1), value: '5102' }];
  expect((await register({ phone: '+79995550001', identifiers })).data).toMatchObject({
    guestRegister: { __typename: 'IdentifierTakenError', guest: { id: id('Guest', 102) } },
  });
  // The phone that nobody has, and the holder of the identifier.
  expect(asked()).toBe(3);
  const made = await register({ phone: '+79995550001', identifiers: [{ ...identifiers[0], value: '998877' }] });
  expect(made.data).toMatchObject({ guestRegister: { alreadyExisted: false } });
  expect(asked()).toBe(3);
});

test('a value move is never refused for it, nor is its payload cut', async () => {
  const { ask, id, asked, sandbox } = await given({ guestsPerHour: 1, scopes: SCOPES });
  await ask('{ card(by: { upstreamId: "101" }) { id } }');
  const move = (input: object) =>
    ask(
      `mutation ($input: CardDepositInput!) { cardDeposit(input: $input) { __typename
        ... on CardDepositPayload { card { upstreamId guest { phones } } operation { card { upstreamId } } } } }`,
      { input: { amount: '1.00', reason: 'x', ...input } },
    );
  const { data, errors } = await move({ cardId: id('Card', 110), idempotencyKey: 'key-of-16-characters' });
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    cardDeposit: { card: { upstreamId: '110' }, operation: { card: { upstreamId: '110' } } },
  });
  const group = sandbox.accounts().find(({ isBlocked }) => isBlocked)?.groupId ?? 0;
  const many = await ask(
    `mutation ($input: GroupDepositInput!) { groupDeposit(input: $input) { __typename
      ... on GroupDepositPayload { processed skipped { card { upstreamId } reason } } } }`,
    { input: { groupId: id('Group', group), amount: '1.00', reason: 'x', idempotencyKey: 'group-of-16-characters' } },
  );
  expect(many.errors).toEqual([]);
  expect(many.data).toMatchObject({ groupDeposit: { skipped: [{ card: { upstreamId: '107' }, reason: 'BLOCKED' }] } });
  // The move shows its own person, not others.
  expect((await ask('{ card(by: { upstreamId: "111" }) { id } }')).errors).toEqual(['RATE_LIMITED PEOPLE at card']);
  expect(asked()).toBe(1);
});

test('a value move counts where there is room', async () => {
  const { ask, id, asked } = await given({ scopes: SCOPES });
  const deposits = Array.from({ length: 3 }, (_, i) => ({
    cardId: id('Card', 110 + i),
    amount: '1.00',
    reason: 'x',
    idempotencyKey: `many-of-16-characters-${i}`,
  }));
  const query = 'mutation ($input: CardDepositManyInput!) { cardDepositMany(input: $input) { __typename } }';
  await ask(query, { input: { deposits } });
  expect(asked()).toBe(3);
});

test('the hour slides with the clock', async () => {
  const { ask, clock } = await given({ guestsPerHour: 2 });
  const look = async (account: number) => (await ask(`{ card(by: { upstreamId: "${account}" }) { id } }`)).errors;
  expect([await look(101), await look(102), await look(103)]).toEqual([[], [], ['RATE_LIMITED PEOPLE at card']]);
  clock.advance(3_600_000);
  expect(await look(103)).toEqual([]);
});

test('over HTTP, compiled or not, the same document is refused before any call', async () => {
  const gateway = await givenRestaurant({ http: true });
  const { sandbox, id } = gateway;
  const ids = (type: IdType, from: number, count: number) =>
    Array.from({ length: count }, (_, i) => id(type, from + i));
  await gateway.ask('{ viewer { name } }', {}, { role: 'booking' });
  for (let round = 0; round < 4; round++) {
    const fits = await gateway.ask(NODES, { a: ids('Guest', 101, 50), b: ids('Card', 101, 50) }, { role: 'booking' });
    expect(fits.body.errors).toBe(undefined);
    sandbox.clearCalls();
    const { body } = await gateway.ask(
      NODES,
      { a: ids('Guest', 101, 100), b: ids('Card', 301, 100) },
      { role: 'booking' },
    );
    expect(body.data).toBe(null);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', reason: 'PEOPLE', limit: 100 });
    expect(sandbox.callCounts()).toEqual({});
  }
});
