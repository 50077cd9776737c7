import { describe, expect, test } from 'vitest';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import { type Alterations, createAlteringServer } from '../kit/altering-server.ts';
import { at } from '../kit/at.ts';
import { type Given, given } from '../kit/given.ts';

type Row = Record<string, unknown>;

const rowsOf = (answer: Row): Row[] => (Array.isArray(answer.items) ? answer.items : []);
const listed = (list: string, alter: (answer: Row, rows: Row[]) => void): Alterations => ({
  answer(path, answer) {
    if (path === `/${list}/list`) alter(answer, rowsOf(answer));
  },
});
const asked = (path: string, alter: (query: URLSearchParams) => unknown): Alterations => ({
  query(own, query) {
    if (own === path) alter(query);
  },
});
const behind = (server: Alterations) => given({ between: ({ origin }) => createAlteringServer(origin, server) });

const QUERIES = {
  operations: '{ operations(first: 20) { nodes { upstreamId } } }',
  cards: '{ cards(first: 20) { nodes { upstreamId } } }',
  dictionary: '{ groups { name } }',
  ofCard: '{ card(by: { upstreamId: "101" }) { operations(first: 5) { nodes { upstreamId } } } }',
  search: '{ cards(first: 5, filter: { search: "Соколов" }) { nodes { upstreamId } } }',
  temporary: '{ card(by: { identifier: { value: "7777777" } }) { upstreamId } }',
  kinds: '{ operations(first: 5, filter: { kinds: [DEPOSIT] }) { nodes { kind } } }',
  bornInMay: '{ guests(first: 5, filter: { birthday: { range: { from: "05-01", to: "05-31" } } }) { nodes { id } } }',
  byEmail: '{ guests(first: 5, filter: { email: "a@b.example" }) { nodes { id } } }',
  changed: '{ guests(first: 5, filter: { updatedSince: "2020-01-01T00:00:00Z" }) { nodes { id } } }',
  period: '{ operations(first: 5, filter: { from: "2020-01-01T00:00:00Z" }) { nodes { id } } }',
  byPhone: '{ guest(by: { phone: "+79000001042" }) { id } }',
  ofRestaurant: `{ operations(first: 5, filter: { restaurant: "${encodeId('saturn', 'Restaurant', 1)}" }) { nodes { id } } }`,
  ofGroup: `{ operations(first: 5, filter: { group: "${encodeId('saturn', 'Group', 2)}" }) { nodes { id } } }`,
  ofCards: '{ cards(first: 3) { nodes { operations(first: 2) { nodes { id } } } } }',
  byAddress: '{ guest(by: { email: "Maria.Ivanova@saturn-guest.example" }) { id } }',
};

/** A filter that gives everybody, of rows that do not tell what was asked for. */
const untold = (parameter: string, property: string): Alterations => ({
  ...asked('/accounts/list', (query) => query.delete(parameter)),
  ...listed('accounts', (_answer, rows) => {
    for (const row of rows) delete row[property];
  }),
});

/** A filter that gives nobody but for what is written in this form. */
const formed = (parameter: string, form: RegExp): Alterations =>
  asked('/accounts/list', (query) => {
    const value = query.get(parameter);
    if (value !== null && !form.test(value)) query.set('search', 'ъъъ');
  });

/** A filter of operations that gives none. */
const emptied = (...parameters: string[]): Alterations =>
  asked('/operations/list', (query) => {
    for (const name of parameters) if (query.has(name)) query.set(name, '2147483646');
  });

