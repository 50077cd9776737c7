import { expect, test } from 'vitest';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer, tcpServer } from '../../kit/fake-server.ts';
import { clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const money = { accountId: 1, amount: 100, reason: 'x' };

test('what counts as not sent never reached the server, at whatever moment the connection is reset', async () => {
  let received = 0;
  let round = 0;
  const url = await tcpServer((socket) => {
    socket.on('data', (data) => {
      received += data.length;
      socket.resetAndDestroy();
    });
    const delay = round++ % 4;
    if (delay === 0) socket.resetAndDestroy();
    else if (delay === 1) setImmediate(() => socket.resetAndDestroy());
  });
  const seen = new Set<string>();
  for (let trial = 0; trial < 100; trial++) {
    received = 0;
    const { kind, sent } = await failureOf(deposit(clientOf(url, withToken), money));
    expect(kind).toBe('UNAVAILABLE');
    if (received > 0) expect(sent).toBe('UNKNOWN');
    if (sent === 'NOT_SENT') expect(received).toBe(0);
    seen.add(sent);
  }
  expect(seen).toContain('UNKNOWN');
});

test('requests at once know their own fate: the refused ones are not sent, the dropped ones unknown', async () => {
  const dropping = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
  const fates = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const url = index % 2 ? dropping : 'http://127.0.0.1:1/api/v0';
      return (await failureOf(deposit(clientOf(url, withToken), money))).sent;
    }),
  );
  expect(fates).toEqual(fates.map((_, index) => (index % 2 ? 'UNKNOWN' : 'NOT_SENT')));
});

test('each write has a connection of its own, so none can be stale', async () => {
  const server = await fakeServer(() => ({ body: { id: 1 } }));
  const given = clientOf(server.url, withToken);
  for (let move = 0; move < 3; move++) await deposit(given, money);
  expect(server.requests.map(({ headers }) => headers.connection)).toEqual(['close', 'close', 'close']);
});

test('a process that stood still until after the deadline sends nothing when it goes on', async () => {
  const clock = standingClock();
  const server = await fakeServer(() => ({ body: { id: 1 } }));
  const given = clientOf(server.url, { ...withToken, clock }, { deadline: clock.now() + 2000 });
  const late = failureOf(deposit(given, money));
  // Between the decision to send and the connection, without a turn of the timers.
  clock.advance(60_000);
  expect(await late).toMatchObject({ sent: 'NOT_SENT' });
  expect(server.requests).toEqual([]);
});
