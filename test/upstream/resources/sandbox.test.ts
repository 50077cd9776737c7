import { expect, test } from 'vitest';
import { isOperation, OPERATIONS } from '../../../src/contract/names.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { createFixedTokens } from '../../../src/upstream/auth/tokens.ts';
import type { UpstreamOptions } from '../../../src/upstream/client.ts';
import * as accounts from '../../../src/upstream/resources/accounts.ts';
import { accountsByIds } from '../../../src/upstream/resources/accounts-by-ids.ts';
import * as discounts from '../../../src/upstream/resources/discounts.ts';
import * as groups from '../../../src/upstream/resources/groups.ts';
import * as types from '../../../src/upstream/resources/identifier-types.ts';
import * as identifiers from '../../../src/upstream/resources/identifiers.ts';
import { type ListOperation, listCall, readAll } from '../../../src/upstream/resources/list-call.ts';
import * as operations from '../../../src/upstream/resources/operations.ts';
import * as reports from '../../../src/upstream/resources/reports.ts';
import { getCall, type RowOperation } from '../../../src/upstream/resources/row-call.ts';
import * as sessions from '../../../src/upstream/resources/sessions.ts';
import { publicSettings } from '../../../src/upstream/resources/settings.ts';
import * as users from '../../../src/upstream/resources/users.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { given } from '../../kit/given.ts';
import { clientOf, type Given } from '../../kit/upstream-client.ts';

const login = { credentials: { login: 'admin', password: new Secret('admin') } };

const listRestaurants = listCall('restaurants.list');

/** Everything that can be read, of a few rows. */
async function readEverything(upstream: Given) {
  const { items } = await accounts.listAccounts(upstream, { limit: 5, sort: 'lastName', order: 'desc' });
  const first = items[0];
  if (!first) throw new Error('no accounts');
  const history = await operations.listOperations(upstream, { accountIds: items.map(({ id }) => id), limit: 50 });
  const value = items.flatMap((row) => row.identifiers).find(({ isTemporary }) => !isTemporary)?.value ?? '';
  return {
    items,
    history,
    kinds: await operations.listOperations(upstream, { kind: ['POS_PAYMENT', 'DEPOSIT'], limit: 5 }),
    operation: await operations.getOperation(upstream, history.items[0]?.id ?? 0),
    byIds: await accountsByIds(
      upstream,
      items.map(({ id }) => id),
    ),
    single: await accounts.getAccount(upstream, first.id),
    found: await accounts.accountByIdentifier(upstream, { value }),
    balance: await accounts.accountBalance(upstream, first.id),
    report: await accounts.accountReport(upstream, first.id),
    groups: await readAll(upstream, listCall('accountGroups.list')),
    group: await groups.getGroup(upstream, first.groupId),
    types: await readAll(upstream, listCall('identifierTypes.list')),
    type: await types.getIdentifierType(upstream, 1),
    discounts: await readAll(upstream, listCall('discounts.list')),
    ladders: await listCall('discounts.list')(upstream, { kind: 'COMPOUND' }),
    restaurants: await readAll(upstream, listRestaurants),
    tags: await readAll(upstream, listCall('tags.list')),
    settings: await publicSettings(upstream),
    users: await readAll(upstream, listCall('users.list')),
    me: await users.authInfo(upstream),
    reports: await reports.listReports(upstream),
    totals: await reports.getReport(upstream, 'TOTALS', { limit: 5 }),
  };
}

