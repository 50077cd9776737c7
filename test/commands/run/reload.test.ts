import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createConfigFiles, createReload } from '../../../src/commands/run/reload.ts';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { loadConfig } from '../../../src/config/load.ts';

const GOOD = `server: { port: 4000 }
tenants:
  - slug: saturn
    name: Saturn
    baseUrl: http://127.0.0.1:11030/api/v0
    timeZone: Europe/Moscow
    credentials: { login: gateway, password: { file: password } }
`;

/** A configuration in a folder of its own, and what a reload of it applies and says. */
function given() {
  const folder = mkdtempSync(join(tmpdir(), 'reload-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'gateway.yaml');
  const write = (text: string, name = 'gateway.yaml') => writeFileSync(join(folder, name), text);
  write(GOOD);
  write('canary-1', 'password');
  const said: string[] = [];
  const applied: GatewayConfig[] = [];
  const files = createConfigFiles();
  files.add(path);
  const loaded = loadConfig({ path, env: {}, readFile: (name) => files.readFile(name) });
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  const start = () => {
    const reload = createReload({
      path,
      tools: { env: {}, printError: (text) => void said.push(text.replaceAll(folder, '')) },
      config: loaded.config,
      files,
      apply: (next) => {
        if (next.tenants[0]?.name === 'Unusable') throw new RangeError('cannot be so');
        applied.push(next);
      },
      intervalMs: 20,
    });
    onTestFinished(reload.stop);
    return reload;
  };
  return { write, said, applied, start };
}

const RELOADED = '/gateway.yaml: reloaded tenants, keys, limits, CORS and GraphiQL; changed: ';

test('a change is applied and told by its leaves, one that needs a restart by its own', async () => {
  const { write, said, applied, start } = given();
  start();
  write(GOOD.replace('name: Saturn', 'name: Renamed').replace('4000', '4001'));
  await expect.poll(() => applied.length).toBe(1);
  expect(said).toEqual([`${RELOADED}tenants[saturn].name`, '/gateway.yaml: a restart is needed for: server.port']);
});

test('a secret that changes in its file is read, and is not told', async () => {
  const { write, said, applied, start } = given();
  start();
  write('canary-2', 'password');
  await expect.poll(() => applied.length).toBe(1);
  const [tenant] = applied[0]?.tenants ?? [];
  expect(tenant && 'password' in tenant.credentials && tenant.credentials.password.reveal()).toBe('canary-2');
  expect(said).toEqual([`${RELOADED}tenants[saturn].credentials.password`]);
});

test('what changed while the gateway started is noticed', async () => {
  const { write, applied, start } = given();
  write('canary-3', 'password');
  start();
  await expect.poll(() => applied.length).toBe(1);
});

test('a secret that a reload has read for the first time is watched too, from before it was read', async () => {
  const { write, applied, start } = given();
  const { now } = start();
  write('canary-4', 'another');
  write(GOOD.replace('file: password', 'file: another'));
  now();
  write('canary-5-whole', 'another');
  await expect.poll(() => applied.length).toBe(2);
});

test('a file that is read while it is written is read again before it is called faulty', async () => {
  const { write, said, applied, start } = given();
  const { now } = start();
  write(GOOD.slice(0, 90));
  now();
  write(GOOD.replace('name: Saturn', 'name: Whole'));
  await expect.poll(() => applied.map(({ tenants }) => tenants[0]?.name)).toEqual(['Whole']);
  expect(said).toEqual([`${RELOADED}tenants[saturn].name`]);
});

test('what stays faulty is told once, and changes nothing', async () => {
  const { write, said, applied, start } = given();
  start();
  write(GOOD.replace('Europe/Moscow', 'Mars/Olympus'));
  await expect.poll(() => said.length).toBe(1);
  expect(said[0]).toBe(
    '/gateway.yaml:6  tenants[0].timeZone: no such time zone; use an IANA name such as Europe/Moscow\n1 fault\n/gateway.yaml: nothing changed',
  );
  write(GOOD.replace('name: Saturn', 'name: Unusable'));
  await expect.poll(() => said.length).toBe(2);
  expect([said[1], applied]).toEqual(['/gateway.yaml: cannot be so; nothing changed', []]);
});

test('a signal without a change says so, and a file that was only touched says nothing', async () => {
  const { write, said, applied, start } = given();
  const { now } = start();
  now();
  await expect.poll(() => said).toEqual(['/gateway.yaml: nothing has changed']);
  write(GOOD);
  write(GOOD.replace('name: Saturn', 'name: Renamed'));
  now();
  await expect.poll(() => applied.length).toBe(1);
  expect(said).toEqual(['/gateway.yaml: nothing has changed', `${RELOADED}tenants[saturn].name`]);
});
