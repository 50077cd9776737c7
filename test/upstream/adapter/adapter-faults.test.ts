import { expect, onTestFinished, test } from 'vitest';
import type { Adapter, AdapterRequest, AdapterResult } from '../../../src/upstream/adapter/adapter.ts';
import type { AdapterFault } from '../../../src/upstream/adapter/adapter-fault.ts';
import type { UpstreamOptions } from '../../../src/upstream/client.ts';
import { getAccount } from '../../../src/upstream/resources/accounts.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

async function adapted(
  adapter: Adapter,
  handler: Parameters<typeof fakeServer>[0] = () => ({ body: accountRow(1) }),
  options: Partial<UpstreamOptions> = {},
) {
  const server = await fakeServer(handler);
  const faults: AdapterFault[] = [];
  const onAdapterFault = (fault: AdapterFault) => faults.push(fault);
  const own = { adapter: { ...adapter, file: 'adapter-faults.test.ts' }, onAdapterFault };
  const { client, context } = clientOf(server.url, { ...withToken, ...own, ...options });
  return {
    server,
    faults,
    client,
    context,
    get: () => client.call('accounts.get', { path: { id: 1 } }, context),
    list: () => client.call('accounts.list', {}, context),
    deposit: () => client.call('operations.deposit', { body: { accountId: 1, amount: 1000, reason: 'x' } }, context),
  };
}

test('a fault thrown in it is MALFORMED with the operation; its place is told, its text is not', async () => {
  const broken = await adapted({
    answer: () => {
      throw new TypeError('phone 79161234567');
    },
  });
  expect(await failureOf(broken.get())).toMatchObject({
    kind: 'MALFORMED',
    sent: 'UNKNOWN',
    operation: 'accounts.get',
    reason: 'ADAPTER',
  });
  expect(broken.faults).toEqual([
    {
      operation: 'accounts.get',
      function: 'answer',
      fault: 'TypeError',
      at: expect.stringMatching(/^adapter-faults\.test\.ts:\d+:\d+$/),
    },
  ]);
  expect(JSON.stringify(broken.faults)).not.toContain('7916');
});

test('a fault in request is one of a call that was not sent', async () => {
  const { deposit, server } = await adapted({
    request: ({ body }) => {
      (body as { amount: number }).amount *= 100;
      return undefined;
    },
  });
  expect(await failureOf(deposit())).toMatchObject({ kind: 'MALFORMED', sent: 'NOT_SENT', reason: 'ADAPTER' });
  expect(server.requests).toEqual([]);
});

test.each<[string, unknown]>([
  ['a promise', Promise.resolve({})],
  ['an unknown key', { url: '/x' }],
  ['another method', { method: 'TRACE' }],
  ['another server', { path: '//other.example/x' }],
  ['a whole address', { path: 'http://other.example/x' }],
  ['a way up', { path: '/api/v0/../admin' }],
  ['an encoded way up', { path: '/api/v0/%2e%2e/admin' }],
  ['a query in the path', { path: '/api/v0/x?a=1' }],
  ['letters that are not encoded', { path: '/api/v0/счёт' }],
  ['an empty list in the query', { query: { ids: [] } }],
  ['an object in the query', { query: { filter: {} } }],
  ['a number that is none', { body: { amount: Number.NaN } }],
  ['a date', { body: { at: new Date(0) } }],
  ['a body and a form', { body: {}, form: {} }],
  ['a header of the connection', { headers: { 'transfer-encoding': 'chunked' } }],
  ['a line break in a header', { headers: { 'x-token': 'a\r\nhost: b' } }],
])('request cannot give %s: nothing is sent', async (_name, result) => {
  const { get, server, faults } = await adapted({ request: () => result as AdapterRequest });
  expect(await failureOf(get())).toMatchObject({ kind: 'MALFORMED', sent: 'NOT_SENT', reason: 'ADAPTER' });
  expect(server.requests).toEqual([]);
  expect(faults).toHaveLength(1);
});

