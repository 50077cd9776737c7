import { expect, test } from 'vitest';
import type { ApiKeyConfig } from '../../src/config/gateway-config.ts';
import { createApiKeys, hashKey, newKey } from '../../src/tenants/api-keys.ts';
import type { Identity, Principal } from '../../src/tenants/principal.ts';
import { standingClock } from '../kit/clock.ts';

const OPEN = {
  roles: ['booking'],
  scopes: [],
  rateLimit: null,
  guestsPerHour: 5000,
  allowFrom: null,
  expires: null,
} as const;

function entry(key: string, more: Partial<ApiKeyConfig> = {}): ApiKeyConfig {
  const id = key.split('_')[1] ?? '';
  return { id, tenant: 'saturn', hash: hashKey(key), ...OPEN, ...more };
}

function principal(identity: Identity): Principal | undefined {
  return typeof identity === 'object' && identity !== null ? identity : undefined;
}

test('a key gives its principal: id, tenant and the scopes of its roles', () => {
  const { key, hash } = newKey('site');
  expect(key).toMatch(/^pbg_site_[A-Za-z0-9_-]{43}$/);
  const keys = createApiKeys([{ ...entry(key), hash, scopes: ['debug'] }]);
  expect(keys.authenticate(`Bearer ${key}`)).toEqual({
    kind: 'API_KEY',
    id: 'site',
    tenant: 'saturn',
    name: 'site',
    scopes: new Set(['guest:read', 'guest:write', 'card:read', 'dictionary:read', 'debug']),
    guestsPerHour: 5000,
  });
});

test('two new keys differ', () => {
  expect(newKey('site').key).not.toBe(newKey('site').key);
});

test.each(['bearer', 'BEARER', 'Bearer', ' Bearer\t'])('the scheme %j is read in any case', (scheme) => {
  const keys = createApiKeys([entry('pbg_site_secret')]);
  expect(keys.authenticate(`${scheme} pbg_site_secret `)).toMatchObject({ id: 'site' });
});

test.each(['x', 'with_under_scores', '_', '-', 'ключ', 'a'.repeat(5000), '!"§$%&/()=', '__proto__'])(
  'the secret %s is judged by its hash alone',
  (secret) => {
    const key = `pbg_a-1_${secret}`;
    const keys = createApiKeys([entry(key)]);
    const asNodeReadsIt = Buffer.from(key).toString('latin1');
    expect(keys.authenticate(`Bearer ${asNodeReadsIt}`)).toMatchObject({ id: 'a-1' });
    expect(keys.authenticate(`Bearer ${asNodeReadsIt}x`)).toBe(null);
    expect(keys.authenticate(`Bearer ${asNodeReadsIt.slice(0, -1)}`)).toBe(null);
  },
);

test.each([
  null,
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Basic pbg_site_secret',
  'pbg_site_secret',
  'Bearerpbg_site_secret',
  'Bearer pbg_site_',
  'Bearer pbg_site',
  'Bearer pbg_Site_secret',
  'Bearer xyz_site_secret',
  'Bearer pbg_other_secret',
  'Bearer pbg___proto___secret',
  'Bearer pbg_site_wrong',
  'Bearer pbg_site_secret, Bearer pbg_site_secret',
  `Bearer pbg_${'a'.repeat(33)}_secret`,
])('the header %j is nobody', (header) => {
  expect(createApiKeys([entry('pbg_site_secret')]).authenticate(header)).toBe(null);
});

test('several live keys of one id are one principal, each with the scopes of its own entry', () => {
  const keys = createApiKeys([
    entry('pbg_site_old'),
    entry('pbg_site_new', { roles: [], scopes: ['card:read'] }),
    entry('pbg_site_elsewhere', { tenant: 'venus' }),
  ]);
  const [old, young, other] = ['old', 'new', 'elsewhere'].map((secret) =>
    principal(keys.authenticate(`Bearer pbg_site_${secret}`)),
  );
  expect([old?.id, old?.tenant]).toEqual([young?.id, young?.tenant]);
  expect([...(young?.scopes ?? [])]).toEqual(['card:read']);
  expect(other?.tenant).toBe('venus');
});

test('an id that is none makes no key', () => {
  for (const id of ['', 'A', 'a_b', 'a'.repeat(33), 'ключ']) expect(() => newKey(id)).toThrow(RangeError);
});

test('a key is valid to the end of its last day in UTC, and a wrong one is wrong rather than expired', () => {
  const clock = standingClock('2027-01-01T23:59:59.999Z');
  const keys = createApiKeys([entry('pbg_site_secret', { expires: '2027-01-01' })], { clock });
  expect(keys.authenticate('Bearer pbg_site_secret')).toMatchObject({ id: 'site' });
  clock.advance(1);
  expect(keys.authenticate('Bearer pbg_site_secret')).toBe('EXPIRED');
  expect(keys.authenticate('Bearer pbg_site_wrong')).toBe(null);
});

test.each([
  ['10.1.2.3', true],
  ['11.1.2.3', false],
  ['::ffff:10.1.2.3', true],
  ['2001:db8:1::7', true],
  ['2001:db9::7', false],
  ['192.168.7.7', true],
  ['192.168.7.8', false],
  ['172.16.0.9', true],
  ['', false],
])('a key that is bound to ranges is good from %s: %s', (address, isGood) => {
  const allowFrom = ['10.0.0.0/8', '2001:db8::/32', '192.168.7.7', '::ffff:172.16.0.0/108'];
  const keys = createApiKeys([entry('pbg_site_secret', { allowFrom })]);
  const found = keys.authenticate('Bearer pbg_site_secret', address);
  expect(isGood ? principal(found)?.id : found).toBe(isGood ? 'site' : 'ADDRESS');
});

test('status tells the last accepted use of each entry of an id, over reloads', () => {
  const clock = standingClock('2026-03-10T12:00:00Z');
  const usage = new Map();
  const rows = [entry('pbg_site_old'), entry('pbg_site_new', { expires: '2026-01-01' })];
  const keys = createApiKeys(rows, { clock, usage });
  expect(keys.status().map(({ lastUsedAt }) => lastUsedAt)).toEqual([null, null]);
  for (const secret of ['old', 'new', 'wrong']) keys.authenticate(`Bearer pbg_site_${secret}`);
  clock.advance(1000);
  const reloaded = createApiKeys(rows, { clock, usage });
  expect(reloaded.status()).toEqual([
    {
      tenant: 'saturn',
      id: 'site',
      hash: hashKey('pbg_site_old').slice(0, 12),
      lastUsedAt: '2026-03-10T12:00:00.000Z',
    },
    { tenant: 'saturn', id: 'site', hash: hashKey('pbg_site_new').slice(0, 12), lastUsedAt: null },
  ]);
});
