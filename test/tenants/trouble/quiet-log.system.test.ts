import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashKey, newKey } from '../../../src/tenants/api-keys.ts';
import { startGatewayProcess } from '../../kit/gateway-process.ts';
import { given } from '../../kit/given.ts';

test.each(['warn', 'info'])('at LOG_LEVEL=%s sixty failing reads of one tenant are one warning', async (level) => {
  const { proxy, file } = await given({ proxy: true });
  await proxy.set({ mode: 'refuse' });
  const folder = mkdtempSync(join(tmpdir(), 'quiet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { key } = newKey('site');
  const path = join(folder, 'gateway.yaml');
  const config = {
    server: { port: 0 },
    intents: { store: 'memory' },
    tenants: [{ name: 'Saturn', credentials: { login: 'gateway', password: 'gateway' }, ...file }],
    apiKeys: [{ id: 'site', tenant: 'saturn', hash: `sha256:${hashKey(key)}`, roles: ['admin'] }],
  };
  writeFileSync(path, JSON.stringify(config));
  const { child, url, said } = await startGatewayProcess(path, { LOG_LEVEL: level });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const ask = async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const body = JSON.stringify({ query: '{ cards(first: 1) { nodes { balance } } }' });
    return (await (await fetch(url, { method: 'POST', headers, body })).json()) as { errors: { extensions: object }[] };
  };
  const answers = await Promise.all(Array.from({ length: 60 }, ask));
  const codes = answers.map(({ errors }) => Object(errors[0]?.extensions).code);
  expect(new Set(codes)).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
  child.kill('SIGTERM');
  await ended;
  const lines = said()
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const warnings = lines.filter((line) => line.level >= 40);
  expect(warnings).toMatchObject([
    { level: 40, tenant: 'saturn', trouble: 'CONNECTION_REFUSED', operation: 'accounts.list' },
  ]);
  // Those of requests are there where they are asked for.
  expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(level === 'info' ? 60 : 0);
});
