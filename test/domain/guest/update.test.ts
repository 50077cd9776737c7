import { describe, expect, test } from 'vitest';
import { type Given, given } from '../../kit/given.ts';

const guest = (house: Given) => ({ guestId: house.id('Guest', 142) });
const ALL = `guest {
  name { last first patronymic } gender birthday phones email note consents { personalData privacyPolicy adult } tags { name }
}`;

test('everything at once, told as it is stored', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate(
    'guestUpdate',
    {
      ...guest(house),
      name: { last: ' Смит ', first: 'Джон 🙂', patronymic: '' },
      gender: 'MALE',
      birthday: '2000-02-29',
      phones: ['8 (900) 000-10-43', '+7 900 000 10 43', '+49 30 1234567'],
      email: ' john@saturn-guest.example ',
      note: 'Без звонков',
      consents: { personalData: false, privacyPolicy: true, adult: null },
      tagIds: [house.id('Tag', 7), house.id('Tag', 2)],
    },
    ALL,
  );
  expect(told).toEqual({
    result: {
      __typename: 'GuestUpdatePayload',
      guest: {
        name: { last: 'Смит', first: 'Джон 🙂', patronymic: null },
        gender: 'MALE',
        birthday: '2000-02-29',
        phones: ['+79000001043', '+49301234567'],
        email: 'john@saturn-guest.example',
        note: 'Без звонков',
        consents: { personalData: false, privacyPolicy: true, adult: false },
        tags: [{ name: 'Без звонков' }, { name: 'Вегетарианец' }],
      },
    },
    calls: { 'accounts.get': 2, 'accounts.update': 1 },
  });
});

test('null clears each field', async () => {
  const house = await given({ warm: true, variant: 'jupiter' });
  const told = await house.mutate(
    'guestUpdate',
    {
      ...guest(house),
      name: null,
      gender: null,
      birthday: null,
      phones: null,
      email: null,
      note: null,
      consents: null,
      tagIds: null,
    },
    ALL,
  );
  expect(told.result).toEqual({
    __typename: 'GuestUpdatePayload',
    guest: {
      name: { last: null, first: null, patronymic: null },
      gender: null,
      birthday: null,
      phones: [],
      email: null,
      note: null,
      consents: { personalData: false, privacyPolicy: false, adult: false },
      tags: [],
    },
  });
});

const FIELDS: [string, unknown, string[]][] = [
  ['name', { first: 'Мари' }, ['firstName']],
  ['name', { patronymic: null }, ['patronymic']],
  ['name', null, ['lastName', 'firstName', 'patronymic']],
  ['gender', 'MALE', ['gender']],
  ['gender', null, ['gender']],
  ['birthday', '1991-01-01', ['birthday']],
  ['birthday', null, ['birthday']],
  ['phones', ['89000001043'], ['phones']],
  ['email', 'm@saturn-guest.example', ['email']],
  ['email', null, ['email']],
  ['note', 'иное', ['info']],
  ['note', null, ['info']],
  ['note', '', ['info']],
  ['consents', { adult: false }, ['consents']],
  ['consents', null, ['consents']],
  ['tagIds', [], ['tagIds']],
  ['tagIds', null, ['tagIds']],
];

test.each(FIELDS)(
  '%s: %j changes that alone; identifiers, money and group stay as they are',
  async (field, value, changed) => {
    const house = await given({ warm: true });
    const before = structuredClone(house.account(142));
    const told = await house.mutate('guestUpdate', { ...guest(house), [field]: value });
    expect(told.result).toEqual({ __typename: 'GuestUpdatePayload' });
    const [write] = house.writes();
    expect(Object.keys(write?.body as object)).toEqual(changed);
    const after = house.account(142);
    const kept = Object.keys(before).filter(
      (key) => ![...changed, 'updatedAt'].includes(key),
    ) as (keyof typeof before)[];
    for (const key of kept) expect([key, after[key]]).toEqual([key, before[key]]);
  },
);

