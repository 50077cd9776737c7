import { expect, test } from 'vitest';
import type { SandboxDialect } from '../../src/sandbox/dialect/dialect.ts';
import { given } from '../kit/given.ts';

async function asked(dialect: Partial<SandboxDialect>) {
  const { sandbox } = await given({ dialect });
  const document = await (await fetch(`${sandbox.origin}/openapi.json`)).json();
  return { document, ask: (path: string, init: RequestInit = {}) => fetch(`${sandbox.url}${path}`, init) };
}

test('a token stands in the header of the dialect alone', async () => {
  const { ask, document } = await asked({ token: { header: 'X-Token' } });
  const status = async (headers: Record<string, string>) => (await ask('/auth/info', { headers })).status;
  const token = 'saturn-gateway-token';
  expect(await status({ 'x-token': token })).toBe(200);
  expect(await status({ 'x-token': `bearer ${token}` })).toBe(401);
  expect(await status({ authorization: `bearer ${token}` })).toBe(401);
  expect(document.components.securitySchemes).toEqual({ bearer: { type: 'apiKey', in: 'header', name: 'X-Token' } });
});

test('a login is a form of OAuth 2', async () => {
  const { ask, document } = await asked({ login: 'form', keyCase: 'snake' });
  const body = new URLSearchParams({ username: 'admin', password: 'admin' });
  expect(await (await ask('/auth/login', { method: 'POST', body })).json()).toMatchObject({
    access_token: expect.any(String),
  });
  const json = { method: 'POST', body: '{"username":"admin"}', headers: { 'content-type': 'application/json' } };
  const refused = await ask('/auth/login', json);
  expect([refused.status, (await refused.json()).detail.map(({ loc }: { loc: string[] }) => loc.join())]).toEqual([
    422,
    ['body,username', 'body,password'],
  ]);
  const { content } = document.paths['/api/v0/auth/login'].post.requestBody;
  expect(Object.keys(content)).toEqual(['application/x-www-form-urlencoded']);
});

test('a total stands in a header, or nowhere', async () => {
  const headers = { authorization: 'bearer saturn-gateway-token' };
  const counted = await asked({ total: { header: 'X-Total-Count' }, listEnvelope: 'array' });
  const page = await counted.ask('/accounts/list?limit=2', { headers });
  expect(Number(page.headers.get('x-total-count'))).toBeGreaterThan(20);
  expect(await page.json()).toHaveLength(2);
  const uncounted = await asked({ total: 'none' });
  const bare = await uncounted.ask('/accounts/list?limit=2', { headers });
  expect(Object.keys(await bare.json())).toEqual(['items']);
  expect(uncounted.document.components.schemas.AccountPage.required).toEqual(['items']);
});

test('ids stand in a query', async () => {
  const paths = { 'accounts.get': 'GET /accounts/get?no={id}', 'accounts.update': 'PUT /accounts/change?no={id}' };
  const { ask, document } = await asked({ paths });
  const headers = { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' };
  expect((await (await ask('/accounts/get?no=142', { headers })).json()).id).toBe(142);
  const changed = await ask('/accounts/change?no=142', { method: 'PUT', headers, body: '{"lastName":"Новая"}' });
  expect((await changed.json()).lastName).toBe('Новая');
  expect((await ask('/accounts/get', { headers })).status).toBe(422);
  expect(document.paths['/api/v0/accounts/get'].get.parameters).toMatchObject([
    { name: 'no', in: 'query', required: true },
  ]);
});

test('pages are numbered', async () => {
  const { ask, document } = await asked({ paging: { offset: 'page', limit: 'size', from: 1 }, maxLimit: 50 });
  const headers = { authorization: 'bearer saturn-gateway-token' };
  const ids = async (query: string) =>
    (await (await ask(`/tags/list?${query}`, { headers })).json()).items.map(({ id }: { id: number }) => id);
  const all = await ids('');
  expect(await ids('page=2&size=2')).toEqual(all.slice(2, 4));
  expect(await ids('offset=1&limit=1')).toEqual(all);
  expect((await ask('/tags/list?page=0', { headers })).status).toBe(422);
  const [, , ...rest] = document.paths['/api/v0/tags/list'].get.parameters;
  expect(rest).toEqual([]);
});
