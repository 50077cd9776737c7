import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import type { ExceededLimit } from '../../../src/upstream/answer-limits.ts';
import type { UpstreamOptions } from '../../../src/upstream/client.ts';
import { AnswerMemory } from '../../../src/upstream/http/answer-bytes.ts';
import { getAccount, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { deposit, groupDeposit } from '../../../src/upstream/resources/operations.ts';
import { getReport } from '../../../src/upstream/resources/reports.ts';
import { fakeServer, type Reply, tcpServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, type Given, withToken } from '../../kit/upstream-client.ts';

const { maxBytes } = DEFAULT_LIMITS;

/** A client that tells which limits were exceeded. */
function watched(url: string, options: Partial<UpstreamOptions> = {}) {
  const exceeded: ExceededLimit[] = [];
  const onExceeded = (one: ExceededLimit) => void exceeded.push(one);
  return { exceeded, given: clientOf(url, { ...withToken, onExceeded, ...options }) };
}

/** JSON of exactly so many bytes. */
const padded = (value: object, bytes: number): string => {
  const bare = JSON.stringify({ ...value, pad: '' });
  return bare.replace('"pad":""', `"pad":"${'x'.repeat(bytes - bare.length)}"`);
};
const page = { items: [], total: 0 };
const table = { columns: [], rows: [], total: 0 };
const result = { processed: 1, skipped: [], total: 100 };
const input = { groupId: 1, amount: 100, reason: 'x' };

const sizes: [string, object, number, ExceededLimit['option'], (given: Given) => Promise<unknown>][] = [
  ['a row', accountRow(1), maxBytes.row, 'upstream.maxBytes.row', (given) => getAccount(given, 1)],
  ['a page', page, maxBytes.page, 'upstream.maxBytes.page', (given) => listAccounts(given, {})],
  ['a report', table, maxBytes.report, 'upstream.maxBytes.report', (given) => getReport(given, 'TOTALS', {})],
  [
    'the answer to a write',
    { id: 1 },
    maxBytes.row,
    'upstream.maxBytes.row',
    (given) => deposit(given, { accountId: 1, amount: 100, reason: 'x' }),
  ],
  [
    'the answer to a move of a whole group, which lists what was skipped',
    result,
    maxBytes.page,
    'upstream.maxBytes.page',
    (given) => groupDeposit(given, input),
  ],
];

test.each(sizes)('%s is read up to its limit, and dropped beyond it', async (_name, value, limit, option, call) => {
  for (const isStreamed of [false, true]) {
    let size = limit;
    const server = await fakeServer((_request, response): Reply | undefined => {
      const body = padded(value, size);
      if (!isStreamed) return { body };
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let at = 0; at < body.length; at += 65_536) response.write(body.slice(at, at + 65_536));
      response.end();
      return undefined;
    });
    const { given, exceeded } = watched(server.url);
    await call(given);
    expect(exceeded).toEqual([]);
    size = limit + 1;
    const error = await failureOf(call(given));
    expect(error).toMatchObject({ kind: 'MALFORMED', sent: 'UNKNOWN', reason: 'TOO_LARGE', option });
    expect(exceeded).toEqual([{ operation: error.operation, option, limit }]);
    // No retry.
    expect(server.requests).toHaveLength(2);
  }
});

test('an endless answer is no longer read once it is too large', async () => {
  let written = 0;
  const url = await tcpServer((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[');
      const chunk = Buffer.alloc(65_536, 0x20);
      const write = () => {
        while (!socket.destroyed && socket.write(chunk)) written += chunk.length;
        written += chunk.length;
      };
      socket.on('drain', write);
      write();
    }),
  );
  const { given } = watched(url);
  expect(await failureOf(listAccounts(given, {}))).toMatchObject({ reason: 'TOO_LARGE' });
  // What the kernel's buffers hold besides.
  expect(written).toBeLessThan(maxBytes.page + 16 * 1024 * 1024);
});

test('values are counted before parsing, and those in texts are none', async () => {
  const many = (count: number) => `{"items":[],"total":0,"extra":[${'0,'.repeat(count - 1)}0]}`;
  let body = many(99_000);
  const server = await fakeServer(() => ({ body }));
  const { given, exceeded } = watched(server.url);
  await listAccounts(given, {});
  body = JSON.stringify({ ...page, extra: `${'\\",[{'.repeat(100_000)}` });
  await listAccounts(given, {});
  body = `{"items":[],"total":0,"extra":[${'{},[],'.repeat(49_000)}{}]}`;
  await listAccounts(given, {});
  expect(exceeded).toEqual([]);
  for (const text of [many(100_001), `[${'{},'.repeat(100_000)}{}]`, `{"items":${'['.repeat(200_000)}`]) {
    body = text;
    expect(await failureOf(listAccounts(given, {}))).toMatchObject({
      kind: 'MALFORMED',
      reason: 'TOO_LARGE',
      option: 'upstream.maxValues',
    });
  }
  expect(exceeded.at(-1)).toEqual({ operation: 'accounts.list', option: 'upstream.maxValues', limit: 100_000 });
});

