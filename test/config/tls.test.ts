import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { showConfig } from '../../src/config/show.ts';
import { certificatePath } from '../kit/tls-front.ts';

const FILES: Readonly<Record<string, string>> = {
  '/etc/ca.pem': readFileSync(certificatePath('ca'), 'utf8'),
  '/etc/expired.pem': readFileSync(certificatePath('ca-expired'), 'utf8'),
  '/etc/early.pem': readFileSync(certificatePath('not-yet-valid'), 'utf8'),
  '/etc/key.pem': '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n',
  '/etc/broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
};

function load(tls: object, { baseUrl = 'https://bonus.example/api/v0', ...more } = {}) {
  const tenant = { slug: 'saturn', name: 'S', baseUrl, timeZone: 'Europe/Moscow', upstream: { tls } };
  const text = JSON.stringify({ tenants: [{ credentials: { token: 't' }, ...tenant, ...more }] });
  const readFile = (path: string) => {
    const found = FILES[path];
    if (found === undefined) throw Object.assign(new Error(), { code: 'ENOENT' });
    return found;
  };
  return loadConfig({ path: '/etc/gateway.yaml', text, env: { LOGIN: 'gateway' }, readFile });
}

/** Faults, or where there are none warnings, as `path: message`. */
function complaints(...args: Parameters<typeof load>): string[] {
  const result = load(...args);
  return ('faults' in result ? result.faults : result.warnings).map(({ path, message }) => `${path}: ${message}`);
}

test('the file of an authority is read, and shown by its name', () => {
  const result = load({ ca: 'ca.pem', serverName: 'bonus.local', fingerprint: `SHA256:${'AB:'.repeat(31)}AB` });
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  expect(result.warnings).toEqual([]);
  expect(result.config.tenants[0]?.upstream.tls).toMatchObject({
    ca: { path: '/etc/ca.pem', pem: FILES['/etc/ca.pem']?.trim() },
    fingerprint: `sha256:${'ab'.repeat(32)}`,
  });
  expect(showConfig(result.config)).toContain('ca: /etc/ca.pem');
});

test.each([
  [{ ca: 'gone.pem' }, 'ca: the file cannot be read (ENOENT)'],
  [{ ca: 'key.pem' }, 'ca: the file holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----'],
  [{ ca: 'broken.pem' }, 'ca: the file holds a certificate that cannot be read'],
  [{ ca: 'expired.pem' }, "ca: the authority expired on 2021-01-01: this server's certificate is refused"],
  [{ ca: 'early.pem' }, "ca: the authority is valid from 2100-01-01 only: this server's certificate is refused"],
  [{ serverName: '10.0.0.1' }, 'serverName: must be a host name, such as bonus.local'],
  [{ serverName: 'bonus local' }, 'serverName: must be a host name, such as bonus.local'],
  [{ fingerprint: 'sha256:ab' }, 'fingerprint: must read "sha256:" and 64 hex digits: the SHA-256 of the certificate'],
  [{ fingerprnt: 'x' }, 'fingerprnt: unknown key (did you mean "fingerprint"?)'],
])('%j', (tls, complaint) => {
  expect(complaints(tls)).toEqual([`tenants[0].upstream.tls.${complaint}`]);
});

test('an authority that expired holds up no start: the other servers go on', () => {
  expect(load({ ca: 'expired.pem' })).toHaveProperty('config');
});

test('plain http has no certificate', () => {
  expect(complaints({ serverName: 'bonus.local' }, { baseUrl: 'http://127.0.0.1/api' })).toEqual([
    'tenants[0].baseUrl: http has no certificate: use https, or leave out upstream.tls',
  ]);
});

const BASIC = { token: 't', basic: { user: 'proxy', password: 'canary-basic' } };

test.each([
  [{}, false],
  [{ token: null }, false],
  [{ token: { header: 'authorization' } }, false],
  [{ token: { header: 'X-Token' } }, true],
])('HTTP Basic with the dialect %j', (dialect, isRight) => {
  const message = 'takes the header Authorization: the token needs another one, as dialect.token: { header: X-Token }';
  expect(complaints({}, { credentials: BASIC, dialect } as object)).toEqual(
    isRight ? [] : [`tenants[0].credentials.basic: ${message}`],
  );
});

test('user and password of HTTP Basic are secrets, and a user has no colon', () => {
  const dialect = { token: { header: 'X-Token' } };
  const shown = load({}, { credentials: BASIC, dialect } as object);
  expect('config' in shown && showConfig(shown.config)).not.toMatch(/canary|proxy/);
  const wrong = { credentials: { token: 't', basic: { user: 'a:b' } }, dialect } as object;
  expect(complaints({}, wrong)).toEqual([
    'tenants[0].credentials.basic.user: must hold no colon: HTTP Basic ends the name of a user there',
    'tenants[0].credentials.basic.password: is required',
  ]);
});

test('a login can stand in the environment', () => {
  const credentials = (login: unknown) => ({ credentials: { login, password: 'p' } }) as object;
  const loaded = load({}, credentials({ env: 'LOGIN' }));
  expect('config' in loaded && loaded.config.tenants[0]?.credentials).toMatchObject({ login: 'gateway' });
  expect(complaints({}, credentials({ env: 'GONE' }))).toEqual([
    'tenants[0].credentials.login: the environment variable GONE is not set',
  ]);
});
