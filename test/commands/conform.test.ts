import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type Alterations, createAlteringServer } from '../kit/altering-server.ts';
import { given } from '../kit/given.ts';
import { runCli } from './run-cli.ts';

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A running gateway, and a configuration file that says how it is reached. */
async function givenGateway(server: Alterations = {}) {
  const house = await given({
    http: { server: { port: 0, adminPort: 0 } },
    between: ({ origin }) => createAlteringServer(origin, server),
  });
  const folder = mkdtempSync(join(tmpdir(), 'conform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { slug, baseUrl, timeZone } = house.file;
  const tenant = { slug, name: slug, baseUrl, timeZone, credentials: { login: 'gateway', password: 'gateway' } };
  const fileWith = (adminPort: number | null) => {
    const path = join(folder, `${adminPort}.json`);
    writeFileSync(path, JSON.stringify({ server: { adminPort }, tenants: [tenant] }));
    return path;
  };
  return { ...house, fileWith, file: fileWith(Number(new URL(house.adminUrl ?? '').port)) };
}

test('reads and compares, and says what it found to people', async () => {
  const { file, writes } = await givenGateway();
  const { code, out } = await runCli(['conform', '--config', file]);
  expect(out).toContain('saturn: nothing that the server tells contradicts itself');
  expect(out).toMatch(/FITS +cards\.walk +36 cards of 36, each once/);
  expect(out).toMatch(/greatest balance +4522\.18 on card \*{4}5001/);
  expect(out).not.toContain('write.');
  expect(code).toBe(0);
  expect(writes()).toEqual([]);
});

test('--write goes through the running gateway, and --json tells all of it to programs', async () => {
  const { file, writeCounts } = await givenGateway();
  const { code, out } = await runCli(['conform', '--config', file, '--tenant', 'saturn', '--write', '142', '--json']);
  const [found] = JSON.parse(out).tenants;
  expect(found).toMatchObject({ slug: 'saturn', ok: true, calls: expect.any(Number), shown: expect.any(Array) });
  expect(found.features).toContainEqual({
    feature: 'write.withdraw.balance',
    operation: 'operations.withdraw',
    verdict: 'FITS',
    text: 'the balance changed by -1.00',
  });
  expect(new Set(found.features.map(({ verdict }: { verdict: string }) => verdict))).toEqual(new Set(['FITS']));
  expect(writeCounts()).toEqual({ 'operations.deposit': 1, 'operations.withdraw': 1, 'accounts.update': 2 });
  expect(code).toBe(0);
});

test('what is SUSPECT stands first, and the exit code is 1', async () => {
  const { file } = await givenGateway({
    body(path, body) {
      if (path.startsWith('/operations/')) body.reason = String(body.reason).slice(0, 10);
    },
  });
  const { code, out } = await runCli(['conform', '--config', file, '--write', '142']);
  expect(out).toMatch(/^saturn: 3 features read WRONG\n\n {2}SUSPECT {2}write\.deposit\.reason/);
  expect(code).toBe(1);
});

test('a server that cannot be reached is not vouched for: exit code 3', async () => {
  const { fileWith } = await givenGateway();
  const path = fileWith(null);
  const file = JSON.parse(readFileSync(path, 'utf8'));
  file.tenants[0].baseUrl = `http://127.0.0.1:${await closedPort()}/api/v0`;
  writeFileSync(path, JSON.stringify(file));
  const { code, out } = await runCli(['conform', '--config', path]);
  expect(out).toMatch(/^saturn: NOTHING could be compared: UPSTREAM_UNAVAILABLE \(accounts\.list\)\n/);
  expect(code).toBe(3);
  const { out: json } = await runCli(['conform', '--config', path, '--json']);
  expect(JSON.parse(json).tenants).toMatchObject([{ ok: false }]);
});

test('the process lives until what differs was asked for again, though nothing else keeps it', async () => {
  const { file: tenant } = await given();
  const dialect = { values: { 'Account.gender': { MALE: 'FEMALE', FEMALE: 'MALE' } } };
  const credentials = { login: 'gateway', password: 'gateway' };
  const text = JSON.stringify({ tenants: [{ ...tenant, name: 'Сатурн', credentials, dialect }] });
  const script = `
    import { loadConfig } from './dist/config/load.js';
    import { conform } from './dist/conform/conform.js';
    import { CHECKS } from './dist/conform/checks.js';
    import { systemClock } from './dist/lib/clock.js';
    const { config } = loadConfig({ path: 'x', text: process.env.CONFIG, env: {} });
    const clock = { ...systemClock, after: (ms, run) => systemClock.after(ms === 60_000 ? 500 : ms, run) };
    const checks = CHECKS.filter(({ feature }) => feature === 'guests.gender');
    const { features } = await conform({ config, tenant: config.tenants[0], clock, checks });
    console.log(features[0].verdict);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { CONFIG: text },
  });
  expect(stdout.trim()).toBe('SUSPECT');
});

test('--write says what it lacks, and then nothing is read either', async () => {
  const { file, fileWith, sandbox } = await givenGateway();
  const write = (path: string, card = '142') => runCli(['conform', '--config', path, '--write', card]);
  expect(await write(fileWith(null))).toMatchObject({
    code: 2,
    err: expect.stringContaining('needs server.adminPort'),
  });
  expect(await write(fileWith(await closedPort()))).toMatchObject({
    code: 1,
    err: expect.stringContaining('no gateway listens'),
  });
  expect(await write(file, '4000000000')).toMatchObject({ code: 1, err: 'there is no such card' });
  expect(sandbox.callCounts()['operations.list']).toBeUndefined();
  expect(await runCli(['conform', '--config', file, '--tenant', 'pluto'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('there is no tenant "pluto": saturn'),
  });
});
