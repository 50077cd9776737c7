import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRanges } from '../../../src/lib/address-ranges.ts';
import { clientAddress } from '../../../src/server/http/client-address.ts';

let trusted: readonly string[] = [];
const server = createServer((incoming, response) => response.end(clientAddress(incoming, readRanges(trusted))));
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '::', resolve)));
afterAll(() => server.close());

/** The client's address of a request over loopback, with these headers as they stand. */
function seen(proxies: readonly string[], forwarded: readonly string[] = [], host = '127.0.0.1'): Promise<string> {
  trusted = proxies;
  const headers = forwarded.flatMap((value) => ['X-Forwarded-For', value]);
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, headers: ['Host', 'x', 'Connection', 'close', ...headers] }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('without trusted proxies the header is nothing, whoever sends it', async () => {
  expect(await seen([], ['203.0.113.7'])).toBe('127.0.0.1');
  expect(await seen(['10.0.0.0/8'], ['203.0.113.7'])).toBe('127.0.0.1');
  expect(await seen(['::1/128'], ['203.0.113.7'])).toBe('127.0.0.1');
});

test('a dual-stack socket shows IPv4 as IPv4, also to a range of mapped addresses', async () => {
  expect(await seen(['127.0.0.0/8'], ['203.0.113.7'])).toBe('203.0.113.7');
  expect(await seen(['::ffff:127.0.0.0/104'], ['203.0.113.7'])).toBe('203.0.113.7');
  expect(await seen(['127.0.0.0/8'], ['::ffff:203.0.113.7'])).toBe('203.0.113.7');
});

test.each<[string, readonly string[], string]>([
  ['one entry', ['203.0.113.7'], '203.0.113.7'],
  ['an invented entry before it', ['1.1.1.1, 203.0.113.7'], '203.0.113.7'],
  ['an invented entry of a trusted network before it', ['10.0.0.9, 203.0.113.7'], '203.0.113.7'],
  ['two proxies', ['1.1.1.1, 203.0.113.7, 10.0.0.2'], '203.0.113.7'],
  ['several headers', ['1.1.1.1', '203.0.113.7', '10.0.0.2'], '203.0.113.7'],
  ['trusted entries alone', ['10.0.0.3, 10.0.0.2'], '10.0.0.3'],
  ['IPv4 with a port', ['203.0.113.7:4711'], '203.0.113.7'],
  ['IPv6', ['2001:DB8:0:0::7'], '2001:db8::7'],
  ['IPv6 with a port', ['[2001:db8::7]:4711'], '2001:db8::7'],
  ['IPv6 in brackets', ['[2001:db8::7]'], '2001:db8::7'],
  ['IPv6 with a zone', ['fe80::1%eth0'], 'fe80::1'],
  ['no header', [], '127.0.0.1'],
  ['an empty header', [''], '127.0.0.1'],
  ['a word', ['unknown'], '127.0.0.1'],
  ['a word behind a proxy', ['1.1.1.1, unknown, 10.0.0.2'], '10.0.0.2'],
  ['an empty entry', ['203.0.113.7, '], '127.0.0.1'],
  ['a spelling that no proxy writes', ['0x7f.1'], '127.0.0.1'],
  ['a number', ['2130706433'], '127.0.0.1'],
  ['four digits too many', ['203.0.113.7777'], '127.0.0.1'],
  ['markup', ['<script>'], '127.0.0.1'],
])('behind a trusted proxy: %s', async (_what, forwarded, address) => {
  expect(await seen(['127.0.0.0/8', '10.0.0.0/8'], forwarded)).toBe(address);
});
