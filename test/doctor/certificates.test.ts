import { expect, test } from 'vitest';
import { Secret } from '../../src/lib/secret.ts';
import { tenantConfig } from '../kit/config.ts';
import { examineAt } from '../kit/examine.ts';
import { fakeServer } from '../kit/fake-server.ts';
import { given } from '../kit/given.ts';
import { type Certificate, certificatePath, tlsFront } from '../kit/tls-front.ts';

/** What doctor tells of a server that shows this certificate, in place of the fingerprint a word. */
async function told(certificate: Certificate, tls: object) {
  const server = await fakeServer(() => ({ status: 404 }));
  const front = await tlsFront(new URL(server.url).origin, certificate);
  const baseUrl = `https://127.0.0.1:${front.port}/api/v0`;
  const { upstream } = tenantConfig({ baseUrl, upstream: { tls } });
  const found = await examineAt(baseUrl, { limits: upstream });
  expect(found.ok).toBe(false);
  expect(server.requests).toEqual([]);
  return found.findings.flatMap(({ code, text }) =>
    code === 'CERTIFICATE' ? [text.replace(/sha256:[0-9a-f]{64}/, 'sha256:…')] : [],
  );
}

const CA = { ca: certificatePath('ca') };
const CAME = '. The fingerprint that came is sha256:…: compare it at the server itself';

test.each<[Certificate, object, string]>([
  [
    'expired',
    CA,
    'the certificate expired on 2021-01-01: the server needs a new one; until then upstream.tls.fingerprint accepts this one alone',
  ],
  [
    'not-yet-valid',
    CA,
    'the certificate is valid from 2100-01-01 only: compare the clocks of this machine and of the server',
  ],
  ['self-signed', {}, 'the certificate signed itself: write its fingerprint as upstream.tls.fingerprint'],
  [
    'server',
    {},
    'the certificate comes from an authority that is not known here: write the file of the authority as upstream.tls.ca, or the fingerprint as upstream.tls.fingerprint. Where the authority is a public one, the server does not send its intermediate certificate',
  ],
  [
    'other-name',
    CA,
    'the certificate is not for the host of baseUrl but for other.local: write such a name as upstream.tls.serverName, or in baseUrl',
  ],
  [
    'server',
    { fingerprint: `sha256:${'0'.repeat(64)}` },
    'the certificate is another one than upstream.tls.fingerprint says: where the server has a new one, write the new fingerprint; else somebody else answers',
  ],
])('%s, with %j', async (certificate, tls, text) => {
  expect(await told(certificate, tls)).toEqual([text + CAME]);
});

test('the fingerprint that doctor shows is the one to write', async () => {
  const { sandbox } = await given();
  const front = await tlsFront(sandbox.origin, 'self-signed');
  const baseUrl = `https://127.0.0.1:${front.port}/api/v0`;
  const before = await examineAt(baseUrl);
  const fingerprint = /sha256:[0-9a-f]{64}/.exec(before.findings[0]?.text ?? '')?.[0];
  const { upstream } = tenantConfig({ baseUrl, upstream: { tls: { fingerprint } } });
  const after = await examineAt(baseUrl, { limits: upstream });
  expect([before.canServe, after.canServe]).toEqual([false, true]);
});

test('what stands before the server asks for HTTP Basic, or refuses it', async () => {
  const challenge = { status: 401, headers: { 'www-authenticate': 'Basic realm="canary"' } };
  const server = await fakeServer(
    () => challenge,
    () => challenge,
  );
  const dialect = { token: { header: 'X-Token' } };
  const login = { login: 'gateway', password: new Secret('canary') };
  const basic = { user: new Secret('canary'), password: new Secret('canary') };
  const without = await examineAt(server.url, { credentials: login, dialect });
  const refused = await examineAt(server.url, { credentials: { ...login, basic }, dialect });
  expect([without, refused].map(({ findings }) => findings.find(({ code }) => code === 'LOGIN_FAILED')?.text)).toEqual([
    'what stands before the server asks for HTTP Basic: write credentials.basic: { user, password } (status 401)',
    'what stands before the server refused user and password of credentials.basic (status 401)',
  ]);
  expect(JSON.stringify([without, refused])).not.toContain('canary');
});
