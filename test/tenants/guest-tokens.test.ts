import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApiKeyConfig, GuestTokensConfig } from '../../src/config/gateway-config.ts';
import { GUEST_SCOPES } from '../../src/config/scopes.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { Secret } from '../../src/lib/secret.ts';
import { hashKey } from '../../src/tenants/api-keys.ts';
import { createCredentials } from '../../src/tenants/credentials.ts';
import { standingClock } from '../kit/clock.ts';

const SECRET = 'a secret of the tests, 32 bytes long';
const OLD = 'the secret before it, 32 bytes long.';
const CONFIG: GuestTokensConfig = {
  costPerMinute: 6000,
  keys: [
    { kid: 'new', secret: new Secret(SECRET) },
    { kid: 'old', secret: new Secret(OLD) },
  ],
  ttlSeconds: 900,
};

const apiKey = (id: string, more: Partial<ApiKeyConfig> = {}): ApiKeyConfig => ({
  id,
  tenant: 'saturn',
  hash: hashKey(`pbg_${id}_secret`),
  roles: ['guest-app'],
  scopes: [],
  rateLimit: null,
  guestsPerHour: 5000,
  allowFrom: null,
  expires: null,
  ...more,
});
const KEYS = [apiKey('site'), apiKey('booking', { roles: ['booking'] }), apiKey('app', { tenant: 'jupiter' })];

const clock = standingClock('2026-03-10T12:00:00Z');
const now = clock.now() / 1000;
type Settings = Parameters<typeof createCredentials>[0];

function given(changes: Partial<Settings> = {}, at: Clock = clock) {
  const credentials = createCredentials(
    { apiKeys: KEYS, guestTokens: CONFIG, ...changes },
    { clock: at, sessions: { authenticate: () => null } },
  );
  return { ...credentials, identify: (credential: string) => credentials.authenticate(`Bearer ${credential}`, '') };
}

const { identify, issueGuestToken } = given();

const CLAIMS = {
  iss: 'probonus-gateway',
  aud: 'saturn',
  sub: '142',
  azp: 'site',
  iat: now,
  exp: now + 900,
};

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token by hand, as whoever knows the secret could make it. */
function forge(claims: object = {}, { header = {}, secret = SECRET, hash = 'sha256' } = {}): string {
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT', kid: 'new', ...header })}.${base64url({ ...CLAIMS, ...claims })}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

const GUEST = {
  kind: 'GUEST',
  id: 'guest:142',
  tenant: 'saturn',
  name: 'guest:142',
  scopes: GUEST_SCOPES,
  guestId: 142,
  costPerMinute: 6000,
};

const issue = async (keyId = 'site', ttlSeconds?: number) => {
  const issued = await issueGuestToken?.({ tenant: 'saturn', accountId: 142, keyId, ttlSeconds });
  if (!issued) throw new Error('guest tokens are off');
  return issued;
};

test('a token that was issued gives its guest', async () => {
  const { token, expiresAt } = await issue();
  expect(expiresAt).toBe(clock.now() + 900_000);
  expect(await identify(token)).toEqual(GUEST);
});

test('a token holds what the house promised, and is signed by the first key', async () => {
  const { token } = await issue();
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  expect(JSON.parse(header ?? '')).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'new' });
  expect(JSON.parse(claims ?? '')).toEqual(CLAIMS);
});

test('a token made by hand with the secret is as good, with or without the time of its issue', async () => {
  expect(await identify(forge())).toEqual(GUEST);
  expect(await identify(forge({ iat: undefined }))).toEqual(GUEST);
});

test('every key verifies, so that a secret can be changed without a gap', async () => {
  expect(await identify(forge({}, { header: { kid: 'old' }, secret: OLD }))).toEqual(GUEST);
});

test('a life above an hour is cut to one', async () => {
  const { expiresAt } = await issue('site', 100_000);
  expect(expiresAt).toBe(clock.now() + 3_600_000);
});

