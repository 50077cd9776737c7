import { lookup } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { addressClass, hostClass } from '../../src/lib/address.ts';

test.each([
  ['127.1', 'loopback'],
  ['127.0.1', 'loopback'],
  ['0x7f.1', 'loopback'],
  ['0177.0.0.1', 'loopback'],
  ['2130706433', 'loopback'],
  ['0x7f000001', 'loopback'],
  ['10.1', 'private'],
  ['012.0.0.1', 'private'],
  ['169.254.43518', 'private'],
  ['0XA9.0376.43518', 'private'],
  ['2852039166', 'private'],
  ['0', 'private'],
  ['134744072', 'public'],
])('%s is an address to the resolver of this machine, and is %s as that address is', async (spelling, expected) => {
  const { address } = await lookup(spelling);
  expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect(addressClass(spelling)).toBe(expected);
  expect(addressClass(address)).toBe(expected);
  expect(hostClass(spelling)).toBe(expected);
});

test.each([
  ['10.0.0.1.', 'private'],
  ['127.0.0.1.', 'loopback'],
  ['169。254。169。254', 'private'],
  ['[10.0.0.1]', 'private'],
  ['[fd00::1]', 'private'],
  ['[::1]', 'loopback'],
  ['[fe80::1%eth0.100]', 'private'],
])('%s is %s in the form that a URL may give it', (spelling, expected) => {
  expect(addressClass(spelling)).toBe(expected);
});

test.each([
  ['translated', '::ffff:0:10.0.0.1'],
  ['translated loopback', '::ffff:0:7f00:1'],
  ['NAT64 of one network', '64:ff9b:1::a9fe:a9fe'],
  ['NAT64 of one network, another layout', '64:ff9b:1:a9fe:a9:fe00::'],
  ['Teredo, the client', '2001:0:4136:e378:8000:63bf:f5ff:fffe'],
  ['Teredo, the server', '2001:0:a00:1:8000:63bf:f7f7:f7f7'],
  ['ISATAP', '2a00:1450:4001:1::5efe:a00:1'],
  ['ISATAP, of a globally unique address', '2a00:1450:4001:1:200:5efe:a9fe:a9fe'],
  ['a cloud address, mapped', '::ffff:168.63.129.16'],
  ['a cloud address, NAT64', '64:ff9b::a83f:8110'],
  ['a cloud address, 6to4', '2002:a83f:8110::1'],
])('%s: %s is as closed as what it carries', (_form, address) => {
  expect(addressClass(address)).toBe('private');
  expect(hostClass(new URL(`http://[${address}]`).hostname)).toBe('private');
});

test.each([
  ['Azure', '168.63.129.16'],
  ['Equinix Metal', '192.80.8.124'],
  ['IBM Cloud, infrastructure', '161.26.0.10'],
  ['IBM Cloud, services', '166.11.255.255'],
  ['6to4 relays', '192.88.99.1'],
  ['AS112', '192.175.48.1'],
  ['AS112 by DNAME', '192.31.196.1'],
  ['AMT', '192.52.193.1'],
  ['IPv4-compatible', '::808:808'],
  ['IPv4-compatible, with dots', '::8.8.8.8'],
  ['discard', '100::1'],
  ['segment routing', '5f00::1'],
  ['documentation', '3fff::1'],
  ['benchmarking', '2001:2::1'],
  ['AMT over IPv6', '2001:3::1'],
  ['AS112 over IPv6', '2620:4f:8000::1'],
  ['ORCHID', '2001:20::1'],
])('%s: %s serves nobody on the internet', (_use, address) => {
  expect(addressClass(address)).toBe('private');
});

test.each([
  '::ffff:808:808',
  '::ffff:0:808:808',
  '64:ff9b::808:808',
  '64:ff9b:1::808:808',
  '2002:808:808::1',
  '2001:0:4136:e378:8000:63bf:f7f7:f7f7',
  '2a00:1450:4001:1:200:5efe:808:808',
  '168.63.129.17',
  '166.12.0.1',
  '2001:200::1',
])('%s is no more closed than what it carries', (address) => {
  expect(addressClass(address)).toBe('public');
});

test('below a closed prefix a public address is no way out, and a carried loopback address is not this machine', () => {
  expect(addressClass('fe80::5efe:808:808')).toBe('private');
  expect(addressClass('::127.0.0.1')).toBe('private');
  expect(addressClass('64:ff9b::127.0.0.1')).toBe('private');
  expect(addressClass('::FFFF:7F00:1')).toBe('loopback');
});

test.each(['08.8.8.8', '1.2.3.4.5', '256.1', 'face', 'a.1x', 'a:b', '1::2::3', '10.0.0.1:80', ' '])(
  '%j is no address',
  (text) => {
    expect(addressClass(text)).toBe(null);
  },
);
