import { expect, test } from 'vitest';
import {
  accountBalance,
  accountReport,
  getAccount,
  listAccounts,
  updateAccount,
} from '../../../src/upstream/resources/accounts.ts';
import { listCall } from '../../../src/upstream/resources/list-call.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer, type Reply, tcpServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const down: Reply = { status: 503 };
const settled = (calls: Promise<unknown>[]) => Promise.allSettled(calls);
/** Updates without reads beside them. */
const blind = { dialect: { update: 'partial' } } as const;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a read that fails once is repeated, and nobody notices', async () => {
  const replies: Reply[] = [{ status: 500 }, { status: 502 }, { body: accountRow(1) }];
  const server = await fakeServer(() => replies.shift() ?? down);
  const given = clientOf(server.url, withToken);
  expect((await getAccount(given, 1))?.id).toBe(1);
  expect(given.context.stats).toMatchObject({ calls: 3, byOperation: { 'accounts.get': 3 } });
  expect(given.client.counters).toMatchObject({
    calls: { 'accounts.get': 3 },
    totals: { retries: 2, errors: { UNAVAILABLE: 2 } },
  });
});

test('a connection that the server closed while idle costs no failure', async () => {
  let connections = 0;
  const url = await tcpServer((socket) => {
    connections++;
    socket.on('data', () =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: keep-alive\r\n\r\n{"id":1}'),
    );
    // The first connection dies just as its second request comes.
    if (connections === 1) socket.once('data', () => socket.once('data', () => socket.destroy()));
  });
  const given = clientOf(url, withToken);
  for (let read = 0; read < 4; read++) expect((await getAccount(given, 1))?.id).toBe(1);
});

test.each([400, 401, 403, 404, 409, 422])('a %i is not repeated', async (status) => {
  const server = await fakeServer(() => ({ status }));
  await getAccount(clientOf(server.url, withToken), 1).catch(() => null);
  expect(server.requests).toHaveLength(1);
});

test('Retry-After is heeded where the deadline leaves room for it, else the failure comes at once', async () => {
  const replies: Reply[] = [{ status: 429, headers: { 'retry-after': '1' } }];
  const server = await fakeServer(() => replies.shift() ?? { body: accountRow(1) });
  const given = clientOf(server.url, withToken);
  const begun = Date.now();
  expect((await getAccount(given, 1))?.id).toBe(1);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(990);
  replies.push({ status: 429, headers: { 'retry-after': '60' } });
  expect(await failureOf(getAccount(given, 1))).toMatchObject({ kind: 'UNAVAILABLE', retryAfter: 60 });
  expect(server.requests).toHaveLength(3);
});

test('a Retry-After that asks for no time does not make retries quicker than without it', async () => {
  const pauses = async (headers: Record<string, string>) => {
    const times: number[] = [];
    const server = await fakeServer(() => {
      times.push(Date.now());
      return { status: 503, headers };
    });
    await failureOf(
      getAccount(clientOf(server.url, { ...withToken, random: () => 1, limits: { retryBaseMs: 60 } }), 1),
    );
    return times.slice(1).map((time, index) => time - (times[index] ?? 0));
  };
  for (const headers of [{ 'retry-after': '0' }, { 'retry-after': 'Tue, 10 Mar 2020 11:00:00 GMT' }, {}]) {
    const [first = 0, second = 0, ...more] = await pauses(headers);
    expect(more).toEqual([]);
    expect([first >= 55, second >= 115]).toEqual([true, true]);
  }
});

