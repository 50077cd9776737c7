import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

const saturn = await given();

test('ladders with their levels, each with the discount of its code: one call for all', async () => {
  expect(
    await saturn.see(
      '{ discounts(kind: LADDER) { __typename upstreamId name isActive ... on Ladder { accumulationPeriod { unit value } levels { name threshold bonusTypeCode discount { upstreamId code name } } } } }',
    ),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "discounts.list": 1,
      },
      "data": {
        "discounts": [
          {
            "__typename": "Ladder",
            "accumulationPeriod": {
              "unit": "YEAR",
              "value": 1,
            },
            "isActive": true,
            "levels": [
              {
                "bonusTypeCode": 4,
                "discount": {
                  "code": 31,
                  "name": "Бонус 3%",
                  "upstreamId": "8",
                },
                "name": "Бронза",
                "threshold": "0.00",
              },
              {
                "bonusTypeCode": 4,
                "discount": {
                  "code": 32,
                  "name": "Бонус 5%",
                  "upstreamId": "9",
                },
                "name": "Серебро",
                "threshold": "20000.00",
              },
              {
                "bonusTypeCode": 4,
                "discount": {
                  "code": 33,
                  "name": "Бонус 10%",
                  "upstreamId": "10",
                },
                "name": "Золото",
                "threshold": "100000.00",
              },
              {
                "bonusTypeCode": 4,
                "discount": {
                  "code": 33,
                  "name": "Бонус 10%",
                  "upstreamId": "10",
                },
                "name": "Платина",
                "threshold": "250000.00",
              },
            ],
            "name": "Накопительная бонусная",
            "upstreamId": "101",
          },
          {
            "__typename": "Ladder",
            "accumulationPeriod": null,
            "isActive": true,
            "levels": [
              {
                "bonusTypeCode": null,
                "discount": {
                  "code": 1,
                  "name": "Нулевая скидка 0%",
                  "upstreamId": "1",
                },
                "name": "Гость",
                "threshold": "0.00",
              },
              {
                "bonusTypeCode": null,
                "discount": {
                  "code": 5,
                  "name": "Скидка 5%",
                  "upstreamId": "2",
                },
                "name": "Друг",
                "threshold": "55000.00",
              },
              {
                "bonusTypeCode": null,
                "discount": {
                  "code": 7,
                  "name": "Скидка 7%",
                  "upstreamId": "3",
                },
                "name": "Близкий друг",
                "threshold": "150000.00",
              },
              {
                "bonusTypeCode": null,
                "discount": {
                  "code": 10,
                  "name": "Скидка 10%",
                  "upstreamId": "4",
                },
                "name": "Член семьи",
                "threshold": "300000.00",
              },
            ],
            "name": "Накопительная скидка",
            "upstreamId": "102",
          },
        ],
      },
    }
  `);
});

test('discounts of the register, and both kinds together', async () => {
  const { data } = await saturn.ask(
    '{ pos: discounts(kind: POS) { __typename } all: discounts { __typename ... on PosDiscount { code isBonus } } }',
  );
  expect(at<unknown[]>(data, 'pos')).toEqual(Array.from({ length: 11 }, () => ({ __typename: 'PosDiscount' })));
  const all = at<{ __typename: string; code?: number; isBonus?: boolean }[]>(data, 'all');
  expect(all).toHaveLength(13);
  expect(all.filter(({ isBonus }) => isBonus).map(({ code }) => code)).toEqual([31, 32, 33]);
});