test('all answers that are being read share one memory, in which small ones always have room', async () => {
  const memory = new AnswerMemory(1_500_000);
  let release = () => undefined as unknown;
  const held = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  const large = await fakeServer(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const body = padded(page, 1_000_000);
    response.write(body.slice(0, -1));
    await held;
    response.end(body.slice(-1));
    return undefined;
  });
  const small = await fakeServer(() => ({ body: accountRow(1) }));
  const one = watched(large.url, { answerMemory: memory });
  const other = watched(large.url, { answerMemory: memory });
  const first = listAccounts(one.given, {});
  await expect.poll(() => memory.held).toBeGreaterThan(900_000);
  expect(await failureOf(listAccounts(other.given, {}))).toMatchObject({
    reason: 'TOO_LARGE',
    option: 'limits.answerBytes',
  });
  expect(other.exceeded).toEqual([{ operation: 'accounts.list', option: 'limits.answerBytes', limit: 1_500_000 }]);
  expect(await getAccount(watched(small.url, { answerMemory: memory }).given, 1)).toMatchObject({ id: 1 });
  release();
  expect(await first).toEqual(expect.objectContaining(page));
  expect(memory.held).toBe(0);
});

test('the memory is given back, however an answer ends', async () => {
  const memory = new AnswerMemory();
  const limits = { timeoutMs: 150, maxRetries: 0 };
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999\r\n\r\n';
  const endings: ((socket: Socket) => void)[] = [
    (socket) => socket.end(`${head}${'x'.repeat(5000)}`),
    (socket) => socket.write(`${head}${'x'.repeat(5000)}`),
    (socket) => socket.write(head.replace('99999', '5000').concat('x'.repeat(5000))),
    (socket) => socket.write(head.replace('200 OK', '500 Oh').replace('99999', '5000').concat('x'.repeat(5000))),
  ];
  for (const end of endings) {
    const url = await tcpServer((socket) => socket.once('data', () => end(socket)));
    await failureOf(listAccounts(watched(url, { answerMemory: memory, limits }).given, {}));
    expect(memory.held).toBe(0);
  }
  const url = await tcpServer((socket) => socket.once('data', () => socket.write(`${head}${'x'.repeat(5000)}`)));
  const leaving = new AbortController();
  const given = clientOf(url, { ...withToken, answerMemory: memory }, { signal: leaving.signal });
  const call = listAccounts(given, {});
  await expect.poll(() => memory.held).toBe(5000);
  leaving.abort(new Error('gone'));
  await expect(call).rejects.toThrow('gone');
  expect(memory.held).toBe(0);
});

test('an answer in a hundred thousand chunks of one byte is put together', async () => {
  const body = padded(page, 100_000);
  const url = await tcpServer((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.write(`${[...body].map((character) => `1\r\n${character}\r\n`).join('')}0\r\n\r\n`);
    }),
  );
  expect((await listAccounts(watched(url).given, {})).total).toBe(0);
});

test('the status of a failure says enough where its body is too large', async () => {
  const bodies = [JSON.stringify({ detail: 'x'.repeat(maxBytes.page) }), `{"detail":[${'0,'.repeat(200_000)}0]}`];
  const expected: [number, object][] = [
    [503, { kind: 'UNAVAILABLE', sent: 'UNKNOWN', status: 503 }],
    [401, { kind: 'UNAVAILABLE', sent: 'ANSWERED', reason: 'UNAUTHORIZED' }],
    [429, { kind: 'UNAVAILABLE', sent: 'ANSWERED', status: 429, retryAfter: 7 }],
    [400, { kind: 'REJECTED', sent: 'ANSWERED', status: 400 }],
    [302, { kind: 'MALFORMED', sent: 'UNKNOWN', reason: 'REDIRECT' }],
  ];
  for (const [status, failure] of expected)
    for (const body of bodies) {
      const server = await fakeServer(() => ({ status, body, headers: { 'retry-after': '7' } }));
      const { given } = watched(server.url, { limits: { maxRetries: 0 } });
      expect(await failureOf(listAccounts(given, {}))).toMatchObject(failure);
    }
  // A refusal of a value move is final only where it was read.
  for (const body of bodies) {
    const server = await fakeServer(() => ({ status: 400, body }));
    const move = deposit(watched(server.url).given, { accountId: 1, amount: 100, reason: 'x' });
    expect(await failureOf(move)).toMatchObject({ kind: 'MALFORMED', sent: 'UNKNOWN', reason: 'REFUSAL' });
  }
});
