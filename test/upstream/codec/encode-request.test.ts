import { expect, test } from 'vitest';
import type { DialectConfig } from '../../../src/config/dialect.ts';
import type { OperationId } from '../../../src/contract/schemas.ts';
import { resolveDialect } from '../../../src/upstream/codec/dialect.ts';
import { type CallArgs, createRequestEncoder } from '../../../src/upstream/codec/encode-request.ts';
import { printCall } from '../../../src/upstream/codec/server-call.ts';

const write = (operation: OperationId, args: CallArgs, dialect: Partial<DialectConfig> = {}) => {
  const resolved = resolveDialect(dialect);
  const { method, target, body } = printCall(createRequestEncoder(resolved, '/api/v0')(operation, args));
  return { line: `${method} ${target}`, body };
};

test('lists are joined with commas, what is not given is left out, text is encoded', () => {
  const query = { ids: [1, 2], groupId: undefined, isBlocked: false, search: 'Ив & ?', offset: 0 };
  expect(write('accounts.list', { query }).line).toBe(
    'GET /api/v0/accounts/list?ids=1,2&isBlocked=false&search=%D0%98%D0%B2%20%26%20%3F&offset=0'.replace(
      '1,2',
      '1%2C2',
    ),
  );
});

test('lists are repeated where the dialect says so, with its values', () => {
  const dialect = { repeatedLists: true, values: { 'Operation.kind': { DEPOSIT: 'in' } } };
  const query = { accountIds: [1, 2], kind: ['DEPOSIT', 'WITHDRAW'], limit: 5 };
  expect(write('operations.list', { query }, dialect).line).toBe(
    'GET /api/v0/operations/list?accountIds=1&accountIds=2&kind=in&kind=WITHDRAW&limit=5',
  );
  expect(write('operations.list', { query: { kind: [], limit: 5 } }, dialect).line).toBe(
    'GET /api/v0/operations/list?kind=&limit=5',
  );
});

test('a parameter that the server ignores is refused before anything is sent', () => {
  const dialect = { missing: ['accounts.list.phone'] };
  expect(() => write('accounts.list', { query: { phone: '79001234567', limit: 5 } }, dialect)).toThrow(
    expect.objectContaining({ kind: 'UNSUPPORTED', sent: 'NOT_SENT' }),
  );
  expect(write('accounts.list', { query: { phone: undefined, limit: 5 } }, dialect).line).toBe(
    'GET /api/v0/accounts/list?limit=5',
  );
});

test.each([-1, 0, 1.5, Number.NaN, 2 ** 60, '..', '../users', '%2e%2e', '', 'a/b', undefined])(
  '%s can be no part of an address',
  (id) => {
    expect(() => write('accounts.get', { path: { id: id as never } })).toThrow(RangeError);
  },
);

test.each([
  'GET /../admin',
  'GET //host/x',
  'GET /a?b={id}x',
  'GET accounts/{id}',
  'GET /accounts/%2e%2e/{id}',
  'FETCH /x/{id}',
  'GET /accounts/get',
])('a dialect cannot make %s the path of a row', (line) =>
  expect(() => write('accounts.get', { path: { id: 1 } }, { paths: { 'accounts.get': line } })).toThrow(RangeError),
);

test('a dialect moves an operation, and renames its parameters', () => {
  const dialect = {
    paths: { 'accounts.block': 'PUT /cards/{id}/lock', 'operations.list': 'GET /history' },
    parameters: { 'operations.list.accountId': 'account_no' },
  };
  expect(write('accounts.block', { path: { id: 7 }, body: { reason: 'x' } }, dialect)).toEqual({
    line: 'PUT /api/v0/cards/7/lock',
    body: '{"reason":"x"}',
  });
  expect(write('operations.list', { query: { accountId: 5, limit: 1 } }, dialect).line).toBe(
    'GET /api/v0/history?account_no=5&limit=1',
  );
});

test('snake case holds for bodies and query parameters at every depth, never for values', () => {
  const body = {
    groupId: 1,
    lastName: 'lastName',
    consents: { privacyPolicy: true },
    identifiers: [{ typeId: 2, value: 'aB' }],
    validFrom: null,
  };
  expect(JSON.parse(write('accounts.insert', { body }, { keyCase: 'snake' }).body ?? '')).toEqual({
    group_id: 1,
    last_name: 'lastName',
    consents: { privacy_policy: true },
    identifiers: [{ type_id: 2, value: 'aB' }],
    valid_from: null,
  });
  expect(write('accounts.list', { query: { groupId: 1, sort: 'lastName' } }, { keyCase: 'snake' }).line).toBe(
    'GET /api/v0/accounts/list?group_id=1&sort=lastName',
  );
});

