import { expect, test } from 'vitest';
import { type Given, given } from '../../kit/given.ts';

const card = (house: Given) => ({ cardId: house.id('Card', 142) });
const SETTINGS = 'card { creditLimit discountLimit bonusTypeCode validity { from to } messages { screen print } }';

test('everything that cardUpdate sets, told as it is stored', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate(
    'cardUpdate',
    {
      ...card(house),
      creditLimit: '999999999.99',
      discountLimit: '0.01',
      bonusTypeCode: 65_535,
      validity: { from: '2026-01-01', to: '2026-12-31' },
      messages: { screen: ' Гость месяца ', print: 'Спасибо 🙂' },
    },
    `${SETTINGS.replace('card {', 'card { balance availableToWithdraw isBlocked')}`,
  );
  expect(told).toMatchInlineSnapshot(`
    {
      "calls": {
        "accounts.get": 2,
        "accounts.update": 1,
      },
      "result": {
        "__typename": "CardUpdatePayload",
        "card": {
          "availableToWithdraw": "1000002080.69",
          "balance": "2080.70",
          "bonusTypeCode": 65535,
          "creditLimit": "999999999.99",
          "discountLimit": "0.01",
          "isBlocked": false,
          "messages": {
            "print": "Спасибо 🙂",
            "screen": "Гость месяца",
          },
          "validity": {
            "from": "2026-01-01",
            "to": "2026-12-31",
          },
        },
      },
    }
  `);
  expect(house.writes()).toMatchInlineSnapshot(`
    [
      {
        "body": {
          "bonusTypeCode": 65535,
          "creditLimit": 99999999999,
          "discountLimit": 1,
          "printMessage": "Спасибо 🙂",
          "screenMessage": "Гость месяца",
          "validFrom": "2026-01-01",
          "validTo": "2026-12-31",
        },
        "operation": "accounts.update",
      },
    ]
  `);
});

const CLEARED: [Record<string, unknown>, Record<string, unknown>][] = [
  [{ creditLimit: null }, { creditLimit: 0 }],
  [{ discountLimit: null }, { discountLimit: null }],
  [{ bonusTypeCode: null }, { bonusTypeCode: null }],
  [{ validity: null }, { validFrom: null, validTo: null }],
  [{ validity: { to: null } }, { validTo: null }],
  [{ messages: null }, { screenMessage: null, printMessage: null }],
  [{ messages: { print: null } }, { printMessage: null }],
  [{ messages: { screen: ' ' } }, { screenMessage: null }],
];

test.each(CLEARED)('%j clears that alone: what is omitted is not sent', async (change, body) => {
  const house = await given({ warm: true });
  expect((await house.mutate('cardUpdate', { ...card(house), ...change })).result).toEqual({
    __typename: 'CardUpdatePayload',
  });
  expect(house.writes()).toEqual([{ operation: 'accounts.update', body }]);
});

test.each([[{}], [{ validity: {} }], [{ messages: {} }]])(
  'nothing to set (%j) is read and not sent',
  async (change) => {
    const house = await given({ warm: true });
    const told = await house.mutate('cardUpdate', { ...card(house), ...change }, 'card { upstreamId }');
    expect(told).toEqual({
      result: { __typename: 'CardUpdatePayload', card: { upstreamId: '142' } },
      calls: { 'accounts.get': 1 },
    });
  },
);

test.each([
  [{ creditLimit: '-0.01' }, 'BAD_USER_INPUT OUT_OF_RANGE at cardUpdate'],
  [{ discountLimit: '-1' }, 'BAD_USER_INPUT OUT_OF_RANGE at cardUpdate'],
  [{ bonusTypeCode: -1 }, 'BAD_USER_INPUT OUT_OF_RANGE at cardUpdate'],
  [{ bonusTypeCode: 65_536 }, 'BAD_USER_INPUT OUT_OF_RANGE at cardUpdate'],
  [{ validity: { from: '2026-02-01', to: '2026-01-01' } }, 'BAD_USER_INPUT OUT_OF_RANGE at cardUpdate'],
  [{ messages: { screen: 'я'.repeat(256) } }, 'BAD_USER_INPUT INVALID_TEXT at cardUpdate'],
  [{ messages: { print: 'a\0b' } }, 'BAD_USER_INPUT INVALID_TEXT at cardUpdate'],
])('%j is refused before anything is asked', async (change, error) => {
  const house = await given();
  expect(await house.mutate('cardUpdate', { ...card(house), ...change })).toEqual({
    result: null,
    errors: [error],
    calls: {},
  });
});

