import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import { listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { fakeServer, tcpServer } from '../../kit/fake-server.ts';
import { clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const BODY = '{"items":[],"total":0}';
const ANSWER = `${OK}content-length: ${BODY.length}\r\n\r\n${BODY}`;

/** Writes a text again and again, until the connection ends. */
const flood = (socket: Socket, text: string, { after = '', everyMs = 0 } = {}) => {
  socket.write(after);
  const chunk = everyMs > 0 ? text : text.repeat(Math.ceil(16_384 / text.length));
  const write = () => {
    if (socket.destroyed) return;
    if (everyMs > 0) setTimeout(write, everyMs);
    else if (socket.write(chunk)) setImmediate(write);
    else socket.once('drain', write);
    if (everyMs > 0) socket.write(chunk);
  };
  write();
};

const EARLY = '103 Early Hints\r\nlink: </x>\r\n\r\n';
/** What a server does with a request, and how the call ends. */
const behaviours: [string, (socket: Socket) => void, RegExp][] = [
  ['informational responses without end', (socket) => flood(socket, `HTTP/1.1 ${EARLY}`), /^MALFORMED INFORMATIONAL$/],
  [
    'informational responses at leisure',
    (socket) => flood(socket, `HTTP/1.1 ${EARLY}`, { everyMs: 30 }),
    /^(MALFORMED INFORMATIONAL|TIMEOUT HEADERS)$/,
  ],
  ['100 that nobody waits for', (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), /^UNAVAILABLE /],
  [
    'another protocol',
    (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    /^UNAVAILABLE /,
  ],
  ['headers without end', (socket) => flood(socket, 'x-y: z\r\n', { after: OK }), /^MALFORMED /],
  ['a header without end', (socket) => flood(socket, 'y', { after: `${OK}x-y: ` }), /^MALFORMED /],
  ['a status line without end', (socket) => flood(socket, 'O', { after: 'HTTP/1.1 200 ' }), /^(MALFORMED|TIMEOUT) /],
  ['headers, a letter at a time', (socket) => flood(socket, 'x', { after: OK, everyMs: 20 }), /^TIMEOUT HEADERS$/],
  ['a body, a letter at a time', (socket) => flood(socket, ' ', { after: `${OK}\r\n`, everyMs: 20 }), /^TIMEOUT BODY$/],
  [
    'chunk extensions without end',
    (socket) => flood(socket, 'x', { after: `${OK}transfer-encoding: chunked\r\n\r\n5;` }),
    /^(MALFORMED|TIMEOUT) /,
  ],
  [
    'trailers without end',
    (socket) => flood(socket, 'x-y: z\r\n', { after: `${OK}transfer-encoding: chunked\r\n\r\n0\r\n` }),
    /^MALFORMED /,
  ],
  [
    'a chunk of a size that no number holds',
    (socket) => socket.write(`${OK}transfer-encoding: chunked\r\n\r\nfffffffffffffffffff\r\nx`),
    /^MALFORMED /,
  ],
  ['a length below zero', (socket) => socket.write(`${OK}content-length: -5\r\n\r\n${BODY}`), /^MALFORMED /],
  ['a length that is a word', (socket) => socket.write(`${OK}content-length: many\r\n\r\n${BODY}`), /^MALFORMED /],
  [
    'two lengths',
    (socket) => socket.write(`${OK}content-length: 2\r\ncontent-length: 22\r\n\r\n${BODY}`),
    /^MALFORMED /,
  ],
  [
    'a length and chunks',
    (socket) => socket.write(`${OK}content-length: 22\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    /^MALFORMED /,
  ],
  ['a length beyond the body', (socket) => socket.end(`${OK}content-length: 99\r\n\r\n${BODY}`), /^UNAVAILABLE /],
  ['a length below the body', (socket) => socket.end(`${OK}content-length: 5\r\n\r\n${BODY}`), /^MALFORMED NOT_JSON$/],
  [
    'a length beyond every limit',
    (socket) => socket.write(`${OK}content-length: 99999999999\r\n\r\n{`),
    /^MALFORMED TOO_LARGE$/,
  ],
  [
    'an end in the middle of a chunk',
    (socket) => socket.end(`${OK}transfer-encoding: chunked\r\n\r\n99\r\n{`),
    /^UNAVAILABLE /,
  ],
  ['an end before anything', (socket) => socket.end(), /^UNAVAILABLE /],
  ['an end within the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-'), /^(UNAVAILABLE|MALFORMED) /],
  ['HTTP/0.9', (socket) => socket.end(BODY), /^MALFORMED /],
  ['HTTP/2', (socket) => socket.write(Buffer.from('00001804000000000000', 'hex')), /^MALFORMED /],
  ['line feeds alone', (socket) => flood(socket, '\r\n'), /^(MALFORMED|TIMEOUT) /],
  ['zeros', (socket) => flood(socket, '\0'), /^MALFORMED /],
  [
    'a redirect to itself',
    (socket) => socket.write('HTTP/1.1 302 Found\r\nlocation: /api/v0/accounts/list\r\ncontent-length: 0\r\n\r\n'),
    /^MALFORMED REDIRECT$/,
  ],
];

test.each(behaviours)('%s: the call ends in time, with an error that is ours', async (_name, behave, expected) => {
  const limits = { timeoutMs: 300, deadlineMs: 2000, maxRetries: 0 };
  const url = await tcpServer((socket) => socket.on('data', () => behave(socket)));
  const given = clientOf(url, { ...withToken, limits });
  const begun = performance.now();
  const read = await failureOf(listAccounts(given, {}));
  expect(`${read.kind} ${read.reason}`).toMatch(expected);
  const move = await failureOf(deposit(given, { accountId: 1, amount: 100, reason: 'x' }));
  expect(move.sent).toBe('UNKNOWN');
  // Both have 0.3 s, twice; a busy machine that is flooded takes far longer.
  expect(performance.now() - begun).toBeLessThan(60_000);
});

test('a hint before the answer does no harm', async () => {
  const url = await tcpServer((socket) => socket.on('data', () => socket.write(`HTTP/1.1 ${EARLY}${ANSWER}`)));
  expect((await listAccounts(clientOf(url, withToken), {})).total).toBe(0);
});

test('a second answer that nobody asked for is never the answer to the next request', async () => {
  const other = BODY.replace('"total":0', '"total":7');
  const lie = `${OK}content-length: ${other.length}\r\n\r\n${other}`;
  const url = await tcpServer((socket) => socket.on('data', () => socket.write(ANSWER + lie)));
  const given = clientOf(url, withToken);
  for (let call = 0; call < 5; call++) expect((await listAccounts(given, {})).total).toBe(0);
});

test('redirects are never followed', async () => {
  const target = await fakeServer(() => ({ body: { items: [], total: 0 } }));
  const server = await fakeServer(() => ({ status: 307, headers: { location: `${target.url}/accounts/list` } }));
  const call = listAccounts(clientOf(server.url, withToken), {});
  expect(await failureOf(call)).toMatchObject({ kind: 'MALFORMED', reason: 'REDIRECT' });
  expect([server.requests.length, target.requests.length]).toEqual([1, 0]);
});

test('a hundred calls at once to a server that floods leave the process well', async () => {
  const url = await tcpServer((socket) => socket.once('data', () => flood(socket, `${OK}\r\n[`)));
  const good = await fakeServer(() => ({ body: { items: [], total: 0 } }));
  const limits = { timeoutMs: 3000, maxRetries: 0, maxBytes: { ...DEFAULT_LIMITS.maxBytes, page: 65_536 } };
  const given = clientOf(url, { ...withToken, limits });
  const calls = Array.from({ length: 100 }, () => failureOf(listAccounts(given, {})));
  expect((await listAccounts(clientOf(good.url, withToken), {})).total).toBe(0);
  expect(new Set((await Promise.all(calls)).map(({ kind }) => kind))).toEqual(new Set(['MALFORMED']));
});
