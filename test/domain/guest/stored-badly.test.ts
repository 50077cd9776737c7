import { expect, test } from 'vitest';
import { hasEmail } from '../../../src/domain/account/match.ts';
import { holdsAll } from '../../../src/domain/account/update.ts';
import { createAlteringServer } from '../../kit/altering-server.ts';
import { given } from '../../kit/given.ts';

type Row = Record<string, unknown>;

const NAME_NFD = 'Андрей'.normalize('NFD');

async function givenStored(change: (row: Record<string, unknown>) => void) {
  const saturn = await given();
  change(saturn.account(142) as never);
  return saturn;
}

test.each([[null], [{ number: '79000001043' }], [['79000001043']], [true]])(
  '%j among the phones of a guest is left out alone: the guest, the page and lookups stay',
  async (entry) => {
    const saturn = await givenStored((row) => {
      row.phones = ['79000001042', entry];
    });
    const one = await saturn.ask('{ guest(by: { phone: "+79000001042" }) { upstreamId phones card { balance } } }');
    expect(one).toMatchObject({
      errors: [],
      data: { guest: { upstreamId: '142', phones: ['+79000001042'] } },
    });
    expect(saturn.tenant.dataIssues.get('unreadable_phone')).toBe(1);
    const list = await saturn.ask('{ guests(first: 100) { nodes { upstreamId phones } } }');
    expect(list.errors).toEqual([]);
    expect(list.data).toMatchObject({
      guests: { nodes: expect.arrayContaining([{ upstreamId: '142', phones: ['+79000001042'] }]) },
    });
  },
);

test.each<[string, string, (row: Record<string, unknown>) => void]>([
  [
    'phones of objects',
    'guest(by: { phone: "+79000001042" }) { phones }',
    (row) => {
      row.phones = [{ number: '79000001042' }];
    },
  ],
  [
    'phones of one text',
    'guest(by: { phone: "+79000001042" }) { phones }',
    (row) => {
      row.phones = '79000001042';
    },
  ],
  [
    'a name of an object',
    'guest(by: { phone: "+79000001042" }) { name { full } }',
    (row) => {
      row.firstName = { ru: 'Мария' };
    },
  ],
  [
    'consents of a text',
    'guest(by: { phone: "+79000001042" }) { consents { adult } }',
    (row) => {
      row.consents = 'personalData';
    },
  ],
  [
    'consents of a list',
    'guest(by: { phone: "+79000001042" }) { consents { adult } }',
    (row) => {
      row.consents = ['personalData'];
    },
  ],
])('%s are no value and no absence: an error', async (_, query, change) => {
  const saturn = await givenStored(change);
  const { data, errors } = await saturn.ask(`{ ${query} }`);
  expect({ data, errors }).toEqual({ data: { guest: null }, errors: ['UPSTREAM_MALFORMED at guest'] });
});

test.each(['0001-01-01T00:00:00', '0000-00-00 00:00:00', ''])(
  'a date of %j is none, wherever it stands',
  async (none) => {
    const empty = (row: Row) => {
      Object.assign(row, {
        birthday: none,
        updatedAt: none,
        validFrom: row.validFrom ?? none,
        validTo: none,
        registeredAt: none,
      });
      for (const one of row.identifiers as Row[]) one.expiresAt = none;
    };
    const saturn = await given({
      between: ({ origin }) =>
        createAlteringServer(origin, {
          answer(path, answer) {
            if (/^\/accounts\/\d+$/.test(path)) empty(answer);
            if (path === '/accounts/list') for (const row of answer.items as Row[]) empty(row);
          },
        }),
    });
    const { data, errors } = await saturn.ask(`{
    guest(by: { phone: "+79000001042" }) {
      birthday updatedAt card { updatedAt validity { from to } identifiers { expiresAt } }
    }
    guests(first: 3, filter: { phone: "79000001042", birthday: { range: { from: "04-01", to: "04-30" } } }) { nodes { birthday } }
  }`);
    const identifiers = [{ expiresAt: null }, { expiresAt: null }, { expiresAt: null }];
    const card = { updatedAt: null, validity: { from: null, to: null }, identifiers };
    expect({ data, errors }).toEqual({
      errors: [],
      data: { guest: { birthday: null, updatedAt: null, card }, guests: { nodes: [{ birthday: null }] } },
    });
    const update = `mutation { cardUpdate(input: { cardId: "${saturn.id('Card', 142)}", validity: { from: "2026-01-01" } }) {
    __typename ... on UserError { code } } }`;
    expect(await saturn.ask(update)).toMatchObject({
      errors: [],
      data: { cardUpdate: { __typename: 'CardUpdatePayload' } },
    });
  },
);

