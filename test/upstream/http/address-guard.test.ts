import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { addressGuard, guardedLookup, readBaseUrl } from '../../../src/upstream/http/address-policy.ts';
import { listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const strict = { allowHttp: false, allowPrivate: false, allowedAddresses: [] as string[] };

test.each([
  '10.1',
  '012.0.0.1',
  '167772161',
  '10.0.0.1.',
  '[10.0.0.1]',
  '[fd00::1]',
  '168.63.129.16',
  'bonus.example',
  '',
  '127.0.0.1',
  '127.1',
  '::1',
  '::ffff:127.0.0.1',
  '0.0.0.0',
  '::',
])('no connection goes to %j', (address) => {
  expect(addressGuard(strict)(address)).toBe(false);
});

test.each([
  'bonus.example',
  '',
  'x@8.8.8.8',
  '8.8.8.8/x',
  '8.8.8.8?',
  '8.8.8.8#',
  '8.8.8.8 ',
  '8.8.8.8%1',
  '%38.8.8.8',
])('%j is no address, so no policy lets it pass', (text) => {
  for (const policy of [strict, { ...strict, allowPrivate: true }, { ...strict, allowedAddresses: ['0.0.0.0/0'] }]) {
    expect(addressGuard(policy)(text)).toBe(false);
  }
  expect(addressGuard({ ...strict, allowPrivate: true }, { loopback: true })(text)).toBe(false);
});

const open = (hostname: string, policy: typeof strict, ...addresses: string[]) =>
  new Promise<unknown>((resolve) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    guardedLookup(policy, (_name, _options, done) => done(null, found))(hostname, { all: true }, (error, usable) =>
      resolve(
        error ? (error as Error & { code: string }).code : (usable as { address: string }[]).map((one) => one.address),
      ),
    );
  });

test('a name may lead to this machine only where the base URL says so itself', async () => {
  const loopback = ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'];
  for (const name of ['localtest.example', 'localhost.example', 'mylocalhost', 'ip6-localhost', '127.0.0.1.nip.io']) {
    expect(await open(name, strict, ...loopback)).toBe('ADDRESS_REFUSED');
    expect(await open(name, { ...strict, allowHttp: true }, ...loopback)).toBe('ADDRESS_REFUSED');
    expect(await open(name, strict, '127.0.0.1', '8.8.8.8')).toEqual(['8.8.8.8']);
    expect(await open(name, { ...strict, allowPrivate: true }, ...loopback)).toEqual(loopback);
    expect(await open(name, { ...strict, allowedAddresses: ['127.0.0.1'] }, ...loopback)).toEqual([
      '127.0.0.1',
      '::ffff:127.0.0.1',
    ]);
  }
});

test('localhost, to which plain http is allowed, leads to this machine and nowhere else', async () => {
  for (const name of ['localhost', 'LOCALHOST', 'localhost.', 'saturn.localhost']) {
    expect(await open(name, strict, '127.0.0.1', '::1', '8.8.8.8', '10.0.0.1')).toEqual(['127.0.0.1', '::1']);
    expect(await open(name, { ...strict, allowPrivate: true }, '8.8.8.8', '10.0.0.1')).toBe('ADDRESS_REFUSED');
    expect(await open(name, { ...strict, allowedAddresses: ['10.0.0.0/8'] }, '10.0.0.1')).toEqual(['10.0.0.1']);
  }
});

const self = hostname();
const isLoopback = await lookup(self).then(
  ({ address }) => address.startsWith('127.'),
  () => false,
);
test.runIf(isLoopback)('a call to a name that resolves to this machine is refused before a byte goes out', async () => {
  const server = await fakeServer(() => ({ body: { items: [], total: 0 } }));
  const options = { ...withToken, limits: { allowHttp: true, maxRetries: 0 } };
  const call = listAccounts(clientOf(server.url.replace('127.0.0.1', self), options), {});
  expect(await failureOf(call)).toMatchObject({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'ADDRESS_REFUSED' });
  expect(server.requests).toEqual([]);
});

test.each([
  'https://168.63.129.16/machine',
  'https://[::8.8.8.8]/',
  'https://[64:ff9b:1::a9fe:a9fe]/',
  'https://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/',
  'https://[2a00:1450:4001:1::5efe:a00:1]/',
  'https://192.88.99.1/',
])('%s is refused as a private address', (url) => {
  expect(() => readBaseUrl(url, strict)).toThrow('baseUrl is a private address');
});

test('a name that leads to a carried private address connects nowhere', async () => {
  const found = [
    { address: '2001:0:4136:e378:8000:63bf:f5ff:fffe', family: 6 },
    { address: '192.80.8.124', family: 4 },
    { address: '64:ff9b::808:808', family: 6 },
  ];
  const usable = await new Promise((resolve) => {
    guardedLookup(strict, (_name, _options, done) => done(null, found))('bonus.example', { all: true }, (error, open) =>
      resolve(error ?? open),
    );
  });
  expect(usable).toEqual([{ address: '64:ff9b::808:808', family: 6 }]);
});

test.each([
  ['10.1.2.0/24', '10.1.2.3', true],
  ['10.1.2.0/24', '10.66051', true],
  ['10.1.2.0/24', '::ffff:10.1.2.3', true],
  ['10.1.2.0/24', '[::ffff:a01:203]', true],
  ['10.1.2.0/24', '10.1.3.3', false],
  ['10.1.2.0/24', '64:ff9b::10.1.2.3', false],
  ['::ffff:10.1.2.0/120', '10.1.2.3', true],
  ['168.63.129.16', '168.63.129.16', true],
  ['fd00:1::/32', 'fd00:1::5%eth0', true],
  ['fd00:1::/32', 'fd00:2::5', false],
])('with %s in the list, a connection to %s: %j', (range, address, expected) => {
  expect(addressGuard({ ...strict, allowedAddresses: [range] })(address)).toBe(expected);
});

test.each(['10.1/16', '010.0.0.0/8', '10.0.0.0/33', '10.0.0.0/x', 'bonus.example', ''])(
  '%j is no range for the list',
  (range) => {
    expect(() => addressGuard({ ...strict, allowedAddresses: [range] })).toThrow();
  },
);
