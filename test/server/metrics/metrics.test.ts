import { hash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPERATIONS } from '../../../src/contract/names.ts';
import type { HttpExchange } from '../../../src/server/http/http-exchange.ts';
import { createMetrics } from '../../../src/server/metrics/metrics.ts';
import { createReloadableTenants } from '../../../src/tenants/reloadable-tenants.ts';
import { TROUBLE_REASONS } from '../../../src/tenants/trouble/reasons.ts';
import { standingClock } from '../../kit/clock.ts';
import { configOf } from '../../kit/config.ts';
import { parseExposition, type Series } from '../../kit/exposition.ts';
import { given } from '../../kit/given.ts';

const READ = '{ cards(first: 1) { nodes { balance } } }';

async function scrape(url: string): Promise<Series[]> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return parseExposition(await response.text());
}

/** The value of the one series that has these labels; undefined where there is none. */
function sampleOf(series: readonly Series[], name: string, labels: Record<string, string> = {}): number | undefined {
  const found = series.filter(
    (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  );
  expect(found.length).toBeLessThan(2);
  return found[0]?.value;
}

test('what requests and servers do is counted, and no series has a name that a client made up', async () => {
  const gateway = await given({ http: true, upstream: { maxRetries: 0 } });
  await gateway.ask(`query MadeUpByAClient ${READ}`);
  gateway.fault({ operationId: 'accounts.list', do: 'status', status: 503 });
  await gateway.ask(READ);
  await gateway.ask('{ nonsense }');
  let series: Series[] = [];
  const requests = async () => {
    series = await scrape(gateway.url);
    return sampleOf(series, 'probonus_request_seconds_count', { operation: 'other' });
  };
  await expect.poll(requests).toBe(3);

  const value = (name: string, labels?: Record<string, string>) => sampleOf(series, name, labels);
  expect(value('probonus_requests_total', { operation: 'other', status: '200' })).toBe(3);
  expect(value('probonus_request_errors_total', { code: 'UPSTREAM_UNAVAILABLE' })).toBe(1);
  expect(value('probonus_request_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
  expect(value('probonus_upstream_calls_total', { tenant: 'saturn', class: 'read' })).toBe(2);
  expect(value('probonus_upstream_calls_total', { tenant: 'saturn', class: 'login' })).toBe(1);
  expect(value('probonus_upstream_failures_total', { tenant: 'saturn', class: 'read' })).toBe(1);
  expect(value('probonus_upstream_errors_total', { code: 'UNAVAILABLE' })).toBe(1);
  expect(value('probonus_upstream_seconds_count', { operation: 'accounts.list' })).toBe(2);
  expect(value('probonus_upstream_logins_total', { result: 'login' })).toBe(1);
  expect(value('probonus_upstream_breaker', { tenant: 'saturn', class: 'read' })).toBe(0);
  expect(value('probonus_tenant_trouble_seconds', { tenant: 'saturn', reason: 'SERVER_ERROR' })).toBe(0);
  expect(value('probonus_intent_log_up')).toBe(1);
  expect(value('probonus_value_moves', { state: 'STUCK' })).toBe(0);
  expect(value('probonus_build_info', { node: process.version, store: 'memory' })).toBe(1);
  expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  expect(JSON.stringify(series)).not.toContain('MadeUpByAClient');
});

test('registered operations have series of their own, and a reload sets nothing back', async () => {
  const text = 'query TonightsCards { cards(first: 1) { nodes { balance } } }';
  const manifest = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'operations.json');
  writeFileSync(manifest, JSON.stringify({ [hash('sha256', text)]: text }));
  const gateway = await given({ http: { persistedOperations: { mode: 'allow', manifest } } });
  await gateway.ask(text);
  gateway.reload({});
  await gateway.ask(text);
  let series: Series[] = [];
  const requests = async () => {
    series = await scrape(gateway.url);
    return sampleOf(series, 'probonus_requests_total', { operation: 'TonightsCards', status: '200' });
  };
  await expect.poll(requests).toBe(2);
  expect(sampleOf(series, 'probonus_upstream_calls_total', { tenant: 'saturn', class: 'read' })).toBe(2);
});

test('metrics are for this machine alone, unless there is an admin port', async () => {
  const gateway = await given({ http: true });
  expect((await fetch(`${gateway.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(404);
  const other = await given({ http: { server: { port: 0, adminPort: 0 } } });
  expect((await fetch(`${other.url}/metrics`)).status).toBe(404);
  expect((await scrape(other.adminUrl ?? '')).length).toBeGreaterThan(100);
});

test('a thousand tenants, each in every trouble, are fewer than 20,000 series', async () => {
  const clock = standingClock();
  const metrics = createMetrics({ clock });
  const slugs = Array.from({ length: 1000 }, (_, n) => `tenant-${String(n).padStart(4, '0')}`);
  const { config } = configOf([{ slug: 'saturn', baseUrl: 'http://127.0.0.1:9/api/v0' }]);
  const tenants = slugs.flatMap((slug) => config.tenants.map((tenant) => ({ ...tenant, slug })));
  const reloadable = createReloadableTenants({ ...config, tenants }, { clock, metrics });
  const counts = slugs.flatMap((tenant) =>
    (['SENDING', 'UNKNOWN', 'STUCK', 'WAITING'] as const).map((state) => ({
      tenant,
      state,
      alarm: 'DOUBLED' as const,
      count: 1,
      oldest: 0,
    })),
  );
  metrics.readFrom({
    reloadable,
    intents: { status: () => ({ store: 'memory' as never, fault: null, counts, notVerbatim: slugs, unaudited: 1 }) },
    people: { status: () => [] },
    conform: { counts: { FITS: 1 } },
  });
  for (const { troubles } of reloadable.tenants.all) for (const reason of TROUBLE_REASONS) troubles.set(reason, true);
  for (const operation of OPERATIONS) metrics.onUpstreamEnd(operation, 5);
  const names = Array.from({ length: 200 }, (_, n) => `Operation${n}`);
  for (const operationName of [...names, 'somebody']) {
    for (const status of [200, 400, 401, 405, 406, 413, 429, 499, 500, 503]) {
      const exchange = { operationName, codes: new Set(['INTERNAL_SERVER_ERROR']) } as unknown as HttpExchange;
      metrics.onRequestEnd(new Set(names), { exchange, status, milliseconds: 1, stats: undefined });
    }
  }
  const series = parseExposition(await metrics.render());
  expect(series.length).toBeLessThan(20_000);
  const ofTenants = series.filter(({ labels }) => labels.tenant);
  expect(new Set(ofTenants.map(({ labels }) => labels.tenant)).size).toBe(201);
  expect(ofTenants.filter(({ type }) => type === 'histogram')).toEqual([]);
  expect(sampleOf(series, 'probonus_value_moves', { state: 'STUCK' })).toBe(1000);
});
