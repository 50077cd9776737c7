import { expect, test } from 'vitest';
import { listAccounts } from '../../src/upstream/resources/accounts.ts';
import { accountsByIds } from '../../src/upstream/resources/accounts-by-ids.ts';
import { listOperations } from '../../src/upstream/resources/operations.ts';
import { codes, examineAt } from '../kit/examine.ts';
import { CARDS, MOVES, Status, type Team, type TeamCall, teamServer } from '../kit/team-server.ts';
import { clientOf } from '../kit/upstream-client.ts';

const number = (text: string | null, or: number) => (text === null ? or : Number(text));
const dayOf = (at: number) => new Date((at + 3 * 3600) * 1000).toISOString().slice(0, 10);

/** No document: a framework's envelope, nested people, two phones, ids in queries, milliseconds, filters by days. */
function nested(): Team['routes'] {
  const rowOf = (card: (typeof CARDS)[number]) => ({
    id: card.id,
    person: { last_name: card.lastName, first_name: 'Анна' },
    group: { id: card.groupId, name: `Группа ${card.groupId}` },
    phone1: card.phones[0],
    phone2: '',
    balance: card.balance / 100 + 0.25,
    is_blocked: card.isBlocked,
    identifiers: card.identifiers.map(({ id, accountId, typeId, value }) => ({
      id,
      account_id: accountId,
      type_id: typeId,
      value,
    })),
    registered_at: 1_750_000_000_000,
  });
  const page = (rows: readonly unknown[], { query }: TeamCall) => {
    const [at, size] = [number(query.get('offset'), 0), number(query.get('limit'), 15)];
    return { data: rows.slice(at, at + size), meta: { total: rows.length } };
  };
  return {
    'POST /api/v0/auth/login': () => ({ access_token: 'token-of-a-team' }),
    'GET /api/v0/auth/info': () => ({ id: 1, login: 'gateway' }),
    'GET /api/v0/accounts/list': (call) => {
      const ids = call.query.getAll('ids').map(Number);
      const group = call.query.get('group_id');
      const rows = CARDS.filter(({ id }) => ids.length === 0 || ids.includes(id));
      return page(rows.filter(({ groupId }) => group === null || groupId === Number(group)).map(rowOf), call);
    },
    'GET /api/v0/accounts/get': ({ query }) => {
      const card = CARDS.find(({ id }) => id === Number(query.get('id')));
      return card ? rowOf(card) : new Status(404, { detail: 'no such card' });
    },
    'GET /api/v0/operations/list': (call) => {
      const from = call.query.get('date_from');
      if (from !== null && !/^\d{4}-\d\d-\d\d$/.test(from)) return new Status(422, { detail: 'a day, please' });
      const account = call.query.get('account_id');
      const rows = MOVES.filter(({ accountId }) => account === null || accountId === Number(account));
      const shown = rows
        .filter(({ at }) => from === null || dayOf(at) >= from)
        .map(({ at, accountId, createdAt: _, amount, ...move }) => ({
          ...move,
          account_id: accountId,
          amount: amount / 100,
          created_at: at * 1000,
        }));
      return page(shown, call);
    },
    'POST /api/v0/operations/deposit': () => new Status(500),
  };
}

