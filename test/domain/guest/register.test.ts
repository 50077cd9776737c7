import { expect, test } from 'vitest';
import { type Given, given } from '../../kit/given.ts';

const PHONE = '8 (900) 555-00-11';
const plain = (house: Given) => ({ phone: PHONE, groupId: house.id('Group', 1) });
const REGISTERED = { __typename: 'GuestRegisterPayload', alreadyExisted: false };

test('a guest with everything that the input takes', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate(
    'guestRegister',
    {
      phone: PHONE,
      groupId: house.id('Group', 2),
      name: { last: ' Ким ', first: 'Анна', patronymic: 'Ли' },
      gender: 'FEMALE',
      birthday: '1999-02-28',
      email: 'anna.kim@saturn-guest.example',
      note: 'Просит тихий столик',
      consents: { personalData: true, adult: true },
      tagIds: [house.id('Tag', 3), house.id('Tag', 1), house.id('Tag', 3)],
      referrerId: house.id('Guest', 142),
      registrationSource: 'vk_spring',
      identifiers: [{ typeId: house.id('IdentifierType', 1), value: '9223372036854770000' }],
    },
    `alreadyExisted guest {
      upstreamId name { full } gender birthday phones email note consents { personalData privacyPolicy adult }
      tags { name } referredBy { upstreamId } registeredAt registrationSource
      card { upstreamId number group { name } discount { name } balance isBlocked identifiers { value isTemporary type { kind } } }
    }`,
  );
  expect(told).toMatchInlineSnapshot(`
    {
      "calls": {
        "accounts.get": 2,
        "accounts.insert": 1,
      },
      "result": {
        "__typename": "GuestRegisterPayload",
        "alreadyExisted": false,
        "guest": {
          "birthday": "1999-02-28",
          "card": {
            "balance": "0.00",
            "discount": null,
            "group": {
              "name": "Постоянные гости",
            },
            "identifiers": [
              {
                "isTemporary": false,
                "type": {
                  "kind": "PHONE",
                },
                "value": "79005550011",
              },
              {
                "isTemporary": false,
                "type": {
                  "kind": "CARD",
                },
                "value": "9223372036854770000",
              },
            ],
            "isBlocked": false,
            "number": "9223372036854770000",
            "upstreamId": "10006",
          },
          "consents": {
            "adult": true,
            "personalData": true,
            "privacyPolicy": false,
          },
          "email": "anna.kim@saturn-guest.example",
          "gender": "FEMALE",
          "name": {
            "full": "Ким Анна Ли",
          },
          "note": "Просит тихий столик",
          "phones": [
            "+79005550011",
          ],
          "referredBy": {
            "upstreamId": "142",
          },
          "registeredAt": "2026-03-10T15:00:00+03:00",
          "registrationSource": "vk_spring",
          "tags": [
            {
              "name": "Веранда",
            },
            {
              "name": "Аллергия на орехи",
            },
          ],
          "upstreamId": "10006",
        },
      },
    }
  `);
  expect(house.writes()).toMatchInlineSnapshot(`
    [
      {
        "body": {
          "birthday": "1999-02-28",
          "consents": {
            "adult": true,
            "personalData": true,
            "privacyPolicy": false,
          },
          "email": "anna.kim@saturn-guest.example",
          "firstName": "Анна",
          "gender": "FEMALE",
          "groupId": 2,
          "identifiers": [
            {
              "typeId": 2,
              "value": "79005550011",
            },
            {
              "typeId": 1,
              "value": "9223372036854770000",
            },
          ],
          "info": "Просит тихий столик",
          "lastName": "Ким",
          "patronymic": "Ли",
          "phones": [
            "79005550011",
          ],
          "referrerId": 142,
          "registrationSource": "vk_spring",
          "tagIds": [
            3,
            1,
          ],
        },
        "operation": "accounts.insert",
      },
    ]
  `);
});

test('a guest of whom only the phone is known', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate('guestRegister', plain(house), 'alreadyExisted guest { phones name { full } }');
  expect(told).toEqual({
    result: { ...REGISTERED, guest: { phones: ['+79005550011'], name: { full: '' } } },
    calls: { 'accounts.insert': 1 },
  });
  expect(house.writes()).toEqual([
    {
      operation: 'accounts.insert',
      body: { groupId: 1, phones: ['79005550011'], identifiers: [{ typeId: 2, value: '79005550011' }] },
    },
  ]);
});