test.each<[string, Alterations, keyof typeof QUERIES, string]>([
  ['a card that operations know by another id', emptied('accountId'), 'ofCard', 'UPSTREAM_UNSUPPORTED'],
  ['a restaurant that operations know by another id', emptied('restaurantId'), 'ofRestaurant', 'UPSTREAM_UNSUPPORTED'],
  ['a group that operations know by another id', emptied('groupId'), 'ofGroup', 'UPSTREAM_UNSUPPORTED'],
  ['a search that finds nothing', formed('search', /^$/), 'search', 'UPSTREAM_UNSUPPORTED'],
  ...[/^\+7/, /^8/, /^9/].map((form): [string, Alterations, keyof typeof QUERIES, string] => [
    `phones that are found by ${form.source} alone`,
    formed('phone', form),
    'byPhone',
    'UPSTREAM_UNSUPPORTED',
  ]),
  ['addresses that are found in capitals alone', formed('email', /^[^a-z]*$/), 'byAddress', 'UPSTREAM_UNSUPPORTED'],
  [
    'operations from old to new',
    listed('operations', (_answer, rows) => void rows.reverse()),
    'operations',
    'UPSTREAM_MALFORMED ORDER_IGNORED',
  ],
  [
    'two of them that change places',
    listed('operations', (_answer, rows) => void rows.splice(1, 0, ...rows.splice(9, 1))),
    'operations',
    'UPSTREAM_MALFORMED ORDER_IGNORED',
  ],
  ...(['operations', 'cards', 'dictionary'] as const).map(
    (name): [string, Alterations, keyof typeof QUERIES, string] => [
      `a row that comes twice: ${name}`,
      listed(name === 'dictionary' ? 'account_groups' : name === 'cards' ? 'accounts' : name, (_answer, rows) => {
        if (rows[1]) rows[2] = rows[1];
      }),
      name,
      'UPSTREAM_MALFORMED ROW_REPEATED',
    ],
  ),
  [
    'operations of another card than asked for',
    listed('operations', (_answer, rows) => {
      for (const row of rows) row.accountId = 102;
    }),
    'ofCard',
    'UPSTREAM_MALFORMED OTHER_ROW',
  ],
  [
    'a search that is ignored',
    asked('/accounts/list', (query) => query.delete('search')),
    'search',
    'UPSTREAM_UNSUPPORTED',
  ],
  [
    'a look-up that finds somebody for everything',
    asked('/accounts/by_identifier', (query) => query.set('value', '79000001001')),
    'temporary',
    'UPSTREAM_UNSUPPORTED',
  ],
  [
    'kinds in words of its own, by which it filters',
    {
      ...asked('/operations/list', (query) => {
        if (query.has('kind')) query.set('dateTo', '1990-01-01T00:00:00');
      }),
      ...listed('operations', (_answer, rows) => {
        for (const row of rows) row.kind = `их-${String(row.kind)}`;
      }),
    },
    'kinds',
    'UPSTREAM_MALFORMED UNKNOWN_KINDS',
  ],
  ['birthdays that no row tells', untold('birthdayFrom', 'birthday'), 'bornInMay', 'UPSTREAM_UNSUPPORTED'],
  ['addresses that no row tells', untold('email', 'email'), 'byEmail', 'UPSTREAM_UNSUPPORTED'],
  ['times of changes that no row tells', untold('updatedFrom', 'updatedAt'), 'changed', 'UPSTREAM_UNSUPPORTED'],
  [
    'a time that a server reads otherwise, so that no guest has changed',
    asked('/accounts/list', (query) => query.has('updatedFrom') && query.set('search', 'ъъъ')),
    'changed',
    'UPSTREAM_UNSUPPORTED',
  ],
  [
    'a time that a server reads otherwise, so that no operation is left',
    asked('/operations/list', (query) => query.has('dateFrom') && query.set('dateTo', '1990-01-01T00:00:00')),
    'period',
    'UPSTREAM_MALFORMED FILTER_IGNORED',
  ],
])('%s: an error, no wrong answer', async (_what, server, name, error) => {
  const the = await behind(server);
  const { errors } = await the.ask(QUERIES[name]);
  expect(errors.map((one) => one.replace(/ at .*/, ''))).toEqual([error]);
});

