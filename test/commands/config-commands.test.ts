import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { certificatePath } from '../kit/tls-front.ts';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'gateway.yaml');
  writeFileSync(path, text);
  return path;
}

const GOOD = `tenants:
  - slug: saturn
    name: Saturn
    baseUrl: http://127.0.0.1:11030/api/v0
    timeZone: Europe/Moscow
    credentials: { login: gateway, password: canary }
`;

test('check-config tells every fault with its line, and exits 1', async () => {
  const path = file(`${GOOD.replace('Moscow', 'Moskow')}grafiql: true\n`);
  expect(await runCli(['check-config', '--config', path])).toMatchObject({
    code: 1,
    out: '',
    err: `${path}:5  tenants[0].timeZone: no such time zone (did you mean "Europe/Moscow"?); use an IANA name such as Europe/Moscow
${path}:7  grafiql: unknown key (did you mean "graphiql"?)
2 faults`,
  });
});

test('check-config says that there is none, and --print shows every value in force but no secret', async () => {
  const path = file(GOOD);
  expect(await runCli(['check-config', '--config', path])).toMatchObject({
    code: 0,
    out: `${path}: no faults`,
    err: '',
  });
  const { code, out } = await runCli(['check-config', '--print'], { GATEWAY_CONFIG: path, PORT: '8080' });
  expect(code).toBe(0);
  expect(out).toContain('port: 8080');
  expect(out).toContain('costPerMinute: 600000');
  expect(out).not.toContain('canary');
});

test('an authority that expired is a fault for check-config, and start goes on with the others', async () => {
  const tls = `    upstream: { tls: { ca: ${certificatePath('ca-expired')} } }\n`;
  const path = file(GOOD.replace('http://127.0.0.1:11030', 'https://bonus.example') + tls);
  const warning = `${path}:7  tenants[0].upstream.tls.ca: the authority expired on 2021-01-01: this server's certificate is refused`;
  expect(await runCli(['check-config', '--config', path])).toMatchObject({ code: 1, out: '', err: warning });
  const { code, err, started } = await runCli(['start', '--config', path]);
  expect([code, started.length, err.split('\n')[0]]).toEqual([0, 1, warning]);
});

test('check-config without a file is a usage error', async () => {
  expect((await runCli(['check-config'])).code).toBe(2);
});

test('start runs the gateway on the file until it is told to stop', async () => {
  const path = file(GOOD);
  const { code, out, err, started, closed } = await runCli(['start', '--config', path]);
  expect({ code, out, closed }).toEqual({ code: 0, out: 'saturn at http://127.0.0.1:4000/graphql', closed: 1 });
  expect(err.split('\n')).toEqual([expect.stringMatching(/^NODE_ENV is not "production": /)]);
  expect(started.map(({ config, demo }) => [config.tenants[0]?.slug, demo])).toEqual([['saturn', undefined]]);
});

test('start says where clients reach it', async () => {
  const { out } = await runCli([
    'start',
    '--config',
    file(`${GOOD}server: { publicUrl: https://bonus.example/loyalty/ }\n`),
  ]);
  expect(out.split('\n')).toEqual([
    'saturn at http://127.0.0.1:4000/graphql',
    'for clients at https://bonus.example/loyalty/graphql',
  ]);
});

test('start says where an admin address tells what', async () => {
  const { out } = await runCli(['start', '--config', file(`${GOOD}server: { adminPort: 0 }\n`)]);
  expect(out.split('\n')).toEqual([
    'saturn at http://127.0.0.1:4000/graphql',
    'readiness of each tenant at http://127.0.0.1:4001/readyz?verbose',
  ]);
});

test('a hang-up swaps in what the file says by then, and a faulty file changes nothing', async () => {
  const path = file(GOOD);
  const { err, reloaded } = await runCli(['start', '--config', path], {}, (hangup) => {
    file(GOOD.replace('name: Saturn', 'name: Renamed'));
    hangup();
    file(GOOD.replace('Europe/Moscow', 'Mars/Olympus'));
    hangup();
  });
  expect(reloaded.map(({ tenants }) => tenants[0]?.name)).toEqual(['Renamed']);
  expect(err).toContain(`${path}: reloaded tenants, keys, limits, CORS and GraphiQL`);
  expect(err).toContain('tenants[0].timeZone: no such time zone');
});

