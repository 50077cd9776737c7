import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningGateway } from '../src/commands/command.ts';
import { loadConfig } from '../src/config/load.ts';
import { startGateway } from '../src/main.ts';
import { createSandbox, type Sandbox } from '../src/sandbox/sandbox.ts';
import { hashKey, newKey } from '../src/tenants/api-keys.ts';
import { eventually } from './kit/server.ts';
import { splitCost } from './kit/split-cost.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;
const admin = newKey('admin').key;
const booking = newKey('booking').key;

function config(keys: Record<string, string>) {
  const credentials = { login: 'gateway', password: 'gateway' };
  const tenant = { slug: 'saturn', name: 'Saturn', baseUrl: sandbox.url, timeZone: 'Europe/Moscow', credentials };
  const apiKeys = Object.entries(keys).map(([role, key]) => ({
    id: role,
    tenant: 'saturn',
    hash: `sha256:${hashKey(key)}`,
    roles: [role],
  }));
  const server = { port: 0, adminPort: 0 };
  const text = JSON.stringify({ server, intents: { store: 'memory' }, tenants: [tenant], apiKeys });
  const result = loadConfig({ path: 'test', text, env: { LOG_LEVEL: 'silent' } });
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.config;
}

beforeAll(async () => {
  sandbox = await createSandbox({ size: 'small' });
  gateway = await startGateway({ config: config({ admin, booking }) });
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

async function ask(key: string, query: string, headers = {}) {
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ query }),
  });
  return splitCost(await answer.json()).body;
}

test('a configuration becomes a gateway that answers with what the server holds', async () => {
  expect(await ask(admin, '{ viewer { name tenant { slug } } settings { dayChangeTime } }')).toEqual({
    data: { viewer: { name: 'admin', tenant: { slug: 'saturn' } }, settings: { dayChangeTime: '06:00' } },
  });
});

test('the upstream calls of a request are shown to who asks for them and has the scope', async () => {
  const debug = { 'X-Gateway-Debug': 'upstream' };
  const query = '{ cards(first: 1) { nodes { balance } } }';
  expect((await ask(admin, query, debug)).extensions).toEqual({
    upstream: { calls: 1, milliseconds: expect.any(Number), byOperation: { 'accounts.list': 1 } },
  });
  expect(await ask(admin, query)).not.toHaveProperty('extensions');
  expect(await ask(booking, '{ viewer { name } }', debug)).not.toHaveProperty('extensions');
});

test('the admin address tells how each tenant is, and no address or login of it', async () => {
  const text = await (await fetch(`${gateway.adminUrl}/readyz?verbose`)).text();
  expect(JSON.parse(text)).toMatchObject({ status: 'ready', tenants: [{ slug: 'saturn', loginFailure: null }] });
  expect(text).not.toContain(new URL(sandbox.url).host);
});

test('a document that has changed shows at the start, before any client asks', async () => {
  const { tenants, ...rest } = config({ admin });
  const [tenant] = tenants;
  if (!tenant) throw new Error('no tenant');
  const dialect = { ...tenant.dialect, checked: { document: `sha256:${'0'.repeat(64)}`, conform: null } };
  const other = await startGateway({ config: { ...rest, tenants: [{ ...tenant, dialect }] } });
  try {
    await eventually(async () => {
      const verbose = await (await fetch(`${other.adminUrl}/readyz?verbose`)).json();
      expect(verbose).toMatchObject({
        tenants: [{ slug: 'saturn', document: 'SERVER_CHANGED', troubles: [{ reason: 'SERVER_CHANGED' }] }],
      });
    });
  } finally {
    await other.close();
  }
});

test('a reload takes keys away and lets new ones in', async () => {
  const fresh = newKey('admin').key;
  gateway.reload(config({ admin: fresh }));
  expect(await ask(fresh, '{ viewer { name } }')).toEqual({ data: { viewer: { name: 'admin' } } });
  expect(await ask(admin, '{ viewer { name } }')).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

test('a taken port is refused, and nothing is left open', async () => {
  const { server, ...rest } = config({ admin });
  const taken = { ...rest, server: { ...server, port: Number(new URL(gateway.url).port) } };
  await expect(startGateway({ config: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