test('in a full outage reads are amplified by a quarter at most, and writes not at all', async () => {
  for (const [limits, reply] of [
    [{}, down],
    [{ breakerCalls: 1_000_000 }, down],
  ] as const) {
    const server = await fakeServer(() => reply);
    const given = clientOf(server.url, { ...withToken, limits });
    let asked = 0;
    for (let wave = 0; wave < 10; wave++) {
      const calls = Array.from({ length: 20 }, () => listAccounts(given, {}));
      asked += (await settled(calls)).filter(({ status }) => status === 'rejected').length;
    }
    const reads = server.requests.length;
    expect(asked).toBe(200);
    expect(reads / asked).toBeLessThanOrEqual(1.25);

    const writing = clientOf(server.url, { ...withToken, ...blind, limits: { breakerCalls: 1_000_000 } });
    await settled(
      Array.from({ length: 50 }, (_, index) =>
        index % 2 ? deposit(writing, { accountId: 1, amount: 1, reason: 'x' }) : updateAccount(writing, 1, {}),
      ),
    );
    expect(server.requests.length - reads).toBe(50);
  }
});

test('the breaker opens, lets one probe through, and closes when that succeeds', async () => {
  const clock = standingClock();
  let reply: Reply = down;
  const server = await fakeServer(async () => {
    await pause(10);
    return reply;
  });
  const given = clientOf(server.url, { ...withToken, clock, limits: { maxRetries: 0 } });
  await settled(Array.from({ length: 20 }, (_, index) => (index % 2 ? listAccounts(given, {}) : getAccount(given, 1))));
  expect(given.client.status().breakers).toEqual({ read: 'open', write: 'closed', login: 'closed' });
  expect(await failureOf(listCall('accountGroups.list')(given, {}))).toMatchObject({
    kind: 'UNAVAILABLE',
    sent: 'NOT_SENT',
    reason: 'BREAKER_OPEN',
    retryAfter: 1,
  });
  expect(server.requests).toHaveLength(20);

  clock.advance(1000);
  await settled(Array.from({ length: 10 }, () => listAccounts(given, {})));
  expect(server.requests).toHaveLength(21);
  clock.advance(1000);
  expect((await failureOf(listAccounts(given, {}))).reason).toBe('BREAKER_OPEN');

  reply = { body: { items: [], total: 0 } };
  clock.advance(1000);
  await settled(Array.from({ length: 10 }, () => listAccounts(given, {})));
  expect(server.requests).toHaveLength(22);
  expect(given.client.status().breakers.read).toBe('closed');
  await settled(Array.from({ length: 10 }, () => listAccounts(given, {})));
  expect(server.requests).toHaveLength(32);
});

test('business refusals never open the breaker', async () => {
  const server = await fakeServer(({ method }) => ({ status: method === 'GET' ? 404 : 400 }));
  const given = clientOf(server.url, withToken);
  await settled(
    Array.from({ length: 60 }, (_, index) => (index % 2 ? getAccount(given, 1) : updateAccount(given, 1, {}))),
  );
  expect(server.requests).toHaveLength(60);
  expect(given.client.status().breakers).toEqual({ read: 'closed', write: 'closed', login: 'closed' });
});

test('one failing thing of a server that works gets a breaker of its own', async () => {
  const server = await fakeServer(({ path }) =>
    path.endsWith('/balance') ? { status: 500 } : { body: accountRow(1) },
  );
  const given = clientOf(server.url, withToken);
  for (let wave = 0; wave < 5; wave++) {
    await settled(Array.from({ length: 20 }, () => accountBalance(given, 1)));
    expect((await getAccount(given, 1))?.id).toBe(1);
    expect(await accountReport(given, 1)).not.toBeNull();
  }
  expect(given.client.status()).toMatchObject({ breakers: { read: 'closed' }, openOperations: ['accounts.balance'] });
  expect(server.requests.filter(({ path }) => path.endsWith('/balance')).length).toBeLessThan(40);
});

test('a dead read side leaves the writes alone', async () => {
  const server = await fakeServer(({ method }) => (method === 'GET' ? down : { body: accountRow(1) }));
  const given = clientOf(server.url, { ...withToken, ...blind });
  await settled(Array.from({ length: 40 }, (_, index) => (index % 2 ? listAccounts(given, {}) : getAccount(given, 1))));
  expect(given.client.status().breakers).toMatchObject({ read: 'open', write: 'closed' });
  expect((await updateAccount(given, 1, {})).id).toBe(1);
});