test.each([
  { creditLimit: 5 },
  { creditLimit: '1,50' },
  { creditLimit: '0.001' },
  { creditLimit: '1234567890' },
  { creditLimit: '9223372036854775807' },
  { creditLimit: '1e3' },
  { bonusTypeCode: 9_223_372_036_854_776_000 },
  { validity: { from: '2026-02-30' } },
])('%j is no value of its type, and nothing is asked', async (change) => {
  const house = await given();
  const told = await house.mutate('cardUpdate', { ...card(house), ...change });
  expect(told.result).toBeNull();
  expect(told.errors).toHaveLength(1);
  expect(house.sandbox.calls).toEqual([]);
});

test.each([
  ['to', { to: '2020-01-01' }],
  ['from', { from: '9999-01-01' }],
])('a bound that crosses the stored other one is told by its path, and nothing is changed', async (bound, validity) => {
  const house = await given({ warm: true });
  const { validFrom, validTo } = house.account(123);
  const told = await house.mutate('cardUpdate', { cardId: house.id('Card', 123), validity });
  expect(told).toEqual({
    result: { __typename: 'InvalidFieldError', code: 'INVALID_FIELD', path: ['input', 'validity', bound] },
    calls: { 'accounts.update': 1, 'accounts.get': 2 },
  });
  expect(house.account(123)).toMatchObject({ validFrom, validTo });
});

test('a refusal that the stored bound does not explain stays one of the server', async () => {
  const house = await given({ warm: true });
  house.fault({ operationId: 'accounts.update', do: 'status', status: 400, body: { detail: 'нет' } });
  const told = await house.mutate('cardUpdate', { cardId: house.id('Card', 123), validity: { to: '2030-01-01' } });
  expect(told.errors).toEqual(['UPSTREAM_REJECTED at cardUpdate']);
});

test.each([
  ['creditLimit', ['creditLimit']],
  ['validTo', ['validity', 'to']],
  ['screenMessage', ['messages', 'screen']],
  ['bonusTypeCode', ['bonusTypeCode']],
])('a 422 about %s is told by our path', async (property, path) => {
  const house = await given({ warm: true });
  const detail = [{ loc: ['body', property, 'constrained-int'], msg: 'x', type: 'x' }];
  house.fault({ operationId: 'accounts.update', do: 'status', status: 422, body: { detail } });
  const { result } = await house.mutate('cardUpdate', { ...card(house), creditLimit: '1.00' });
  expect(result).toEqual({ __typename: 'InvalidFieldError', code: 'INVALID_FIELD', path: ['input', ...path] });
});

test('a card is blocked for a reason, for another one, and for none, and unblocked', async () => {
  const house = await given({ warm: true });
  const seen = 'card { isBlocked blockReason availableToWithdraw }';
  const block = async (reason?: string | null) =>
    (await house.mutate('cardBlock', { ...card(house), ...(reason === undefined ? {} : { reason }) }, seen)).result
      ?.card;
  expect(await block('Утеряна')).toEqual({ isBlocked: true, blockReason: 'Утеряна', availableToWithdraw: '0.00' });
  expect(await block('Найдена')).toMatchObject({ isBlocked: true, blockReason: 'Найдена' });
  expect(await block(null)).toMatchObject({ isBlocked: true, blockReason: null });
  expect(await block()).toMatchObject({ isBlocked: true, blockReason: null });
  const free = await house.mutate('cardUnblock', card(house), seen);
  expect(free).toMatchObject({
    result: { card: { isBlocked: false, blockReason: null } },
    calls: { 'accounts.unblock': 1 },
  });
  expect(await house.mutate('cardUnblock', card(house), 'card { isBlocked }')).toMatchObject({
    result: { card: { isBlocked: false } },
  });
  const long = await house.mutate('cardBlock', { ...card(house), reason: 'я'.repeat(256) });
  expect(long.errors).toEqual(['BAD_USER_INPUT INVALID_TEXT at cardBlock']);
});

