import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

test('the tags of the server with their groups; a guest shows those that they bear', async () => {
  const saturn = await given();
  expect(await saturn.see('{ tags { upstreamId name groupName } }')).toMatchInlineSnapshot(`
    {
      "calls": {
        "tags.list": 1,
      },
      "data": {
        "tags": [
          {
            "groupName": "Кухня",
            "name": "Аллергия на орехи",
            "upstreamId": "1",
          },
          {
            "groupName": "Кухня",
            "name": "Вегетарианец",
            "upstreamId": "2",
          },
          {
            "groupName": "Посадка",
            "name": "Веранда",
            "upstreamId": "3",
          },
          {
            "groupName": "Посадка",
            "name": "Детский стул",
            "upstreamId": "4",
          },
          {
            "groupName": "Статус",
            "name": "Пресса",
            "upstreamId": "5",
          },
          {
            "groupName": "Статус",
            "name": "Блогер",
            "upstreamId": "6",
          },
          {
            "groupName": null,
            "name": "Без звонков",
            "upstreamId": "7",
          },
        ],
      },
    }
  `);
  const { data, calls } = await saturn.see('query ($id: ID!) { guest(by: { id: $id }) { tags { name } } }', {
    id: saturn.id('Guest', 142),
  });
  expect({ data, calls }).toEqual({
    data: { guest: { tags: [{ name: 'Аллергия на орехи' }, { name: 'Веранда' }] } },
    calls: { 'accounts.get': 1 },
  });
});