test('a known phone in another form gives the guest who has it, and nothing is changed', async () => {
  const house = await given({ warm: true });
  const before = structuredClone(house.account(142));
  const told = await house.mutate(
    'guestRegister',
    { ...plain(house), phone: '+7 (900) 000-10-42', name: { last: 'Другая' }, note: 'чужая запись', gender: 'MALE' },
    'alreadyExisted guest { upstreamId name { last } gender }',
  );
  expect(told).toEqual({
    result: {
      ...REGISTERED,
      alreadyExisted: true,
      guest: { upstreamId: '142', name: { last: 'Иванова' }, gender: 'FEMALE' },
    },
    calls: { 'accounts.insert': 1, 'accounts.byIdentifier': 1 },
  });
  expect(house.account(142)).toEqual(before);
});

test('a phone of a guest of long ago whose refusal was lost: the guest existed, though every field sent fits', async () => {
  const house = await given({ warm: true });
  const { groupId } = house.account(142) ?? {};
  house.sandbox.faults.add({ operationId: 'accounts.insert', do: 'reset', phase: 'after', times: 1 });
  const input = { phone: '79000001042', groupId: house.id('Group', groupId ?? 0) };
  const { result } = await house.mutate('guestRegister', input, 'alreadyExisted guest { upstreamId }');
  expect(result).toEqual({ ...REGISTERED, alreadyExisted: true, guest: { upstreamId: '142' } });
});

test('fifty registrations of one phone at once make one account, and each is told the same guest', async () => {
  const house = await given({ warm: true });
  const before = house.sandbox.accounts().length;
  const told = await Promise.all(
    Array.from({ length: 50 }, () =>
      house.mutate('guestRegister', plain(house), 'alreadyExisted guest { upstreamId }'),
    ),
  );
  const guests = new Set(told.map(({ result }) => JSON.stringify(result?.guest)));
  expect(guests.size).toBe(1);
  expect(told.filter(({ result }) => result?.alreadyExisted === false)).toHaveLength(1);
  expect(told.flatMap(({ errors = [] }) => errors)).toEqual([]);
  expect(house.sandbox.accounts()).toHaveLength(before + 1);
  expect(house.writeCounts()).toEqual({ 'accounts.insert': 50 });
});

test('a phone given as an identifier too is registered once, and any form of it is stored in digits', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate(
    'guestRegister',
    {
      ...plain(house),
      identifiers: [
        { typeId: house.id('IdentifierType', 2), value: '+7 900 555 00 11' },
        { typeId: house.id('IdentifierType', 2), value: '8-900-555-00-12' },
      ],
    },
    'alreadyExisted guest { card { identifiers { value } } }',
  );
  expect(told.result).toEqual({
    ...REGISTERED,
    guest: { card: { identifiers: [{ value: '79005550011' }, { value: '79005550012' }] } },
  });
});

test.each([
  ['a group of another tenant', { groupId: 'Z2FsYXh5Okdyb3VwOjE' }, 'GROUP_NOT_FOUND', ['groupId']],
  ['a group that there is not', { groupId: 'c2F0dXJuOkdyb3VwOjk5OQ' }, 'GROUP_NOT_FOUND', ['groupId']],
  ['a card as a group', { groupId: 'c2F0dXJuOkNhcmQ6MQ' }, 'GROUP_NOT_FOUND', ['groupId']],
  ['an unknown referrer', { referrerId: 'c2F0dXJuOkd1ZXN0Ojk5OTk5' }, 'GUEST_NOT_FOUND', ['referrerId']],
  ['a referrer of another tenant', { referrerId: 'Z2FsYXh5Okd1ZXN0OjE0Mg' }, 'GUEST_NOT_FOUND', ['referrerId']],
  [
    'an unknown tag behind a known one',
    { tagIds: ['c2F0dXJuOlRhZzox', 'c2F0dXJuOlRhZzo5OTk'] },
    'TAG_NOT_FOUND',
    ['tagIds', '1'],
  ],
  [
    'an unknown type of identifier',
    { identifiers: [{ typeId: 'c2F0dXJuOklkZW50aWZpZXJUeXBlOjk5', value: '1' }] },
    'IDENTIFIER_TYPE_NOT_FOUND',
    ['identifiers', '0', 'typeId'],
  ],
])('%s is told by its path, and nothing is sent', async (_what, change, code, path) => {
  const house = await given({ warm: true });
  const { result } = await house.mutate('guestRegister', { ...plain(house), ...change });
  expect(result).toMatchObject({ code, path: ['input', ...path] });
  expect(house.writes()).toEqual([]);
});

