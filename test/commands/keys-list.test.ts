import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashKey } from '../../src/tenants/api-keys.ts';
import { standingClock } from '../kit/clock.ts';
import { openGateway } from '../kit/gateway.ts';
import { runCli } from './run-cli.ts';

const TENANT = {
  slug: 'saturn',
  name: 'x',
  baseUrl: 'http://127.0.0.1:1',
  timeZone: 'UTC',
  credentials: { token: 't' },
};
const KEYS = [
  {
    id: 'site',
    tenant: 'saturn',
    hash: `sha256:${hashKey('pbg_site_old')}`,
    roles: ['booking'],
    expires: '2020-01-31',
  },
  {
    id: 'site',
    tenant: 'saturn',
    hash: `sha256:${hashKey('pbg_site_new')}`,
    roles: ['booking'],
    scopes: ['card:write'],
  },
  {
    id: 'till',
    tenant: 'saturn',
    hash: `sha256:${hashKey('pbg_till_x')}`,
    scopes: ['card:read'],
    expires: '9999-12-31',
  },
];

function fileWith(server: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'gateway.yaml');
  writeFileSync(path, JSON.stringify({ server, tenants: [TENANT], apiKeys: KEYS, intents: { store: 'memory' } }));
  return path;
}

/** The lines of the table, columns by two spaces. */
const table = (out: string) => out.split('\n').map((line) => line.trim().split(/ {2,}/));

test.each(['on its admin port', 'to loopback'])(
  'keys list asks the running gateway %s for the last use',
  async (where) => {
    const clock = standingClock('2026-03-10T12:00:00Z');
    const server = { port: 0, ...(where === 'to loopback' ? {} : { adminPort: 0 }) };
    const gateway = await openGateway([TENANT], { clock, file: { server, apiKeys: KEYS } });
    onTestFinished(() => gateway.close());
    const headers = { Authorization: 'Bearer pbg_site_new' };
    expect((await gateway.ask('{ viewer { name } }', {}, { headers })).status).toBe(200);
    const port = Number(new URL(gateway.url).port);
    const adminPort = gateway.adminUrl === undefined ? null : Number(new URL(gateway.adminUrl).port);
    const { code, out } = await runCli(['keys', 'list', '--config', fileWith({ port, adminPort })]);
    expect(code).toBe(0);
    expect(table(out)).toEqual([
      ['TENANT', 'ID', 'HASH', 'MAY', 'EXPIRES', 'LAST USE'],
      [
        'saturn',
        'site',
        `${hashKey('pbg_site_old').slice(0, 12)}…`,
        'booking',
        '2020-01-31 (expired)',
        'not since start',
      ],
      [
        'saturn',
        'site',
        `${hashKey('pbg_site_new').slice(0, 12)}…`,
        'booking card:write',
        'never',
        '2026-03-10T12:00:00.000Z',
      ],
      ['saturn', 'till', `${hashKey('pbg_till_x').slice(0, 12)}…`, 'card:read', '9999-12-31', 'not since start'],
    ]);
  },
);

test('without a running gateway the last use is unknown, in JSON left out, and no whole hash is printed', async () => {
  const path = fileWith({ port: 1 });
  const { out } = await runCli(['keys', 'list', '--config', path]);
  expect(table(out).map((row) => row.at(-1))).toEqual(['LAST USE', 'unknown', 'unknown', 'unknown']);
  expect(out).not.toContain(hashKey('pbg_site_old'));
  const json = JSON.parse((await runCli(['keys', 'list', '--config', path, '--json'])).out);
  expect(json.keys[2]).toEqual({
    tenant: 'saturn',
    id: 'till',
    hash: hashKey('pbg_till_x').slice(0, 12),
    roles: [],
    scopes: ['card:read'],
    expires: '9999-12-31',
    isExpired: false,
    allowFrom: null,
  });
});
