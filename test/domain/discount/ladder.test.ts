import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

const LADDER =
  'ladder { upstreamId name isActive accumulationPeriod { unit value } levels { name threshold bonusTypeCode discount { name } } }';

const level = (house: Given, at: number, threshold: string, more: object = {}) => ({
  name: `Уровень ${at}`,
  threshold,
  discountId: house.id('PosDiscount', at + 1),
  ...more,
});

test('a ladder is made, seen at once, given to a card and changed', async () => {
  const house = await given({ warm: true });
  const made = await house.mutate(
    'ladderCreate',
    {
      name: ' Летняя ',
      accumulationPeriod: { unit: 'MONTH', value: 3 },
      levels: [level(house, 0, '0.00'), level(house, 1, '10000.5', { bonusTypeCode: 4 })],
    },
    LADDER,
  );
  expect(made).toMatchInlineSnapshot(`
    {
      "calls": {
        "discounts.insertCompound": 1,
        "discounts.list": 2,
      },
      "result": {
        "__typename": "LadderCreatePayload",
        "ladder": {
          "accumulationPeriod": {
            "unit": "MONTH",
            "value": 3,
          },
          "isActive": true,
          "levels": [
            {
              "bonusTypeCode": null,
              "discount": {
                "name": "Нулевая скидка 0%",
              },
              "name": "Уровень 0",
              "threshold": "0.00",
            },
            {
              "bonusTypeCode": 4,
              "discount": {
                "name": "Скидка 5%",
              },
              "name": "Уровень 1",
              "threshold": "10000.50",
            },
          ],
          "name": "Летняя",
          "upstreamId": "103",
        },
      },
    }
  `);
  expect(house.writes()).toMatchInlineSnapshot(`
    [
      {
        "body": {
          "accumulationPeriod": {
            "unit": "MONTH",
            "value": 3,
          },
          "levels": [
            {
              "bonusTypeCode": null,
              "name": "Уровень 0",
              "rkDiscountCode": 1,
              "threshold": 0,
            },
            {
              "bonusTypeCode": 4,
              "name": "Уровень 1",
              "rkDiscountCode": 5,
              "threshold": 1000050,
            },
          ],
          "name": "Летняя",
        },
        "operation": "discounts.insertCompound",
      },
    ]
  `);
  const ladderId = house.id('Ladder', at<string>(made.result, 'ladder', 'upstreamId'));
  const handed = await house.mutate(
    'cardSetDiscount',
    { cardId: house.id('Card', 142), discountId: ladderId },
    'card { discount { name } }',
  );
  expect(handed.result).toMatchObject({ card: { discount: { name: 'Летняя' } } });
  const period = await house.mutate('ladderUpdate', { ladderId, accumulationPeriod: null }, LADDER);
  expect(period).toMatchObject({
    result: {
      ladder: { name: 'Летняя', accumulationPeriod: null, levels: [{ threshold: '0.00' }, { threshold: '10000.50' }] },
    },
  });
  const levels = await house.mutate('ladderUpdate', { ladderId, name: null, levels: [level(house, 2, '0')] }, LADDER);
  expect(levels.result).toMatchObject({
    ladder: { name: 'Летняя', levels: [{ name: 'Уровень 2', bonusTypeCode: null }] },
  });
  const { data } = await house.ask('query ($id: ID!) { discount(id: $id) { ... on Ladder { levels { name } } } }', {
    id: ladderId,
  });
  expect(data).toEqual({ discount: { levels: [{ name: 'Уровень 2' }] } });
});

const FAULT = `mutation ($input: LadderCreateInput!) { ladderCreate(input: $input) {
  __typename ... on UserError { code path } ... on InvalidLadderLevelsError { level message } } }`;

test.each([
  ['the first threshold is not zero', ['0.01', '5'], 0],
  ['a negative one', ['-1', '5'], 0],
  ['a threshold that falls', ['0', '500', '499.99'], 2],
  ['a threshold twice', ['0', '500.00', '500'], 2],
])('%s: the level at fault is told, and nothing is sent', async (_what, thresholds, at) => {
  const house = await given();
  const levels = thresholds.map((threshold, index) => level(house, index, threshold));
  const { data, calls } = await house.ask(FAULT, { input: { name: 'a', levels } });
  expect(data?.ladderCreate).toMatchObject({
    __typename: 'InvalidLadderLevelsError',
    code: 'INVALID_LADDER_LEVELS',
    path: ['input', 'levels', String(at)],
    level: at,
  });
  expect(calls).toEqual({});
});

