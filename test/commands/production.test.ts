import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../kit/server.ts';

/** The built gateway on a server that is not there, as a child of this process. */
async function startChild(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'production-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const credentials = { token: { env: 'TOKEN' } };
  const tenant = { slug: 'saturn', name: 'Saturn', baseUrl: 'http://127.0.0.1:1/api/v0', timeZone: 'Europe/Moscow' };
  const config = join(folder, 'gateway.json');
  writeFileSync(config, JSON.stringify({ server: { port: 0 }, tenants: [{ ...tenant, credentials }] }));
  // Port 0: a debugger takes any free port.
  const child = spawn(process.execPath, ['--inspect-port=0', 'dist/cli.js', 'start', '--config', config], {
    env: { TOKEN: 't', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part));
  let isOver = false;
  // Not at its exit: what it printed may not have been read by then.
  child.once('close', () => {
    isOver = true;
  });
  await until(() => text.includes('saturn at http') || isOver);
  return { child, told: () => text };
}

test('SIGUSR1 opens a debugger, but not in production', async () => {
  const [open, closed] = [await startChild({}), await startChild({ NODE_ENV: 'production' })];
  for (const { child } of [open, closed]) child.kill('SIGUSR1');
  await until(() => open.told().includes('Debugger listening'));
  await until(() => closed.told().includes('SIGUSR1 opens no debugger'));
  expect(closed.told()).not.toMatch(/debugger listening|inspector/i);
  const lines = closed.told().trim().split('\n');
  // The address line is promised as it is to scripts; all else is for who reads logs.
  expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
    expect.stringMatching(/^saturn at http\S+\/graphql$/),
  ]);
  expect(lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line).msg] : []))).toContain(
    'the gateway listens',
  );
  expect(closed.child.exitCode).toBeNull();
});

test('a start without NODE_ENV=production says so, and one that checks no certificates is refused in production', async () => {
  expect((await startChild({})).told()).toContain('NODE_ENV is not "production"');
  expect((await startChild({ NODE_ENV: 'production' })).told()).not.toContain('NODE_ENV');
  const unchecked = await startChild({ NODE_ENV: 'production', NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect([unchecked.child.exitCode, unchecked.told()]).toEqual([
    1,
    expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED'),
  ]);
});

/** A program that logs by the built gateway's own log. */
function startLogging(code: string) {
  const program = `import { createLog } from './dist/server/log.js'; const log = createLog('info'); ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += part));
  return {
    child,
    ended,
    messages: () => text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).msg])),
  };
}

test('what is logged right before the process ends is written, in its order', async () => {
  const { ended, messages } = startLogging('for (const n of [1, 2, 3]) log.info("line " + n); process.exit(3);');
  expect([await ended, messages()]).toEqual([3, ['line 1', 'line 2', 'line 3']]);
});

test('a log that nobody reads any more does not end the gateway', async () => {
  const { child, ended } = startLogging(`
    process.once('SIGTERM', () => process.exit(0));
    setInterval(() => log.info('x'), 5);
    log.info('begun');
  `);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.destroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
