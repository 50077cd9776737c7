import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { hashKey } from '../../src/tenants/api-keys.ts';
import { createReloadableTenants } from '../../src/tenants/reloadable-tenants.ts';

function config(slug: string, key: string) {
  const tenant = { slug, name: slug, baseUrl: 'http://127.0.0.1:1', timeZone: 'UTC', credentials: { token: 't' } };
  const apiKeys = [{ id: 'site', tenant: slug, hash: `sha256:${hashKey(key)}`, roles: ['admin'] }];
  const result = loadConfig({ path: 'x', text: JSON.stringify({ tenants: [tenant], apiKeys }), env: {} });
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.config;
}

test('a reload swaps keys and tenants at once, and lets the old tenants go once no request can use them', async () => {
  const timers: { ms: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => 0,
    after(ms, run) {
      timers.push({ ms, run });
      return () => {};
    },
  };
  const reloadable = createReloadableTenants(config('saturn', 'pbg_site_old'), { clock });
  const before = reloadable.tenants.get('saturn');
  let closed = 0;
  const close = before?.client.close;
  if (before && close) {
    before.client.close = async () => {
      closed += 1;
      await close();
    };
  }
  expect(await reloadable.credentials.authenticate('Bearer pbg_site_old', '')).toMatchObject({ tenant: 'saturn' });

  reloadable.reload(config('venus', 'pbg_site_new'));
  expect(await reloadable.credentials.authenticate('Bearer pbg_site_old', '')).toBe(null);
  expect(await reloadable.credentials.authenticate('Bearer pbg_site_new', '')).toMatchObject({ tenant: 'venus' });
  expect([reloadable.tenants.get('saturn'), reloadable.tenants.all.map(({ slug }) => slug)]).toEqual([
    undefined,
    ['venus'],
  ]);
  expect(closed).toBe(0);

  const grace = timers.find(({ ms }) => ms === 120_000);
  grace?.run();
  expect(closed).toBe(1);
  await reloadable.tenants.close();
});
