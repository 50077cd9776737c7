import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { EVERY } from './every.ts';

const SNAKE = {
  keyCase: 'snake',
  moneyUnit: 'roubles',
  idsFilter: false,
  numericIdentifiers: true,
  names: {
    'Account.lastName': 'surname',
    'Account.info': 'remark',
    'AccountGroup.comment': 'descr',
    'Discount.levels': 'steps',
    'DiscountLevel.rkDiscountCode': 'rk_code',
    'Identifier.value': 'code',
  },
  values: {
    'Account.gender': { MALE: 1, FEMALE: 2 },
    'IdentifierType.kind': { CARD: 'card', PHONE: 'tel', OTHER: 'misc' },
    'AccumulationPeriod.unit': { DAY: 'd', WEEK: 'w', MONTH: 'm', YEAR: 'y' },
  },
  paths: { 'accounts.insert': 'POST /accounts/add', 'accounts.update': 'PATCH /accounts/{id}/edit' },
} as const;

test('bodies go out in the words, units and values of the server, and answers come back in ours', async () => {
  const house = await given({ warm: true, dialect: SNAKE });
  const bodies: [string, unknown][] = [];
  const sent = async (name: string, input: Record<string, unknown>, selection: string) => {
    const told = await house.mutate(name, input, selection);
    expect(told.errors).toBeUndefined();
    bodies.push([name, house.writes().at(-1)?.body]);
    return told.result;
  };
  const cardId = house.id('Card', 142);
  const results = [
    await sent(
      'guestRegister',
      {
        phone: '89005550011',
        groupId: house.id('Group', 1),
        name: { last: 'Ким' },
        gender: 'FEMALE',
        consents: { personalData: true },
        identifiers: [{ typeId: house.id('IdentifierType', 1), value: '9223372036854770001' }],
      },
      'guest { name { last } gender phones consents { personalData adult } card { identifiers { value type { kind } } } }',
    ),
    await sent('guestUpdate', { guestId: house.id('Guest', 142), gender: null, note: 'a' }, 'guest { gender note }'),
    await sent(
      'cardUpdate',
      { cardId, creditLimit: '0.10', discountLimit: '482.50' },
      'card { creditLimit discountLimit }',
    ),
    await sent('groupCreate', { name: 'Соседи', comment: 'a' }, 'group { name comment }'),
    await sent('identifierTypeCreate', { name: 'Кольцо', kind: 'CARD' }, 'identifierType { name kind }'),
    await sent(
      'ladderCreate',
      {
        name: 'Летняя',
        accumulationPeriod: { unit: 'MONTH', value: 3 },
        levels: [
          { name: 'a', threshold: '0', discountId: house.id('PosDiscount', 1) },
          { name: 'b', threshold: '10000.05', discountId: house.id('PosDiscount', 2), bonusTypeCode: 3 },
        ],
      },
      'ladder { accumulationPeriod { unit value } levels { threshold discount { name } bonusTypeCode } }',
    ),
    await sent(
      'identifierAdd',
      { cardId, typeId: house.id('IdentifierType', 1), value: '9223372036854770003' },
      'identifier { value }',
    ),
    await sent('cardBlock', { cardId, reason: 'a' }, 'card { isBlocked blockReason }'),
    await sent('temporaryIdentifierIssue', { cardId: house.id('Card', 113) }, 'temporaryIdentifier { expiresAt }'),
  ];
  expect(bodies).toMatchInlineSnapshot(`
    [
      [
        "guestRegister",
        {
          "consents": {
            "adult": false,
            "personalData": true,
            "privacyPolicy": false,
          },
          "gender": "FEMALE",
          "groupId": 1,
          "identifiers": [
            {
              "typeId": 2,
              "value": "79005550011",
            },
            {
              "typeId": 1,
              "value": "9223372036854770001",
            },
          ],
          "lastName": "Ким",
          "phones": [
            "79005550011",
          ],
        },
      ],
      [
        "guestUpdate",
        {
          "gender": null,
          "info": "a",
        },
      ],
      [
        "cardUpdate",
        {
          "creditLimit": 10,
          "discountLimit": 48250,
        },
      ],
      [
        "groupCreate",
        {
          "comment": "a",
          "name": "Соседи",
        },
      ],
      [
        "identifierTypeCreate",
        {
          "kind": "CARD",
          "name": "Кольцо",
        },
      ],
      [
        "ladderCreate",
        {
          "accumulationPeriod": {
            "unit": "MONTH",
            "value": 3,
          },
          "levels": [
            {
              "bonusTypeCode": null,
              "name": "a",
              "rkDiscountCode": 1,
              "threshold": 0,
            },
            {
              "bonusTypeCode": 3,
              "name": "b",
              "rkDiscountCode": 5,
              "threshold": 1000005,
            },
          ],
          "name": "Летняя",
        },
      ],
      [
        "identifierAdd",
        {
          "typeId": 1,
          "value": "9223372036854770003",
        },
      ],
      [
        "cardBlock",
        {
          "reason": "a",
        },
      ],
      [
        "temporaryIdentifierIssue",
        {},
      ],
    ]
  `);
  expect(results).toMatchInlineSnapshot(`
    [
      {
        "__typename": "GuestRegisterPayload",
        "guest": {
          "card": {
            "identifiers": [
              {
                "type": {
                  "kind": "PHONE",
                },
                "value": "79005550011",
              },
              {
                "type": {
                  "kind": "CARD",
                },
                "value": "9223372036854770001",
              },
            ],
          },
          "consents": {
            "adult": false,
            "personalData": true,
          },
          "gender": "FEMALE",
          "name": {
            "last": "Ким",
          },
          "phones": [
            "+79005550011",
          ],
        },
      },
      {
        "__typename": "GuestUpdatePayload",
        "guest": {
          "gender": null,
          "note": "a",
        },
      },
      {
        "__typename": "CardUpdatePayload",
        "card": {
          "creditLimit": "0.10",
          "discountLimit": "482.50",
        },
      },
      {
        "__typename": "GroupCreatePayload",
        "group": {
          "comment": "a",
          "name": "Соседи",
        },
      },
      {
        "__typename": "IdentifierTypeCreatePayload",
        "identifierType": {
          "kind": "CARD",
          "name": "Кольцо",
        },
      },
      {
        "__typename": "LadderCreatePayload",
        "ladder": {
          "accumulationPeriod": {
            "unit": "MONTH",
            "value": 3,
          },
          "levels": [
            {
              "bonusTypeCode": null,
              "discount": {
                "name": "Нулевая скидка 0%",
              },
              "threshold": "0.00",
            },
            {
              "bonusTypeCode": 3,
              "discount": {
                "name": "Скидка 5%",
              },
              "threshold": "10000.05",
            },
          ],
        },
      },
      {
        "__typename": "IdentifierAddPayload",
        "identifier": {
          "value": "9223372036854770003",
        },
      },
      {
        "__typename": "CardBlockPayload",
        "card": {
          "blockReason": "a",
          "isBlocked": true,
        },
      },
      {
        "__typename": "TemporaryIdentifierIssuePayload",
        "temporaryIdentifier": {
          "expiresAt": "2026-03-10T15:10:00+03:00",
        },
      },
    ]
  `);
  expect(house.account(142)).toMatchObject({ creditLimit: 10, discountLimit: 48_250, gender: null, info: 'a' });
});