const ADAPTED = GOOD.replace('timeZone', 'dialect: { adapter: ./adapters/saturn.mjs }\n    timeZone');

function adapter(text: string): string {
  mkdirSync(join(folder, 'adapters'), { recursive: true });
  const path = join(folder, 'adapters', 'saturn.mjs');
  writeFileSync(path, text);
  chmodSync(path, 0o644);
  return path;
}

test('check-config loads and names an adapter; its faults are those of the file', async () => {
  const path = file(ADAPTED);
  const check = (env = {}) => runCli(['check-config', '--config', path], env);
  const module = adapter('export const request = () => undefined;');
  const { code, out } = await check();
  expect(code).toBe(0);
  expect(out).toMatch(/no faults\nsaturn: adapter \.\/adapters\/saturn\.mjs, sha256 [0-9a-f]{64}$/);

  chmodSync(module, 0o664);
  const production = { NODE_ENV: 'production', SATURN: 'x' };
  file(ADAPTED.replace('canary', '{ env: SATURN }'));
  expect(await check(production)).toMatchObject({
    code: 1,
    err: expect.stringContaining(':5  tenants[0].dialect.adapter: must be writable by its owner alone in production'),
  });
  chmodSync(module, 0o644);
  expect((await check(production)).code).toBe(0);
  file(ADAPTED);

  adapter('export const answer = 5;');
  expect((await check()).err).toContain(
    'the adapter of saturn: Error: its exports request and answer must be functions',
  );
  adapter('export const other = 5;');
  expect((await check()).err).toContain('it must export a function request or a function answer by name');
  adapter('export const request = (');
  expect(await check()).toMatchObject({ code: 1, err: expect.stringContaining('the adapter of saturn: ') });
  rmSync(module);
  expect((await check()).err).toContain('tenants[0].dialect.adapter: cannot be read (ENOENT)');
  symlinkSync(join(process.cwd(), 'scripts/build.mjs'), module);
  expect((await check()).err).toContain('must lie in the folder of the configuration file, wherever links lead');
  rmSync(module);
});

test('an adapter that changed is loaded at a hang-up; a faulty one changes nothing', async () => {
  const path = file(ADAPTED);
  adapter('export const request = () => undefined;');
  const reloadWith = (text: string) =>
    runCli(['start', '--config', path], {}, (hangup) => {
      adapter(text);
      hangup();
    });
  expect((await reloadWith('export const request = () => ({});')).reloaded).toHaveLength(1);
  const { err, reloaded } = await reloadWith('export const request = (');
  expect(reloaded).toEqual([]);
  expect(err).toContain('the adapter of saturn: ');
});

test('start on a faulty file tells the faults and starts nothing', async () => {
  const { code, err, started } = await runCli(['start', '--config', file('tenants: []')]);
  expect({ code, started }).toEqual({ code: 1, started: [] });
  expect(err).toContain('tenants: must name at least one tenant');
});

test('the example configuration has no fault, in production too', async () => {
  const env = { NODE_ENV: 'production', SATURN_PASSWORD: 'x' };
  expect(await runCli(['check-config', '--config', 'gateway.example.yaml'], env)).toMatchObject({ code: 0, err: '' });
});

test('what the example configuration says in comments is the default', async () => {
  const text = readFileSync('gateway.example.yaml', 'utf8');
  const commented = text
    .replace(/^# - .*$/gm, '')
    .replace(
      /^( *)# (upstream|valueMoves|dialect|adminPort|graphiql|introspection|limits|rateLimit|intents)/gm,
      '$1$2',
    );
  const env = { SATURN_PASSWORD: 'x' };
  const shown = async (written: string) =>
    (await runCli(['check-config', '--print', '--config', file(written)], env)).out;
  expect(commented).not.toBe(text);
  expect(await shown(commented)).toBe(await shown(text));
});
