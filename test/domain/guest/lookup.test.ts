import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

const saturn = await given();
beforeAll(async () => {
  // Warm, so that a look-up shows its own calls alone.
  await saturn.ask('{ identifierTypes { id } groups { id } discounts { id } tags { id } restaurants { id } }');
});
beforeEach(() => saturn.sandbox.clearCalls());

const BY = 'query ($by: GuestBy!) { guest(by: $by) { upstreamId name { short } } }';
const MANY = 'query ($by: [GuestBy!]!) { guestsBy(by: $by) { upstreamId name { short } } }';
const MARIA = { upstreamId: '142', name: { short: 'Иванова М. С.' } };

test('a guest with everything that the questionnaire has', async () => {
  expect(
    await saturn.see(`{
      guest(by: { phone: "+7 (900) 000-10-42" }) {
        __typename id upstreamId name { full short last first patronymic } gender birthday phones email note
        consents { personalData privacyPolicy adult } tags { upstreamId name groupName } referredBy { upstreamId }
        registeredAt registrationSource updatedAt card { upstreamId }
      }
    }`),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "accounts.get": 1,
        "accounts.list": 1,
      },
      "data": {
        "guest": {
          "__typename": "Guest",
          "birthday": "1990-04-17",
          "card": {
            "upstreamId": "142",
          },
          "consents": {
            "adult": true,
            "personalData": true,
            "privacyPolicy": true,
          },
          "email": "maria.ivanova@saturn-guest.example",
          "gender": "FEMALE",
          "id": "c2F0dXJuOkd1ZXN0OjE0Mg",
          "name": {
            "first": "Мария",
            "full": "Иванова Мария Сергеевна",
            "last": "Иванова",
            "patronymic": "Сергеевна",
            "short": "Иванова М. С.",
          },
          "note": "Любит столик у окна, аллергия на орехи",
          "phones": [
            "+79000001042",
          ],
          "referredBy": {
            "upstreamId": "101",
          },
          "registeredAt": "2025-07-13T18:42:10+03:00",
          "registrationSource": "telegram",
          "tags": [
            {
              "groupName": "Кухня",
              "name": "Аллергия на орехи",
              "upstreamId": "1",
            },
            {
              "groupName": "Посадка",
              "name": "Веранда",
              "upstreamId": "3",
            },
          ],
          "updatedAt": "2026-03-10T10:30:00+03:00",
          "upstreamId": "142",
        },
      },
    }
  `);
});

test('what a guest never told is null, empty or false', async () => {
  expect(
    await saturn.see(
      `query ($id: ID!) {
      guest(by: { id: $id }) {
        name { full short last first patronymic } gender birthday email note tags { id } referredBy { id } registrationSource
      }
    }`,
      { id: saturn.id('Guest', 119) },
    ),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "accounts.get": 1,
      },
      "data": {
        "guest": {
          "birthday": null,
          "email": null,
          "gender": null,
          "name": {
            "first": "Сергей",
            "full": "Сергей",
            "last": null,
            "patronymic": null,
            "short": "Сергей",
          },
          "note": null,
          "referredBy": null,
          "registrationSource": null,
          "tags": [],
        },
      },
    }
  `);
});

describe('by phone', () => {
  test.each([
    '+7 (900) 000-10-42',
    '89000001042',
    '8 900 000 10 42',
    '79000001042',
    '9000001042',
    '+79000001042',
    '7-900-000-10-42',
    ' 7.900.000.10.42 ',
  ])('%s', async (phone) => {
    expect(await saturn.see(BY, { by: { phone } })).toEqual({ data: { guest: MARIA }, calls: { 'accounts.list': 1 } });
  });

  test('the second of two phones is as good as the first', async () => {
    expect(await saturn.see(BY, { by: { phone: '89000001901' } })).toMatchInlineSnapshot(`
      {
        "calls": {
          "accounts.list": 1,
        },
        "data": {
          "guest": {
            "name": {
              "short": "Соколов Д. Д.",
            },
            "upstreamId": "101",
          },
        },
      }
    `);
  });

  test('a family whose phone nobody has as an identifier is ambiguous', async () => {
    expect(await saturn.see(BY, { by: { phone: '89000001002' } })).toEqual({
      data: { guest: null },
      errors: ['BAD_USER_INPUT AMBIGUOUS at guest'],
      calls: { 'accounts.list': 1 },
    });
  });

  test('of a couple the one wins who has the phone as an identifier', async () => {
    expect(await saturn.see(BY, { by: { phone: '89000001005' } })).toEqual({
      data: { guest: { upstreamId: '105', name: { short: 'Новикова М. Д.' } } },
      calls: { 'accounts.list': 1 },
    });
  });

  test('an unknown phone is null', async () => {
    expect(await saturn.see(BY, { by: { phone: '+7 999 999-99-99' } })).toEqual({
      data: { guest: null },
      calls: { 'accounts.list': 1 },
    });
  });

  test.each([
    '',
    ' ',
    '12345',
    '123456789',
    '1234567890123456',
    '+7900000104x',
    'позвоните мне',
    '8-900-СЕМЬ-11',
    '😀',
    '\0',
    '-79000001042x',
    '٧٩٠٠٠٠٠١٠٤٢',
    '7'.repeat(2048),
  ])('a text that is no phone is refused without a call: %j', async (phone) => {
    expect(await saturn.see(BY, { by: { phone } })).toEqual({
      data: { guest: null },
      errors: ['BAD_USER_INPUT INVALID_PHONE at guest'],
      calls: {},
    });
  });
});