test('every operation of the contract is a typed function that the emulated server understands', async () => {
  const server = (await given()).sandbox;
  const upstream = clientOf(server.url, login);
  const seen = await readEverything(upstream);
  expect(seen.byIds).toEqual(seen.items);
  expect(seen.single).toEqual(seen.items[0]);
  await discounts.getDiscount(upstream, seen.ladders.items[0]?.id ?? 0);

  const group = await groups.insertGroup(upstream, { name: 'Новая' });
  expect(await groups.updateGroup(upstream, group.id, { comment: 'x' })).toEqual({
    id: group.id,
    name: 'Новая',
    comment: 'x',
  });
  const type = await types.insertIdentifierType(upstream, { name: 'Кольцо', kind: 'OTHER' });
  expect((await types.updateIdentifierType(upstream, type.id, { name: 'Перстень' })).name).toBe('Перстень');
  const ladder = {
    name: 'Лестница',
    accumulationPeriod: null,
    levels: [{ name: 'Бронза', threshold: 0, rkDiscountCode: 1 }],
  };
  const made = await discounts.insertCompound(upstream, ladder);
  expect((await discounts.updateCompound(upstream, made.id, { name: 'Ступени' })).name).toBe('Ступени');

  const card = await accounts.insertAccount(upstream, {
    groupId: group.id,
    lastName: 'Тестов',
    phones: ['79000009999'],
    gender: 'MALE',
  });
  expect((await accounts.updateAccount(upstream, card.id, { lastName: null })).lastName).toBeNull();
  const identifier = await identifiers.addIdentifier(upstream, card.id, { typeId: 1, value: '9223372036854775807' });
  expect((await accounts.accountByIdentifier(upstream, { value: '9223372036854775807' }))?.id).toBe(card.id);
  await identifiers.removeIdentifier(upstream, card.id, identifier.id);
  expect((await identifiers.issueTemporaryIdentifier(upstream, card.id)).value).toMatch(/^\d+$/);
  expect(
    (await operations.deposit(upstream, { accountId: card.id, amount: 10_000, reason: 'Подарок' })).balanceAfter,
  ).toBe(10_000);
  expect((await operations.withdraw(upstream, { accountId: card.id, amount: 4000, reason: 'Доставка' })).amount).toBe(
    -4000,
  );
  expect(await operations.groupDeposit(upstream, { groupId: group.id, amount: 100, reason: 'Всем' })).toMatchObject({
    processed: 1,
    total: 100,
  });
  expect(await operations.groupWithdraw(upstream, { groupId: group.id, amount: 100, reason: 'Назад' })).toMatchObject({
    processed: 1,
  });
  expect((await accounts.blockAccount(upstream, card.id, 'Утеряна')).blockReason).toBe('Утеряна');
  expect((await accounts.unblockAccount(upstream, card.id)).isBlocked).toBe(false);

  const pair = await sessions.logIn(upstream, 'hostess', new Secret('hostess'));
  const renewed = await sessions.refreshSession(upstream, new Secret(pair.refreshToken ?? ''));
  const tokens = createFixedTokens(upstream.client.dialect, new Secret(renewed.accessToken));
  expect((await users.authInfo({ ...upstream, context: { tokens } })).login).toBe('hostess');
  await sessions.logOut({ ...upstream, context: { tokens } });

  // The rest are lists and rows without a function of their own: the concepts read them by `listCall` and `getCall`.
  const uncalled = () => {
    const called = new Set(Object.keys(upstream.client.counters.calls));
    return OPERATIONS.filter((operation) => !called.has(operation));
  };
  for (const operation of uncalled().filter((one) => one.endsWith('.list'))) {
    const [row] = await readAll(upstream, listCall(operation as ListOperation));
    const single = operation.replace('.list', '.get');
    if (isOperation(single)) expect(await getCall(single as RowOperation)(upstream, row?.id ?? 0)).toEqual(row);
  }
  expect(uncalled()).toEqual([]);
});

test('sessions that end at once cost one renewal', async () => {
  const server = (await given()).sandbox;
  const upstream = clientOf(server.url, login);
  await accounts.listAccounts(upstream, { limit: 1 });
  server.revokeTokens();
  await Promise.all(Array.from({ length: 30 }, () => accounts.listAccounts(upstream, { limit: 1 })));
  expect(upstream.client.counters.totals).toMatchObject({ logins: 2, refreshes: 1 });
});

const MONEY =
  /^(balance|creditLimit|discountLimit|bonusBalance|bonusAwaitingIssue|sumLateIssue|sum|neverBurns|spentSum\w+|sumToNextLevel|amount|balanceAfter|threshold)$/;
