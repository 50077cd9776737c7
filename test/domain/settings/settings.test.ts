import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

const QUERY = `{ settings {
  phoneRequired genderRequired temporaryIdentifierLength temporaryIdentifierMinutes
  dayChangeTime language birthdayDaysBefore birthdayDaysAfter
} }`;

test('the settings of the server', async () => {
  expect(await (await given()).see(QUERY)).toMatchInlineSnapshot(`
    {
      "calls": {
        "settings.public": 1,
      },
      "data": {
        "settings": {
          "birthdayDaysAfter": 3,
          "birthdayDaysBefore": 3,
          "dayChangeTime": "06:00",
          "genderRequired": false,
          "language": "ru",
          "phoneRequired": true,
          "temporaryIdentifierLength": 7,
          "temporaryIdentifierMinutes": 10,
        },
      },
    }
  `);
});

test('a setting that the server does not report is null', async () => {
  const saturn = await given();
  saturn.fault({ operationId: 'settings.public', do: 'status', status: 200, body: { language: 'ru' } });
  const { data } = await saturn.see('{ settings { language phoneRequired dayChangeTime } }');
  expect(data).toEqual({ settings: { language: 'ru', phoneRequired: null, dayChangeTime: null } });
});