test('a taken card number names its holder to whoever may read guests, and to nobody else', async () => {
  const house = await given({ warm: true });
  const taken = house.account(113).identifiers[0]?.value ?? '';
  const source = `mutation ($input: GuestRegisterInput!) { guestRegister(input: $input) {
    __typename ... on IdentifierTakenError { code path guest { upstreamId } } } }`;
  const input = { ...plain(house), identifiers: [{ typeId: house.id('IdentifierType', 1), value: taken }] };
  const path = ['input', 'identifiers', '0', 'value'];
  const fault = { __typename: 'IdentifierTakenError', code: 'IDENTIFIER_TAKEN', path };
  expect((await house.ask(source, { input })).data).toEqual({
    guestRegister: { ...fault, guest: { upstreamId: '113' } },
  });
  const scopes = new Set(['guest:write'] as const);
  const principal = { kind: 'API_KEY', id: 'form', tenant: 'saturn', name: 'form', scopes } as const;
  expect((await house.ask(source, { input }, { principal })).data).toEqual({
    guestRegister: { ...fault, guest: null },
  });
  expect(house.sandbox.accounts().some(({ phones }) => phones.includes('79005550011'))).toBe(false);
});

test('where the settings want a gender, the lack of it is told before anything is sent', async () => {
  const house = await given();
  house.fault({
    operationId: 'settings.public',
    do: 'status',
    status: 200,
    body: { genderRequired: true, phoneRequired: true },
  });
  const without = await house.mutate('guestRegister', plain(house));
  expect(without.result).toMatchObject({ code: 'REQUIRED_FIELD', path: ['input', 'gender'] });
  expect(house.writes()).toEqual([]);
  const told = await house.mutate('guestRegister', { ...plain(house), gender: 'FEMALE' }, 'alreadyExisted');
  expect(told.result).toEqual(REGISTERED);
});

test('a server without public settings judges for itself', async () => {
  const house = await given({ warm: true, dialect: { missing: ['settings.public'] } });
  expect((await house.mutate('guestRegister', plain(house), 'alreadyExisted')).result).toEqual(REGISTERED);
});

test('settings that cannot be read now stop a registration that they may forbid, before it is sent', async () => {
  const house = await given();
  house.fault({ operationId: 'settings.public', do: 'status', status: 500 });
  expect((await house.mutate('guestRegister', plain(house))).errors).toEqual(['UPSTREAM_UNAVAILABLE at guestRegister']);
  expect(house.writes()).toEqual([]);
});

test.each([
  [
    ['body', 'lastName'],
    ['name', 'last'],
  ],
  [['body', 'info'], ['note']],
  [['body', 'phones', 0], ['phone']],
  [['body', 'identifiers', 0, 'value'], ['phone']],
  [
    ['body', 'identifiers', 1, 'value'],
    ['identifiers', '0', 'value'],
  ],
  [
    ['body', 'tagIds', 0],
    ['tagIds', '0'],
  ],
  [
    ['body', 'consents', 'adult'],
    ['consents', 'adult'],
  ],
])('a 422 about %j is told by our path', async (loc, path) => {
  const house = await given({ warm: true });
  house.fault({
    operationId: 'accounts.insert',
    do: 'status',
    status: 422,
    body: { detail: [{ loc, msg: 'ensure this value has at most 3 characters', type: 'value_error' }] },
  });
  const { result } = await house.mutate('guestRegister', {
    ...plain(house),
    identifiers: [{ typeId: house.id('IdentifierType', 1), value: '700001' }],
  });
  expect(result).toEqual({ __typename: 'InvalidFieldError', code: 'INVALID_FIELD', path: ['input', ...path] });
});

test('a 422 that names nothing of ours, and a 400 that nobody can explain', async () => {
  const house = await given({ warm: true });
  house.fault({
    operationId: 'accounts.insert',
    times: 1,
    do: 'status',
    status: 422,
    body: { detail: [{ loc: ['body', '__proto__', 'constructor'], msg: 'secret text', type: 'x' }] },
  });
  const odd = await house.mutate('guestRegister', plain(house));
  expect(odd.result).toEqual({ __typename: 'InvalidFieldError', code: 'INVALID_FIELD', path: null });
  house.fault({ operationId: 'accounts.insert', do: 'status', status: 400, body: { detail: 'secret text' } });
  const refused = await house.mutate('guestRegister', plain(house));
  expect(refused.errors).toEqual(['UPSTREAM_REJECTED at guestRegister']);
});

test('a holder whom the server names although the phone is not theirs is never shown', async () => {
  const house = await given({ warm: true });
  house.fault({
    operationId: 'accounts.byIdentifier',
    do: 'status',
    status: 200,
    body: house.account(113),
  });
  house.fault({ operationId: 'accounts.insert', do: 'status', status: 400, body: { detail: 'нет' } });
  const told = await house.mutate('guestRegister', plain(house), 'guest { upstreamId }');
  expect(told).toMatchObject({ result: null, errors: ['UPSTREAM_REJECTED at guestRegister'] });
});