describe('by e-mail', () => {
  test.each(['maria.ivanova@saturn-guest.example', ' Maria.Ivanova@SATURN-guest.example '])('%s', async (email) => {
    expect(await saturn.see(BY, { by: { email } })).toEqual({ data: { guest: MARIA }, calls: { 'accounts.list': 1 } });
  });

  test('an address of several guests is ambiguous', async () => {
    expect(await saturn.see(BY, { by: { email: 'family5@saturn-guest.example' } })).toEqual({
      data: { guest: null },
      errors: ['BAD_USER_INPUT AMBIGUOUS at guest'],
      calls: { 'accounts.list': 1 },
    });
  });

  test('an unknown address is null', async () => {
    expect(await saturn.see(BY, { by: { email: 'nobody@nowhere.example' } })).toEqual({
      data: { guest: null },
      calls: { 'accounts.list': 1 },
    });
  });

  test.each(['', 'ivanov(at)mail', 'a b@c', '@', 'a@\0b', `${'a'.repeat(2048)}@b`, 'a@b@c', '\ud83d@b.c'])(
    'a text that is no address is refused without a call: %j',
    async (email) => {
      expect(await saturn.see(BY, { by: { email } })).toEqual({
        data: { guest: null },
        errors: ['BAD_USER_INPUT INVALID_EMAIL at guest'],
        calls: {},
      });
    },
  );
});

describe('by identifier', () => {
  test.each([
    ['2000000010427', '142'],
    ['9223372036854775001', '113'],
    ['@maria_iv', '142'],
    ['1234567', '128'],
    ['BR-0028', '128'],
    ['00012345', '120'],
    ['8112', '112'],
  ])('%s is of guest %s', async (value, upstreamId) => {
    expect(
      await saturn.see('query ($by: GuestBy!) { guest(by: $by) { upstreamId } }', { by: { identifier: { value } } }),
    ).toEqual({
      data: { guest: { upstreamId } },
      calls: { 'accounts.byIdentifier': 1 },
    });
  });

  test('an identifier of 19 digits keeps every one of them', async () => {
    expect(
      await saturn.see(
        '{ guest(by: { identifier: { value: "9223372036854775001" } }) { card { number identifiers { value } } } }',
      ),
    ).toMatchInlineSnapshot(`
      {
        "calls": {
          "accounts.byIdentifier": 1,
        },
        "data": {
          "guest": {
            "card": {
              "identifiers": [
                {
                  "value": "9223372036854775001",
                },
                {
                  "value": "79000001013",
                },
              ],
              "number": "9223372036854775001",
            },
          },
        },
      }
    `);
    expect((await saturn.ask(BY, { by: { identifier: { value: '9223372036854775000' } } })).data).toEqual({
      guest: null,
    });
  });

  test('a temporary identifier that has expired finds nothing', async () => {
    expect(await saturn.see(BY, { by: { identifier: { value: '7654321' } } })).toEqual({
      data: { guest: null },
      calls: { 'accounts.byIdentifier': 1 },
    });
  });

  test('a type narrows the search, and one that is no type of this server finds nothing without a call', async () => {
    const ask = (typeId: string) => saturn.see(BY, { by: { identifier: { value: '79000001042', typeId } } });
    expect(await ask(saturn.id('IdentifierType', 2))).toEqual({
      data: { guest: MARIA },
      calls: { 'accounts.byIdentifier': 1 },
    });
    expect(await ask(saturn.id('IdentifierType', 1))).toEqual({
      data: { guest: null },
      calls: { 'accounts.byIdentifier': 1 },
    });
    expect(await ask(saturn.id('Group', 2))).toEqual({ data: { guest: null }, calls: {} });
  });

  test.each(['', '  ', 'x'.repeat(65), '1'.repeat(2048), 'a\0b', 'a\nb', '\ud83d'])(
    'a value that none can have is refused without a call: %j',
    async (value) => {
      expect(await saturn.see(BY, { by: { identifier: { value } } })).toEqual({
        data: { guest: null },
        errors: ['BAD_USER_INPUT INVALID_IDENTIFIER at guest'],
        calls: {},
      });
    },
  );

  test('an emoji is a value like any other', async () => {
    expect(await saturn.see(BY, { by: { identifier: { value: '😀' } } })).toEqual({
      data: { guest: null },
      calls: { 'accounts.byIdentifier': 1 },
    });
  });
});

