import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { createReplicas } from '../../../src/tenants/shared/replicas.ts';
import type { Troubles } from '../../../src/tenants/trouble/troubles.ts';
import { runCli } from '../../commands/run-cli.ts';
import { tenantConfig } from '../../kit/config.ts';

const KEY = { kid: 'a', secret: new Secret('a'.repeat(32)) };
const LOGIN = { credentials: { login: 'gateway', password: 'gateway' } };

test('without a key to seal it no token is shared, from the reload on that adds one it is', async () => {
  const options = { url: new Secret('postgresql://127.0.0.1:1/x'), clock: systemClock };
  const replicas = createReplicas({ ...options, secrets: { keys: [] }, isMoving: async () => false });
  onTestFinished(() => replicas.close());
  const troubles = { of: () => ({ set: () => {} }) } as unknown as Troubles;
  const loginOf = () => replicas.loginOf(tenantConfig({ baseUrl: 'http://127.0.0.1:1', ...LOGIN }), troubles);
  expect(loginOf()).toBeUndefined();
  replicas.configure({ secrets: { keys: [KEY] } });
  expect(loginOf()).toBeDefined();
});

test('start says that gateways share no token, where the file has no key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyless-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'gateway.json');
  const tenant = { slug: 'saturn', name: 'Saturn', baseUrl: 'http://127.0.0.1:1', timeZone: 'Europe/Moscow', ...LOGIN };
  const said = async (more: object) => {
    writeFileSync(config, JSON.stringify({ tenants: [tenant], ...more }));
    return (await runCli(['start', '--config', config])).err;
  };
  const intents = { store: 'postgres', url: 'postgresql://127.0.0.1:1/x' };
  expect(await said({ intents })).toContain('share no token');
  expect(await said({ intents, secrets: { keys: [{ kid: 'a', secret: 'a'.repeat(32) }] } })).not.toContain('share no');
  expect(await said({ intents: { store: 'memory' } })).not.toContain('share no');
});
