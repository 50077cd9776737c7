import { request } from 'node:http';
import { expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/failures/faults.ts';
import { given } from '../kit/given.ts';
import type { Call } from '../kit/sandbox-call.ts';

const deposit = (call: Call) => call('POST', '/operations/deposit', { accountId: 142, amount: 100, reason: 'x' });
const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => false,
    () => true,
  );

test('a rule acts as often as it says, on what it names, and is then spent', async () => {
  const { sandbox, call } = await given();
  sandbox.faults.add({
    operationId: 'accounts.*',
    skip: 1,
    times: 2,
    do: 'status',
    status: 429,
    headers: { 'retry-after': '2' },
    body: { detail: 'Too many' },
  });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) statuses.push((await call('GET', '/accounts/142')).status);
  expect(statuses).toEqual([200, 429, 429, 200]);
  expect((await call('GET', '/tags/list')).status).toBe(200);
});

test.each([
  [{ do: 'reset' }, 0],
  [{ do: 'close' }, 0],
  [{ do: 'reset', phase: 'after' }, 1],
  [{ do: 'close', phase: 'after' }, 1],
  [{ do: 'cut', bytes: 10 }, 1],
  [{ do: 'status', status: 500 }, 0],
  [{ do: 'status', status: 500, phase: 'after' }, 1],
] as [FaultRule, number][])('%j on a deposit leaves %i rows', async (rule, rows) => {
  const { sandbox, call } = await given();
  const before = sandbox.operations().length;
  sandbox.faults.add({ operationId: 'operations.deposit', times: 1, ...rule });
  if (rule.do === 'status') expect((await deposit(call)).status).toBe(500);
  else expect(await failed(deposit(call))).toBe(true);
  expect(sandbox.operations().length - before).toBe(rows);
  expect((await deposit(call)).status).toBe(200);
});

test('each fault of the body sends the body that it names', async () => {
  const { sandbox, call } = await given();
  const get = async (rule: FaultRule) => {
    sandbox.faults.clear();
    sandbox.faults.add(rule);
    const response = await fetch(`${sandbox.url}/settings/public`, {
      headers: { authorization: 'bearer saturn-site-token' },
    });
    return [response.status, response.headers.get('content-type'), await response.text()] as const;
  };
  const truth = (await call('GET', '/settings/public')).text;
  expect(await get({ do: 'html' })).toEqual([502, 'text/html', expect.stringContaining('<html>')]);
  expect(await get({ do: 'empty' })).toEqual([200, 'application/json', '']);
  expect(await get({ do: 'contentType' })).toEqual([200, 'text/html; charset=utf-8', truth]);
  expect(await get({ do: 'drip', bytes: 40, everyMs: 1 })).toEqual([200, 'application/json', truth]);
  expect((await get({ do: 'huge', bytes: 100_000 }))[2]).toHaveLength(100_000);
  expect((await get({ do: 'inflate', bytes: 100_000 }))[2]).toHaveLength(100_000);
  for (const encoding of [undefined, 'gzip', 'deflate', 'br'] as const) {
    expect(await get({ do: 'compress', ...(encoding ? { encoding } : {}) })).toEqual([200, 'application/json', truth]);
  }
  const garbage = (await get({ do: 'garbage' }))[2];
  expect(() => JSON.parse(garbage)).toThrow();
});

test('a hanging request ends when its client gives up, and what it did stays done', async () => {
  const { sandbox } = await given();
  const before = sandbox.operations().length;
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', phase: 'after' });
  const controller = new AbortController();
  const pending = fetch(`${sandbox.url}/operations/deposit`, {
    method: 'POST',
    signal: controller.signal,
    headers: { authorization: 'bearer saturn-site-token', 'content-type': 'application/json' },
    body: JSON.stringify({ accountId: 142, amount: 100, reason: 'x' }),
  });
  while (sandbox.operations().length === before) await new Promise((next) => setImmediate(next));
  controller.abort();
  expect(await failed(pending)).toBe(true);
  expect(sandbox.operations().length - before).toBe(1);
});

test('faults with a probability fall the same way in every run', async () => {
  const run = async () => {
    const { sandbox, call } = await given();
    sandbox.faults.add({ probability: 0.5, do: 'status', status: 503 });
    const statuses: number[] = [];
    for (let n = 0; n < 20; n++) statuses.push((await call('GET', '/tags/list')).status);
    return statuses;
  };
  const first = await run();
  expect(new Set(first)).toEqual(new Set([200, 503]));
  expect(await run()).toEqual(first);
});

test('rules, calls and the ledger can be had from outside', async () => {
  const { sandbox, call } = await given();
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.origin}/_sandbox/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return [response.status, await response.json()];
  };
  expect(await control('POST', 'faults', { operationId: 'tags.list', do: 'status', status: 418 })).toEqual([
    200,
    [{ operationId: 'tags.list', do: 'status', status: 418 }],
  ]);
  expect((await call('GET', '/tags/list?limit=3')).status).toBe(418);
  expect(await control('DELETE', 'faults')).toEqual([200, []]);
  expect((await call('GET', '/tags/list')).status).toBe(200);
  const [, log] = await control('GET', 'calls');
  expect(log.counts).toEqual({ 'tags.list': 2 });
  expect(log.calls[0]).toMatchObject({ operationId: 'tags.list', query: { limit: '3' }, status: 418 });
  expect((await control('GET', 'operations'))[1]).toEqual(sandbox.operations());
  expect((await control('POST', 'faults', 'nonsense'))[0]).toBe(400);
});

test('latency delays the reply', async () => {
  const { sandbox, call } = await given();
  sandbox.faults.add({ latencyMs: 30 });
  const start = performance.now();
  await call('GET', '/tags/list');
  expect(performance.now() - start).toBeGreaterThanOrEqual(29);
});

test('an absurd request line does not take the server down', async () => {
  const { sandbox, call } = await given();
  await new Promise<void>((done) => {
    const bad = request(sandbox.origin, { path: '//' }, (response) => {
      response.resume();
      response.on('end', done);
    });
    bad.on('error', () => done());
    bad.end();
  });
  expect((await call('GET', '/accounts/%E0%A4%A')).status).toBe(422);
  expect((await call('GET', '/tags/list')).status).toBe(200);
});
