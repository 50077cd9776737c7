import { expect, test } from 'vitest';
import { Secret } from '../../../src/lib/secret.ts';
import { isTooDeep, parseJson } from '../../../src/upstream/codec/parse-json.ts';
import { getAccount, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { deposit, listOperations } from '../../../src/upstream/resources/operations.ts';
import { getReport } from '../../../src/upstream/resources/reports.ts';
import { logIn } from '../../../src/upstream/resources/sessions.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { clientOf, failureOf, type Given, withToken } from '../../kit/upstream-client.ts';

const nested = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
const nestedObject = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test('levels are counted in arrays and objects, and no further than needed', () => {
  expect(isTooDeep(JSON.parse(nested(32)))).toBe(false);
  expect(isTooDeep(JSON.parse(nested(33)))).toBe(true);
  expect(isTooDeep(JSON.parse(nestedObject(33)))).toBe(true);
  expect(isTooDeep(JSON.parse(nested(90_000)))).toBe(true);
  expect(isTooDeep(JSON.parse(`[1,null,"x",{"a":[],"__proto__":${nested(40)}}]`))).toBe(true);
  expect([parseJson(nested(40)), parseJson('nonsense'), parseJson('[1]')]).toEqual([undefined, undefined, [1]]);
});

const deep = nested(40_000);
const dialects = [{}, { moneyUnit: 'roubles' }, { numericIdentifiers: true }, { keyCase: 'snake' }] as const;
const answers: [string, string, (given: Given) => Promise<unknown>][] = [
  ['a field of a row', `{"id":1,"lastName":${deep}}`, (given) => getAccount(given, 1)],
  ['the id of a row', `{"id":${deep}}`, (given) => getAccount(given, 1)],
  ['an amount', `{"id":1,"balance":${deep}}`, (given) => getAccount(given, 1)],
  ['a property that nobody knows', `{"id":1,"extra":${nestedObject(20_000)}}`, (given) => getAccount(given, 1)],
  ['a property named __proto__', `{"id":1,"__proto__":${deep}}`, (given) => getAccount(given, 1)],
  ['a row', `{"items":[${deep}],"total":1}`, (given) => listAccounts(given, {})],
  ['the total', `{"items":[],"total":${deep}}`, (given) => listAccounts(given, {})],
  ['the reason of an operation', `{"items":[{"id":1,"reason":${deep}}]}`, (given) => listOperations(given, {})],
  [
    'a cell of a report',
    `{"columns":[{"name":"a","title":"A","type":"STRING"}],"rows":[{"a":${deep}}],"total":1}`,
    (given) => getReport(given, 'TOTALS', {}),
  ],
  [
    'the name of a column',
    `{"columns":[{"name":${deep},"title":"A","type":"MONEY"}],"rows":[{}],"total":1}`,
    (given) => getReport(given, 'TOTALS', {}),
  ],
  [
    'the answer to a value move',
    `{"id":1,"accountId":1,"x":${deep}}`,
    (given) => deposit(given, { accountId: 1, amount: 100, reason: 'x' }),
  ],
  ['a long number beside', `{"id":1,"balance":12345678901234567890,"x":${deep}}`, (given) => getAccount(given, 1)],
];

test.each(answers)('depth in %s is an error that is ours', async (_name, body, call) => {
  const server = await fakeServer(() => ({ body }));
  for (const dialect of dialects) {
    const error = await failureOf(call(clientOf(server.url, { ...withToken, dialect })));
    expect(error).toMatchObject({ kind: 'MALFORMED', sent: 'UNKNOWN', reason: 'TOO_DEEP' });
  }
});

test('depth in the body of a failure leaves what its status says', async () => {
  for (const body of [`{"detail":${deep}}`, `{"detail":[{"loc":${deep},"type":${deep}}]}`, deep]) {
    const server = await fakeServer(() => ({ status: 422, body }));
    const error = await failureOf(listAccounts(clientOf(server.url, withToken), {}));
    expect([error.kind, error.status, error.fieldErrors]).toEqual(['REJECTED', 422, undefined]);
    const move = deposit(clientOf(server.url, withToken), { accountId: 1, amount: 100, reason: 'x' });
    expect(await failureOf(move)).toMatchObject({ kind: 'MALFORMED', sent: 'UNKNOWN', reason: 'REFUSAL' });
  }
});

test('depth in a token is no token', async () => {
  for (const body of [`{"accessToken":"a","expiresIn":${deep}}`, `{"accessToken":${deep}}`]) {
    const server = await fakeServer(
      () => ({ body: {} }),
      () => ({ body }),
    );
    const given = clientOf(server.url, { limits: { maxRetries: 0 } });
    expect((await failureOf(getAccount(given, 1))).kind).toBe('MALFORMED');
    expect((await failureOf(logIn({ ...given, context: { tokens: null } }, 'x', new Secret('x')))).kind).toBe(
      'MALFORMED',
    );
  }
});

test('columns may bear the names of what every object has', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const columns = names.map((name) => ({ name, title: name, type: 'INTEGER' }));
  const body = `{"columns":${JSON.stringify(columns)},"rows":[{"__proto__":7,"constructor":8},{}],"total":2}`;
  const server = await fakeServer(() => ({ body }));
  for (const dialect of dialects) {
    const table = await getReport(clientOf(server.url, { ...withToken, dialect }), 'TOTALS', {});
    expect(table?.rows.map((row) => JSON.stringify(row))).toEqual(['{"__proto__":7,"constructor":8}', '{}']);
  }
});

test('a row with such properties is a row like any other', async () => {
  const body = '{"id":1,"__proto__":{"id":2,"balance":5},"constructor":{"prototype":{"isBlocked":true}}}';
  const server = await fakeServer(() => ({ body }));
  for (const dialect of dialects) {
    const row = await getAccount(clientOf(server.url, { ...withToken, dialect }), 1);
    expect([row?.id, row?.balance, row?.isBlocked]).toEqual([1, undefined, undefined]);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
});
