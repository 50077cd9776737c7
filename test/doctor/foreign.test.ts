import { expect, test } from 'vitest';
import { OPERATIONS } from '../../src/contract/names.ts';
import { Secret } from '../../src/lib/secret.ts';
import { accountByIdentifier, listAccounts } from '../../src/upstream/resources/accounts.ts';
import { accountsByIds } from '../../src/upstream/resources/accounts-by-ids.ts';
import { listCall } from '../../src/upstream/resources/list-call.ts';
import { listOperations } from '../../src/upstream/resources/operations.ts';
import { codes, examineAt } from '../kit/examine.ts';
import { foreignServer } from '../kit/foreign-server.ts';
import { clientOf, failureOf } from '../kit/upstream-client.ts';

const credentials = { login: 'gateway', password: new Secret('secret') };

test('a server whose authors never saw the contract is seen through, and then served', async () => {
  const server = await foreignServer();
  const found = await examineAt(server.url, { credentials });
  const { missing, ...dialect } = found.dialect;
  expect(dialect).toEqual({
    keyCase: 'snake',
    moneyUnit: 'roubles',
    idsFilter: false,
    operationIdsFilter: false,
    maxLimit: 100,
    paths: {
      'auth.info': 'GET /auth/me',
      'accountGroups.list': 'GET /client_groups',
      'accounts.list': 'GET /clients',
      'accounts.byIdentifier': 'GET /clients/by_card',
      'accounts.insert': 'POST /clients',
      'accounts.get': 'GET /clients/{id}',
      'accounts.update': 'PATCH /clients/{id}',
      'operations.list': 'GET /transactions',
      'operations.get': 'GET /transactions/{id}',
      'operations.deposit': 'POST /transactions/accrual',
      'operations.withdraw': 'POST /transactions/write_off',
    },
    names: {
      'Account.birthday': 'birth_date',
      'Account.firstName': 'given_name',
      'Account.gender': 'sex',
      'Account.identifiers': 'cards',
      'Account.isBlocked': 'blocked',
      'Account.items': 'data',
      'Account.lastName': 'family_name',
      'Account.patronymic': 'middle_name',
      'Account.phones': 'phone_numbers',
      'Account.registeredAt': 'registration_date',
      'Account.total': 'count',
      'AccountGroup.items': 'data',
      'AccountGroup.name': 'title',
      'AccountGroup.total': 'count',
      'Credentials.login': 'username',
      'Identifier.accountId': 'client_id',
      'Identifier.isTemporary': 'temporary',
      'Identifier.value': 'number',
      'Operation.accountId': 'client_id',
      'Operation.amount': 'sum',
      'Operation.createdAt': 'created',
      'Operation.items': 'data',
      'Operation.kind': 'type',
      'Operation.reason': 'note',
      'Operation.total': 'count',
      'TokenPair.accessToken': 'token',
      'User.login': 'username',
    },
    parameters: {
      'accountGroups.list.limit': 'take',
      'accountGroups.list.offset': 'skip',
      'accounts.byIdentifier.value': 'number',
      'accounts.list.limit': 'take',
      'accounts.list.offset': 'skip',
      'operations.list.limit': 'take',
      'operations.list.offset': 'skip',
    },
    values: {
      'Account.gender': { MALE: 'male', FEMALE: 'female' },
      'Operation.kind': { DEPOSIT: 'deposit', WITHDRAW: 'withdraw', EXPIRE: 'expire' },
    },
  });
  expect(missing).toContain('tags.list');
  // The server has twelve of the contract's operations.
  expect(missing).toHaveLength(OPERATIONS.length - 12);
  expect(codes(found, 'error')).toEqual(['DIALECT_DIFFERS']);
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
  // Not one request that could change anything, but for two logins.
  const others = server.requests.filter((request) => !request.startsWith('GET '));
  expect(others).toEqual(['POST /api/v0/auth/login', 'POST /api/v0/auth/login']);

  const given = clientOf(server.url, { credentials, dialect: found.dialect });
  expect(await listAccounts(given, { limit: 2, offset: 1 })).toMatchObject({
    items: [
      { id: 2, lastName: 'Фамилия1', gender: 'MALE', balance: 48350, isBlocked: false, phones: ['79000000001'] },
      { id: 3, identifiers: [{ accountId: 3, value: '8002', isTemporary: false }] },
    ],
    total: 7,
  });
  expect(await accountsByIds(given, [3, 99, 1])).toMatchObject([{ id: 3 }, null, { id: 1 }]);
  expect(await accountByIdentifier(given, { value: '8004' })).toMatchObject({ id: 5, balance: 48650 });
  expect(await listOperations(given, { accountId: 2, limit: 1 })).toMatchObject({
    items: [{ id: 99, accountId: 2, kind: 'WITHDRAW', amount: -1000, reason: 'Подарок' }],
    total: 2,
  });
  expect((await listCall('accountGroups.list')(given, {})).items).toEqual([{ id: 1, name: 'Гости' }]);
  expect((await failureOf(given.client.call('tags.list', {}, given.context))).kind).toBe('UNSUPPORTED');
});

test('without a document it learns at least how to log in, and says that the rest cannot be read', async () => {
  const server = await foreignServer({ document: false });
  const found = await examineAt(server.url, { credentials });
  expect(found.dialect.names).toEqual({ 'Credentials.login': 'username', 'TokenPair.accessToken': 'token' });
  expect(found.dialect.missing).not.toContain('auth.login');
  expect(codes(found, 'error')).toContain('DIALECT_FAILS');
});

test('a document elsewhere is read where --openapi says', async () => {
  const server = await foreignServer({ documentPath: '/hidden/api.json' });
  for (const openapi of ['/hidden/api.json', `${server.origin}/hidden/api.json`]) {
    const found = await examineAt(server.url, { credentials, openapi });
    expect(found.findings.find(({ code }) => code === 'DOCUMENT_FOUND')?.text).toBe(
      'OpenAPI 3.1 at the address of --openapi, 14 operations',
    );
  }
});
