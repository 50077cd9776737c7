import { expect, test } from 'vitest';
import { type Given, type GivenOptions, given } from '../../kit/given.ts';

// A server that has no type of identifiers of kind PHONE: the phone of a guest is a contact alone, and two may share it.
async function givenWithoutPhoneType(options: GivenOptions = {}): Promise<Given> {
  const house = await given(options);
  const types = [
    { id: 1, name: 'Карта', kind: 'CARD' },
    { id: 3, name: 'Telegram', kind: 'OTHER' },
  ];
  house.fault({
    operationId: 'identifierTypes.list',
    do: 'status',
    status: 200,
    body: { items: types, total: types.length },
  });
  // A phone that is found proves how the server reads phones, which the first that is not found would.
  await house.ask(
    '{ identifierTypes { id } groups { id } settings { language } guest(by: { phone: "79000001042" }) { id } }',
  );
  house.sandbox.clearCalls();
  return house;
}

const NEW = '8 (900) 555-00-11';
const input = (house: Given, phone = NEW) => ({ phone, groupId: house.id('Group', 1), name: { first: 'Ася' } });
const WHO = 'alreadyExisted guest { upstreamId name { first } }';

test('a known contact phone gives the guest who has it, and nothing is written', async () => {
  const house = await givenWithoutPhoneType();
  const before = house.sandbox.accounts().length;
  const told = await house.mutate('guestRegister', input(house, '+7 (900) 000-10-42'), WHO);
  expect(told).toEqual({
    result: {
      __typename: 'GuestRegisterPayload',
      alreadyExisted: true,
      guest: { upstreamId: '142', name: { first: 'Мария' } },
    },
    calls: { 'accounts.list': 1 },
  });
  expect(house.writes()).toEqual([]);
  expect(house.sandbox.accounts()).toHaveLength(before);
});

test('a phone that several guests share is ambiguous, and nothing is written', async () => {
  const house = await givenWithoutPhoneType();
  const told = await house.mutate('guestRegister', input(house, '89000001002'), WHO);
  expect(told).toEqual({
    result: null,
    errors: ['BAD_USER_INPUT AMBIGUOUS at guestRegister'],
    calls: { 'accounts.list': 1 },
  });
  expect(house.writes()).toEqual([]);
});

test('an unknown phone is registered as a contact, with one look before', async () => {
  const house = await givenWithoutPhoneType();
  const told = await house.mutate('guestRegister', input(house), 'alreadyExisted guest { phones }');
  expect(told).toEqual({
    result: { __typename: 'GuestRegisterPayload', alreadyExisted: false, guest: { phones: ['+79005550011'] } },
    calls: { 'accounts.list': 1, 'accounts.insert': 1 },
  });
  expect(house.writes()[0]?.body).toMatchObject({ phones: ['79005550011'], identifiers: [] });
});

test('twenty registrations of one phone at once make one account, and each is told the same guest', async () => {
  const house = await givenWithoutPhoneType();
  const before = house.sandbox.accounts().length;
  const told = await Promise.all(Array.from({ length: 20 }, () => house.mutate('guestRegister', input(house), WHO)));
  expect(told.flatMap(({ errors = [] }) => errors)).toEqual([]);
  expect(new Set(told.map(({ result }) => JSON.stringify(result?.guest))).size).toBe(1);
  expect(told.filter(({ result }) => result?.alreadyExisted === false)).toHaveLength(1);
  expect(house.sandbox.accounts()).toHaveLength(before + 1);
  expect(house.writeCounts()).toEqual({ 'accounts.insert': 1 });
});

test('done by a server that then cuts the connection, it is found by its phone and told as new', async () => {
  const house = await givenWithoutPhoneType();
  house.fault({ operationId: 'accounts.insert', phase: 'after', do: 'close' });
  const told = await house.mutate('guestRegister', input(house), WHO);
  expect(told.result).toMatchObject({ alreadyExisted: false, guest: { name: { first: 'Ася' } } });
  expect(house.writeCounts()).toEqual({ 'accounts.insert': 1 });
});

test('where nobody can say who has a phone, nobody is registered', async () => {
  const house = await givenWithoutPhoneType({ size: 'full' });
  const strangers = { items: [house.account(101), house.account(113)], total: 500 };
  house.fault({ operationId: 'accounts.list', do: 'status', status: 200, body: strangers });
  const told = await house.mutate('guestRegister', input(house), WHO);
  expect(told.errors).toEqual(['UPSTREAM_UNSUPPORTED at guestRegister']);
  expect(house.writes()).toEqual([]);
});

test('two registrations in one document: the second finds the first', async () => {
  const house = await givenWithoutPhoneType();
  const one = (name: string) =>
    `${name}: guestRegister(input: { phone: "${NEW}", groupId: "${house.id('Group', 1)}" }) { ... on GuestRegisterPayload { alreadyExisted } }`;
  const { data, errors } = await house.ask(`mutation { ${one('a')} ${one('b')} }`);
  expect({ data, errors }).toEqual({
    data: { a: { alreadyExisted: false }, b: { alreadyExisted: true } },
    errors: [],
  });
});