test.each(EVERY)(
  '$name is done, and read back after a cut, in the words of another server',
  async ({ name, operation, input, isDone }) => {
    const house = await given({ warm: true, dialect: SNAKE });
    house.fault({ operationId: operation, phase: 'after', do: 'close' });
    const told = await house.mutate(name, input(house));
    expect(told.errors ?? []).toEqual(name === 'temporaryIdentifierIssue' ? [`UPSTREAM_TIMEOUT at ${name}`] : []);
    expect(house.writeCounts()).toEqual({ [operation]: 1 });
    expect(await isDone(house)).toBe(true);
  },
);

test('a 422 in the server’s own words is told in ours', async () => {
  const house = await given({ warm: true, dialect: SNAKE });
  const detail = [{ loc: ['body', 'surname'], msg: 'x', type: 'x' }];
  house.fault({ operationId: 'accounts.update', do: 'status', status: 422, body: { detail } });
  const told = await house.mutate('guestUpdate', { guestId: house.id('Guest', 142), name: { last: 'Ким' } });
  expect(told.result).toMatchObject({ code: 'INVALID_FIELD', path: ['input', 'name', 'last'] });
});

test('a write that this server lacks is UPSTREAM_UNSUPPORTED, and nothing is sent', async () => {
  const house = await given({ warm: true, dialect: { missing: ['accounts.block', 'discounts.insertCompound'] } });
  expect((await house.mutate('cardBlock', { cardId: house.id('Card', 142) })).errors).toEqual([
    'UPSTREAM_UNSUPPORTED at cardBlock',
  ]);
  expect(house.writes()).toEqual([]);
});
