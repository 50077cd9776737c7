import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

const add = (house: Given, value: string, typeId = 1, cardId = 142) => ({
  cardId: house.id('Card', cardId),
  typeId: house.id('IdentifierType', typeId),
  value,
});
const ADDED = 'identifier { id value isTemporary expiresAt type { name } } card { upstreamId identifiers { value } }';

test('an identifier of 19 digits is added, found, and taken away', async () => {
  const house = await given({ warm: true });
  const own = house.account(142).identifiers.map(({ value }) => ({ value }));
  const told = await house.mutate('identifierAdd', add(house, ' 9223372036854770001 '), ADDED);
  const id = expect.any(String);
  expect(told).toEqual({
    result: {
      __typename: 'IdentifierAddPayload',
      identifier: { id, value: '9223372036854770001', isTemporary: false, expiresAt: null, type: { name: 'Карта' } },
      card: { upstreamId: '142', identifiers: [...own, { value: '9223372036854770001' }] },
    },
    calls: { 'accounts.addIdentifier': 1, 'accounts.get': 1 },
  });
  expect(house.writes()[0]?.body).toEqual({ typeId: 1, value: '9223372036854770001' });
  const find = async () =>
    (await house.ask('{ card(by: { identifier: { value: "9223372036854770001" } }) { upstreamId } }')).data;
  expect(await find()).toEqual({ card: { upstreamId: '142' } });
  const identifierId = at<string>(told.result, 'identifier', 'id');
  const removed = await house.mutate('identifierRemove', { identifierId }, 'card { identifiers { value } }');
  expect(removed).toEqual({
    result: { __typename: 'IdentifierRemovePayload', card: { identifiers: own } },
    calls: { 'accounts.removeIdentifier': 1, 'accounts.get': 1 },
  });
  expect(await find()).toEqual({ card: null });
  expect((await house.mutate('identifierRemove', { identifierId })).result).toEqual({
    __typename: 'IdentifierNotFoundError',
    code: 'IDENTIFIER_NOT_FOUND',
    path: ['input', 'identifierId'],
  });
});

test('a card that nobody asks for is not read', async () => {
  const house = await given({ warm: true });
  expect((await house.mutate('identifierAdd', add(house, '700001'), 'identifier { value }')).calls).toEqual({
    'accounts.addIdentifier': 1,
  });
});

test('a card that cannot be read after the change is an error of its field alone', async () => {
  const house = await given({ warm: true });
  house.fault({ operationId: 'accounts.get', do: 'status', status: 500 });
  const told = await house.mutate('identifierAdd', add(house, '700001'), 'identifier { value } card { balance }');
  expect(told.result).toEqual({ __typename: 'IdentifierAddPayload', identifier: { value: '700001' }, card: null });
  expect(told.errors).toEqual(['UPSTREAM_UNAVAILABLE at identifierAdd.card']);
});

test('a phone as an identifier is stored in digits, in whatever form it is given, and finds its guest', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate('identifierAdd', add(house, '8 (900) 555-00-11', 2), 'identifier { value }');
  expect(told.result).toMatchObject({ identifier: { value: '79005550011' } });
  const { data } = await house.ask('{ guest(by: { phone: "+7 900 555 00 11" }) { upstreamId } }');
  expect(data).toEqual({ guest: { upstreamId: '142' } });
  const again = await house.mutate('identifierAdd', add(house, '+79005550011', 2, 113));
  expect(again.result).toMatchObject({ code: 'IDENTIFIER_TAKEN' });
  const other = await house.mutate('identifierAdd', add(house, '8 (900) 555-00-12', 3), 'identifier { value }');
  expect(other.result).toMatchObject({ identifier: { value: '8 (900) 555-00-12' } });
});

test('a taken value names its holder to whoever may read guests, and to nobody else', async () => {
  const house = await given({ warm: true });
  const value = house.account(113).identifiers[0]?.value ?? '';
  const source = `mutation ($input: IdentifierAddInput!) { identifierAdd(input: $input) {
    __typename ... on IdentifierTakenError { code path guest { upstreamId } } } }`;
  const input = add(house, value);
  const fault = { __typename: 'IdentifierTakenError', code: 'IDENTIFIER_TAKEN', path: ['input', 'value'] };
  const told = await house.ask(source, { input });
  expect(told.data).toEqual({ identifierAdd: { ...fault, guest: { upstreamId: '113' } } });
  expect(told.calls).toEqual({ 'accounts.addIdentifier': 1, 'accounts.byIdentifier': 1 });
  const scopes = new Set(['card:write', 'card:read'] as const);
  const principal = { kind: 'API_KEY', id: 'c', tenant: 'saturn', name: 'c', scopes } as const;
  expect((await house.ask(source, { input }, { principal })).data).toEqual({
    identifierAdd: { ...fault, guest: null },
  });
});

