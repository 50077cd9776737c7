import { expect, test } from 'vitest';
import { codes, examineAt } from '../kit/examine.ts';
import { teamServer, usualRoutes } from '../kit/team-server.ts';

const ok = { responses: { 200: { description: 'Successful Response' } } };

/** A document that says where things are, and nothing else. */
function documentOf(routes: Readonly<Record<string, unknown>>) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const line of Object.keys(routes)) {
    const [method = '', path = ''] = line.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: ok };
  }
  return { openapi: '3.0.2', info: { title: 'Loyalty', version: '1' }, paths };
}

test.each([
  ['a document', true],
  ['no document', false],
])('paths that end with a slash are found with %s, and no call is redirected', async (_name, documented) => {
  const routes = usualRoutes('/api/v0', '/');
  const document = documented ? { 'GET /openapi.json': () => documentOf(routes) } : {};
  const server = await teamServer({ routes: { ...routes, ...document }, slashes: true });
  const found = await examineAt(server.url);
  expect(found.dialect.paths).toMatchObject({
    'auth.login': 'POST /auth/login/',
    'accounts.list': 'GET /accounts/list/',
    'accounts.get': 'GET /accounts/{id}/',
    'operations.list': 'GET /operations/list/',
  });
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});

test('writes of an undocumented server end with the slash of its reads', async () => {
  const server = await teamServer({ routes: usualRoutes('/api/v0', '/'), slashes: true });
  const { dialect } = await examineAt(server.url);
  expect(dialect.paths?.['operations.deposit']).toBe('POST /operations/deposit/');
  expect(dialect.paths?.['accounts.update']).toBe('PUT /accounts/{id}/');
});

test('lists of an undocumented server that are read by POST are found', async () => {
  const routes = Object.fromEntries(
    Object.entries(usualRoutes()).flatMap(([line, answer]) =>
      line.includes('{') ? [] : [[line.replace(/^GET (.*list)$/, 'POST $1'), answer]],
    ),
  );
  const server = await teamServer({ routes });
  const found = await examineAt(server.url);
  expect(found.dialect.paths).toMatchObject({
    'accounts.list': 'POST /accounts/list',
    'operations.list': 'POST /operations/list',
  });
  // Nothing is posted where a list is not there, or a row stands.
  expect(server.requests.filter((line) => /^POST .*(tags|\/\d+)/.test(line))).toEqual([]);
});

test('lists under another version than the login are found, with the base URL that reaches both', async () => {
  const { 'POST /api/v0/auth/login': login, 'GET /api/v0/auth/info': info } = usualRoutes();
  const { 'POST /api/v1/auth/login': _login, 'GET /api/v1/auth/info': _info, ...lists } = usualRoutes('/api/v1');
  const routes = { ...lists, 'POST /api/v0/auth/login': login, 'GET /api/v0/auth/info': info } as typeof lists;
  const document = { 'GET /api/v1/openapi.json': () => documentOf(routes) };
  for (const server of [await teamServer({ routes }), await teamServer({ routes: { ...routes, ...document } })]) {
    const found = await examineAt(server.url);
    expect(found.place.baseUrl).toBe(`${server.origin}/api`);
    expect(codes(found, 'error')).toContain('BASE_URL_WRONG');
    expect(found.dialect.paths).toMatchObject({
      'auth.login': 'POST /v0/auth/login',
      'accounts.list': 'GET /v1/accounts/list',
      'operations.list': 'GET /v1/operations/list',
    });
    // With both written there is nothing more to move.
    const again = await examineAt(`${server.origin}/api`, { dialect: found.dialect });
    expect(again.place.baseUrl).toBeUndefined();
    expect(again.dialect.paths).toEqual(found.dialect.paths);
  }
});

test('a list that takes a POST is found where its path names it', async () => {
  const { 'GET /api/v0/accounts/list': accounts, ...rest } = usualRoutes();
  const routes = { ...rest, 'POST /api/v0/accounts/list': accounts } as typeof rest;
  const server = await teamServer({ routes: { ...routes, 'GET /openapi.json': () => documentOf(routes) } });
  const found = await examineAt(server.url);
  expect(found.dialect.paths?.['accounts.list']).toBe('POST /accounts/list');
  expect(found.findings.some(({ code }) => code === 'DIALECT_VERIFIED')).toBe(true);
});

test('an operation that the document hides is tried, and found only where it answers as the contract says', async () => {
  const routes = usualRoutes();
  const { 'GET /api/v0/account_groups/list': _hidden, ...listed } = routes;
  const server = await teamServer({
    routes: {
      ...routes,
      // Answers whatever it is asked for.
      'GET /api/v0/tags/list': () => ({ success: false }),
      'GET /openapi.json': () => documentOf(listed),
    },
  });
  const found = await examineAt(server.url);
  expect(found.dialect.missing).not.toContain('accountGroups.list');
  expect(found.dialect.missing).toEqual(expect.arrayContaining(['tags.list', 'restaurants.list', 'accounts.balance']));
  expect(found.findings.filter(({ code }) => code === 'OPERATION_HIDDEN')).toMatchObject([
    { operation: 'accountGroups.list' },
  ]);
});

test('each list says how many rows its part of the proposal rests on, and that changes were not tried', async () => {
  const found = await examineAt((await teamServer({ routes: usualRoutes() })).url);
  const told = found.findings.filter(({ code }) => code === 'EVIDENCE' || code === 'NOT_TRIED');
  expect(told.map(({ operation, text }) => `${operation}: ${text}`)).toEqual(
    expect.arrayContaining([
      'accounts.list: rests on 30 rows',
      'operations.list: rests on 50 rows',
      'accountGroups.list: rests on 3 rows',
      expect.stringMatching(/^null: \d+ changes were not tried/),
    ]),
  );
});
