import { describe, expect, test } from 'vitest';
import { encodeId } from '../../../src/graph/ids/global-id.ts';
import { EVERY } from '../../graph/mutation/every.ts';
import { type Given, given } from '../../kit/given.ts';
import { guestOf } from '../../kit/graph.ts';

const MARIA = { principal: guestOf(142) };
/** Of the same restaurant; their birthday is recorded as well. */
const OTHER = 101;

const row = ({ sandbox }: Given, id: number) => {
  const found = sandbox.accounts().find((account) => account.id === id);
  if (!found) throw new Error(`no account ${id}`);
  return found;
};

const UPDATE = `mutation ($input: GuestUpdateInput!) { guestUpdate(input: $input) {
  __typename
  ... on GuestUpdatePayload { guest { id name { full } gender birthday email consents { personalData privacyPolicy adult } } }
  ... on UserError { code path }
} }`;

const ISSUE = `mutation ($cardId: ID!) { temporaryIdentifierIssue(input: { cardId: $cardId }) {
  __typename
  ... on TemporaryIdentifierIssuePayload { temporaryIdentifier { value expiresAt } card { id balance } }
  ... on UserError { code path }
} }`;

test('guests change their name, gender, consents and e-mail', async () => {
  const saturn = await given();
  const input = {
    guestId: saturn.id('Guest', 142),
    name: { first: 'Маша' },
    gender: 'FEMALE',
    email: 'masha@example.com',
    consents: { adult: false },
  };
  const { data, errors } = await saturn.ask(UPDATE, { input }, MARIA);
  expect({ data, errors }).toEqual({
    data: {
      guestUpdate: {
        __typename: 'GuestUpdatePayload',
        guest: {
          id: saturn.id('Guest', 142),
          name: { full: 'Иванова Маша Сергеевна' },
          gender: 'FEMALE',
          birthday: '1990-04-17',
          email: 'masha@example.com',
          consents: { personalData: true, privacyPolicy: true, adult: false },
        },
      },
    },
    errors: [],
  });
  expect(row(saturn, 142)).toMatchObject({ firstName: 'Маша', email: 'masha@example.com' });
});

describe('a birthday', () => {
  const born = async (saturn: Given, id: number, birthday: string | null) =>
    (await saturn.ask(UPDATE, { input: { guestId: saturn.id('Guest', id), birthday } }, { principal: guestOf(id) }))
      .errors;
  const without = async (stored: string | null) => {
    const saturn = await given();
    row(saturn, 142).birthday = stored;
    return saturn;
  };

  test('that is empty may be given, once', async () => {
    const saturn = await without(null);
    expect(await born(saturn, 142, '1991-05-18')).toEqual([]);
    expect(row(saturn, 142).birthday).toBe('1991-05-18');
    expect(await born(saturn, 142, '1992-06-19')).toEqual(['FORBIDDEN BIRTHDAY_RECORDED at guestUpdate']);
    expect(row(saturn, 142).birthday).toBe('1991-05-18');
  });

  test('that is recorded stays, and cannot be cleared; the same may be sent', async () => {
    const saturn = await given();
    expect(await born(saturn, 142, '1991-05-18')).toEqual(['FORBIDDEN BIRTHDAY_RECORDED at guestUpdate']);
    expect(await born(saturn, 142, null)).toEqual(['FORBIDDEN BIRTHDAY_RECORDED at guestUpdate']);
    expect(await born(saturn, 142, '1990-04-17')).toEqual([]);
    expect(row(saturn, 142).birthday).toBe('1990-04-17');
  });

  test('given twice at once is the one that came first', async () => {
    const saturn = await without(null);
    const told = await Promise.all([born(saturn, 142, '1991-05-18'), born(saturn, 142, '1992-06-19')]);
    expect(told.flat()).toEqual(['FORBIDDEN BIRTHDAY_RECORDED at guestUpdate']);
  });

  test('is a key free to change', async () => {
    const saturn = await given();
    const input = { guestId: saturn.id('Guest', 142), birthday: '1991-05-18' };
    expect((await saturn.ask(UPDATE, { input })).errors).toEqual([]);
  });
});

test.each([
  ['phones', ['+79000009999']],
  ['phones', null],
  ['note', 'Всегда с собакой'],
  ['note', null],
  ['tagIds', []],
])('%s %j is FORBIDDEN to a guest, without a call', async (field, value) => {
  const saturn = await given();
  const input = { guestId: saturn.id('Guest', 142), [field]: value };
  const { errors, calls } = await saturn.ask(UPDATE, { input }, MARIA);
  expect({ errors, calls }).toEqual({ errors: ['FORBIDDEN GUEST_TOKEN at guestUpdate'], calls: {} });
});