test('renamed properties hold in bodies, and in query parameters of the resource', () => {
  const names = {
    'Account.lastName': 'surname',
    'Operation.reason': 'comment',
    'Operation.accountId': 'account',
    'Account.reason': 'why',
  };
  expect(write('accounts.update', { path: { id: 1 }, body: { lastName: null } }, { names }).body).toBe(
    '{"surname":null}',
  );
  const body = { accountId: 1, amount: 5, reason: 'x' };
  expect(JSON.parse(write('operations.deposit', { body }, { names }).body ?? '')).toEqual({
    account: 1,
    amount: 5,
    comment: 'x',
  });
  expect(write('operations.list', { query: { accountId: 1 } }, { names }).line).toBe(
    'GET /api/v0/operations/list?account=1',
  );
  expect(write('accounts.block', { path: { id: 1 }, body: { reason: 'x' } }, { names }).body).toBe('{"why":"x"}');
});

test("values are the server's in bodies, in filters and in lists of them", () => {
  const values = {
    'Operation.kind': { POS_PAYMENT: 0, DEPOSIT: 'in' },
    'Account.gender': { MALE: 'm' },
    'Account.sort': { lastName: 'last_name' },
    'ReportInfo.code': {},
    'ReportTable.code': { TOTALS: 'sum' },
  };
  expect(write('operations.list', { query: { kind: ['POS_PAYMENT', 'DEPOSIT', 'PROMO'] } }, { values }).line).toBe(
    'GET /api/v0/operations/list?kind=0%2Cin%2CPROMO',
  );
  expect(write('accounts.update', { path: { id: 1 }, body: { gender: 'MALE' } }, { values }).body).toBe(
    '{"gender":"m"}',
  );
  expect(write('accounts.list', { query: { sort: 'lastName' } }, { values }).line).toBe(
    'GET /api/v0/accounts/list?sort=last_name',
  );
  expect(write('reports.get', { path: { code: 'TOTALS' } }, { values }).line).toBe('GET /api/v0/reports/sum');
});

test.each([
  ['kopecks', 48250, '48250'],
  ['roubles', 48250, '482.5'],
  ['roubles', 1, '0.01'],
  ['roubles', 99_999_999_999, '999999999.99'],
  ['kopecks', 9_007_199_254_740_993n, '9007199254740993'],
  ['roubles', 9_007_199_254_740_993n, '90071992547409.93'],
] as const)('in %s %s is sent as %s', (moneyUnit, amount, written) => {
  const { body } = write('operations.deposit', { body: { accountId: 1, amount, reason: 'x' } }, { moneyUnit });
  expect(body).toBe(`{"accountId":1,"amount":${written},"reason":"x"}`);
});

test('a server whose identifiers are numbers gets numbers, digit by digit; other text stays text', () => {
  const send = (value: string) =>
    write('accounts.addIdentifier', { path: { id: 1 }, body: { typeId: 1, value } }, { numericIdentifiers: true }).body;
  expect(send('9223372036854775807')).toBe('{"typeId":1,"value":9223372036854775807}');
  expect(send('0012')).toBe('{"typeId":1,"value":"0012"}');
  expect(send('ABC')).toBe('{"typeId":1,"value":"ABC"}');
});

test('a body that the contract has but nobody filled is an empty object', () => {
  expect(write('accounts.block', { path: { id: 1 } }).body).toBe('{}');
  expect(write('accounts.unblock', { path: { id: 1 } }).body).toBeNull();
});

test('what stands in a query by the dialect comes first, and is checked as a part of a path', () => {
  const paths = { 'accounts.removeIdentifier': 'POST /cards/drop?card={id}&no={identifierId}&mode=full' };
  const call = (id: number | string) =>
    write('accounts.removeIdentifier', { path: { id, identifierId: 9 } }, { paths }).line;
  expect(call(7)).toBe('POST /api/v0/cards/drop?card=7&no=9&mode=full');
  expect(() => call('7&no=8')).toThrow(RangeError);
  expect(
    write(
      'reports.get',
      { path: { code: 'TOTALS' }, query: { limit: 5 } },
      { paths: { 'reports.get': 'GET /r?c={code}' } },
    ).line,
  ).toBe('GET /api/v0/r?c=TOTALS&limit=5');
});
