import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { ROLE_NAMES, scopesOf } from '../../src/config/scopes.ts';
import { createApiKeys } from '../../src/tenants/api-keys.ts';
import { runCli } from './run-cli.ts';

test('the demo prints the address, a key for each tenant and role with the first admin first, and a query', async () => {
  const { code, out, started, closed } = await runCli(['demo', '--port', '0']);
  expect({ code, closed }).toEqual({ code: 0, closed: 1 });
  expect(out).toContain('http://127.0.0.1:4000/graphql');
  expect(out).toContain('guest(by: { phone: "+79000001042" })'.replaceAll('"', '\\"'));
  const rows = [...out.matchAll(/^(\S+) {2}(\S+) {2}(pbg_\S+)$/gm)].map(([, tenant, role, key]) => ({
    tenant,
    role,
    key,
  }));
  expect(rows[0]).toMatchObject({ tenant: 'saturn', role: 'admin' });
  expect(rows.map(({ tenant, role }) => `${tenant} ${role}`).sort()).toEqual(
    ['jupiter', 'saturn'].flatMap((tenant) => ROLE_NAMES.map((role) => `${tenant} ${role}`)).sort(),
  );

  const [gateway] = started;
  expect(gateway?.demo?.keys).toEqual(rows);
  expect(gateway?.demo?.guests?.map(({ tenant }) => tenant)).toEqual(['saturn', 'jupiter']);
  expect(gateway?.demo?.users?.map(({ tenant, login }) => `${tenant} ${login}`)).toContain('saturn hostess');
  const { authenticate } = createApiKeys(gateway?.config.apiKeys ?? []);
  for (const { tenant, role, key } of rows) {
    const scopes = scopesOf(ROLE_NAMES.filter((name) => name === role));
    expect(authenticate(`Bearer ${key}`)).toMatchObject({ tenant, scopes });
  }
});

test('keys are new at each start', async () => {
  const keysOf = async (): Promise<string[]> => (await runCli(['demo'])).out.match(/pbg_\S+/g) ?? [];
  const [first, second] = [await keysOf(), await keysOf()];
  expect(first.length).toBeGreaterThan(10);
  expect(first.filter((key) => second.includes(key))).toEqual([]);
});

test('with --keys-from they follow from its text, and are good keys', async () => {
  const keysOf = async (text: string): Promise<string[]> =>
    (await runCli(['demo', '--keys-from', text])).out.match(/pbg_\S+/g) ?? [];
  const [first, second, other] = [await keysOf('a'), await keysOf('a'), await keysOf('b')];
  // The first one stands in the query, too.
  expect(new Set(first.map((key) => key.replace(/'$/, ''))).size).toBe(ROLE_NAMES.length * 2);
  expect(second).toEqual(first);
  expect(first.filter((key) => other.includes(key))).toEqual([]);
  for (const key of first) expect(key).toMatch(/^pbg_demo-[a-z-]+_[A-Za-z0-9_-]{43}'?$/);
});

test('the demo listens on loopback unless it is told otherwise, and HOST and PORT hold', async () => {
  const serverOf = async (argv: string[], env = {}) => (await runCli(['demo', ...argv], env)).started[0]?.config.server;
  expect(await serverOf([])).toMatchObject({ host: '127.0.0.1', port: 4000 });
  expect(await serverOf([], { HOST: '127.0.0.2', PORT: '8080' })).toMatchObject({ host: '127.0.0.2', port: 8080 });
  expect(await serverOf(['--host', '0.0.0.0', '--port=81'], { HOST: '127.0.0.2', PORT: '8080' })).toMatchObject({
    host: '0.0.0.0',
    port: 81,
  });
  expect((await runCli(['demo', '--port', 'x'])).code).toBe(2);
  expect(await runCli(['demo'], { PORT: 'x' })).toMatchObject({
    code: 1,
    err: expect.stringContaining('PORT must be'),
  });
});

test('a sandbox whose port is taken moves to a free one', async () => {
  const taken = createServer();
  // Where something else holds the port already, the demo has to move away from that just as well.
  await new Promise<void>((resolve) => {
    taken.once('error', () => resolve());
    taken.listen(11_030, '127.0.0.1', resolve);
  });
  try {
    const { code, started } = await runCli(['demo']);
    expect(code).toBe(0);
    expect(started[0]?.config.tenants.map(({ baseUrl }) => new URL(baseUrl).port)).not.toContain('11030');
  } finally {
    taken.close();
  }
});

test('with --data the servers keep what was booked, and the log of value moves lies beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  // Both runs may use the same port: a connection kept from the first would break in the second.
  const ask = async (method: 'GET' | 'POST', url: string, token: string | null, body?: object) => {
    const dispatcher = new Agent({ pipelining: 0 });
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `bearer ${token}` } : {}) };
    const answer = await request(url, { method, headers, dispatcher, body: body ? JSON.stringify(body) : null });
    const read = await answer.body.json();
    await dispatcher.close();
    return Object(read);
  };
  const lookAt = async (run: (base: string, token: string) => Promise<void>) => {
    await runCli(['demo', '--data', folder], {}, async (_hangup, config) => {
      expect(config?.intents).toEqual({ store: 'sqlite', path: join(folder, 'intents.db') });
      const base = config?.tenants[0]?.baseUrl ?? '';
      const { accessToken } = await ask('POST', `${base}/auth/login`, null, { login: 'gateway', password: 'gateway' });
      await run(base, accessToken);
    });
  };
  let booked = { id: 0 };
  let found = {};
  try {
    await lookAt(async (base, token) => {
      const deposit = { accountId: 142, amount: 12_345, reason: 'kept over a restart' };
      booked = await ask('POST', `${base}/operations/deposit`, token, deposit);
    });
    await lookAt(async (base, token) => {
      found = await ask('GET', `${base}/operations/${booked.id}`, token);
    });
    expect(found).toMatchObject({ id: booked.id, amount: 12_345, reason: 'kept over a restart' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the demo does not run in production', async () => {
  const { code, err, started } = await runCli(['demo'], { NODE_ENV: 'production' });
  expect({ code, started }).toEqual({ code: 1, started: [] });
  expect(err).toContain('start --config gateway.yaml');
});
