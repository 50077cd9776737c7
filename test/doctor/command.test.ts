import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { formatMoney } from '../../src/lib/decimal.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runCli } from '../commands/run-cli.ts';
import { given } from '../kit/given.ts';

function file(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function config(tenants: Record<string, string>, password = 'gateway'): string {
  const rows = Object.entries(tenants).map(
    ([slug, baseUrl]) => `  - slug: ${slug}
    name: ${slug}
    baseUrl: ${baseUrl}
    timeZone: Europe/Moscow
    credentials: { login: gateway, password: ${password} }
`,
  );
  return file('gateway.yaml', `tenants:\n${rows.join('')}`);
}

async function json(argv: string[]) {
  const { code, out } = await runCli(['doctor', '--json', ...argv]);
  return {
    code,
    // Its hash and day are a matter of `drift.test.ts`.
    tenants: JSON.parse(out, (key, value) => (key === 'checked' ? undefined : value)).tenants as {
      slug: string;
      ok: boolean;
      dialect: object;
      findings: { code: string; text: string }[];
    }[],
  };
}

test('each tenant is told by itself, and one that cannot be served makes the exit code 1', async () => {
  const { sandbox } = await given();
  const path = config({ saturn: sandbox.url, jupiter: 'http://127.0.0.1:1/api/v0' });
  const { code, tenants } = await json(['--config', path]);
  expect(code).toBe(1);
  expect(tenants.map(({ slug, ok, dialect }) => ({ slug, ok, dialect }))).toEqual([
    { slug: 'saturn', ok: true, dialect: {} },
    { slug: 'jupiter', ok: false, dialect: {} },
  ]);
  expect(Object.keys(tenants[1] ?? {})).toEqual(['slug', 'ok', 'dialect', 'findings']);
  expect(tenants[1]?.findings[0]).toEqual({
    code: 'UNREACHABLE',
    severity: 'error',
    operation: null,
    text: 'no answer (UNAVAILABLE, ECONNREFUSED)',
  });
  expect((await json(['--config', path, '--tenant', 'saturn'])).code).toBe(0);
});

test('for people there is a table without colours, and the block to paste', async () => {
  const { sandbox } = await given({
    dialect: { keyCase: 'snake', missing: ['tags.list'], names: { 'Operation.reason': 'comment' } },
  });
  const argv = ['doctor', '--config', config({ saturn: sandbox.url })];
  const brief = (await runCli(argv)).out;
  expect(brief).toMatch(/^ {2}ERROR +DIALECT_DIFFERS .*use the proposed one → write the dialect below$/m);
  expect(brief).not.toContain('REACHABLE');
  expect(brief.split('\n').filter((line) => line.includes(' → ')).length).toBeLessThanOrEqual(12);
  const { code, out, err } = await runCli([...argv, '--all']);
  expect([code, err]).toEqual([1, '']);
  expect(out).toMatch(/^saturn: the gateway CANNOT serve it as it is configured\n/);
  expect(out).toMatch(/^ {2}ERROR +DIALECT_DIFFERS +the gateway could not serve with the configured dialect/m);
  expect(out).toMatch(/^ {2}tags\.list +missing$/m);
  expect(out).toContain(`
    dialect:
      keyCase: snake
      names:
        Operation.reason: comment
      missing:
        - tags.list
`);
  expect(out).not.toContain(String.fromCharCode(27));
});

test('--check compares the document with the one that was examined: 2 where it changed, 1 where nothing can be compared', async () => {
  const { sandbox } = await given();
  const path = config({ saturn: sandbox.url });
  expect((await runCli(['doctor', '--check', '--config', path])).code).toBe(1);
  const { out } = await runCli(['doctor', '--json', '--config', path]);
  const { dialect } = JSON.parse(out).tenants[0];
  const written = (hash: string) =>
    file(
      'checked.yaml',
      `${readFileSync(path, 'utf8')}    dialect: ${JSON.stringify({ checked: { document: hash } })}\n`,
    );
  const same = await runCli(['doctor', '--check', '--config', written(dialect.checked.document)]);
  expect([same.code, same.out]).toEqual([0, expect.stringMatching(/^saturn: SAME: /)]);
  const other = await runCli(['doctor', '--check', '--json', '--config', written(`sha256:${'0'.repeat(64)}`)]);
  expect([other.code, JSON.parse(other.out)]).toEqual([
    2,
    { tenants: [{ slug: 'saturn', document: 'SERVER_CHANGED' }] },
  ]);
});

test('a wrong password stands nowhere in the output', async () => {
  const { sandbox } = await given();
  const path = config({ saturn: sandbox.url }, 'canary-password');
  for (const more of [[], ['--json']]) {
    const { code, out, err } = await runCli(['doctor', '--config', path, ...more]);
    expect(code).toBe(1);
    expect(out).toContain('LOGIN_FAILED');
    expect(out + err).not.toContain('canary');
  }
});

const known = (sandbox: Sandbox) => {
  const account = sandbox
    .accounts()
    .find(({ balance, identifiers }) => balance > 100 && identifiers.some(({ isTemporary }) => !isTemporary));
  const card = account?.identifiers.find(({ isTemporary }) => !isTemporary)?.value ?? '';
  return { card, balance: account?.balance ?? 0 };
};

test.each(['kopecks', 'roubles'] as const)('a balance that somebody knows decides for %s', async (moneyUnit) => {
  const { sandbox } = await given({ dialect: { moneyUnit } });
  const { card, balance } = known(sandbox);
  const path = config({ saturn: sandbox.url });
  const { tenants } = await json(['--config', path, '--expect-balance', `${card}=${formatMoney(balance)}`]);
  expect(tenants[0]?.dialect).toEqual(moneyUnit === 'roubles' ? { moneyUnit } : {});
  expect(tenants[0]?.findings).toContainEqual({
    code: 'MONEY_UNIT',
    severity: 'info',
    operation: null,
    text: `the expected balance proves ${moneyUnit}`,
  });
  expect(JSON.stringify(tenants)).not.toContain(card);

  const other = await json(['--config', path, '--expect-balance', `${card}=${formatMoney(balance + 7)}`]);
  expect(other.code).toBe(1);
  expect(other.tenants[0]?.findings[0]?.code).toMatch(/MONEY_DIFFERS|DIALECT_DIFFERS/);
  const nobody = await json(['--config', path, '--expect-balance', 'no-such-card=1.00']);
  expect(nobody.tenants[0]?.findings.map(({ code }) => code)).toContain('MONEY_DIFFERS');
});

test('--no-probe logs in, reads the document, and nothing else', async () => {
  const { sandbox } = await given({ dialect: { keyCase: 'snake' } });
  const { code, tenants } = await json(['--config', config({ saturn: sandbox.url }), '--no-probe']);
  expect([code, tenants[0]?.dialect]).toEqual([1, { keyCase: 'snake' }]);
  expect(sandbox.callCounts()).toEqual({ 'auth.login': 1 });
  expect(tenants[0]?.findings.map((finding) => finding.code)).toContain('DIALECT_UNVERIFIED');
});

test('--openapi may be a file', async () => {
  const { sandbox: talkative } = await given({ dialect: { names: { 'Account.lastName': 'zzz' } } });
  const document = await (await fetch(`${talkative.origin}/openapi.json`)).text();
  const { sandbox: silent } = await given({ dialect: { names: { 'Account.lastName': 'zzz' }, document: 'none' } });
  const argv = ['--config', config({ saturn: silent.url }), '--openapi', file('api.json', document)];
  expect((await json(argv)).tenants[0]?.dialect).toEqual({ names: { 'Account.lastName': 'zzz' } });
});

test.each([
  [['--tenant', 'nobody'], 'there is no tenant "nobody": saturn, jupiter'],
  [['--openapi', 'no-such-file.json', '--tenant', 'saturn'], '--openapi must be an http address'],
  [['--openapi', '/openapi.json'], 'choose it with --tenant'],
  [['--expect-balance', '5', '--tenant', 'saturn'], '--expect-balance must read CARD=482.50'],
  [['--colour'], "Unknown option '--colour'"],
])('%j makes no sense', async (argv, told) => {
  const path = config({ saturn: 'http://127.0.0.1:1/api/v0', jupiter: 'http://127.0.0.1:1/api/v0' });
  const { code, err } = await runCli(['doctor', '--config', path, ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(told);
});

test('without a file it is a usage error, and a faulty file is told as check-config would', async () => {
  expect((await runCli(['doctor'])).code).toBe(2);
  const { code, err } = await runCli(['doctor', '--config', file('gateway.yaml', 'tenants: []\n')]);
  expect(code).toBe(1);
  expect(err).toContain('tenants');
});
