import { expect, test } from 'vitest';
import type { Adapter } from '../../../src/upstream/adapter/adapter.ts';
import type { AdapterFault } from '../../../src/upstream/adapter/adapter-fault.ts';
import type { UpstreamOptions } from '../../../src/upstream/client.ts';
import { fakeServer, type Request } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf } from '../../kit/upstream-client.ts';

/** A client with this adapter, the faults that it reports, and its server. */
async function adapted(
  adapter: Adapter,
  handler: Parameters<typeof fakeServer>[0] = () => ({ body: { items: [accountRow(1)], total: 1 } }),
  options: Partial<UpstreamOptions> = {},
) {
  const server = await fakeServer(handler);
  const faults: AdapterFault[] = [];
  const given = clientOf(server.url, {
    adapter: { ...adapter, file: 'adapter.test.ts' },
    onAdapterFault: (fault) => faults.push(fault),
    ...options,
  });
  return { ...given, server, faults };
}

const line = ({ method, path, query, body }: Request) =>
  `${method} ${path}?${decodeURIComponent(String(query))} ${body}`;

test('request comes after names, units and values, and what it returns is sent', async () => {
  const seen: unknown[] = [];
  const { client, context, server } = await adapted(
    {
      request(call) {
        if (call.operation === 'auth.login') return undefined;
        seen.push(call);
        const { limit, ...filter } = call.query;
        return {
          method: 'POST',
          path: `${call.path}/find`,
          query: { v: 2, none: undefined, of: ['a', 'b'] },
          body: { filter, size: Number(limit) },
          headers: { 'x-token': call.token, authorization: null },
        };
      },
    },
    undefined,
    { dialect: { keyCase: 'snake', parameters: { 'accounts.list.phone': 'tel' } } },
  );
  await client.call('accounts.list', { query: { phone: '79161234567', groupId: 3, limit: 50 } }, context);
  expect(seen).toEqual([
    {
      operation: 'accounts.list',
      method: 'GET',
      path: '/api/v0/accounts/list',
      query: { tel: '79161234567', group_id: '3', limit: '50' },
      body: undefined,
      token: 'access-1',
    },
  ]);
  expect(server.requests.map(line)).toEqual([
    'POST /accounts/list/find?v=2&of=a&of=b {"filter":{"tel":"79161234567","group_id":"3"},"size":50}',
  ]);
  const { headers } = server.requests[0] as Request;
  expect([headers['x-token'], headers.authorization, headers['content-type']]).toEqual([
    'access-1',
    undefined,
    'application/json',
  ]);
});

test('what it leaves out stays as the gateway would have sent it, repeated lists too', async () => {
  const { client, context, server } = await adapted(
    { request: ({ operation, query }) => (operation === 'accounts.list' ? { query: { ...query, deleted: 0 } } : {}) },
    undefined,
    { dialect: { repeatedLists: true } },
  );
  await client.call('accounts.list', { query: { ids: [1, 2] } }, context);
  await client.call('accounts.block', { path: { id: 5 }, body: { reason: 'x' } }, context);
  expect(server.requests.map(line)).toEqual([
    'GET /accounts/list?ids=1&ids=2&deleted=0 ',
    'POST /accounts/5/block? {"reason":"x"}',
  ]);
});

test('login and refresh go through both functions', async () => {
  const { client, context, server } = await adapted({
    request: ({ operation, body }) =>
      operation === 'auth.login' ? { form: { ...(body as object), grant_type: 'password' } } : undefined,
    answer: ({ operation, json }) =>
      operation === 'auth.login'
        ? { json: { accessToken: `${(json as { accessToken: string }).accessToken}-of-adapter`, expiresIn: 60 } }
        : undefined,
  });
  await client.call('accounts.list', {}, context);
  expect(server.logins[0]).toMatchObject({
    body: 'login=gateway&password=canary-password&grant_type=password',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(server.requests[0]?.headers.authorization).toBe('bearer access-1-of-adapter');
});

test('answer comes before names, units and values, and its status is judged anew', async () => {
  let count = 0;
  const { client, context, server } = await adapted(
    {
      answer({ operation, json, status, headers, call }) {
        if (operation === 'auth.login') return undefined;
        const { ok, code, data } = json as { ok: boolean; code: number; data: unknown };
        expect([status, headers['x-served-by'], call.operation]).toEqual([200, 'old', operation]);
        return ok ? { json: data } : { status: code };
      },
    },
    () => {
      const isDead = count++ === 0;
      const row = accountRow(1, { balance: 482.5 });
      const body = isDead ? { ok: false, code: 401 } : count === 3 ? { ok: false, code: 404 } : { ok: true, data: row };
      return { body, headers: { 'x-served-by': 'old' } };
    },
    { dialect: { moneyUnit: 'roubles' } },
  );
  expect(await client.call('accounts.get', { path: { id: 1 } }, context)).toMatchObject({ balance: 48250 });
  expect(server.logins).toHaveLength(2);
  expect(await failureOf(client.call('accounts.get', { path: { id: 1 } }, context))).toMatchObject({
    kind: 'REJECTED',
    status: 404,
  });
});

test('numbers that a double does not keep reach the adapter and the gateway with every digit', async () => {
  const seen: unknown[] = [];
  const { client, context } = await adapted(
    {
      answer({ operation, json }) {
        if (operation === 'auth.login') return undefined;
        const row = (json as { row: { sum: number | bigint; card: unknown } }).row;
        seen.push(row.sum, row.card);
        return {
          json: accountRow(1, { balance: -row.sum, identifiers: [{ id: 1, typeId: 1, value: String(row.card) }] }),
        };
      },
    },
    () => ({ body: '{"row":{"sum":9007199254740993,"card":92233720368547758070}}' }),
  );
  expect(await client.call('accounts.get', { path: { id: 1 } }, context)).toMatchObject({
    balance: -9007199254740993n,
    identifiers: [{ value: '92233720368547758070' }],
  });
  expect(seen).toEqual([9007199254740993n, 92233720368547758070n]);
});

test('get reads more of the same server for a read: same token and headers, counted', async () => {
  const { client, context, server } = await adapted(
    {
      request: ({ token }) => (token ? { headers: { 'x-token': token } } : undefined),
      async answer({ operation, json, call, get }) {
        if (operation !== 'accounts.get') return undefined;
        return { json: { ...(json as object), identifiers: await get?.(`${call.path}/identifiers?all=1`) } };
      },
    },
    ({ path }) => ({
      body: path.endsWith('/identifiers') ? [{ id: 5, typeId: 1, value: '2000' }] : accountRow(7),
    }),
  );
  expect(await client.call('accounts.get', { path: { id: 7 } }, context)).toMatchObject({
    identifiers: [{ value: '2000' }],
  });
  expect(server.requests.map((request) => `${line(request)}${request.headers['x-token']}`)).toEqual([
    'GET /accounts/7? access-1',
    'GET /accounts/7/identifiers?all=1 access-1',
  ]);
  expect(context.stats.calls).toBe(2);
});