test('a server of nested rows, ids in queries and milliseconds is seen through without a document', async () => {
  const server = await teamServer({ routes: nested() });
  const found = await examineAt(server.url);
  expect(found.dialect).toMatchObject({
    keyCase: 'snake',
    moneyUnit: 'roubles',
    repeatedLists: true,
    dateBounds: 'day',
    forms: { dateTime: 'epochMs' },
    paths: { 'accounts.get': 'GET /accounts/get?id={id}' },
    names: {
      'Account.items': 'data',
      'Account.total': 'meta.total',
      'Account.groupId': 'group.id',
      'Account.lastName': 'person.last_name',
      'Account.firstName': 'person.first_name',
      'Account.phones': '[phone1, phone2]',
    },
  });
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
  const upstream = clientOf(server.url, { dialect: found.dialect });
  const [third, first] = await accountsByIds(upstream, [CARDS[2]?.id ?? 0, CARDS[0]?.id ?? 0]);
  expect(third).toMatchObject({ lastName: 'Фамилия2', groupId: 3, phones: ['79001234002'] });
  expect(first).toMatchObject({ id: CARDS[0]?.id, balance: 48_276 });
  const { items } = await listOperations(upstream, { accountId: CARDS[0]?.id ?? 0, limit: 1 });
  expect(items).toMatchObject([{ createdAt: MOVES[0]?.createdAt, amount: MOVES[0]?.amount }]);
});

test('changes of a server without a document are looked for by a method that changes nothing', async () => {
  const server = await teamServer({ routes: nested() });
  const { findings, operations } = await examineAt(server.url);
  const stateOf = (id: string) => operations.find(({ operation }) => operation === id)?.state;
  expect([stateOf('operations.deposit'), stateOf('operations.withdraw')]).toEqual(['present', 'missing']);
  const missing = findings.filter(({ code }) => code === 'OPERATION_MISSING').map(({ operation }) => operation);
  expect(missing).toContain('operations.withdraw');
  expect(missing).not.toContain('operations.deposit');
  expect(server.requests.filter((line) => !/^GET|^POST \S+login$/.test(line))).toEqual([]);
});

const text = { type: 'string' };
const int = { type: 'integer' };
const query = (name: string, required = false) => ({
  name,
  in: 'query',
  required,
  schema: /id|page|size/.test(name) ? int : text,
});
const answers = (schema: object) => ({
  responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } },
});
const takes = (properties: object) => ({
  requestBody: { content: { 'application/json': { schema: { type: 'object', properties } } } },
});
const rowsOf = (properties: object) => ({
  type: 'object',
  properties: { items: { type: 'array', items: { type: 'object', properties } }, total: int },
});
const CLIENT = {
  id: int,
  categoryId: int,
  surname: text,
  phone: text,
  extraPhone: text,
  balanceKopecks: int,
  isBlocked: { type: 'boolean' },
  cards: {
    type: 'array',
    items: { type: 'object', properties: { id: int, clientId: int, typeId: int, number: text } },
  },
  createdAt: text,
};
const MOVE = {
  id: int,
  clientId: int,
  type: { type: 'string', enum: ['DEPOSIT', 'WITHDRAW'] },
  kopecks: int,
  comment: text,
  createdAt: text,
};
const DOCUMENT = {
  openapi: '3.0.2',
  paths: {
    '/auth/login': {
      post: { ...takes({ login: text, password: text }), ...answers({ type: 'object', properties: { token: text } }) },
    },
    '/auth/info': { get: answers({ type: 'object', properties: { id: int, login: text } }) },
    '/clients/search': {
      get: {
        parameters: [query('page'), query('size'), query('phone'), query('categoryId')],
        ...answers(rowsOf(CLIENT)),
      },
    },
    '/clients/details': {
      get: { parameters: [query('clientId', true)], ...answers({ type: 'object', properties: CLIENT }) },
    },
    '/transactions/search': {
      get: { parameters: [query('page'), query('size'), query('clientId')], ...answers(rowsOf(MOVE)) },
    },
    '/transactions/accrue': {
      post: {
        ...takes({ clientId: int, amount: text, comment: text }),
        ...answers({ type: 'object', properties: MOVE }),
      },
    },
  },
};

