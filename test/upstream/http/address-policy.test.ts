import { expect, test } from 'vitest';
import { addressGuard, guardedLookup, readBaseUrl } from '../../../src/upstream/http/address-policy.ts';
import { listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { clientOf, withToken } from '../../kit/upstream-client.ts';

const strict = { allowHttp: false, allowPrivate: false, allowedAddresses: [] as string[] };

test.each([
  'http://example.com/api',
  'ftp://127.0.0.1/',
  'https://user:pw@example.com/',
  'https://example.com/?a=1',
  'https://example.com/#a',
  'nonsense',
  '',
  'https://10.0.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest',
  'https://[fd00::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://0x0a000001/',
  'https://2852039166/',
  'http://10.0.0.1.nip.io/',
])('%s is refused, and the refusal does not repeat it', (url) => {
  expect(() => readBaseUrl(url, strict)).toThrow(RangeError);
  try {
    readBaseUrl(url, strict);
  } catch (error) {
    if (url.length > 0) expect(String(error)).not.toContain(url);
  }
});

test.each([
  ['http://127.0.0.1:11030/api/v0/', {}, 'http://127.0.0.1:11030 /api/v0'],
  ['http://localhost:11030', {}, 'http://localhost:11030 '],
  ['http://[::1]:1/api', {}, 'http://[::1]:1 /api'],
  ['https://bonus.example/api/v0', {}, 'https://bonus.example /api/v0'],
  ['http://bonus.example/', { allowHttp: true }, 'http://bonus.example '],
  ['https://10.0.0.1/', { allowPrivate: true }, 'https://10.0.0.1 '],
  ['https://10.1.2.3/', { allowedAddresses: ['10.1.2.0/24'] }, 'https://10.1.2.3 '],
])('%s is allowed with %j', (url, more, expected) => {
  const { origin, basePath } = readBaseUrl(url, { ...strict, ...more });
  expect(`${origin} ${basePath}`).toBe(expected);
});

type Found = { address: string; family: number }[];
const resolving = (policy: typeof strict, addresses: string[], all: boolean) =>
  new Promise((resolve) => {
    const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const resolver = (_name: string, _options: object, done: (error: null, found: Found) => void) => done(null, answer);
    guardedLookup(policy, resolver)('bonus.example', { all }, (error, found) => resolve(error ?? found));
  });

test('a name that leads to a refused address connects nowhere', async () => {
  expect(await resolving(strict, ['169.254.169.254', 'fd00::1'], true)).toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(await resolving(strict, ['10.0.0.1'], false)).toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(await resolving(strict, ['10.0.0.1', '8.8.8.8'], true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
  expect(await resolving({ ...strict, allowPrivate: true }, ['10.0.0.1'], false)).toBe('10.0.0.1');
});

test('loopback and public addresses are open, private ones where they are listed', async () => {
  const look = (policy: typeof strict) =>
    new Promise((resolve) => {
      guardedLookup(policy)('localhost', { all: false }, (error, address) => resolve(error ?? address));
    });
  expect(['127.0.0.1', '::1']).toContain(await look(strict));
  expect(addressGuard(strict)('192.168.0.1')).toBe(false);
  expect(addressGuard({ ...strict, allowedAddresses: ['192.168.0.1'] })('192.168.0.1')).toBe(true);
  expect(addressGuard(strict)('8.8.8.8')).toBe(true);
});

test('a server is reached by name as well', async () => {
  const server = await fakeServer(() => ({ body: { items: [], total: 0 } }));
  const named = server.url.replace('127.0.0.1', 'localhost');
  expect((await listAccounts(clientOf(named, withToken), {})).total).toBe(0);
});
