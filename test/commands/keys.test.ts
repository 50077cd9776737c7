import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { createApiKeys } from '../../src/tenants/api-keys.ts';
import { runCli } from './run-cli.ts';

test.each(['site', 'null', '007', 'on', '-', 'a-b'])('the printed lines let the printed key of %s in', async (id) => {
  const { code, out } = await runCli([
    'keys',
    'create',
    '--id',
    id,
    '--tenant',
    id,
    '--role',
    'guest-app',
    '--role=booking',
  ]);
  expect(code).toBe(0);
  const key = /^pbg_\S+$/m.exec(out)?.[0] ?? '';
  const lines = out.slice(out.indexOf('apiKeys:'));
  const tenant = { slug: id, name: 'x', baseUrl: 'https://x.example', timeZone: 'UTC', credentials: { token: 'x' } };
  const loaded = loadConfig({ path: 'x', text: `tenants: [${JSON.stringify(tenant)}]\n${lines}\n`, env: {} });
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  expect(createApiKeys(loaded.config.apiKeys).authenticate(`Bearer ${key}`)).toMatchObject({ id, tenant: id });
  expect(loaded.config.apiKeys[0]?.roles).toEqual(['guest-app', 'booking']);
});

test('a key is new each time', async () => {
  const argv = ['keys', 'create', '--id', 'site', '--tenant', 'saturn', '--role', 'admin'];
  expect((await runCli(argv)).out).not.toBe((await runCli(argv)).out);
});

test.each([
  [['keys'], 'create'],
  [['keys', 'delete'], 'create and list'],
  [['keys', 'list'], '--config'],
  [['keys', 'list', '--config', 'x', '--id', 'x'], 'are for create'],
  [['keys', 'create', '--json'], 'are for list'],
  [['keys', 'create', '--id', 'site'], 'are required'],
  [['keys', 'create', '--id', 'Site', '--tenant', 'saturn', '--role', 'admin'], '--id must be'],
  [['keys', 'create', '--id', 'site', '--tenant', 'sat urn', '--role', 'admin'], '--tenant must be'],
  [['keys', 'create', '--id', 'site', '--tenant', 'saturn', '--role', 'guestapp'], 'did you mean "guest-app"?'],
])('%j is a usage error', async (argv, message) => {
  const { code, err, out } = await runCli(argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(out).toBe('');
});
