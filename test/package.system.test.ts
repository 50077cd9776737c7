import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compilerComplaints, emptyFolder, installed, packed, write } from './kit/installed.ts';

const run = promisify(execFile);
const TSC = resolve('node_modules/typescript/bin/tsc');

const archive = await packed();
const folder = emptyFolder('examples/own-tests');
copyFileSync(archive, join(folder, 'probonus-gateway-0.1.0.tgz'));

describe.runIf(await installed(folder))('the package, installed from its archive', () => {
  /** Starts a command and waits for what it prints. */
  async function started(words: readonly string[], pattern: RegExp): Promise<{ found: string; child: ChildProcess }> {
    const child = spawn('npx', ['--no', 'probonus-gateway', ...words], { cwd: folder, detached: true });
    const stop = () => child.pid && child.exitCode === null && process.kill(-child.pid, 'SIGTERM');
    onTestFinished(async () => {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      stop();
      await ended;
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text));
    const match = () => pattern.exec(out)?.[1] ?? (child.exitCode === null ? undefined : expect.fail(out));
    await expect.poll(match).toBeTruthy();
    return { found: match() ?? '', child };
  }

  const ask = async (url: string, key: string, query: string) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };

  test('demo, from an empty folder', async () => {
    const words = ['demo', '--port', '0', '--keys-from', 'the same'];
    const { found } = await started(words, /(http:\S+\/graphql'? -H .*Bearer pbg_[^']+)/);
    const [, url = '', key = ''] = /^(\S+) .*Bearer (\S+)$/.exec(found) ?? [];
    expect(await ask(url, key, '{ guest(by: { phone: "+79000001042" }) { name { first } } }')).toMatchObject({
      data: { guest: { name: { first: 'Мария' } } },
    });
  });

  test('sandbox, and on it start and conform', async () => {
    const { found: baseUrl } = await started(['sandbox', '--port', '0'], /emulated ProBonus: (\S+)/);
    const credentials = { login: 'gateway', password: 'gateway' };
    const tenant = { slug: 'saturn', name: 'Сатурн', baseUrl, timeZone: 'Europe/Moscow', credentials };
    write(folder, { 'gateway.yaml': { server: { port: 0 }, tenants: [tenant], intents: { store: 'sqlite' } } });
    const config = ['--config', 'gateway.yaml'];
    const { found: url } = await started(['start', ...config], /saturn at (\S+)/);
    expect((await fetch(new URL('/readyz', url))).status).toBe(200);
    const { stdout } = await run('npx', ['--no', 'probonus-gateway', 'conform', ...config], { cwd: folder });
    expect(stdout).toContain('FITS');
  });

  test('the tests of the example pass in it', async () => {
    const { stdout } = await run('npm', ['test'], { cwd: folder });
    expect(stdout).toMatch(/pass 1\n.*fail 0\n/);
  });

  describe('its types', () => {
    beforeAll(() => write(folder, { 'consumer.ts': CONSUMER }));

    test.each([
      { module: 'nodenext', moduleResolution: 'nodenext' },
      { module: 'esnext', moduleResolution: 'bundler' },
    ])('are whole for $moduleResolution, strict, with every library checked', async (settings) => {
      const compilerOptions = {
        ...settings,
        target: 'es2023',
        types: [],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
      };
      write(folder, { 'tsconfig.json': { compilerOptions, files: ['consumer.ts'] } });
      expect(await compilerComplaints(process.execPath, [TSC, '-p', '.'], folder)).toBe('');
    });
  });

  test('what is inside cannot be imported', async () => {
    const inside = "await import('probonus-gateway/dist/main.js')";
    const failure = run(process.execPath, ['--input-type=module', '-e', inside], { cwd: folder });
    await expect(failure).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

/** Each face is used; the lines under `@ts-expect-error` prove that the types are there. */
const CONSUMER = `
import type { Adapter } from 'probonus-gateway/adapter';
import { scalars, typeDefs } from 'probonus-gateway/schema';
import { createSandbox, type FaultRule, rehearsals, startGateway } from 'probonus-gateway/testing';

const lost: FaultRule = { operationId: 'operations.deposit', phase: 'after', do: 'reset', times: 1 };
const saturn = await createSandbox({ seed: 3, faults: [...rehearsals, lost], dialect: { moneyUnit: 'roubles' } });
const gateway = await startGateway({ tenants: { saturn }, keysFrom: 'tests', config: { limits: { cost: 500 } } });
export const texts: string[] = [gateway.url, gateway.key('crm'), saturn.url, typeDefs, scalars.Decimal];
export const booked: number | undefined = saturn.operations().at(-1)?.amount;
export const adapter: Adapter = { request: ({ path }) => ({ path: path + '/' }) };
await gateway.close();
await saturn.close();
// @ts-expect-error there is no such role
gateway.key('chef');
// @ts-expect-error there is no such fault
export const wrong: FaultRule = { do: 'explode' };
`;
