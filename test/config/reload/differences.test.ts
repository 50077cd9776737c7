import { expect, test } from 'vitest';
import { differences } from '../../../src/config/reload/differences.ts';
import { Secret } from '../../../src/lib/secret.ts';

const tenant = (slug: string, more: object = {}) => ({ slug, upstream: { timeoutMs: 1, ranges: ['a'] }, ...more });

test.each<[string, unknown, unknown, string[]]>([
  ['nothing', { a: [tenant('x')] }, { a: [tenant('x')] }, []],
  ['a leaf', { server: { port: 1 } }, { server: { port: 2 } }, ['server.port']],
  ['a leaf of an entry', { t: [tenant('x')] }, { t: [tenant('x', { name: 'n' })] }, ['t[x].name']],
  ['entries that moved', { t: [tenant('x'), tenant('y')] }, { t: [tenant('y'), tenant('x')] }, []],
  ['entries that came and went', { t: [tenant('x')] }, { t: [tenant('y')] }, ['t[x] (removed)', 't[y] (new)']],
  ['a list', { a: ['1', '2'] }, { a: ['2', '1'] }, ['a']],
  ['a shorter list', { a: ['1', '2'] }, { a: ['1'] }, ['a']],
  ['a section that came', { staffSessions: null }, { staffSessions: { ttl: 1 } }, ['staffSessions']],
  ['amounts', { max: 10n ** 20n }, { max: 10n ** 20n + 1n }, ['max']],
  [
    'a rotated key',
    { k: [{ id: 'site', hash: 'a' }] },
    {
      k: [
        { id: 'site', hash: 'a' },
        { id: 'site', hash: 'b' },
      ],
    },
    ['k[site] (new)'],
  ],
  ['a file', { tls: { ca: { path: 'p', pem: '1' } } }, { tls: { ca: { path: 'p', pem: '2' } } }, ['tls.ca']],
  ['secrets', { p: new Secret('canary') }, { p: new Secret('canary-2') }, ['p']],
  ['the same secrets', { p: new Secret('canary') }, { p: new Secret('canary') }, []],
  ['a secret in place of another thing', { p: new Secret('canary') }, { p: {} }, ['p']],
])('%s', (_what, before, after, names) => {
  expect(differences(before, after)).toEqual(names);
});