const another = (saturn: Given, type: 'Guest' | 'Card') => [
  saturn.id(type, OTHER),
  saturn.id(type, 999_999),
  encodeId('jupiter', type, 142),
  saturn.id(type === 'Card' ? 'Guest' : 'Card', 142),
];

test('another guest is not found, whether there is one or not, by the same one call', async () => {
  const saturn = await given();
  for (const guestId of another(saturn, 'Guest')) {
    const input = { guestId, name: { first: 'Чужой' }, consents: null, birthday: '2000-01-01' };
    expect(await saturn.see(UPDATE, { input }, MARIA)).toEqual({
      data: { guestUpdate: { __typename: 'GuestNotFoundError', code: 'GUEST_NOT_FOUND', path: ['input', 'guestId'] } },
      calls: { 'accounts.get': 1 },
    });
  }
});

describe('a temporary identifier', () => {
  test('is issued for the own card', async () => {
    const saturn = await given();
    const cardId = saturn.id('Card', 142);
    const { data, errors } = await saturn.ask(ISSUE, { cardId }, MARIA);
    expect({ data, errors }).toEqual({
      data: {
        temporaryIdentifierIssue: {
          __typename: 'TemporaryIdentifierIssuePayload',
          temporaryIdentifier: { value: expect.any(String), expiresAt: expect.any(String) },
          card: { id: cardId, balance: expect.any(String) },
        },
      },
      errors: [],
    });
  });

  test('is not issued for another card, whether there is one or not', async () => {
    const saturn = await given();
    for (const cardId of another(saturn, 'Card'))
      expect(await saturn.see(ISSUE, { cardId }, MARIA)).toEqual({
        data: {
          temporaryIdentifierIssue: {
            __typename: 'CardNotFoundError',
            code: 'CARD_NOT_FOUND',
            path: ['input', 'cardId'],
          },
        },
        calls: { 'accounts.get': 1 },
      });
  });

  test('is issued twelve times an hour to one guest, however many tokens they have; others are free', async () => {
    const saturn = await given();
    const issue = async (id: number, who = { principal: guestOf(id) }) =>
      (await saturn.ask(ISSUE, { cardId: saturn.id('Card', id) }, who)).result.errors?.[0]?.extensions;
    for (let times = 0; times < 12; times++) {
      expect(await issue(142)).toBe(undefined);
      saturn.clock.advance(60_000);
    }
    expect(await issue(142)).toEqual({ code: 'RATE_LIMITED', retryAfter: 48 * 60 });
    expect(await issue(OTHER)).toBe(undefined);
    const { errors } = await saturn.ask(ISSUE, { cardId: saturn.id('Card', 142) });
    expect(errors).toEqual([]);
    saturn.clock.advance(48 * 60_000);
    expect(await issue(142)).toBe(undefined);
  });
});

const CLOSED = EVERY.filter(({ name }) => name !== 'guestUpdate' && name !== 'temporaryIdentifierIssue');

test.each(CLOSED)('$name is FORBIDDEN to a guest, even about themselves, without a call', async ({ name, input }) => {
  const saturn = await given();
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const house = saturn as unknown as Parameters<typeof input>[0];
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`;
  expect(await saturn.see(source, { input: input(house) }, MARIA)).toEqual({
    data: { [name]: null },
    errors: [`FORBIDDEN GUEST_TOKEN at ${name}`],
    calls: {},
  });
});

const MOVE = { amount: '1.00', reason: 'Подарок', idempotencyKey: 'guest-key-0000000001' };

test.each<[name: string, input: (saturn: Given) => object]>([
  ['cardDeposit', ({ id }) => ({ cardId: id('Card', 142), ...MOVE })],
  ['cardWithdraw', ({ id }) => ({ cardId: id('Card', 142), ...MOVE })],
  ['cardDepositMany', ({ id }) => ({ deposits: [{ cardId: id('Card', 142), ...MOVE }] })],
  ['groupDeposit', ({ id }) => ({ groupId: id('Group', 1), ...MOVE })],
  ['groupWithdraw', ({ id }) => ({ groupId: id('Group', 1), ...MOVE })],
  ['guestTokenIssue', ({ id }) => ({ by: { id: id('Guest', 142) } })],
])('%s is FORBIDDEN to a guest, without a call', async (name, input) => {
  const saturn = await given();
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`;
  expect(await saturn.see(source, { input: input(saturn) }, MARIA)).toEqual({
    data: { [name]: null },
    errors: [`FORBIDDEN GUEST_TOKEN at ${name}`],
    calls: {},
  });
});
