import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { createSqliteStore } from '../../src/intents/store/sqlite.ts';
import { startGateway } from '../../src/main.ts';
import { createLog } from '../../src/server/log.ts';
import { configFile, fillLog } from './intent-log.ts';
import { runCli } from './run-cli.ts';

/** The marker with an alarm in the log of the tests. */
const ALARMED = 'MARKEREXXXXX';

function givenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'operate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A log with an alarm, and a configuration with an admin port or without. */
async function givenLog(adminPort: number | null) {
  const folder = givenFolder();
  const store = createSqliteStore({ path: join(folder, 'intents.db') });
  await fillLog(store);
  await store.close();
  const path = configFile(folder);
  const { config } = loadConfig({ path, env: {} }) as { config: Parameters<typeof startGateway>[0]['config'] };
  const withPort = join(folder, 'with-port.yaml');
  const file = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(withPort, JSON.stringify({ ...file, server: { port: 0, adminPort } }));
  const cli = (...argv: string[]) => runCli(['intents', ...argv, '--config', withPort]);
  return {
    ...{ folder, cli },
    alarms: async () => (await cli('list')).out.includes('LATE_APPLIED'),
    async start() {
      const gateway = await startGateway({
        config: { ...config, server: { ...config.server, port: 0, adminPort } },
        log: createLog('silent'),
      });
      onTestFinished(() => gateway.close());
      return gateway;
    },
  };
}

test('where no gateway runs an alarm is acknowledged in the log, and the details keep who and why', async () => {
  const { cli, alarms } = await givenLog(null);
  expect(await alarms()).toBe(true);
  const acked = await cli('ack', `#${ALARMED.toLowerCase()}`, '--because', 'сторнировано');
  expect(acked).toMatchObject({ code: 0, out: `${ALARMED}: the alarm LATE_APPLIED is acknowledged.` });
  expect(await alarms()).toBe(false);
  expect((await cli('show', ALARMED)).out).toMatch(/alarm acknowledged \(LATE_APPLIED\) by \S+; because: сторнировано/);
  expect(await cli('ack', ALARMED)).toMatchObject({ code: 1, err: expect.stringContaining('has no alarm') });
  expect(await cli('ack', 'NOSUCHMARKER')).toMatchObject({ code: 1, err: expect.stringContaining('has no move') });
});

test('a running gateway is asked on its admin port', async () => {
  const { cli, alarms, start } = await givenLog(await freePort());
  const { adminUrl } = await start();
  const refused = await cli('settle', 'MARKERFXXXXX', '--not-booked', '--because', 'x');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read now') });
  expect((await cli('ack', ALARMED)).code).toBe(0);
  expect(await alarms()).toBe(false);

  const post = (headers: Record<string, string>, body = '{"action":"adopt"}') =>
    fetch(`${adminUrl}/operate`, { method: 'POST', headers, body }).then(({ status }) => status);
  expect(await post({ 'content-type': 'text/plain' })).toBe(415);
  expect(await post({ 'content-type': 'application/json', 'x-forwarded-for': '10.0.0.1' })).toBe(404);
  expect(await post({ 'content-type': 'application/json' }, '{')).toBe(400);
  expect(await post({ 'content-type': 'application/json' }, '{"action":"settle"}')).toBe(409);
  expect((await fetch(`${adminUrl}/operate`)).status).toBe(405);
});

test('a running gateway without an admin port is not bypassed', async () => {
  const { cli, start } = await givenLog(null);
  const { url } = await start();
  expect(await cli('ack', ALARMED)).toMatchObject({ code: 1, err: expect.stringContaining('server.adminPort') });
  const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"action":"adopt"}' };
  expect((await fetch(`${url}/operate`, body)).status).toBe(404);
});

test('a log is backed up beside its gateway', async () => {
  const { folder, cli, start } = await givenLog(null);
  await start();
  const copy = join(folder, 'copy.db');
  expect(await cli('backup', copy)).toMatchObject({ code: 0, out: expect.stringContaining(`copied to ${copy}`) });
  expect(existsSync(copy)).toBe(true);
  expect(await cli('backup', copy)).toMatchObject({ code: 1, err: expect.stringContaining('not overwritten') });
});