describe('nobody is who bears', () => {
  const valid = forge();
  const [header = '', claims = '', signature = ''] = valid.split('.');
  test.each<[what: string, token: string]>([
    ['the algorithm none', `${base64url({ alg: 'none', typ: 'JWT', kid: 'new' })}.${claims}.`],
    ['the algorithm none, signed', `${base64url({ alg: 'none', kid: 'new' })}.${claims}.${signature}`],
    ['the algorithm None', `${base64url({ alg: 'None', kid: 'new' })}.${claims}.${signature}`],
    ['HS512 with the right secret', forge({}, { header: { alg: 'HS512' }, hash: 'sha512' })],
    ['HS384 with the right secret', forge({}, { header: { alg: 'HS384' }, hash: 'sha384' })],
    ['RS256', forge({}, { header: { alg: 'RS256' } })],
    ['no algorithm', forge({}, { header: { alg: undefined } })],
    ['no signature', `${header}.${claims}.`],
    ['another signature', `${header}.${claims}.${Buffer.alloc(32).toString('base64url')}`],
    ['other claims under the signature', `${header}.${base64url({ ...CLAIMS, sub: '143' })}.${signature}`],
    ['another secret', forge({}, { secret: OLD })],
    ['an unknown kid', forge({}, { header: { kid: 'other' } })],
    ['no kid', forge({}, { header: { kid: undefined } })],
    ['a kid that is a property of every object', forge({}, { header: { kid: '__proto__' } })],
    ['a header parameter that must be understood', forge({}, { header: { crit: ['b64'], b64: false } })],
    ['another issuer', forge({ iss: 'somebody' })],
    ['no issuer', forge({ iss: undefined })],
    ['several audiences', forge({ aud: ['saturn', 'jupiter'] })],
    ['no audience', forge({ aud: undefined })],
    ['no issuing key', forge({ azp: undefined })],
    ['no account', forge({ sub: undefined })],
    ['account 0', forge({ sub: '0' })],
    ['an account that is no number', forge({ sub: '142 or 1=1' })],
    ['a number for an account', forge({ sub: 142 })],
    ['no end', forge({ exp: undefined })],
    ['an end that is a text', forge({ exp: String(now + 900) })],
    ['an end in more than an hour after its issue', forge({ exp: now + 3601 })],
    ['an end in more than an hour from now', forge({ iat: undefined, exp: now + 3631 })],
    ['an issue and an end years from now', forge({ iat: now + 10 ** 9, exp: now + 10 ** 9 + 900 })],
    ['a beginning to come', forge({ nbf: now + 31 })],
    ['claims that are a list', `${header}.${base64url([CLAIMS])}.${signature}`],
    ['four parts', `${valid}.${signature}`],
    ['a space in it', valid.replace('.', '. ')],
  ])('%s', async (_what, token) => {
    expect(await identify(token)).toBe(null);
  });
});

test.each<[what: string, token: string]>([
  ['the audience of another tenant', forge({ aud: 'jupiter' })],
  ['an audience that nobody is', forge({ aud: 'mars' })],
  ['an issuing key that is not there', forge({ azp: 'gone' })],
  ['an issuing key of another tenant', forge({ azp: 'app' })],
  ['an issuing key without the scope', forge({ azp: 'booking' })],
  ['an end before 30 seconds', forge({ exp: now - 30 })],
])('a genuine token is told from a forged one where it has ended or lacks its key: %s', async (_what, token) => {
  expect(await identify(token)).toBe('EXPIRED');
});

test('clocks may differ by 30 seconds', async () => {
  expect(await identify(forge({ exp: now - 29 }))).toEqual(GUEST);
  expect(await identify(forge({ nbf: now + 29 }))).toEqual(GUEST);
});

test('time is that of the clock handed in: a token dies with it', async () => {
  const later = standingClock(clock.now());
  const { identify } = given({}, later);
  const { token } = await issue();
  later.advance(929_000);
  expect(await identify(token)).toEqual(GUEST);
  later.advance(1_000);
  expect(await identify(token)).toBe('EXPIRED');
});

test.each<[what: string, change: Partial<Settings>, identity: null | 'EXPIRED']>([
  ['its kid', { guestTokens: { ...CONFIG, keys: CONFIG.keys.slice(1) } }, null],
  ['the secret of its kid', { guestTokens: { ...CONFIG, keys: [{ kid: 'new', secret: new Secret(OLD) }] } }, null],
  ['guest tokens as a whole', { guestTokens: null }, null],
  ['its key', { apiKeys: KEYS.slice(1) }, 'EXPIRED'],
  ["its key's last day", { apiKeys: [apiKey('site', { expires: '2026-03-09' })] }, 'EXPIRED'],
  ["its key's scope", { apiKeys: [apiKey('site', { roles: ['booking'] })] }, 'EXPIRED'],
  ["its key's tenant", { apiKeys: [apiKey('site', { tenant: 'jupiter' })] }, 'EXPIRED'],
])('a token dies with %s', async (_what, change, identity) => {
  const { token } = await issue();
  const { identify } = given(change);
  expect(await identify(token)).toBe(identity);
});

test('a token lives on through a rotation of its key', async () => {
  const { token } = await issue();
  const rotated = [apiKey('site', { hash: hashKey('pbg_site_other') })];
  const { identify } = given({ apiKeys: rotated });
  expect(await identify(token)).toEqual(GUEST);
});

test('an API key stays one, even with the dots of a token in its secret', async () => {
  const key = 'pbg_dots_a.b.c';
  const { identify, authenticate } = given({ apiKeys: [apiKey('dots', { hash: hashKey(key) })] });
  expect(await identify(key)).toMatchObject({ kind: 'API_KEY', id: 'dots' });
  expect(await identify('a.b.c')).toBe(null);
  expect(await authenticate(null, '')).toBe(null);
});
