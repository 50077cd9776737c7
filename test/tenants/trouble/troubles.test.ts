import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { given } from '../../kit/given.ts';
import { type Certificate, certificatePath, tlsFront } from '../../kit/tls-front.ts';

type Line = { level: number; trouble?: string; msg: string };
const READ = '{ cards(first: 1) { nodes { balance } } }';

function collect() {
  const lines: Line[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const ofTroubles = () => lines.filter(({ trouble }) => trouble);
  return { log, lines, ofTroubles };
}

async function troublesOf(url: string) {
  const { tenants } = (await (await fetch(`${url}/readyz?verbose`)).json()) as { tenants: { troubles: object[] }[] };
  return tenants[0]?.troubles;
}

test('sixty failing reads are one warning with reason and time, and their end is one line', async () => {
  const { log, ofTroubles, lines } = collect();
  const gateway = await given({ http: true, log, proxy: true, upstream: { maxRetries: 0 } });
  await gateway.proxy.set({ mode: 'refuse' });
  await Promise.all(Array.from({ length: 60 }, () => gateway.ask(READ)));
  expect(lines.filter(({ level }) => level >= 40)).toEqual([
    {
      level: 40,
      time: expect.any(Number),
      tenant: 'saturn',
      trouble: 'CONNECTION_REFUSED',
      operation: 'accounts.list',
      since: '2026-03-10T12:00:00.000Z',
      msg: 'a tenant is in trouble: nothing listens at the address of the server',
    },
  ]);
  expect(await troublesOf(gateway.url)).toEqual([
    { reason: 'CONNECTION_REFUSED', since: '2026-03-10T12:00:00.000Z', operation: 'accounts.list' },
  ]);
  await gateway.proxy.clear();
  gateway.clock.advance(90_000);
  await gateway.ask(READ);
  expect(ofTroubles().slice(1)).toMatchObject([
    { level: 30, trouble: 'CONNECTION_REFUSED', seconds: 90, msg: 'a trouble of a tenant is over' },
  ]);
  expect(await troublesOf(gateway.url)).toEqual([]);
});

test('a wrong password is told as such, with the status of the server, and ends with a login', async () => {
  const { log, ofTroubles } = collect();
  const gateway = await given({ http: true, log });
  const end = gateway.fault({ operationId: 'auth.login', do: 'status', status: 400, body: { detail: 'wrong' } });
  await gateway.ask(READ);
  expect(ofTroubles()).toMatchObject([{ level: 40, trouble: 'LOGIN_REFUSED', status: 400 }]);
  end();
  gateway.clock.advance(60_000);
  await gateway.ask(READ);
  expect(ofTroubles().map(({ level, trouble }) => [level, trouble])).toEqual([
    [40, 'LOGIN_REFUSED'],
    [30, 'LOGIN_REFUSED'],
  ]);
});

test.each<[Certificate, object, string]>([
  ['expired', { ca: certificatePath('ca') }, 'CERTIFICATE_EXPIRED'],
  ['self-signed', {}, 'CERTIFICATE_FOREIGN'],
])('a certificate that is %s is told as such', async (certificate, tls, trouble) => {
  const { log, ofTroubles } = collect();
  const between = async ({ url }: Sandbox) => {
    const { port } = await tlsFront(new URL(url).origin, certificate);
    return { url: `https://127.0.0.1:${port}/api/v0`, close: async () => undefined };
  };
  const gateway = await given({ http: true, log, between, upstream: { maxRetries: 0, tls } as never });
  await gateway.ask(READ);
  expect(ofTroubles()).toMatchObject([{ level: 40, trouble, operation: 'accounts.list' }]);
  expect(JSON.stringify(ofTroubles())).not.toContain('127.0.0.1');
});

test('a breaker that opens is a trouble besides, but no second warning', async () => {
  const { log, lines } = collect();
  const gateway = await given({ http: true, log, warm: true, upstream: { maxRetries: 0, breakerCalls: 5 } });
  gateway.fault({ operationId: 'accounts.list', do: 'status', status: 503 });
  for (let n = 0; n < 10; n++) await gateway.ask(READ);
  expect(lines.filter(({ level }) => level >= 40)).toMatchObject([{ trouble: 'SERVER_ERROR', status: 503 }]);
  expect(await troublesOf(gateway.url)).toMatchObject([{ reason: 'SERVER_ERROR' }, { reason: 'BREAKER_OPEN' }]);
});

test("a server's clock that is two minutes away is a trouble, and one that agrees again is none", async () => {
  const { log, ofTroubles } = collect();
  let skewMs = 120_000;
  const gateway = await given({ http: true, log, skewMs: () => skewMs });
  await gateway.ask(READ);
  expect(ofTroubles()).toMatchObject([{ level: 40, trouble: 'CLOCK_SKEW' }]);
  skewMs = 0;
  gateway.clock.advance(60_000);
  await gateway.ask(READ);
  await gateway.ask('{ groups { id } }');
  expect(ofTroubles()).toMatchObject([{ level: 40 }, { level: 30, trouble: 'CLOCK_SKEW' }]);
});

test('a reload neither ends a trouble nor begins it anew', async () => {
  const { log, ofTroubles } = collect();
  const gateway = await given({ http: true, log, proxy: true, upstream: { maxRetries: 0 } });
  await gateway.proxy.set({ mode: 'refuse' });
  await gateway.ask(READ);
  gateway.reload({});
  await gateway.ask(READ);
  expect(ofTroubles()).toHaveLength(1);
});

test('a value move whose token the server has ended tells of no trouble; moves that are refused with a new one too do', async () => {
  const { log, ofTroubles } = collect();
  const valueMoves = { reasonVerbatim: true };
  // The hand clock goes on while lookups are under way: they have more time than it takes.
  const upstream = { timeoutMs: 60_000, deadlineMs: 60_000 };
  const options = { http: true, log, upstream, tenant: { valueMoves } } as const;
  const { ask, clock, fault, give, move, sandbox } = await given(options);
  const card = sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const deposit = async () => (await move('cardDeposit', give(card))).state;
  expect(await deposit()).toBe('Payload');
  sandbox.revokeTokens();
  expect(await deposit()).toBe('UPSTREAM_UNAVAILABLE');
  expect(await deposit()).toBe('Payload');
  expect(ofTroubles()).toEqual([]);

  const end = fault({ operationId: 'operations.deposit', do: 'status', status: 401, body: { detail: 'no' } });
  for (let tries = 0; tries < 4; tries++) {
    expect(await deposit()).toBe('UPSTREAM_UNAVAILABLE');
    // What works besides does not speak for it.
    await ask(READ);
    clock.advance(6000);
  }
  end();
  expect(await deposit()).toBe('Payload');
  // No token has ended early: the new ones are refused as well.
  expect(ofTroubles().map(({ level, trouble }) => [level, trouble])).toEqual([
    [40, 'TOKEN_REFUSED'],
    [30, 'TOKEN_REFUSED'],
  ]);
});

test('an operation that the server forbids with a 401 is no early end of tokens', async () => {
  const { log, ofTroubles } = collect();
  const { ask, clock, fault } = await given({ http: true, log });
  await ask(READ);
  fault({ operationId: 'accounts.list', do: 'status', status: 401, body: { detail: 'no' } });
  for (let tries = 0; tries < 5; tries++) {
    await Promise.all([ask(READ), ask(READ)]);
    await ask('{ operations(first: 1) { nodes { amount } } }');
    clock.advance(61_000);
  }
  expect(ofTroubles().map(({ trouble }) => trouble)).toEqual(['TOKEN_REFUSED']);
});
