import { expect, test } from 'vitest';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createReloadableTenants } from '../../src/tenants/reloadable-tenants.ts';
import { configOf, type TenantFile } from '../kit/config.ts';
import { fakeServer } from '../kit/fake-server.ts';

/** Two tenants on real servers, one of which was used; and what a reload with other lines of it leaves. */
async function reloaded(change: Partial<TenantFile>) {
  const server = await fakeServer(() => ({ body: { items: [], total: 0 } }));
  const other = await fakeServer(() => ({ body: {} }));
  const timers = new Map<() => void, number>();
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    after(ms: number, run: () => void) {
      timers.set(run, ms);
      return () => void timers.delete(run);
    },
  };
  const fileOf = (more: object): GatewayConfig =>
    configOf([
      { slug: 'saturn', baseUrl: server.url, ...more },
      { slug: 'venus', baseUrl: other.url },
    ]).config;
  const reloadable = createReloadableTenants(fileOf({}), { clock });
  const get = (slug: string) => {
    const found = reloadable.tenants.get(slug);
    if (!found) throw new Error(`no tenant ${slug}`);
    return found;
  };
  const ask = async () => {
    const { client } = get('saturn');
    await client.call('accountGroups.list', {}, {});
  };
  await ask();
  const before = get('saturn');
  const untouched = get('venus');
  const value = await before.dictionaries.get('groups', async () => ({ value: ['kept'], bytes: 10 }));
  expect(value.stale).toBe(false);
  before.dataIssues.set('unknown_reference', 1);
  reloadable.reload(fileOf(change));
  await ask();
  const after = get('saturn');
  // As long as a request may last.
  for (const [run, ms] of timers) if (ms === 120_000 && timers.delete(run)) run();
  const isClosed = await before.client.call('accountGroups.list', {}, {}).then(
    () => false,
    (error: { reason?: string }) => error.reason === 'CLOSED',
  );
  expect(get('venus')).toBe(untouched);
  await reloadable.tenants.close();
  return {
    tenant: after === before,
    client: after.client === before.client,
    locks: after.locks === before.locks,
    counters: after.client.counters === before.client.counters,
    dictionaries: after.dictionaries === before.dictionaries,
    dataIssues: after.dataIssues === before.dataIssues,
    logins: server.logins.length,
    isClosed,
  };
}

const ALL = {
  client: true,
  locks: true,
  counters: true,
  dictionaries: true,
  dataIssues: true,
  logins: 1,
  isClosed: false,
};

test.each<[string, Partial<TenantFile>, object]>([
  ['the same lines', {}, { tenant: true, ...ALL }],
  ['another name', { name: 'Renamed' }, { tenant: false, ...ALL }],
  ['other value moves', { valueMoves: { maxAmount: '5.00' } }, { tenant: false, ...ALL }],
  ['another examination', { dialect: { checked: { conform: '2026-11-01' } } }, { tenant: false, ...ALL }],
  ['other limits', { upstream: { timeoutMs: 4000 } }, { tenant: false, ...ALL, client: false, isClosed: true }],
  [
    'other words',
    { dialect: { names: { 'Account.lastName': 'surname' } } },
    { tenant: false, ...ALL, client: false, dictionaries: false, dataIssues: false, isClosed: true },
  ],
  [
    'another header of the token',
    { dialect: { token: { header: 'X-Token' } } },
    { tenant: false, ...ALL, client: false, dictionaries: false, dataIssues: false, logins: 2, isClosed: true },
  ],
  [
    'another password',
    { credentials: { login: 'gateway', password: 'another' } },
    {
      tenant: false,
      ...ALL,
      client: false,
      counters: false,
      dictionaries: false,
      dataIssues: false,
      logins: 2,
      isClosed: true,
    },
  ],
])('%s', async (_what, change, kept) => {
  expect(await reloaded(change)).toEqual(kept);
});
