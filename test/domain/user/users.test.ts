import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

test('the users of the server, read once for all that ask in a document and never kept', async () => {
  const saturn = await given();
  const query = '{ users { upstreamId login userType role email name { full short } comment } again: users { id } }';
  expect(
    await saturn.see('{ users { upstreamId login userType role email name { full short } comment } }'),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "users.list": 1,
      },
      "data": {
        "users": [
          {
            "comment": null,
            "email": "admin@saturn.example",
            "login": "admin",
            "name": {
              "full": "Орлова Вера Павловна",
              "short": "Орлова В. П.",
            },
            "role": "Администратор",
            "upstreamId": "1",
            "userType": "ORDINARY",
          },
          {
            "comment": null,
            "email": null,
            "login": "marketing",
            "name": {
              "full": "Лида",
              "short": "Лида",
            },
            "role": "Маркетолог",
            "upstreamId": "2",
            "userType": "ORDINARY",
          },
          {
            "comment": null,
            "email": null,
            "login": "hostess",
            "name": {
              "full": "Ася",
              "short": "Ася",
            },
            "role": "Хостес",
            "upstreamId": "3",
            "userType": "ORDINARY",
          },
          {
            "comment": "Шлюз GraphQL",
            "email": null,
            "login": "gateway",
            "name": null,
            "role": "API",
            "upstreamId": "4",
            "userType": "API",
          },
          {
            "comment": "Сайт и приложение",
            "email": null,
            "login": "site",
            "name": null,
            "role": "API",
            "upstreamId": "5",
            "userType": "API",
          },
          {
            "comment": "Доставка",
            "email": null,
            "login": "delivery",
            "name": null,
            "role": "API",
            "upstreamId": "6",
            "userType": "API",
          },
          {
            "comment": "CRM",
            "email": null,
            "login": "crm",
            "name": null,
            "role": "API",
            "upstreamId": "7",
            "userType": "API",
          },
        ],
      },
    }
  `);
  expect((await saturn.ask(query)).calls).toEqual({ 'users.list': 1 });
  expect((await saturn.ask(query)).calls).toEqual({ 'users.list': 1 });
});