test('a discount that there is not, a ladder as a discount, and a code that the server no longer takes', async () => {
  const house = await given({ warm: true });
  for (const discountId of [house.id('PosDiscount', 999), house.id('Ladder', 101), house.id('PosDiscount', 101)]) {
    const levels = [level(house, 0, '0'), { ...level(house, 1, '1'), discountId }];
    expect((await house.mutate('ladderCreate', { name: 'a', levels })).result).toMatchObject({
      code: 'DISCOUNT_NOT_FOUND',
      path: ['input', 'levels', '1', 'discountId'],
    });
  }
  expect(house.writes()).toEqual([]);
  house.fault({ operationId: 'discounts.insertCompound', do: 'status', status: 400, body: { detail: 'нет кода' } });
  const { data } = await house.ask(FAULT, { input: { name: 'a', levels: [level(house, 0, '0')] } });
  expect(data?.ladderCreate).toMatchObject({ code: 'INVALID_LADDER_LEVELS', path: ['input', 'levels'], level: null });
});

test('a taken name is told as that, not as bad levels', async () => {
  const house = await given({ warm: true });
  const taken = { __typename: 'NameTakenError', code: 'NAME_TAKEN', path: ['input', 'name'] };
  const levels = [level(house, 0, '0')];
  expect((await house.mutate('ladderCreate', { name: 'накопительная скидка', levels })).result).toEqual(taken);
  const ladderId = house.id('Ladder', 101);
  expect((await house.mutate('ladderUpdate', { ladderId, name: 'Накопительная скидка', levels })).result).toEqual(
    taken,
  );
  house.fault({ operationId: 'discounts.updateCompound', do: 'status', status: 400, body: { detail: 'нет' } });
  const told = await house.mutate('ladderUpdate', { ladderId, name: 'Накопительная бонусная' });
  expect(told.errors).toEqual(['UPSTREAM_REJECTED at ladderUpdate']);
});

test('a discount of the register is no ladder, and nothing to change is not sent', async () => {
  const house = await given({ warm: true });
  for (const ladderId of [house.id('PosDiscount', 5), house.id('Ladder', 5), house.id('Ladder', 999)]) {
    expect((await house.mutate('ladderUpdate', { ladderId, name: 'a' })).result).toMatchObject({
      code: 'LADDER_NOT_FOUND',
      path: ['input', 'ladderId'],
    });
  }
  const told = await house.mutate('ladderUpdate', { ladderId: house.id('Ladder', 101) }, 'ladder { name }');
  expect(told.result).toMatchObject({ ladder: { name: 'Накопительная бонусная' } });
  expect(house.writes()).toEqual([]);
});

test('a 422 is told down to the level', async () => {
  const house = await given({ warm: true });
  const seen: unknown[] = [];
  for (const loc of [
    ['body', 'levels', 1, 'rkDiscountCode'],
    ['body', 'levels', 0, 'name', 'constrained-str'],
    ['body', 'accumulationPeriod', 'value'],
    ['body', 'name'],
  ]) {
    const detail = [{ loc, msg: 'x', type: 'x' }];
    house.fault({ operationId: 'discounts.insertCompound', times: 1, do: 'status', status: 422, body: { detail } });
    const levels = [level(house, 0, '0'), level(house, 1, '1')];
    seen.push((await house.mutate('ladderCreate', { name: 'a', levels })).result?.path);
  }
  expect(seen).toEqual([
    ['input', 'levels', '1', 'discountId'],
    ['input', 'levels', '0', 'name'],
    ['input', 'accumulationPeriod', 'value'],
    ['input', 'name'],
  ]);
});

test.each([
  ['no levels', { levels: [] }, 'OUT_OF_RANGE'],
  ['51 levels', { levels: Array.from({ length: 51 }, () => ({})) }, 'OUT_OF_RANGE'],
  ['a level without a name', { levels: [{ name: ' ' }] }, 'INVALID_TEXT'],
  ['a level name of 40 characters', { levels: [{ name: 'я'.repeat(40) }] }, 'INVALID_TEXT'],
  ['a negative bonus type', { levels: [{ bonusTypeCode: -1 }] }, 'OUT_OF_RANGE'],
  ['no days', { accumulationPeriod: { unit: 'DAY', value: 0 } }, 'OUT_OF_RANGE'],
  ['a unit that nobody knows', { accumulationPeriod: { unit: 'UNKNOWN', value: 1 } }, 'OUT_OF_RANGE'],
  ['a name of 2 KB', { name: 'я'.repeat(2048) }, 'INVALID_TEXT'],
])('%s is BAD_USER_INPUT before anything is asked', async (_what, change, reason) => {
  const house = await given();
  const { levels = [{}], ...rest } = change as { levels?: object[] };
  const input = { name: 'a', ...rest, levels: levels.map((more) => ({ ...level(house, 0, '0'), ...more })) };
  const told = await house.mutate('ladderCreate', input);
  expect(told).toEqual({ result: null, errors: [`BAD_USER_INPUT ${reason} at ladderCreate`], calls: {} });
});
