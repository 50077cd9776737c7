import { expect, test } from 'vitest';
import { addressGuard, guardedLookup, readBaseUrl } from '../../../src/upstream/http/address-policy.ts';

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
])('no connection goes to %j', (address) => {
  expect(addressGuard(strict)(address)).toBe(false);
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
