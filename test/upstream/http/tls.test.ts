import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tenantConfig } from '../../kit/config.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { type Certificate, certificatePath, tlsFront } from '../../kit/tls-front.ts';
import { clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const fingerprintOf = (name: Certificate) =>
  `sha256:${new X509Certificate(readFileSync(certificatePath(name))).fingerprint256}`;
const CA = { ca: certificatePath('ca') };

/** A server behind a certificate, and a client with these lines of the file. */
async function opened(tls: object, { certificate = 'server' as Certificate, host = '127.0.0.1' } = {}) {
  const server = await fakeServer(() => ({ body: { language: 'ru' } }));
  const front = await tlsFront(new URL(server.url).origin, certificate);
  const baseUrl = `https://${host}:${front.port}/api/v0`;
  const { upstream } = tenantConfig({ baseUrl, upstream: { tls, maxRetries: 0 } });
  const { client, context } = clientOf(baseUrl, { limits: upstream, ...withToken });
  return { front, server, read: () => client.call('settings.public', {}, context) };
}

test.each<[string, object, Certificate, string | null]>([
  ['no line', {}, 'server', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['the authority', CA, 'server', null],
  ['the authority, of an expired certificate', CA, 'expired', 'CERT_HAS_EXPIRED'],
  ['the authority, too early', CA, 'not-yet-valid', 'CERT_NOT_YET_VALID'],
  ['the authority, of another name', CA, 'other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['authority and name', { ...CA, serverName: 'other.local' }, 'other-name', null],
  [
    'another name than the certificate bears',
    { ...CA, serverName: 'another.local' },
    'server',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  ['another authority', { ca: certificatePath('self-signed') }, 'server', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ['no line, self-signed', {}, 'self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['a certificate as its own authority', { ca: certificatePath('self-signed') }, 'self-signed', null],
  ['the certificate alone, as a trust anchor', { ca: certificatePath('server') }, 'server', null],
  ['the fingerprint', { fingerprint: fingerprintOf('self-signed') }, 'self-signed', null],
  [
    'the fingerprint, of an expired certificate of another name',
    { fingerprint: fingerprintOf('expired'), serverName: 'x.local' },
    'expired',
    null,
  ],
  ['another fingerprint', { fingerprint: fingerprintOf('server') }, 'self-signed', 'CERT_FINGERPRINT'],
  [
    'another fingerprint, and the right authority',
    { ...CA, fingerprint: fingerprintOf('expired') },
    'server',
    'CERT_FINGERPRINT',
  ],
  ['fingerprint and authority', { ...CA, fingerprint: fingerprintOf('server') }, 'server', null],
  [
    'the fingerprint, and the authority refuses',
    { ...CA, fingerprint: fingerprintOf('expired') },
    'expired',
    'CERT_HAS_EXPIRED',
  ],
])('%s', async (_what, tls, certificate, reason) => {
  const { server, read } = await opened(tls, { certificate });
  if (reason === null) {
    await expect(read()).resolves.toMatchObject({ language: 'ru' });
  } else {
    expect(await failureOf(read())).toMatchObject({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason });
    expect(server.requests).toEqual([]);
  }
});

test('every connection is held against the fingerprint: none resumes a session', async () => {
  const { front, read } = await opened({ fingerprint: fingerprintOf('server') }, { host: 'localhost' });
  await read();
  front.closeConnections();
  await read();
  expect([front.resumed, front.names]).toEqual([
    [false, false],
    ['localhost', 'localhost'],
  ]);
  front.show('self-signed');
  front.closeConnections();
  expect(await failureOf(read())).toMatchObject({ reason: 'CERT_FINGERPRINT', sent: 'NOT_SENT' });
});

test('the name of the file is the one that is asked for', async () => {
  const { front, read } = await opened({ ...CA, serverName: 'bonus.local' });
  await read();
  expect(front.names).toEqual(['bonus.local']);
});
