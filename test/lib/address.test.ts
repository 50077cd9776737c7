import { expect, test } from 'vitest';
import { addressClass, hostClass } from '../../src/lib/address.ts';

test.each([
  ['127.0.0.1', 'loopback'],
  ['127.255.3.4', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.10', 'private'],
  ['169.254.169.254', 'private'],
  ['100.64.0.1', 'private'],
  ['0.0.0.0', 'private'],
  ['255.255.255.255', 'private'],
  ['8.8.8.8', 'public'],
  ['::', 'private'],
  ['fe80::1%eth0', 'private'],
  ['fd12:3456::1', 'private'],
  ['::ffff:10.0.0.1', 'private'],
  ['::ffff:a9fe:a9fe', 'private'],
  ['64:ff9b::a9fe:a9fe', 'private'],
  ['2002:7f00:1::', 'private'],
  ['2002:a00:1::', 'private'],
  ['2a00:1450:4001::200e', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['bonus.example', null],
  ['', null],
])('the address %s is %s', (address, expected) => {
  expect(addressClass(address)).toBe(expected);
});

test('a host name is judged only where it says localhost', () => {
  expect(hostClass('localhost')).toBe('loopback');
  expect(hostClass('api.LOCALHOST.')).toBe('loopback');
  expect(hostClass('[::1]')).toBe('loopback');
  expect(hostClass('notlocalhost')).toBe(null);
  expect(hostClass('bonus.example')).toBe(null);
});