test('a phone that nobody is known to have proves nothing of those that come later', async () => {
  let hasPhones = false;
  const the = await behind({
    ...formed('phone', /^8/),
    ...listed('accounts', (_answer, rows) => {
      for (const row of rows) if (!hasPhones) row.phones = [];
    }),
  });
  for (let times = 3; times > 0; times--)
    expect(await the.ask(QUERIES.byPhone)).toMatchObject({ data: { guest: null }, errors: [] });
  hasPhones = true;
  for (let times = 2; times > 0; times--)
    expect((await the.ask(QUERIES.byPhone)).errors).toEqual(['UPSTREAM_UNSUPPORTED at guest']);
});

test('what a server without operations does with times proves nothing of those that come later', async () => {
  let isNew = true;
  const the = await behind({
    ...asked('/operations/list', (query) => query.has('dateFrom') && query.set('dateTo', '1990-01-01T00:00:00')),
    ...listed('operations', (answer) => {
      if (isNew) Object.assign(answer, { items: [], total: 0 });
    }),
  });
  expect((await the.ask(QUERIES.period)).errors).toEqual([]);
  isNew = false;
  expect((await the.ask(QUERIES.period)).errors).toEqual([expect.stringContaining('FILTER_IGNORED')]);
});

test('several cards that operations know by other ids are each an error', async () => {
  const { errors } = await (await behind(emptied('accountId', 'accountIds'))).ask(QUERIES.ofCards);
  expect(errors).toEqual([0, 1, 2].map((at) => `UPSTREAM_UNSUPPORTED at cards.nodes.${at}.operations`));
});

test('a number that a list of cards expects in another form is an error', async () => {
  const the = await given({
    tenant: { dialect: { missing: ['accounts.byIdentifier'] } },
    between: ({ origin }) => createAlteringServer(origin, formed('identifier', /-/)),
  });
  const query = '{ card(by: { identifier: { value: "2000000010427" } }) { id } }';
  expect((await the.ask(query)).errors).toEqual(['UPSTREAM_UNSUPPORTED at card']);
});

