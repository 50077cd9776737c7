import { expect, test } from 'vitest';
import { given } from '../kit/given.ts';
import { callerOf } from '../kit/sandbox-call.ts';

test('a 422 lists every error of a request in the words of pydantic', async () => {
  const { call } = await given();
  const { status, body } = await call('POST', '/operations/deposit', { accountId: 'x', amount: 0, reason: '' });
  expect(status).toBe(422);
  expect(body).toEqual({
    detail: [
      { loc: ['body', 'accountId'], msg: 'value is not a valid integer', type: 'type_error.integer' },
      {
        loc: ['body', 'amount'],
        msg: 'ensure this value is greater than or equal to 1',
        type: 'value_error.number.not_ge',
        ctx: { limit_value: 1 },
      },
      {
        loc: ['body', 'reason'],
        msg: 'ensure this value has at least 1 characters',
        type: 'value_error.any_str.min_length',
        ctx: { limit_value: 1 },
      },
    ],
  });
});

test.each([
  ['GET', '/accounts/abc', undefined, ['path', 'id'], 'type_error.integer'],
  ['GET', '/accounts/list?limit=1001', undefined, ['query', 'limit'], 'value_error.number.not_le'],
  ['GET', '/accounts/list?offset=-1', undefined, ['query', 'offset'], 'value_error.number.not_ge'],
  ['GET', '/accounts/list?isBlocked=maybe', undefined, ['query', 'isBlocked'], 'type_error.bool'],
  ['GET', '/accounts/list?registeredFrom=2026-02-30', undefined, ['query', 'registeredFrom'], 'value_error.date'],
  ['GET', '/accounts/list?ids=1,x', undefined, ['query', 'ids'], 'type_error.integer'],
  ['GET', `/accounts/list?ids=${'1,'.repeat(100)}1`, undefined, ['query', 'ids'], 'value_error.list.max_items'],
  ['GET', '/accounts/list?birthdayFrom=13-01', undefined, ['query', 'birthdayFrom'], 'value_error.str.regex'],
  ['GET', '/operations/list?kind=GIFT', undefined, ['query', 'kind'], 'type_error.enum'],
  ['GET', '/operations/list?dateFrom=yesterday', undefined, ['query', 'dateFrom'], 'value_error.datetime'],
  ['GET', '/accounts/by_identifier', undefined, ['query', 'value'], 'value_error.missing'],
  ['GET', '/reports/NONE', undefined, ['path', 'code'], 'type_error.enum'],
  ['POST', '/accounts/insert', { phones: ['79000009999'] }, ['body', 'groupId'], 'value_error.missing'],
  ['POST', '/accounts/insert', { groupId: 1 }, ['body', 'phones'], 'value_error.missing'],
  ['PUT', '/accounts/142', { creditLimit: null }, ['body', 'creditLimit'], 'type_error.none.not_allowed'],
  ['PUT', '/accounts/142', { creditLimit: 1.5 }, ['body', 'creditLimit'], 'type_error.integer'],
  ['PUT', '/accounts/142', { phones: [1] }, ['body', 'phones', 0], 'type_error.str'],
  ['PUT', '/accounts/142', { phones: '7900' }, ['body', 'phones'], 'type_error.list'],
  ['PUT', '/accounts/142', { gender: 'X' }, ['body', 'gender'], 'type_error.enum'],
  ['PUT', '/accounts/142', { info: 'я'.repeat(256) }, ['body', 'info'], 'value_error.any_str.max_length'],
  ['PUT', '/accounts/142', [], ['body'], 'type_error.dict'],
  ['PUT', '/accounts/142', '{"a":', ['body', 0], 'value_error.jsondecode'],
  ['PUT', '/accounts/142', undefined, ['body'], 'value_error.missing'],
] as const)('%s %s with %j is refused at %j', async (method, path, body, loc, type) => {
  const { call } = await given();
  const answer = await call(method, path, body);
  expect(answer.status).toBe(422);
  expect(answer.body.detail).toHaveLength(1);
  const [fault] = answer.body.detail;
  expect(fault.type).toBe(type);
  if (type !== 'value_error.jsondecode') expect(fault.loc).toEqual(loc);
});

test('unknown paths, wrong methods and missing or wrong tokens get the replies of FastAPI', async () => {
  const { call, sandbox } = await given();
  const short = async (method: string, path: string, token?: string | null) => {
    const { status, body } = await call(method, path, undefined, token);
    return [status, body];
  };
  expect(await short('GET', '/nothing')).toEqual([404, { detail: 'Not Found' }]);
  expect(await short('POST', '/accounts/list')).toEqual([405, { detail: 'Method Not Allowed' }]);
  expect(await short('DELETE', '/accounts/142')).toEqual([405, { detail: 'Method Not Allowed' }]);
  expect(await short('GET', '/accounts/142', null)).toEqual([401, { detail: 'Not authenticated' }]);
  expect(await short('GET', '/accounts/142', 'nonsense')).toEqual([401, { detail: 'Could not validate credentials' }]);
  expect(await short('GET', '/accounts/0')).toEqual([404, { detail: 'Счёт не найден' }]);
  const outside = await fetch(`${sandbox.origin}/accounts/142`);
  expect(outside.status).toBe(404);
});

test('a hostess reads guests, but books nothing and sees no users', async () => {
  const { sandbox, call } = await given();
  const { body } = await call('POST', '/auth/login', { login: 'hostess', password: 'hostess' }, null);
  const hostess = callerOf(sandbox, body.accessToken);
  expect((await hostess('GET', '/accounts/142')).status).toBe(200);
  expect((await hostess('GET', '/users/list')).status).toBe(403);
  const deposit = await hostess('POST', '/operations/deposit', { accountId: 142, amount: 1, reason: 'x' });
  expect([deposit.status, deposit.body]).toEqual([403, { detail: 'Недостаточно прав' }]);
});

test('a body that declares no JSON is no dict', async () => {
  const { sandbox } = await given();
  const response = await fetch(`${sandbox.url}/auth/login`, { method: 'POST', body: '{"login":"a","password":"b"}' });
  expect(response.status).toBe(422);
});

test('the documents at the root work without the internet', async () => {
  const { sandbox } = await given();
  const page = await (await fetch(`${sandbox.origin}/docs`)).text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
  expect(sources).toContain('/docs/failures');
  expect(sources.length).toBe(4);
  for (const source of sources) {
    expect(source).toMatch(/^\/docs\//);
    const file = await fetch(sandbox.origin + source);
    expect(file.status).toBe(200);
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(100);
  }
  const doc = await (await fetch(`${sandbox.origin}/openapi.json`)).json();
  expect(Object.keys(doc.paths)).toContain('/api/v0/accounts/{id}/balance');
  expect((await fetch(`${sandbox.origin}/docs/../../package.json`)).status).toBe(404);
});
