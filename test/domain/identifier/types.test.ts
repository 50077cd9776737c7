import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

test('the identifier types of the server with their kinds', async () => {
  expect(await (await given()).see('{ identifierTypes { upstreamId name kind } }')).toMatchInlineSnapshot(`
    {
      "calls": {
        "identifierTypes.list": 1,
      },
      "data": {
        "identifierTypes": [
          {
            "kind": "CARD",
            "name": "Карта",
            "upstreamId": "1",
          },
          {
            "kind": "PHONE",
            "name": "Телефон",
            "upstreamId": "2",
          },
          {
            "kind": "OTHER",
            "name": "Telegram",
            "upstreamId": "3",
          },
          {
            "kind": "OTHER",
            "name": "Временный идентификатор",
            "upstreamId": "4",
          },
          {
            "kind": "OTHER",
            "name": "Браслет",
            "upstreamId": "5",
          },
        ],
      },
    }
  `);
});