describe('many at once', () => {
  test('in the order asked, null and errors in place, each phone asked once', async () => {
    const by = [
      { phone: '+79000001042' },
      { phone: '89999999999' },
      { phone: 'ноль' },
      { id: saturn.id('Guest', 101) },
      { phone: '8 900 000-10-42' },
      { phone: '89000001002' },
      { email: 'guest7@saturn-guest.example' },
      { identifier: { value: '8112' } },
      { id: 'что это' },
    ];
    expect(await saturn.see(MANY, { by })).toMatchInlineSnapshot(`
      {
        "calls": {
          "accounts.byIdentifier": 1,
          "accounts.get": 1,
          "accounts.list": 4,
        },
        "data": {
          "guestsBy": [
            {
              "name": {
                "short": "Иванова М. С.",
              },
              "upstreamId": "142",
            },
            null,
            null,
            {
              "name": {
                "short": "Соколов Д. Д.",
              },
              "upstreamId": "101",
            },
            {
              "name": {
                "short": "Иванова М. С.",
              },
              "upstreamId": "142",
            },
            null,
            {
              "name": {
                "short": "Соколов К. А.",
              },
              "upstreamId": "107",
            },
            {
              "name": {
                "short": "Соколов А. А.",
              },
              "upstreamId": "112",
            },
            null,
          ],
        },
        "errors": [
          "BAD_USER_INPUT INVALID_ID at guestsBy.8",
          "BAD_USER_INPUT INVALID_PHONE at guestsBy.2",
          "BAD_USER_INPUT AMBIGUOUS at guestsBy.5",
        ],
      }
    `);
  });

  test('60 phones are 60 calls at most, twice the same is one', async () => {
    const by = Array.from({ length: 60 }, (_, at) => ({ phone: `8900000${1001 + (at % 30)}` }));
    const { data, calls } = await saturn.ask(MANY, { by });
    expect(data?.guestsBy).toHaveLength(60);
    expect(calls).toEqual({ 'accounts.list': 30 });
  });

  test('more than 100 are refused, none is nothing', async () => {
    const refused = await saturn.see(MANY, { by: Array.from({ length: 101 }, () => ({ phone: '89000001042' })) });
    expect(refused).toEqual({ data: null, errors: ['BAD_USER_INPUT TOO_MANY at guestsBy'], calls: {} });
    expect(await saturn.see(MANY, { by: [] })).toEqual({ data: { guestsBy: [] }, calls: {} });
  });

  test('a server that fails for one phone fails in its place alone', async () => {
    const remove = saturn.sandbox.faults.add({
      operationId: 'accounts.list',
      times: 1,
      do: 'status',
      status: 400,
      body: { detail: 'секрет' },
    });
    const answer = await saturn.ask(MANY, { by: [{ phone: '89000001007' }, { phone: '89000001042' }] });
    remove();
    expect(answer.data?.guestsBy).toHaveLength(2);
    expect(at<unknown[]>(answer.data, 'guestsBy').filter((one) => one === null)).toHaveLength(1);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]).toMatch(/^UPSTREAM_REJECTED at guestsBy\.\d$/);
    expect(JSON.stringify(answer.result)).not.toContain('секрет');
  });
});

test('exactly one way to look a guest up must be told', async () => {
  const { data, errors, calls } = await saturn.ask('{ guest(by: { phone: "89000001042", email: "a@b.c" }) { id } }');
  expect(data).toBeUndefined();
  expect(errors).toEqual(['OneOf Input Object "GuestBy" must specify exactly one key.']);
  expect(calls).toEqual({});
});

test('what was typed in years ago and is no phone or address comes as it stands, and is counted', async () => {
  const before = new Map(saturn.tenant.dataIssues);
  expect(
    await saturn.see('query ($id: ID!) { guest(by: { id: $id }) { phones email } }', { id: saturn.id('Guest', 120) }),
  ).toEqual({
    data: { guest: { phones: ['8-900-СЕМЬ-11', '12345'], email: 'ivanov(at)mail' } },
    calls: { 'accounts.get': 1 },
  });
  const after = saturn.tenant.dataIssues;
  expect(after?.get('unreadable_phone')).toBe((before.get('unreadable_phone') ?? 0) + 2);
  expect(after?.get('unreadable_email')).toBe((before.get('unreadable_email') ?? 0) + 1);
});