test.each<[string, unknown]>([
  ['the rows themselves', [accountRow(1)]],
  ['the row itself', accountRow(1)],
  ['a status that is none', { status: 99 }],
  ['a number that is none', { json: { ...accountRow(1), balance: Number.NaN } }],
  ['a promise inside', { json: { ...accountRow(1), identifiers: Promise.resolve([]) } }],
  ['what never ends', { json: loop() }],
])('answer cannot give %s', async (_name, result) => {
  const { get, faults } = await adapted({ answer: () => result as AdapterResult });
  expect(await failureOf(get())).toMatchObject({ kind: 'MALFORMED', reason: 'ADAPTER' });
  expect(faults).toHaveLength(1);
});

test('what is changed and not returned would be lost: it is a fault', async () => {
  for (const isAsync of [false, true]) {
    const change = (json: unknown) => {
      (json as { balance: number }).balance *= 100;
    };
    const { get, faults } = await adapted({
      answer: isAsync ? async ({ json }) => void change(json) : ({ json }) => void change(json),
    });
    expect(await failureOf(get())).toMatchObject({ kind: 'MALFORMED', reason: 'ADAPTER' });
    expect(faults[0]?.fault).toContain('must be returned');
  }
  const { get } = await adapted({ answer: () => undefined });
  expect(await get()).toMatchObject(accountRow(1));
});

test('a promise that nobody awaits is told where it stands in a result, and never ends the process', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const fails = async () => {
    throw new Error('phone 79161234567');
  };
  const asRequest = await adapted({ request: fails as never });
  const inAnswer = await adapted({ answer: () => ({ json: { ...accountRow(1), identifiers: [fails()] } }) });
  for (const { get } of [asRequest, inAnswer])
    expect(await failureOf(get())).toMatchObject({ kind: 'MALFORMED', reason: 'ADAPTER' });
  const late = await adapted({ answer: () => new Promise((_, reject) => setImmediate(reject)) });
  expect(await failureOf(late.get())).toMatchObject({ kind: 'MALFORMED', reason: 'ADAPTER' });
  await new Promise(setImmediate);
  expect(unhandled).toEqual([]);
});

test.each<[string, () => unknown]>([
  ['nothing', () => null],
  ['a text', () => 'x'],
  [
    'something that throws where it is read',
    () => ({ json: Object.defineProperty({}, 'x', { enumerable: true, get: thrown }) }),
  ],
  ['something that prints itself', () => ({ json: { ...accountRow(1), toJSON: () => accountRow(2) } })],
  ['another prototype', () => ({ json: Object.create({ id: 1 }) })],
  ['a prototype by its name', () => ({ json: JSON.parse('{"__proto__": {"id": 1, "balance": 1}}') })],
  ['megabytes', () => ({ json: { ...accountRow(1), info: 'x'.repeat(3_000_000) } })],
])('of %s nothing becomes a card', async (_name, answer) => {
  const { client, context } = await adapted({ answer: answer as Adapter['answer'] & object });
  expect(await failureOf(getAccount({ client, context }, 1))).toMatchObject({ kind: 'MALFORMED' });
  expect(Object.keys(Object.prototype)).toEqual([]);
});

function thrown(): never {
  throw new Error('phone 79161234567');
}

test('what it gives is checked like any answer: fields, envelope, depth and size', async () => {
  const limits = { maxBytes: { row: 500, page: 2000, dictionary: 5000, report: 500, document: 500, token: 500 } };
  const failed = async (json: unknown, more: Partial<UpstreamOptions> = {}) =>
    failureOf((await adapted({ answer: () => ({ json }) }, undefined, more)).get());
  expect(await failed([])).toMatchObject({ kind: 'MALFORMED', reason: 'NOT_AN_OBJECT' });
  expect(await failed({ ...accountRow(1), info: 'x'.repeat(500) }, { limits })).toMatchObject({
    reason: 'TOO_LARGE',
    option: 'upstream.maxBytes.row',
  });
  expect(
    await failed({ ...accountRow(1), tagIds: Array.from({ length: 60 }, () => 1) }, { limits: { maxValues: 50 } }),
  ).toMatchObject({ reason: 'TOO_LARGE', option: 'upstream.maxValues' });
});