test('no more calls are in flight than allowed, so many wait, the rest is OVERLOADED', async () => {
  let open = 0;
  let peak = 0;
  const server = await fakeServer(async () => {
    peak = Math.max(peak, ++open);
    await pause(20);
    open--;
    return { body: accountRow(1) };
  });
  const given = clientOf(server.url, { ...withToken, limits: { maxConcurrent: 8, maxQueue: 20 } });
  const calls = settled(Array.from({ length: 40 }, () => getAccount(given, 1)));
  await pause(0);
  expect(given.client.status()).toMatchObject({ inFlight: 7, queued: 20 });
  const outcomes = await calls;
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toHaveLength(13);
  for (const error of refused) expect(error).toMatchObject({ kind: 'OVERLOADED', sent: 'NOT_SENT' });
  expect(peak).toBeLessThanOrEqual(7);
  expect(given.client.status()).toMatchObject({ inFlight: 0, queued: 0 });
});

test('slow reads leave room for a write, and a write goes before the reads that wait', async () => {
  const order: string[] = [];
  let answerReads = () => {};
  const isOver = new Promise<void>((resolve) => {
    answerReads = resolve;
  });
  const server = await fakeServer(async ({ method }) => {
    order.push(method);
    if (method === 'GET') await isOver;
    return { body: accountRow(1) };
  });
  const given = clientOf(server.url, { ...withToken, ...blind, limits: { maxConcurrent: 4 } });
  const reads = Array.from({ length: 9 }, () => getAccount(given, 1));
  await expect.poll(() => order.length).toBe(3);
  await updateAccount(given, 1, {});
  answerReads();
  await settled(reads);
  expect(order.indexOf('PUT')).toBe(3);
});

test('who waits for a place past the deadline, or leaves meanwhile, gives the place back', async () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const server = await fakeServer(async () => {
    await opened;
    return { body: accountRow(1) };
  });
  const clock = standingClock();
  const given = clientOf(server.url, { ...withToken, clock, limits: { maxConcurrent: 1, writeShare: 8 } });
  const leaving = new AbortController();
  const first = getAccount(given, 1);
  const late = getAccount({ ...given, context: { deadline: clock.now() + 30 } }, 1);
  const gone = getAccount({ ...given, context: { signal: leaving.signal } }, 1);
  leaving.abort(new Error('gone'));
  await expect(gone).rejects.toThrow('gone');
  expect(await failureOf(late)).toMatchObject({ kind: 'TIMEOUT', sent: 'NOT_SENT', reason: 'DEADLINE' });
  open();
  expect((await first)?.id).toBe(1);
  expect(server.requests).toHaveLength(1);
  expect(given.client.status()).toMatchObject({ inFlight: 0, queued: 0 });
});

test('a closed client sends nothing, and closing waits for what is in flight', async () => {
  const server = await fakeServer(async () => {
    await pause(30);
    return { body: accountRow(1) };
  });
  const given = clientOf(server.url, withToken);
  const last = getAccount(given, 1);
  await pause(10);
  await given.client.close();
  expect((await last)?.id).toBe(1);
  expect(await failureOf(getAccount(given, 1))).toMatchObject({
    kind: 'UNAVAILABLE',
    sent: 'NOT_SENT',
    reason: 'CLOSED',
  });
});

test('the clock of the server is seen', async () => {
  const server = await fakeServer(() => ({
    body: accountRow(1),
    headers: { date: new Date(Date.now() + 3 * 3_600_000).toUTCString() },
  }));
  const given = clientOf(server.url, withToken);
  expect(given.client.status().clockSkewMs).toBeNull();
  await getAccount(given, 1);
  expect(Math.abs((given.client.status().clockSkewMs ?? 0) - 3 * 3_600_000)).toBeLessThan(2000);
});