test('one consent keeps the others, though the server takes all three', async () => {
  const house = await given({ warm: true });
  const told = await house.mutate('guestUpdate', { ...guest(house), consents: { adult: false } }, ALL);
  expect(told.result).toMatchObject({ guest: { consents: { personalData: true, privacyPolicy: true, adult: false } } });
  expect(told.calls).toEqual({ 'accounts.get': 3, 'accounts.update': 1 });
  const all = { personalData: true, privacyPolicy: null, adult: true };
  expect((await house.mutate('guestUpdate', { ...guest(house), consents: all })).calls).toEqual({
    'accounts.get': 2,
    'accounts.update': 1,
  });
});

describe('consents changed at once', () => {
  const change = (house: Given, consents: object | null, id = 142) =>
    house.mutate('guestUpdate', { guestId: house.id('Guest', id), consents });

  test('none is lost, though each is sent with the other two', async () => {
    const house = await given({ warm: true });
    house.fault({ operationId: 'accounts.get', latencyMs: 30 });
    const told = await Promise.all([
      change(house, { adult: false }),
      change(house, { personalData: false }),
      change(house, { privacyPolicy: null }),
    ]);
    expect(told.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(house.account(142).consents).toEqual({ personalData: false, privacyPolicy: false, adult: false });
    expect(house.writeCounts()).toEqual({ 'accounts.update': 3 });
  });

  test('one that names all three does not come between the reading and the sending of another', async () => {
    const house = await given({ warm: true });
    house.fault({ operationId: 'accounts.get', times: 1, latencyMs: 60, phase: 'after' });
    const slow = change(house, { adult: false });
    await expect.poll(() => house.sandbox.callCounts()['accounts.get'], { interval: 2 }).toBe(1);
    await change(house, { personalData: false, privacyPolicy: false, adult: true });
    await slow;
    expect(house.account(142).consents).toEqual({ personalData: false, privacyPolicy: false, adult: true });
  });

  test('one that fails, or whose outcome is unknown, does not hold up the next', async () => {
    const house = await given({ warm: true, upstream: { timeoutMs: 200 } });
    house.fault({ operationId: 'accounts.update', times: 1, do: 'status', status: 500 });
    house.fault({ operationId: 'accounts.get', times: 1, do: 'status', status: 400, body: {} });
    const told = await Promise.all([
      change(house, { adult: false }),
      change(house, { privacyPolicy: false }),
      change(house, { personalData: false }),
    ]);
    expect(told.map(({ errors }) => errors)).toEqual([
      ['UPSTREAM_REJECTED at guestUpdate'],
      ['UPSTREAM_TIMEOUT at guestUpdate'],
      undefined,
    ]);
    expect(house.account(142).consents).toEqual({ personalData: false, privacyPolicy: true, adult: true });
  });

  test('one that gets no turn within its deadline is not sent, and other guests do not wait', async () => {
    const house = await given({ warm: true, upstream: { timeoutMs: 800, deadlineMs: 800 } });
    house.fault({ path: '/accounts/142', times: 2, latencyMs: 550 });
    const first = change(house, { adult: false });
    await expect.poll(() => house.sandbox.callCounts()['accounts.get'], { interval: 2 }).toBe(1);
    const second = change(house, { privacyPolicy: false });
    expect((await change(house, { adult: false }, 101)).errors).toBeUndefined();
    expect((await second).errors).toEqual(['OVERLOADED at guestUpdate']);
    expect((await first).errors).toBeUndefined();
    expect(house.account(142).consents).toEqual({ personalData: true, privacyPolicy: true, adult: false });
    expect(house.writeCounts()).toEqual({ 'accounts.update': 2 });
  });

  test('what names no consent waits for nobody', async () => {
    const tenant = { dialect: { update: 'partial' } } as const;
    const house = await given({ warm: true, upstream: { timeoutMs: 400, deadlineMs: 500 }, tenant });
    house.fault({ operationId: 'accounts.get', do: 'hang' });
    const waiting = change(house, { adult: false });
    const note = await house.mutate('guestUpdate', { ...guest(house), note: 'тихо' });
    expect(note).toEqual({ result: { __typename: 'GuestUpdatePayload' }, calls: { 'accounts.update': 1 } });
    expect((await waiting).errors).toEqual(['UPSTREAM_TIMEOUT at guestUpdate']);
  });
});

test.each([[{}], [{ name: {} }], [{ consents: {} }]])('nothing to change (%j) is read and not sent', async (change) => {
  const house = await given({ warm: true });
  const told = await house.mutate('guestUpdate', { ...guest(house), ...change }, 'guest { name { first } }');
  expect(told).toEqual({
    result: { __typename: 'GuestUpdatePayload', guest: { name: { first: 'Мария' } } },
    calls: { 'accounts.get': 1 },
  });
  expect((await house.mutate('guestUpdate', { guestId: house.id('Guest', 99999) })).result).toMatchObject({
    code: 'GUEST_NOT_FOUND',
  });
});

test('what the settings require cannot be cleared', async () => {
  const house = await given();
  const body = { genderRequired: true, phoneRequired: true };
  house.fault({ operationId: 'settings.public', do: 'status', status: 200, body });
  const clear = async (change: object) => (await house.mutate('guestUpdate', { ...guest(house), ...change })).result;
  expect(await clear({ gender: null })).toMatchObject({ code: 'REQUIRED_FIELD', path: ['input', 'gender'] });
  expect(await clear({ phones: null })).toMatchObject({ code: 'REQUIRED_FIELD', path: ['input', 'phones'] });
  expect(await clear({ phones: [] })).toMatchObject({ code: 'REQUIRED_FIELD', path: ['input', 'phones'] });
  expect(house.writes()).toEqual([]);
  expect(await clear({ note: 'без пола' })).toEqual({ __typename: 'GuestUpdatePayload' });
});

test('settings that changed a moment ago are the server’s to hold: its 422 is told by our path', async () => {
  const house = await given({ warm: true });
  const detail = [
    { loc: ['body', 'gender'], msg: 'Field required', type: 'missing' },
    { loc: ['body', 'phones', 1], msg: 'x', type: 'x' },
  ];
  house.fault({ operationId: 'accounts.update', do: 'status', status: 422, body: { detail } });
  const told = await house.mutate('guestUpdate', { ...guest(house), gender: null });
  expect(told.result).toEqual({ __typename: 'InvalidFieldError', code: 'INVALID_FIELD', path: ['input', 'gender'] });
});

test('an unknown guest and an unknown tag', async () => {
  const house = await given({ warm: true });
  expect((await house.mutate('guestUpdate', { guestId: house.id('Guest', 99999), note: 'a' })).result).toMatchObject({
    code: 'GUEST_NOT_FOUND',
    path: ['input', 'guestId'],
  });
  const tagIds = [house.id('Tag', 1), 'Z2FsYXh5OlRhZzox'];
  expect((await house.mutate('guestUpdate', { ...guest(house), tagIds })).result).toMatchObject({
    code: 'TAG_NOT_FOUND',
    path: ['input', 'tagIds', '1'],
  });
  expect(house.writeCounts()).toEqual({});
});

test.each([
  [{ note: 'я'.repeat(256) }, 'INVALID_TEXT'],
  [{ name: { last: '\0' } }, 'INVALID_TEXT'],
  [{ email: 'a@b' }, 'INVALID_EMAIL'],
  [{ phones: ['1'] }, 'INVALID_PHONE'],
  [{ phones: Array.from({ length: 11 }, () => '89000001042') }, 'TOO_MANY'],
  [{ gender: 'UNKNOWN' }, 'UNKNOWN_ENUM'],
])('%j is BAD_USER_INPUT before anything is asked', async (change, reason) => {
  const house = await given();
  const told = await house.mutate('guestUpdate', { ...guest(house), ...change, tagIds: [house.id('Tag', 1)] });
  expect(told).toEqual({ result: null, errors: [`BAD_USER_INPUT ${reason} at guestUpdate`], calls: {} });
});

test.each([
  { birthday: '2001-02-29' },
  { birthday: 'вчера' },
  { phones: [null] },
  { gender: 'male' },
  { phones: [79000001042] },
])('%j is no value of its type', async (change) => {
  const house = await given();
  const told = await house.mutate('guestUpdate', { ...guest(house), ...change });
  expect(told.result).toBeNull();
  expect(told.errors).toHaveLength(1);
  expect(house.sandbox.calls).toEqual([]);
});
