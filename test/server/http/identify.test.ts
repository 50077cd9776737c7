import { expect, test } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import { given } from '../../kit/given.ts';
import { KEY, until } from '../../kit/server.ts';

const QUERY = { method: 'POST', body: JSON.stringify({ query: '{ me { id } }' }) };
const PROXY = { trustedProxies: ['127.0.0.0/8'] };

async function start() {
  const clock = manualClock();
  const server = await given({
    server: {
      clock,
      config: { server: PROXY, introspection: false },
      authenticate: (header, address) => {
        if (header === 'Bearer old') return 'EXPIRED';
        if (header === 'Bearer here' && address !== '198.51.100.1') return 'ADDRESS';
        return header === `Bearer ${KEY}`
          ? { kind: 'API_KEY', id: 'test', tenant: 'saturn', name: 'test', scopes: new Set() }
          : null;
      },
    },
  });
  const ask = async (authorization: string | null, address = '203.0.113.7') => {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-forwarded-for': address };
    if (authorization !== null) headers.authorization = authorization;
    const answer = await server.raw('/graphql', { ...QUERY, headers });
    const code = answer.body.errors?.[0]?.extensions.code ?? 'OK';
    return { ...answer, said: `${answer.status} ${code}` };
  };
  const fail = async (times: number, address?: string) => {
    const said = [];
    for (let i = 0; i < times; i++) said.push((await ask(`Bearer wrong-${i}`, address)).said);
    return said;
  };
  return { ...server, clock, ask, fail };
}

test('failures beyond 20 in a minute are RATE_LIMITED with Retry-After, and a valid credential always passes', async () => {
  const { ask, fail, clock } = await start();
  expect(new Set(await fail(20))).toEqual(new Set(['401 UNAUTHENTICATED']));
  clock.advance(30_500);
  const late = await ask('Bearer wrong');
  expect([late.said, late.headers.get('retry-after')]).toEqual(['429 RATE_LIMITED', '30']);
  expect(late.body.errors?.[0]?.message).toContain('failed credentials');
  expect(late.body).not.toHaveProperty('data');
  expect((await ask('Basic x')).said).toBe('429 RATE_LIMITED');
  expect((await ask(`Bearer ${KEY}`)).said).toBe('200 OK');
  clock.advance(29_500);
  expect((await ask('Bearer wrong')).said).toBe('401 UNAUTHENTICATED');
});

test('no credential, an expired one and one from another address are no failures', async () => {
  const { ask, fail, lines } = await start();
  for (const credential of [null, 'Bearer old', 'Bearer here'])
    for (let i = 0; i < 25; i++) expect((await ask(credential)).said).toBe('401 UNAUTHENTICATED');
  expect(new Set(await fail(20))).toEqual(new Set(['401 UNAUTHENTICATED']));
  for (const credential of [null, 'Bearer old', 'Bearer here'])
    expect((await ask(credential)).said).toBe('401 UNAUTHENTICATED');
  // The client is told the same; the log tells the operator which it was.
  await until(() => lines.length === 98);
  expect(lines.slice(-3).map(({ refusal, address }) => [refusal, address])).toEqual([
    [undefined, '203.0.113.7'],
    ['EXPIRED', '203.0.113.7'],
    ['ADDRESS', '203.0.113.7'],
  ]);
});

test('an address is an IPv4 address or a /64 of IPv6, and others are not held for it', async () => {
  const { ask, fail } = await start();
  await fail(20, '203.0.113.7');
  expect((await ask('Bearer wrong', '203.0.113.7')).said).toBe('429 RATE_LIMITED');
  expect((await ask('Bearer wrong', '203.0.113.8')).said).toBe('401 UNAUTHENTICATED');
  for (let i = 0; i < 20; i++) await ask('Bearer wrong', `2001:db8:0:1:${i}::${i}`);
  expect((await ask('Bearer wrong', '2001:db8:0:1:ffff::1')).said).toBe('429 RATE_LIMITED');
  expect((await ask('Bearer wrong', '2001:db8:0:2::1')).said).toBe('401 UNAUTHENTICATED');
  expect((await ask(`Bearer ${KEY}`, '2001:db8:0:1::1')).said).toBe('200 OK');
});