/** A document, numbered pages, an id in the query, two phones, units in names, a text as an amount; it hides a change and a dictionary. */
function documented(): Team['routes'] {
  const rowOf = ({
    id,
    groupId,
    lastName,
    phones,
    balance,
    isBlocked,
    identifiers,
    registeredAt,
  }: (typeof CARDS)[number]) => ({
    id,
    categoryId: groupId,
    surname: lastName,
    phone: phones[0],
    extraPhone: null,
    balanceKopecks: balance,
    isBlocked,
    cards: identifiers.map(({ value, accountId, ...one }) => ({ ...one, clientId: accountId, number: value })),
    createdAt: registeredAt,
  });
  const page = (rows: readonly unknown[], call: TeamCall) => {
    const size = number(call.query.get('size'), 20);
    const at = (number(call.query.get('page'), 1) - 1) * size;
    return { items: rows.slice(at, at + size), total: rows.length };
  };
  return {
    'GET /openapi.json': () => DOCUMENT,
    'POST /api/v0/auth/login': () => ({ token: 'token-of-a-team' }),
    'GET /api/v0/auth/info': () => ({ id: 1, login: 'gateway' }),
    'GET /api/v0/clients/search': (call) => {
      const phone = call.query.get('phone');
      return page(CARDS.filter(({ phones }) => phone === null || phones.includes(phone)).map(rowOf), call);
    },
    'GET /api/v0/clients/details': (call) => {
      const card = CARDS.find(({ id }) => id === Number(call.query.get('clientId')));
      return card ? rowOf(card) : new Status(404, { detail: 'no such client' });
    },
    'GET /api/v0/transactions/search': (call) => {
      const client = call.query.get('clientId');
      const rows = MOVES.filter(({ accountId }) => client === null || accountId === Number(client));
      const shown = rows.map(({ at: _, accountId, kind, amount, reason, ...move }) => ({
        ...move,
        clientId: accountId,
        type: kind,
        kopecks: amount,
        comment: reason,
      }));
      return page(shown, call);
    },
    'POST /api/v0/transactions/accrue': () => new Status(500),
    'POST /api/v0/operations/withdraw': () => new Status(500),
    'GET /api/v0/account_groups/list': () => [{ id: 1, name: 'Гости' }],
  };
}

test('a server of numbered pages, ids in queries and hidden operations is seen through by its document', async () => {
  const server = await teamServer({ routes: documented() });
  const found = await examineAt(server.url);
  expect(found.dialect).toMatchObject({
    paging: { offset: 'page', limit: 'size', from: 1 },
    paths: {
      'accounts.list': 'GET /clients/search',
      'accounts.get': 'GET /clients/details?clientId={id}',
      'operations.list': 'GET /transactions/search',
      'operations.deposit': 'POST /transactions/accrue',
    },
    names: {
      'Account.phones': '[phone, extraPhone]',
      'Account.identifiers': 'cards',
      'Account.balance': 'balanceKopecks',
      'Operation.amount': 'kopecks',
    },
  });
  expect(found.dialect.moneyUnit).toBeUndefined();
  expect(found.dialect.missing).not.toContain('accountGroups.list');
  const told = (code: string) => found.findings.filter((finding) => finding.code === code);
  expect(told('OPERATION_HIDDEN').map(({ operation }) => operation)).toEqual([
    'operations.withdraw',
    'accountGroups.list',
  ]);
  expect(told('NEEDS_ADAPTER').map(({ text }) => text)).toEqual([expect.stringContaining('Amounts as text in bodies')]);
  expect(told('PARAMETER_MISSING').filter(({ severity }) => severity === 'warning')).toEqual([]);
  const upstream = clientOf(server.url, { dialect: found.dialect });
  const { items, total } = await listAccounts(upstream, { phone: CARDS[5]?.phones[0] ?? '', limit: 5 });
  expect([items.length, total, items[0]?.lastName, items[0]?.phones]).toEqual([1, 1, 'Фамилия5', CARDS[5]?.phones]);
  // What is written is what is found again, however it is spelt.
  const { moneyUnit: _, ...written } = found.dialect;
  const again = await examineAt(server.url, { dialect: { ...written, money: { Account: 'kopecks' } } });
  expect(codes(again, 'info')).toContain('DIALECT_FITS');
});
