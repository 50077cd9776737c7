import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

/** The faults of a dialect, each as `path: message`. */
function faults(dialect: object): string[] {
  const tenant = {
    slug: 'saturn',
    name: 'Saturn',
    baseUrl: 'http://127.0.0.1:1/api',
    timeZone: 'Europe/Moscow',
    credentials: { token: 'x' },
    dialect,
  };
  const result = loadConfig({ path: 'test', text: JSON.stringify({ tenants: [tenant] }), env: {} });
  return 'faults' in result
    ? result.faults.map(({ path, message }) => `${path.replace('tenants[0].dialect.', '')}: ${message}`)
    : [];
}

test('a token stands in a header that means nothing else', () => {
  for (const header of ['X-Token', 'x-api-key', 'Authorization', 'Token'])
    expect(faults({ token: { header } })).toEqual([]);
  for (const header of ['Host', 'connection', 'TE', 'Content-Type', 'Proxy-Authorization', 'Cookie', 'user-agent'])
    expect(faults({ token: { header } })).toEqual([
      'token.header: this header has another meaning: no token can stand in it',
    ]);
  for (const header of ['X Token', 'X-Token:', 'Х-Token', 'x\r\ny', ''])
    expect(faults({ token: { header } })).toEqual(['token.header: must be the name of a header, such as X-Token']);
  expect(faults({ token: {} })).toEqual(['token.header: is required']);
});

test('a total stands in the body, in a header or nowhere', () => {
  for (const total of ['body', 'none', { header: 'X-Total-Count' }]) expect(faults({ total })).toEqual([]);
  for (const total of ['header', { headr: 'x' }])
    expect(faults({ total })).toEqual(['total: must be body, none or { header: NAME }']);
  expect(faults({ total: { header: 'a b' } })).toEqual(['total.header: must be the name of a header, such as X-Token']);
});

test('lines that take the effect of one another are faults', () => {
  expect(faults({ token: { header: 'X-Token' }, authScheme: 'Token' })).toEqual([
    'authScheme: has no effect beside token: that header bears the token without a scheme',
  ]);
  expect(faults({ login: 'form', missing: ['auth.login'] })).toEqual([
    'login: has no effect where auth.login is missing',
  ]);
  expect(faults({ login: 'form', names: { 'Credentials.login': 'user.name' } })).toEqual([
    'names["Credentials.login"]: must be a name: a form has no paths and no lists',
  ]);
  expect(faults({ total: 'none', names: { 'AccountPage.total': 'count' } })).toEqual([
    'names["AccountPage.total"]: has no effect where the total is not in the body',
  ]);
});

test('a path may have its placeholders in a query, each once', () => {
  const path = (line: string) => faults({ paths: { 'accounts.get': line } });
  for (const line of ['GET /accounts/get?id={id}', 'GET /index.php?r=account&no={id}', 'POST /accounts/{id}'])
    expect(path(line)).toEqual([]);
  for (const line of [
    'GET /a?',
    'GET /a?id',
    'GET /a?id={id}&',
    'GET /a?b=c d&id={id}',
    'GET /a?x={id}x',
    'GET /a?b=%2e&id={id}',
  ])
    expect(path(line)[0]).toMatch(/must read "METHOD/);
  expect(path('GET /accounts/{id}?id={id}')).toEqual(['paths["accounts.get"]: the path must hold {id}']);
  expect(faults({ paths: { 'accounts.list': 'GET /accounts?limit=50' } })).toEqual([
    'paths["accounts.list"]: limit is a parameter of accounts.list: it cannot stand in its path too',
  ]);
  expect(faults({ paths: { 'operations.deposit': 'GET /operations?do=deposit' } })).toEqual([
    'paths["operations.deposit"]: a GET must not move value: proxies may repeat it',
  ]);
});

test('pages are numbered from 0 or 1, under names of their own', () => {
  const PAGING = { offset: 'page', limit: 'size' };
  for (const paging of [PAGING, { ...PAGING, from: 0 }, null]) expect(faults({ paging })).toEqual([]);
  expect(faults({ paging: { offset: 'page', from: 2 } })).toEqual([
    'paging.limit: is required',
    'paging.from: must be at most 1',
  ]);
  expect(faults({ paging: { offset: 'page', limit: 'page' } })).toEqual([
    'paging.limit: must differ from paging.offset',
  ]);
  expect(faults({ paging: PAGING, paths: { 'tags.list': 'GET /tags?page=1' } })).toEqual([
    'paths["tags.list"]: page is a parameter of tags.list: it cannot stand in its path too',
  ]);
  expect(faults({ paging: PAGING, names: { 'Account.limit': 'count' } })).toEqual([
    'names["Account.limit"]: has no effect beside paging, which names both',
  ]);
});
