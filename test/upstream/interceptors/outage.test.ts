import { expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/lib/secret.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { getAccount, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { listGroups } from '../../../src/upstream/resources/groups.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { standingClock } from '../../kit/clock.ts';
import { createFaultProxy, type ProxyFaults } from '../../kit/fault-proxy.ts';
import { createGraph, tenantConfig } from '../../kit/graph.ts';
import { clientOf } from '../kit.ts';

const credentials = { login: 'gateway', password: new Secret('gateway') };

async function given(options: Parameters<typeof clientOf>[1] = {}) {
  const sandbox = await createSandbox({ size: 'small' });
  const proxy = await createFaultProxy(sandbox.port);
  onTestFinished(async () => {
    await proxy.close();
    await sandbox.close();
  });
  const upstream = clientOf(`${proxy.origin}/api/v0`, { credentials, ...options });
  const id = (await listAccounts(upstream, { limit: 1 })).items[0]?.id ?? 0;
  sandbox.clearCalls();
  return { sandbox, proxy, upstream, id };
}

test.each<[string, ProxyFaults]>([
  ['resets every connection', { mode: 'reset' }],
  ['does all and answers nothing', { mode: 'applyThenCut' }],
])('a server that %s sees reads at most 1.25 times, and writes once', async (_name, faults) => {
  const { sandbox, proxy, upstream, id } = await given({ limits: { breakerCalls: 1_000_000, retryBaseMs: 1 } });
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
  const clock = standingClock(Date.now());
  const { sandbox, proxy, upstream, id } = await given({ clock, limits: { maxRetries: 0 } });
  const reads = () => [getAccount(upstream, id), listGroups(upstream, {}), listAccounts(upstream, { limit: 1 })];
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

test('of two tenants one is dead: the other keeps every answer, and its time', async () => {
  const alive = await given();
  const dead = await given();
  const configs = [
    tenantConfig(`${alive.proxy.origin}/api/v0`, { slug: 'saturn' }),
    tenantConfig(`${dead.proxy.origin}/api/v0`, { slug: 'jupiter' }),
  ];
  const graph = createGraph(
    configs.map((config) => ({ ...config, upstream: { ...config.upstream, timeoutMs: 300, deadlineMs: 600 } })),
  );
  onTestFinished(() => graph.close());
  const query = '{ cards(first: 10) { nodes { id balance guest { name { full } } } } }';
  /** The 95th percentile of sixty answers, ten at once; fails the test where one is none. */
  const time = async (): Promise<number> => {
    const times: number[] = [];
    for (let wave = 0; wave < 6; wave++) {
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const begun = performance.now();
          const { errors } = await graph.ask(query, {}, { tenant: 'saturn' });
          times.push(performance.now() - begun);
          expect(errors).toEqual([]);
        }),
      );
    }
    return times.sort((a, b) => a - b)[56] ?? 0;
  };
  await time();
  let lost = 0;
  const [quiet, beside]: [number[], number[]] = [[], []];
  for (let round = 0; round < 4; round++) {
    quiet.push(await time());
    await dead.proxy.set({ mode: 'blackHole' });
    const asked = Array.from({ length: 40 }, () => graph.ask(query, {}, { tenant: 'jupiter' }));
    beside.push(await time());
    lost += (await Promise.all(asked)).filter(({ errors }) => errors.length > 0).length;
    await dead.proxy.clear();
    dead.proxy.resetAll();
  }
  expect(lost).toBeGreaterThan(40);
  // The best of four against the best of four: noise of the machine only ever adds. A tenant that waited for the dead one
  // would take hundreds of milliseconds.
  expect(Math.min(...beside) / Math.min(...quiet)).toBeLessThan(2);
});
