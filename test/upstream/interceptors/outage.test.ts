import { expect, test } from 'vitest';
import { getAccount, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { listCall } from '../../../src/upstream/resources/list-call.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import type { ProxyFaults } from '../../kit/fault-proxy.ts';
import { type GivenOptions, given } from '../../kit/given.ts';

/** A restaurant behind a proxy, logged in; the id is that of an account. */
async function givenLink(options: GivenOptions = {}) {
  const link = await given({ ...options, proxy: true });
  const { upstream } = link;
  const id = (await listAccounts(upstream, { limit: 1 })).items[0]?.id ?? 0;
  link.sandbox.clearCalls();
  return { ...link, upstream, account: id };
}

test.each<[string, ProxyFaults]>([
  ['resets every connection', { mode: 'reset' }],
  ['does all and answers nothing', { mode: 'applyThenCut' }],
])('a server that %s sees reads at most 1.25 times, and writes once', async (_name, faults) => {
  const {
    sandbox,
    proxy,
    upstream,
    account: id,
  } = await givenLink({
    upstream: { breakerCalls: 1_000_000, retryBaseMs: 1 },
  });
  await proxy.set(faults);
  const { calls } = upstream.client.counters;
  let failed = 0;
  const count = (call: Promise<unknown>) => call.catch(() => failed++);
  for (let wave = 0; wave < 10; wave++) {
    await Promise.all(Array.from({ length: 20 }, () => count(getAccount(upstream, id))));
  }
  expect(failed).toBe(200);
  expect((calls['accounts.get'] ?? 0) / 200).toBeLessThanOrEqual(1.25);
  await Promise.all(
    Array.from({ length: 40 }, () => count(deposit(upstream, { accountId: id, amount: 1, reason: 'x' }))),
  );
  expect([failed, calls['operations.deposit']]).toEqual([240, 40]);
  expect(sandbox.callCounts()['operations.deposit'] ?? 0).toBe(faults.mode === 'applyThenCut' ? 40 : 0);
});

test('the breaker opens on a dead link, asks with one request whether it lives again, and closes', async () => {
  const {
    clock,
    sandbox,
    proxy,
    upstream,
    account: id,
  } = await givenLink({ upstream: { maxRetries: 0, retryBaseMs: 1 } });
  const reads = () => [
    getAccount(upstream, id),
    listCall('accountGroups.list')(upstream, {}),
    listAccounts(upstream, { limit: 1 }),
  ];
  const settle = async (calls: Promise<unknown>[]) =>
    (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled').length;
  await proxy.set({ mode: 'refuse' });
  // Seconds after the last success: a server that answered just now is not down.
  clock.advance(2000);
  for (let wave = 0; wave < 10; wave++) await settle(reads());
  expect(upstream.client.status().breakers.read).toBe('open');

  await proxy.clear();
  const before = proxy.counts().connections;
  expect(await settle(reads())).toBe(0);
  expect(proxy.counts().connections).toBe(before);
  clock.advance(2000);
  sandbox.clearCalls();
  expect(await settle(reads())).toBe(1);
  expect(sandbox.calls).toHaveLength(1);
  expect(upstream.client.status().breakers.read).toBe('closed');
  // Operations that failed by themselves have breakers of their own, and a probe each.
  clock.advance(20_000);
  await settle(reads());
  expect(await settle(reads())).toBe(3);
});

test('of two tenants one is dead: the other keeps every answer, and waits for none of those who wait for the dead one', async () => {
  const dead = await given({ variant: 'jupiter', proxy: true });
  const graph = await given({ beside: [dead] });
  const query = '{ cards(first: 10) { nodes { id balance guest { name { full } } } } }';
  const ask = (tenant: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => graph.ask(query, {}, { tenant })));
  let lost = 0;
  for (let round = 0; round < 4; round++) {
    for (const { errors } of await ask('jupiter', 1)) expect(errors).toEqual([]);
    await dead.proxy.set({ mode: 'blackHole' });
    let ended = 0;
    const waiting = Array.from({ length: 40 }, () => ask('jupiter', 1).finally(() => ended++));
    for (let wave = 0; wave < 6; wave++) for (const { errors } of await ask('saturn', 10)) expect(errors).toEqual([]);
    expect(ended).toBe(0);
    // Now it is seen to be dead.
    await dead.proxy.set({ mode: 'refuse' });
    lost += (await Promise.all(waiting)).flat().filter(({ errors }) => errors.length > 0).length;
    await dead.proxy.clear();
    graph.clock.advance(60_000);
  }
  expect(lost).toBeGreaterThan(40);
});