describe('what a right server does is asked for once at most', () => {
  const calls = async (the: Given, query: string) => {
    const { errors, calls } = await the.ask(query);
    expect(errors).toEqual([]);
    return calls;
  };

  test('a search by what rows do not show', async () => {
    const the = await behind(
      listed('accounts', (_answer, rows) => {
        for (const row of rows) row.lastName = null;
      }),
    );
    expect(await calls(the, QUERIES.search)).toEqual({ 'accounts.list': 2 });
    expect(await calls(the, QUERIES.search)).toEqual({ 'accounts.list': 1 });
    expect(await calls(await given(), QUERIES.search)).toEqual({ 'accounts.list': 1 });
  });

  test('a discount that no card has, where 0 stands for none', async () => {
    const the = await behind({
      ...asked('/accounts/list', (query) => query.has('discountId') && query.set('search', 'ъъъ')),
      ...listed('accounts', (_answer, rows) => {
        for (const row of rows) row.discountId = 0;
      }),
    });
    const query = `{ cards(first: 5, filter: { discount: "${the.id('PosDiscount', 3)}" }) { nodes { id } } }`;
    expect((await the.ask(query)).errors).toEqual([]);
    expect(await calls(the, query)).toEqual({ 'accounts.list': 1 });
  });

  test('a filter by what rows do not show, of a server that breaks off where nobody can have such a value', async () => {
    const the = await behind({
      ...listed('accounts', (_answer, rows) => {
        for (const row of rows) delete row.birthday;
      }),
      breaks: (_path, query) => query.get('birthdayFrom') === '02-30',
    });
    const all = QUERIES.bornInMay.replace('05-01', '01-01').replace('05-31', '12-31');
    expect((await the.ask(all)).errors).toEqual([]);
    expect(await calls(the, all)).toEqual({ 'accounts.list': 1 });
  });

  test.each(['{ guest(by: { phone: "79999999990" }) { id } }', '{ guest(by: { email: "a@b.example" }) { id } }'])(
    'a guest that is not there: %s',
    async (query) => {
      const the = await given();
      expect(await calls(the, query)).toEqual({ 'accounts.list': 3 });
      expect(await calls(the, query.replace('99', '98').replace('a@', 'c@'))).toEqual({ 'accounts.list': 1 });
      const warm = await given();
      await warm.ask(QUERIES.byPhone);
      await warm.ask(QUERIES.byAddress);
      expect(await calls(warm, query)).toEqual({ 'accounts.list': 1 });
    },
  );

  test('a search that finds nothing, and a restaurant without operations', async () => {
    const the = await given();
    const nobody = QUERIES.search.replace('Соколов', 'Нетаков');
    expect(await calls(the, nobody)).toEqual({ 'accounts.list': 3 });
    expect(await calls(the, nobody)).toEqual({ 'accounts.list': 1 });
    const none = `{ operations(first: 5, filter: { restaurant: "${the.id('Restaurant', 99)}" }) { nodes { id } } }`;
    expect(await calls(the, none)).toEqual({ 'operations.list': 3 });
    expect(await calls(the, none)).toEqual({ 'operations.list': 1 });
  });

  test('a kind that a server lets through and nobody has booked', async () => {
    const the = await given();
    const query =
      '{ operations(first: 5, filter: { kinds: [REFERRAL], to: "2019-01-01T00:00:00Z" }) { nodes { kind } } }';
    // For other kinds, and for the time of a row that is there.
    expect(await calls(the, query)).toEqual({ 'operations.list': 4 });
    await calls(the, QUERIES.kinds);
    expect(await calls(the, query)).toEqual({ 'operations.list': 1 });
  });

  test('guests that have not changed, and operations of a time without any', async () => {
    const the = await given();
    const unchanged = '{ guests(first: 5, filter: { updatedSince: "2030-01-01T00:00:00Z" }) { nodes { id } } }';
    expect(await calls(the, unchanged)).toEqual({ 'accounts.list': 3 });
    expect(await calls(the, unchanged)).toEqual({ 'accounts.list': 1 });
    const none = '{ operations(first: 5, filter: { to: "2019-01-01T00:00:00Z" }) { nodes { kind } } }';
    expect(await calls(the, none)).toEqual({ 'operations.list': 3 });
    expect(await calls(the, none)).toEqual({ 'operations.list': 1 });
  });

  test('clocks that are set back put a later local time behind an earlier one', async () => {
    const times = ['2026-10-25T02:10:00', '2026-10-25T02:50:00', '2026-10-25T01:59:59'];
    const the = await given({
      timeZone: 'Europe/Berlin',
      clock: '2026-10-25T12:00:00Z',
      between: ({ origin }) =>
        createAlteringServer(
          origin,
          listed('operations', (answer, rows) => {
            answer.items = rows.slice(0, 3).map((row, index) => ({ ...row, createdAt: times[index] }));
            answer.total = 3;
          }),
        ),
    });
    const { data, errors } = await the.ask(QUERIES.operations);
    expect(errors).toEqual([]);
    expect(at(data, 'operations', 'nodes')).toHaveLength(3);
  });
});

test('a total of all rows beside those of a filter is an error once it shows', async () => {
  const the = await behind({
    ...asked('/accounts/list', () => {}),
    answer(path, answer) {
      if (path === '/accounts/list' && rowsOf(answer).length < 30) answer.total = 36;
    },
  });
  const group = the.id('Group', 2);
  const query = `{ cards(first: 3, filter: { group: "${group}" }) { totalCount } }`;
  await the.ask('{ cards(first: 1) { totalCount } }');
  expect((await the.ask(query)).errors).toEqual(['UPSTREAM_MALFORMED TOTAL_EXCEEDS_ROWS at cards.totalCount']);
  const right = await given();
  await right.ask('{ cards(first: 1) { totalCount } }');
  expect(await right.see(query)).toEqual({ data: { cards: { totalCount: 7 } }, calls: { 'accounts.list': 1 } });
});