test.each([
  ['no phone', { phone: '12345' }, 'INVALID_PHONE'],
  ['a phone of letters', { phone: 'звоните' }, 'INVALID_PHONE'],
  ['a phone of 2 KB', { phone: '7'.repeat(2048) }, 'INVALID_PHONE'],
  ['a phone with NUL', { phone: '79005550011\0' }, 'INVALID_PHONE'],
  ['a group id that nobody made', { groupId: '💥' }, 'INVALID_ID'],
  ['a name of 2 KB', { name: { last: 'я'.repeat(2048) } }, 'INVALID_TEXT'],
  ['a name with NUL', { name: { first: 'А\0' } }, 'INVALID_TEXT'],
  ['half an emoji', { name: { first: 'А\ud83d' } }, 'INVALID_TEXT'],
  ['an e-mail that is none', { email: 'anna' }, 'INVALID_EMAIL'],
  ['an e-mail with half an emoji', { email: 'a\ud83d@b.example' }, 'INVALID_EMAIL'],
  ['an e-mail of 2 KB', { email: `${'a'.repeat(2048)}@b.example` }, 'INVALID_EMAIL'],
  ['a gender that nobody knows', { gender: 'UNKNOWN' }, 'UNKNOWN_ENUM'],
  ['a note that is too long', { note: 'я'.repeat(256) }, 'INVALID_TEXT'],
  ['an id of a tag that nobody made, beside a good one', { tagIds: ['c2F0dXJuOlRhZzox', 'x'] }, 'INVALID_ID'],
  ['101 tags', { tagIds: Array.from({ length: 101 }, () => 'c2F0dXJuOlRhZzox') }, 'TOO_MANY'],
  [
    'an identifier of 65 characters',
    { identifiers: [{ typeId: 'c2F0dXJuOklkZW50aWZpZXJUeXBlOjE', value: '1'.repeat(65) }] },
    'INVALID_IDENTIFIER',
  ],
  [
    'one value twice',
    {
      identifiers: [
        { typeId: 'c2F0dXJuOklkZW50aWZpZXJUeXBlOjE', value: '700001' },
        { typeId: 'c2F0dXJuOklkZW50aWZpZXJUeXBlOjM', value: '700001' },
      ],
    },
    'INVALID_IDENTIFIER',
  ],
])('%s is BAD_USER_INPUT', async (what, change, reason) => {
  const house = await given({ warm: true, cold: what !== 'one value twice' });
  const told = await house.mutate('guestRegister', { ...plain(house), ...change });
  expect(told).toEqual({ result: null, errors: [`BAD_USER_INPUT ${reason} at guestRegister`], calls: {} });
});

test('a malformed tag beside a good one, on a server that fails, ends in an error and not in a crash', async () => {
  const house = await given();
  house.fault({ operationId: 'tags.list', do: 'status', status: 500 });
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  try {
    await house.mutate('guestUpdate', { guestId: house.id('Guest', 142), tagIds: [house.id('Tag', 1), 'x'] });
    await house.mutate('guestUpdate', { guestId: house.id('Guest', 142), tagIds: [house.id('Tag', 1)] });
    await new Promise((done) => setImmediate(done));
  } finally {
    process.off('unhandledRejection', note);
  }
  expect(unhandled).toEqual([]);
});

test('a hundred unknown tags cost one more look at the tags, not a hundred', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate('guestRegister', {
    ...plain(house),
    tagIds: Array.from({ length: 100 }, (_, at) => house.id('Tag', 1000 + at)),
  });
  expect(told.result).toMatchObject({ code: 'TAG_NOT_FOUND', path: ['input', 'tagIds', '0'] });
  expect(told.calls).toEqual({ 'tags.list': 1 });
});

test('a new group that our copy of the groups does not have yet is found', async () => {
  const house = await given({ warm: true });
  house.fault({
    operationId: 'accountGroups.list',
    do: 'status',
    status: 200,
    body: { items: [{ id: 77, name: 'Новая' }], total: 1 },
  });
  const told = await house.mutate('guestRegister', { ...plain(house), groupId: house.id('Group', 77) });
  // The sandbox itself does not know it: that it was asked shows that we did.
  expect(told.errors).toEqual(['UPSTREAM_REJECTED at guestRegister']);
  expect(told.calls).toMatchObject({ 'accountGroups.list': 1, 'accounts.insert': 1 });
});