test('unknown cards and types', async () => {
  const house = await given({ warm: true });
  expect((await house.mutate('identifierAdd', add(house, '1', 1, 99999))).result).toMatchObject({
    code: 'CARD_NOT_FOUND',
  });
  expect((await house.mutate('identifierAdd', add(house, '1', 99))).result).toMatchObject({
    code: 'IDENTIFIER_TYPE_NOT_FOUND',
    path: ['input', 'typeId'],
  });
  const identifierId = house.id('Identifier', '99999.1');
  expect((await house.mutate('identifierRemove', { identifierId })).result).toMatchObject({
    code: 'IDENTIFIER_NOT_FOUND',
  });
});

test("another card's identifier is not taken away by its number", async () => {
  const house = await given({ warm: true });
  const theirs = house.account(113).identifiers.length;
  const identifierId = house.id('Identifier', `142.${house.account(113).identifiers[0]?.id}`);
  expect((await house.mutate('identifierRemove', { identifierId })).result).toMatchObject({
    code: 'IDENTIFIER_NOT_FOUND',
  });
  expect(house.account(113).identifiers).toHaveLength(theirs);
});

test.each(['', '   ', 'x'.repeat(65), 'я'.repeat(2048), '1\0', 'a\nb', '\ud83d'])(
  '%j is no identifier',
  async (value) => {
    const house = await given();
    expect(await house.mutate('identifierAdd', add(house, value))).toEqual({
      result: null,
      errors: ['BAD_USER_INPUT INVALID_IDENTIFIER at identifierAdd'],
      calls: {},
    });
  },
);

test.each(['-1', '💳 7', '../../users', '1?x=2', '00012', '"', '9'.repeat(64)])(
  '%j is one, and comes back as it went',
  async (value) => {
    const house = await given({ warm: true });
    const told = await house.mutate('identifierAdd', add(house, value, 3), 'identifier { value }');
    expect(told.result).toMatchObject({ identifier: { value } });
    const { data } = await house.ask(
      'query ($value: String!) { card(by: { identifier: { value: $value } }) { upstreamId } }',
      {
        value,
      },
    );
    expect(data).toEqual({ card: { upstreamId: '142' } });
  },
);

test('a value that ProBonus does not like is told by our path', async () => {
  const house = await given({ warm: true });
  const detail = [{ loc: ['body', 'value'], msg: 'only digits', type: 'value_error' }];
  house.fault({ operationId: 'accounts.addIdentifier', do: 'status', status: 422, body: { detail } });
  expect((await house.mutate('identifierAdd', add(house, 'x'))).result).toMatchObject({
    code: 'INVALID_FIELD',
    path: ['input', 'value'],
  });
});

test('a temporary identifier is what the settings say, finds the card, and is among its identifiers', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate(
    'temporaryIdentifierIssue',
    { cardId: house.id('Card', 142) },
    'temporaryIdentifier { value expiresAt } card { identifiers { value isTemporary expiresAt } }',
  );
  const expiresAt = '2026-03-10T15:10:00+03:00';
  expect(told).toMatchObject({
    result: { temporaryIdentifier: { value: expect.stringMatching(/^\d{7}$/), expiresAt } },
    calls: { 'accounts.issueTemporaryIdentifier': 1, 'accounts.get': 1 },
  });
  const value = at<string>(told.result, 'temporaryIdentifier', 'value');
  expect(told.result).toMatchObject({
    card: { identifiers: expect.arrayContaining([{ value, isTemporary: true, expiresAt }]) },
  });
  const { data } = await house.ask(
    'query ($value: String!) { card(by: { identifier: { value: $value } }) { upstreamId } }',
    {
      value,
    },
  );
  expect(data).toEqual({ card: { upstreamId: '142' } });
});

test('none is issued for a blocked card or an unknown one', async () => {
  const house = await given({ warm: true });
  const issue = async (cardId: number) =>
    (await house.mutate('temporaryIdentifierIssue', { cardId: house.id('Card', cardId) })).result;
  expect(await issue(107)).toMatchObject({ code: 'CARD_BLOCKED', path: ['input', 'cardId'] });
  expect(await issue(99999)).toMatchObject({ code: 'CARD_NOT_FOUND', path: ['input', 'cardId'] });
});
