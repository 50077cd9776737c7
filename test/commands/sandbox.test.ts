import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atEnd } from '../kit/at-end.ts';
import { runCli } from './run-cli.ts';

test('sandbox prints a line with its base address, and ends with the process', async () => {
  const { code, out } = await runCli(['sandbox', '--port', '0']);
  expect(code).toBe(0);
  expect(out).toMatch(/^emulated ProBonus: http:\/\/127\.0\.0\.1:\d+\/api\/v0$/m);
});

test.each([
  [['--port', '70000'], '--port must be'],
  [['--variant', 'mars'], 'saturn, jupiter'],
  [['--seed', '1.5'], '--seed must be'],
  [['--faults', 'no-such-file.yaml'], '--faults: ENOENT'],
  [['--faults', 'package.json'], '--faults: rule 1: unknown key name'],
])('sandbox %j is a usage error', async (argv, message) => {
  const { code, err } = await runCli(['sandbox', ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

const DIALECT = `login: form
token: { header: X-Token }
total: { header: X-Total-Count }
listEnvelope: array
paging: { offset: page, limit: size }
paths: { accounts.get: "GET /accounts/get?id={id}" }
`;

function dialectFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dialect-'));
  atEnd(async () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'dialect.yaml');
  writeFileSync(path, text);
  return path;
}

test.each([
  ['lines alone', DIALECT],
  ['as doctor prints it', `baseUrl: http://127.0.0.1:1/api/v1\ndialect:\n${DIALECT.replace(/^/gm, '  ')}`],
])('sandbox speaks the dialect of a file: %s', async (_name, text) => {
  let told: unknown;
  const argv = ['sandbox', '--port', '0', '--dialect', dialectFile(text)];
  const { code, err } = await runCli(argv, {}, async (_hangup, _config, out) => {
    const url = /http:\S+/.exec(out.join(' '))?.[0];
    const body = new URLSearchParams({ username: 'admin', password: 'admin' });
    const { accessToken } = await (await fetch(`${url}/auth/login`, { method: 'POST', body })).json();
    const headers = { 'x-token': accessToken };
    const page = await fetch(`${url}/tags/list?page=2&size=1`, { headers });
    const card = await fetch(`${url}/accounts/get?id=142`, { headers });
    told = [page.headers.get('x-total-count'), (await page.json()).length, (await card.json()).id];
  });
  expect([code, err, told]).toEqual([0, '', [expect.stringMatching(/^\d+$/), 1, 142]]);
});

test('sandbox tells the faults of a dialect with their lines, and which lines it does not act by', async () => {
  const faulty = dialectFile('dialect:\n  login: fom\n  paths: { acounts.get: "GET /x" }\n');
  const { code, err } = await runCli(['sandbox', '--port', '0', '--dialect', faulty]);
  expect([code, err.replaceAll(faulty, 'FILE')]).toEqual([
    1,
    'FILE:2  dialect.login: must be one of json, form (did you mean "form"?)\n' +
      'FILE:3  dialect.paths["acounts.get"]: the contract has no operation of this name (did you mean "accounts.get"?)',
  ]);
  const other = dialectFile('adapter: ./a.mjs\nkeyCase: snake\n');
  const run = await runCli(['sandbox', '--port', '0', '--dialect', other]);
  expect([run.code, run.err.replace(other, 'FILE')]).toEqual([0, 'FILE: the sandbox emulates all lines but adapter']);
  const twice = dialectFile('paths: { accounts.get: "GET /accounts/list?id={id}" }\n');
  expect(await runCli(['sandbox', '--port', '0', '--dialect', twice])).toMatchObject({
    code: 2,
    err: expect.stringContaining('two operations at GET /accounts/list'),
  });
  expect(await runCli(['sandbox', '--dialect', `${other}.no`])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--dialect cannot be read'),
  });
});