test('an answer that never ends is given up at the deadline of the call, that of a move with an unknown outcome', async () => {
  const clock = standingClock(Date.now());
  let waiting = () => {};
  const begun = () => new Promise<void>((resolve) => (waiting = resolve));
  const { get, deposit, server, faults } = await adapted(
    {
      answer: () => {
        waiting();
        return new Promise(() => undefined);
      },
    },
    undefined,
    { clock, limits: { deadlineMs: 5000 } },
  );
  for (const [call, outcome] of [
    [get, { kind: 'TIMEOUT', reason: 'ADAPTER' }],
    [deposit, { kind: 'TIMEOUT', sent: 'UNKNOWN' }],
  ] as const) {
    const isWaiting = begun();
    const failure = failureOf(call());
    await isWaiting;
    clock.advance(5000);
    expect(await failure).toMatchObject(outcome);
  }
  expect(server.requests).toHaveLength(2);
  expect(faults.map(({ fault }) => fault)).toEqual(Array(2).fill('it did not end by the deadline of the call'));
});

test('a write is sent once, whatever method, status or fault the adapter makes of it', async () => {
  const results: AdapterResult[] = [
    { status: 500 },
    { status: 503 },
    { status: 401 },
    { status: 429 },
    { status: 408 },
  ];
  for (const result of results) {
    const { deposit, server } = await adapted({ request: () => ({ method: 'PUT' }), answer: () => result });
    await failureOf(deposit());
    expect(server.requests).toHaveLength(1);
  }
  const read = await adapted({ request: () => ({ method: 'POST', body: {} }), answer: () => ({ status: 503 }) });
  await failureOf(read.get());
  expect(read.server.requests.length).toBeGreaterThan(1);
  const asGet = await adapted({ request: () => ({ method: 'GET', body: null }) });
  expect(await failureOf(asGet.deposit())).toMatchObject({ kind: 'MALFORMED', sent: 'NOT_SENT' });
  expect(asGet.faults[0]?.fault).toBe('a GET must not move value: proxies may repeat it');
});

test('get is for reads alone, and for addresses of this server', async () => {
  const seen: unknown[] = [];
  const { deposit, server } = await adapted({ answer: ({ get }) => void seen.push(get) });
  await deposit().catch(() => undefined);
  expect([seen, server.requests.length]).toEqual([[undefined], 1]);

  for (const path of ['http://other.example/', '//other.example/', '/a/../b', 'x', '/a b', '/a#b']) {
    const { get, server: asked } = await adapted({ answer: async (came) => ({ json: await came.get?.(path) }) });
    expect(await failureOf(get())).toMatchObject({ kind: 'MALFORMED', reason: 'ADAPTER' });
    expect(asked.requests).toHaveLength(1);
  }
});

test('a get that fails fails the call, never as the row that is not there; a dead token is renewed', async () => {
  let isDead = true;
  const answer: Adapter['answer'] = async ({ operation, get }) =>
    operation === 'accounts.get' ? { json: { ...accountRow(1), identifiers: await get?.('/api/v0/more') } } : undefined;
  const missing = await adapted({ answer }, ({ path }) => (path === '/more' ? { status: 404 } : { body: {} }));
  expect(await failureOf(missing.get())).toMatchObject({ kind: 'MALFORMED', reason: 'ADAPTER_GET', status: 404 });
  expect(missing.faults).toEqual([]);

  const login = { login: 'gateway', password: withToken.credentials.token };
  const dead = await adapted(
    { answer },
    ({ path }) => {
      if (path !== '/more') return { body: {} };
      const reply = isDead ? { status: 401 } : { body: [] };
      isDead = false;
      return reply;
    },
    { credentials: login },
  );
  expect(await dead.get()).toMatchObject({ id: 1, identifiers: [] });
  expect(dead.server.refreshes).toHaveLength(1);
});

function loop(): object {
  const row: Record<string, unknown> = {};
  row.self = row;
  return row;
}