test("an e-mail of an object is nobody's absence: a lookup fails", () => {
  const row = { email: { address: 'maria@saturn.example' } } as never;
  expect(() => hasEmail(row, 'maria@saturn.example')).toThrow('MALFORMED Account.email');
});

test('a text that a server keeps in parts is told whole', async () => {
  const saturn = await givenStored((row) => {
    row.firstName = NAME_NFD;
  });
  const { data } = await saturn.ask('{ guest(by: { phone: "+79000001042" }) { name { first } } }');
  expect(data).toMatchObject({ guest: { name: { first: NAME_NFD.normalize('NFC') } } });
});

test('and is held against what was sent as whole', () => {
  const row = { firstName: NAME_NFD, email: `${NAME_NFD}@x.example`, phones: [], tagIds: [1] } as never;
  expect(holdsAll(row, { firstName: 'Андрей', tagIds: [1] })).toBe(true);
  expect(holdsAll(row, { firstName: 'Андреи' })).toBe(false);
  expect(hasEmail(row, 'андрей@X.example')).toBe(true);
});

test.each([['guestUpdate', { name: { first: '\u200eАндрей'.normalize('NFD') }, email: 'a\u200b@x.example' }]])(
  '%s sends texts whole and without what nobody sees',
  async (mutation, change) => {
    const saturn = await given();
    await saturn.mutate(mutation, { guestId: saturn.id('Guest', 142), ...change });
    expect(saturn.writes()).toEqual([
      { operation: 'accounts.update', body: { firstName: 'Андрей', email: 'a@x.example' } },
    ]);
  },
);

test('an identifier with a mark that nobody sees is stored and found without it', async () => {
  const saturn = await given();
  const input = { cardId: saturn.id('Card', 142), typeId: saturn.id('IdentifierType', 1), value: '900555\u200e' };
  await saturn.mutate('identifierAdd', input);
  expect(saturn.writes()).toEqual([{ operation: 'accounts.addIdentifier', body: { typeId: 1, value: '900555' } }]);
  for (const value of ['900555', '\u2068900\u200b555\u2069'])
    expect(
      (
        await saturn.ask('query ($value: String!) { card(by: { identifier: { value: $value } }) { upstreamId } }', {
          value,
        })
      ).data,
    ).toEqual({ card: { upstreamId: '142' } });
});

test.each([
  ['+852 5123 4567', '85251234567'],
  ['+84 912 345 678', '84912345678'],
  ['+960 771 2345', '9607712345'],
])('a guest of %s is registered, found and told by this number', async (phone, digits) => {
  const saturn = await given();
  const groupId = saturn.id('Group', 1);
  const { result } = await saturn.mutate('guestRegister', { phone, groupId }, 'alreadyExisted guest { phones }');
  expect(result).toMatchObject({ alreadyExisted: false, guest: { phones: [`+${digits}`] } });
  const found = await saturn.ask('query ($phone: String!) { guest(by: { phone: $phone }) { phones } }', { phone });
  expect(found.data).toEqual({ guest: { phones: [`+${digits}`] } });
  const again = await saturn.mutate('guestRegister', { phone, groupId }, 'alreadyExisted');
  expect(again.result).toMatchObject({ alreadyExisted: true });
});