test('a card gets a discount of the register, a ladder, and none', async () => {
  const house = await given({ warm: true });
  const give = (discountId: string | null) =>
    house.mutate('cardSetDiscount', { ...card(house), discountId }, 'card { discount { __typename name } }');
  expect(await give(house.id('PosDiscount', 7))).toEqual({
    result: {
      __typename: 'CardSetDiscountPayload',
      card: { discount: { __typename: 'PosDiscount', name: 'VIP 25%' } },
    },
    calls: { 'accounts.get': 2, 'accounts.update': 1 },
  });
  expect((await give(house.id('Ladder', 102))).result).toMatchObject({ card: { discount: { __typename: 'Ladder' } } });
  expect((await give(null)).result).toMatchObject({ card: { discount: null } });
  expect(house.writes().map(({ body }) => body)).toEqual([
    { discountId: 7 },
    { discountId: 102 },
    { discountId: null },
  ]);
});

test('a discount left out is no wish to take it away', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate('cardSetDiscount', card(house));
  expect(told).toEqual({ result: null, errors: ['BAD_USER_INPUT at cardSetDiscount'], calls: {} });
});

test('the number of a ladder under the id of a discount of the register finds nothing, nor the other way round', async () => {
  const house = await given({ warm: true });
  for (const discountId of [house.id('PosDiscount', 101), house.id('Ladder', 5), house.id('Ladder', 999)]) {
    const told = await house.mutate('cardSetDiscount', { ...card(house), discountId });
    expect(told.result).toMatchObject({ code: 'DISCOUNT_NOT_FOUND', path: ['input', 'discountId'] });
  }
  expect(house.writes()).toEqual([]);
});

test('a card that there is not', async () => {
  const house = await given({ warm: true });
  const cardId = house.id('Card', 99999);
  const tries: [string, Record<string, unknown>][] = [
    ['cardUpdate', { cardId, creditLimit: '1.00' }],
    ['cardUpdate', { cardId }],
    ['cardBlock', { cardId }],
    ['cardUnblock', { cardId }],
    ['cardSetDiscount', { cardId, discountId: null }],
    ['cardMoveToGroup', { cardId, groupId: house.id('Group', 1) }],
  ];
  for (const [name, input] of tries) {
    expect([name, (await house.mutate(name, input)).result]).toEqual([
      name,
      { __typename: 'CardNotFoundError', code: 'CARD_NOT_FOUND', path: ['input', 'cardId'] },
    ]);
  }
});

test('a card moves to another group, and lists follow', async () => {
  const house = await given({ warm: true });
  const groupId = house.id('Group', 6);
  const listed = async () =>
    (
      await house.ask('query ($id: ID!) { group(id: $id) { cardsCount cards { nodes { upstreamId } } } }', {
        id: groupId,
      })
    ).data;
  const before = (await listed()) as { group: { cardsCount: number } };
  const told = await house.mutate('cardMoveToGroup', { ...card(house), groupId }, 'card { group { name cardsCount } }');
  expect(told).toEqual({
    result: {
      __typename: 'CardMoveToGroupPayload',
      card: { group: { name: 'Корпоративные клиенты', cardsCount: before.group.cardsCount + 1 } },
    },
    calls: { 'accounts.get': 2, 'accounts.update': 1, 'accounts.list': 1 },
  });
  expect(JSON.stringify(await listed())).toContain('"142"');
});
