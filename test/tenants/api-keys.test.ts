import { expect, test } from 'vitest';
import type { ApiKeyConfig } from '../../src/config/gateway-config.ts';
import { createApiKeys, hashKey, newKey } from '../../src/tenants/api-keys.ts';

function entry(key: string, more: Partial<ApiKeyConfig> = {}): ApiKeyConfig {
  const id = key.split('_')[1] ?? '';
  return { id, tenant: 'saturn', hash: hashKey(key), roles: ['booking'], scopes: [], rateLimit: null, ...more };
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
  });
});

test('two new keys differ', () => {
  expect(newKey('site').key).not.toBe(newKey('site').key);
});

test.each(['bearer', 'BEARER', 'Bearer', ' Bearer\t'])('the scheme %j is read in any case', (scheme) => {
  const keys = createApiKeys([entry('pbg_site_secret')]);
  expect(keys.authenticate(`${scheme} pbg_site_secret `)?.id).toBe('site');
});

test.each(['x', 'with_under_scores', '_', '-', 'ключ', 'a'.repeat(5000), '!"§$%&/()=', '__proto__'])(
  'the secret %s is judged by its hash alone',
  (secret) => {
    const key = `pbg_a-1_${secret}`;
    const keys = createApiKeys([entry(key)]);
    const asNodeReadsIt = Buffer.from(key).toString('latin1');
    expect(keys.authenticate(`Bearer ${asNodeReadsIt}`)?.id).toBe('a-1');
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
    keys.authenticate(`Bearer pbg_site_${secret}`),
  );
  expect([old?.id, old?.tenant]).toEqual([young?.id, young?.tenant]);
  expect([...(young?.scopes ?? [])]).toEqual(['card:read']);
  expect(other?.tenant).toBe('venus');
});

test('an id that is none makes no key', () => {
  for (const id of ['', 'A', 'a_b', 'a'.repeat(33), 'ключ']) expect(() => newKey(id)).toThrow(RangeError);
});