const RENAMED: Record<string, string> = { patronymic: 'middle', userLogin: 'cashier', registrationSource: 'utm' };
const LACKS = new Set(['/restaurants/list']);
const snake = (name: string) => RENAMED[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** As another server would write it: its own words and units, found by name alone. */
function foreign(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => foreign(item, key));
  if (typeof value === 'number' && MONEY.test(key)) return value / 100;
  if (typeof value !== 'object' || value === null) return key === 'kind' && value === 'POS_PAYMENT' ? 0 : value;
  const row = value as Record<string, unknown>;
  if (Array.isArray(row.columns)) return foreignReport(row);
  return Object.fromEntries(Object.entries(row).map(([name, inner]) => [snake(name), foreign(inner, name)]));
}

function foreignReport(table: Record<string, unknown>): unknown {
  const money = new Set(
    (table.columns as { name: string; type: string }[]).filter(({ type }) => type === 'MONEY').map(({ name }) => name),
  );
  const cells = (row: unknown) =>
    row &&
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [snake(name), money.has(name) && cell !== null ? cell / 100 : cell]),
    );
  return { ...table, rows: (table.rows as unknown[]).map(cells), totals: cells(table.totals) };
}

const dialect = {
  keyCase: 'snake',
  moneyUnit: 'roubles',
  idsFilter: false,
  paths: {
    'accounts.get': 'GET /cards/{id}',
    'accounts.byIdentifier': 'GET /cards_by_value',
    'settings.public': 'GET /options',
    'operations.list': 'GET /history',
  },
  names: {
    'Account.patronymic': 'middle',
    'User.patronymic': 'middle',
    'Operation.userLogin': 'cashier',
    'Account.registrationSource': 'utm',
  },
  parameters: { 'operations.list.kind': 'what', 'accounts.byIdentifier.value': 'code' },
  values: { 'Operation.kind': { POS_PAYMENT: 0 } },
  missing: ['restaurants.list'],
} satisfies UpstreamOptions['dialect'];

test('a server of another dialect gives the same rows', async () => {
  const plain = (await given()).sandbox;
  const relay = async (request: Parameters<Parameters<typeof fakeServer>[0]>[0]) => {
    const path = request.path
      .replace(/^\/cards\/(\d+)$/, '/accounts/$1')
      .replace(/^\/cards_by_value$/, '/accounts/by_identifier')
      .replace(/^\/options$/, '/settings/public')
      .replace(/^\/history$/, '/operations/list');
    if (LACKS.has(path) || request.query.has('ids') || request.query.has('accountId'))
      return { status: 404, body: { detail: 'Not Found' } };
    const query = new URLSearchParams();
    for (const [name, value] of request.query) {
      const ours =
        { what: 'kind', code: 'value' }[name] ?? name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      query.set(ours, ours === 'kind' ? value.replace(/\b0\b/, 'POS_PAYMENT') : value);
    }
    const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' };
    const init = { method: request.method, headers, ...(request.body ? { body: request.body } : {}) };
    const answer = await fetch(`${plain.url}${path}?${query}`, init);
    const body = foreign(await answer.json()) as { items?: unknown[]; total?: number };
    return { status: answer.status, body: Array.isArray(body.items) ? body.items : body };
  };
  const other = await fakeServer(relay, relay);
  const expected = await readEverything(clientOf(plain.url, login));
  const upstream = clientOf(other.url, { ...login, dialect: { ...dialect, missing: [] } });
  await expect(listRestaurants(upstream, {})).rejects.toMatchObject({
    kind: 'UNSUPPORTED',
    sent: 'ANSWERED',
  });
  await expect(listRestaurants(clientOf(other.url, { ...login, dialect }), {})).rejects.toMatchObject({
    kind: 'UNSUPPORTED',
    sent: 'NOT_SENT',
  });
  LACKS.clear();
  const seen = await readEverything(upstream);
  const untotalled = <T extends { total: unknown }>(page: T) => ({ ...page, total: null });
  expect(seen).toEqual({
    ...expected,
    history: untotalled(expected.history),
    kinds: untotalled(expected.kinds),
    ladders: untotalled(expected.ladders),
  });
});
