import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { createStrangeServer } from '../../kit/strange-server.ts';

test('the restaurants of the chain, read once; each is found by its id', async () => {
  const saturn = await given();
  expect(await saturn.see('{ restaurants { __typename upstreamId code name } }')).toMatchInlineSnapshot(`
    {
      "calls": {
        "restaurants.list": 1,
      },
      "data": {
        "restaurants": [
          {
            "__typename": "Restaurant",
            "code": 1,
            "name": "Сатурн на Покровке",
            "upstreamId": "1",
          },
          {
            "__typename": "Restaurant",
            "code": 2,
            "name": "Сатурн на Неглинной",
            "upstreamId": "2",
          },
          {
            "__typename": "Restaurant",
            "code": 9999,
            "name": "Сатурн. Доставка",
            "upstreamId": "3",
          },
        ],
      },
    }
  `);
  const { data, calls } = await saturn.see('query ($id: ID!) { node(id: $id) { ... on Restaurant { name } } }', {
    id: saturn.id('Restaurant', 3),
  });
  expect({ data, calls }).toEqual({ data: { node: { name: 'Сатурн. Доставка' } }, calls: {} });
});

test('a restaurant to which the server gives no code has none, and is shown all the same', async () => {
  const server = await createStrangeServer();
  for (const row of server.dictionaries.restaurants ?? []) delete row.code;
  const { ask } = await given({ between: async () => server });
  const { data, errors } = await ask('{ restaurants { code name } }');
  expect({ data, errors }).toEqual({ data: { restaurants: [{ code: null, name: 'Единственный' }] }, errors: [] });
});
