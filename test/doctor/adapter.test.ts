import { expect, test } from 'vitest';
import { examine } from '../../src/doctor/doctor.ts';
import { Secret } from '../../src/lib/secret.ts';
import { adapterOf, loadAdapters } from '../../src/upstream/adapter/load-adapter.ts';
import { tenantConfig } from '../kit/config.ts';
import { createEnvelopeServer } from '../upstream/adapter/strange-servers.ts';

const DIALECT = { adapter: './examples/adapters/envelopes.mjs', missing: ['accounts.byIdentifier'] };

async function examined(password: string) {
  const server = await createEnvelopeServer();
  const tenant = tenantConfig({ baseUrl: server.url, dialect: DIALECT });
  await loadAdapters([tenant]);
  const { slug, baseUrl, timeZone } = tenant;
  const credentials = { login: 'gateway', password: new Secret(password) };
  const options = { key: slug, baseUrl, timeZone, credentials, dialect: DIALECT, adapter: adapterOf(tenant) };
  return { server, diagnosis: await examine(options) };
}

test('a server with an adapter is examined through it, and the dialect stays as it is written', async () => {
  const { server, diagnosis } = await examined('gateway');
  expect(diagnosis).toMatchObject({ ok: true, canServe: true, dialect: DIALECT });
  const codes = diagnosis.findings.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(['ADAPTER', 'LOGIN_OK', 'DIALECT_FITS']));
  // One request of its own, for the clock; all others are the adapter's.
  expect(server.requests.filter(({ method }) => method !== 'POST')).toHaveLength(1);
});

test('a login that fails through the adapter is told', async () => {
  const { diagnosis } = await examined('wrong');
  expect(diagnosis).toMatchObject({ ok: false, canServe: false });
  expect(diagnosis.findings.map(({ code }) => code)).toContain('LOGIN_FAILED');
});
