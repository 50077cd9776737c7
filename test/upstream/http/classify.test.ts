import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import type { UpstreamError } from '../../../src/upstream/errors.ts';
import { secondsOf } from '../../../src/upstream/http/classify.ts';
import { getAccount, insertAccount, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer, type Reply, tcpServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, type Given, withToken } from '../../kit/upstream-client.ts';

const CANARY = 'canary-text-of-the-server';
const quick = {
  ...withToken,
  limits: {
    timeoutMs: 150,
    connectTimeoutMs: 1000,
    maxRetries: 0,
    maxBytes: { ...DEFAULT_LIMITS.maxBytes, page: 10_000, row: 10_000 },
  },
};
const facts = ({ kind, sent, status, retryAfter, reason }: UpstreamError) =>
  [kind, sent, status, retryAfter === undefined ? undefined : `after ${retryAfter}`, reason]
    .filter((fact) => fact !== undefined)
    .join(' ');
const book = (given: Given) => deposit(given, { accountId: 1, amount: 100, reason: 'x' });

const answers: [string, Reply, string][] = [
  ['400', { status: 400, body: { detail: CANARY } }, 'REJECTED ANSWERED 400'],
  ['403', { status: 403, body: { detail: 'Not enough permissions' } }, 'REJECTED ANSWERED 403'],
  [
    '403 Not authenticated',
    { status: 403, body: { detail: 'Not authenticated' } },
    'UNAVAILABLE ANSWERED 403 UNAUTHORIZED',
  ],
  ['401', { status: 401, body: { detail: CANARY } }, 'UNAVAILABLE ANSWERED 401 UNAUTHORIZED'],
  ['409', { status: 409, body: { detail: { message: CANARY } } }, 'REJECTED ANSWERED 409'],
  ['404 of a list', { status: 404, body: { detail: 'Not Found' } }, 'UNSUPPORTED ANSWERED 404'],
  ['405', { status: 405, body: { detail: 'Method Not Allowed' } }, 'UNSUPPORTED ANSWERED 405'],
  [
    '422 about the path',
    { status: 422, body: { detail: [{ loc: ['path', 'id'], msg: CANARY, type: 'int_parsing' }] } },
    'UNSUPPORTED ANSWERED 422',
  ],
  ['408', { status: 408 }, 'TIMEOUT UNKNOWN 408'],
  ['429', { status: 429, headers: { 'retry-after': '7' } }, 'UNAVAILABLE ANSWERED 429 after 7'],
  ['429 without Retry-After', { status: 429 }, 'UNAVAILABLE ANSWERED 429 after 1'],
  ['500', { status: 500, body: CANARY, headers: { 'content-type': 'text/plain' } }, 'UNAVAILABLE UNKNOWN 500'],
  ['HTML 502', { status: 502, body: '<html>', headers: { 'content-type': 'text/html' } }, 'UNAVAILABLE UNKNOWN 502'],
  ['503', { status: 503, headers: { 'retry-after': '3' } }, 'UNAVAILABLE UNKNOWN 503 after 3'],
  ['302', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'MALFORMED UNKNOWN 302 REDIRECT'],
  ['empty 200', { body: '' }, 'MALFORMED UNKNOWN EMPTY'],
  ['cut JSON', { body: '{"items":[{"id"' }, 'MALFORMED UNKNOWN NOT_JSON'],
  ['HTML 200', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'MALFORMED UNKNOWN 200 HTML'],
  [
    'wrong content type',
    { body: '{"items":[]}', headers: { 'content-type': 'application/xml' } },
    'MALFORMED UNKNOWN 200 CONTENT_TYPE',
  ],
  ['wrong type', { body: { items: { a: 1 }, total: 0 } }, 'MALFORMED UNKNOWN NOT_A_LIST'],
  ['huge body', { body: 'x'.repeat(20_000) }, 'MALFORMED UNKNOWN TOO_LARGE'],
  ['204', { status: 204, body: '' }, 'MALFORMED UNKNOWN NOT_A_LIST'],
];

test.each(answers)('%s', async (_name, reply, expected) => {
  const server = await fakeServer(() => reply);
  const error = await failureOf(listAccounts(clientOf(server.url, quick), {}));
  expect(facts(error)).toBe(expected);
  expect(error.operation).toBe('accounts.list');
  // Nothing of the server in what a logger can reach.
  expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toMatch(
    /canary|127\.0\.0\.1|<html/,
  );
});

test('a huge body without a length is cut as well', async () => {
  const server = await fakeServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (let part = 0; part < 20; part++) response.write('x'.repeat(1000));
    return undefined;
  });
  expect(facts(await failureOf(listAccounts(clientOf(server.url, quick), {})))).toBe('MALFORMED UNKNOWN TOO_LARGE');
});

const connections: [string, (socket: Socket) => void, string][] = [
  ['reset before the request is read', (socket) => socket.resetAndDestroy(), 'UNAVAILABLE UNKNOWN'],
  [
    'closed after the request',
    (socket) => socket.once('data', () => socket.end()),
    'UNAVAILABLE UNKNOWN UND_ERR_SOCKET',
  ],
  ['reset after the request', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'UNAVAILABLE UNKNOWN'],
  [
    'body cut short',
    (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"items')),
    'UNAVAILABLE UNKNOWN UND_ERR_SOCKET',
  ],
  ['garbage', (socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')), 'MALFORMED UNKNOWN GARBAGE'],
  ['silence', () => undefined, 'TIMEOUT UNKNOWN HEADERS'],
  [
    'slow drip',
    (socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n');
        const drip = setInterval(() => socket.write(' '), 20);
        socket.once('close', () => clearInterval(drip));
      }),
    'TIMEOUT UNKNOWN BODY',
  ],
];

test.each(connections)('%s', async (_name, onConnection, expected) => {
  const url = await tcpServer(onConnection);
  for (const call of [() => listAccounts(clientOf(url, quick), {}), () => book(clientOf(url, quick))]) {
    const error = await failureOf(call());
    // Whether a reset arrives before the request went out is up to the network, so is its code.
    if (_name.startsWith('reset')) expect(error.kind).toBe('UNAVAILABLE');
    else expect(facts(error)).toBe(expected);
  }
});

test('nobody listens: nothing was sent', async () => {
  const url = 'http://127.0.0.1:1/api/v0';
  expect(facts(await failureOf(listAccounts(clientOf(url, quick), {})))).toBe('UNAVAILABLE NOT_SENT ECONNREFUSED');
  expect(facts(await failureOf(book(clientOf(url, quick))))).toBe('UNAVAILABLE NOT_SENT ECONNREFUSED');
});

test('a name that does not resolve: nothing was sent', async () => {
  const error = await failureOf(
    book(clientOf('https://no-such-host.invalid', { ...quick, limits: { ...quick.limits, timeoutMs: 4000 } })),
  );
  expect([error.kind, error.sent]).toEqual(['UNAVAILABLE', 'NOT_SENT']);
});

test('a server that speaks no TLS: nothing was sent', async () => {
  const url = await tcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const error = await failureOf(book(clientOf(url.replace('http:', 'https:'), quick)));
  expect([error.kind, error.sent]).toEqual(['UNAVAILABLE', 'NOT_SENT']);
});

test('a TLS handshake that never ends: nothing was sent', async () => {
  const url = await tcpServer(() => undefined);
  const error = await failureOf(book(clientOf(url.replace('http:', 'https:'), quick)));
  expect(facts(error)).toBe('UNAVAILABLE NOT_SENT CONNECT_TIMEOUT');
});

test('a write that waited too long for its connection is never sent later', async () => {
  const requests: string[] = [];
  let accept = () => undefined as unknown;
  const url = await tcpServer((socket) => {
    socket.pause();
    accept = () => socket.on('data', (data) => requests.push(String(data))).resume();
  });
  const error = await failureOf(book(clientOf(url.replace('http:', 'https:'), quick)));
  expect(error.sent).toBe('NOT_SENT');
  accept();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(requests.join('')).not.toContain('POST');
});

test('the absolute deadline ends a call whatever the timeouts say', async () => {
  const url = await tcpServer(() => undefined);
  const clock = standingClock();
  const given = clientOf(url, { ...withToken, clock, limits: { timeoutMs: 60_000 } });
  const begun = performance.now();
  const context = { ...given.context, deadline: clock.now() + 120 };
  expect((await failureOf(listAccounts({ ...given, context }, {}))).kind).toBe('TIMEOUT');
  expect(performance.now() - begun).toBeLessThan(20_000);
  clock.advance(120);
  expect(facts(await failureOf(book({ ...given, context })))).toBe('UNAVAILABLE NOT_SENT DEADLINE');
});

test('a client that leaves ends its read, and not its write', async () => {
  const server = await fakeServer(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return { body: request.method === 'GET' ? { items: [], total: 0 } : { id: 5 } };
  });
  const leaving = new AbortController();
  const given = clientOf(server.url, withToken, { signal: leaving.signal });
  const read = listAccounts(given, {});
  const written = book(given);
  setTimeout(() => leaving.abort(new Error('gone')), 20);
  await expect(read).rejects.toThrow('gone');
  expect((await written).id).toBe(5);
});

test.each([
  [
    'a list',
    [{ loc: ['body', 'last_name'], msg: CANARY, type: 'value_error.missing' }],
    [{ path: ['lastName'], type: 'value_error.missing' }],
  ],
  [
    'pydantic 2',
    [{ loc: ['body', 'identifiers', 0, 'type_id'], msg: CANARY, type: 'missing', input: CANARY }],
    [{ path: ['identifiers', '0', 'typeId'], type: 'missing' }],
  ],
  ['an object', { phones: [CANARY] }, [{ path: ['phones'], type: 'invalid' }]],
  ['an object about the whole', { message: CANARY, code: 5 }, undefined],
  ['a text', CANARY, undefined],
  ['nothing', null, undefined],
  ['texts where names belong', [{ loc: ['body', `${CANARY} !`], type: 'a b' }], [{ path: [], type: 'invalid' }]],
])('422 with %s as detail', async (_name, detail, fieldErrors) => {
  const server = await fakeServer(() => ({ status: 422, body: { detail } }));
  const error = await failureOf(
    insertAccount(clientOf(server.url, { ...withToken, dialect: { keyCase: 'snake' } }), { groupId: 1 }),
  );
  expect([error.kind, error.status, error.fieldErrors]).toEqual(['REJECTED', 422, fieldErrors]);
  expect(inspect(error, { showHidden: true })).not.toContain('canary');
});

test('the 404 of a row is null for a read, and a refusal for a write', async () => {
  const server = await fakeServer(() => ({ status: 404, body: { detail: 'Счёт не найден' } }));
  const given = clientOf(server.url, withToken);
  expect(await getAccount(given, 5)).toBeNull();
  expect(facts(await failureOf(book(given)))).toBe('REJECTED ANSWERED 404');
});

test('of a value move five statuses with JSON are a refusal, three turn it away, and every other 4xx proves nothing', async () => {
  let reply: { status: number; body: unknown } = { status: 200, body: {} };
  const server = await fakeServer(() => reply);
  const given = clientOf(server.url, withToken);
  const factsOf = async (status: number, body: unknown) => {
    reply = { status, body };
    return facts(await failureOf(book(given)));
  };
  const json = { detail: 'нет' };
  for (const status of [400, 403, 404, 409, 422]) {
    expect(await factsOf(status, json)).toBe(`REJECTED ANSWERED ${status}`);
    expect(await factsOf(status, '<html>')).toBe(`MALFORMED UNKNOWN ${status} REFUSAL`);
  }
  expect(await factsOf(422, { detail: [{ loc: ['path', 'id'], type: 'int_parsing' }] })).toBe('REJECTED ANSWERED 422');
  expect(await factsOf(401, json)).toBe('UNAVAILABLE ANSWERED 401 UNAUTHORIZED');
  expect(await factsOf(405, json)).toBe('UNSUPPORTED ANSWERED 405');
  expect(await factsOf(429, json)).toBe('UNAVAILABLE ANSWERED 429 after 1');
  for (const status of [402, 406, 407, 410, 411, 412, 413, 414, 415, 418, 421, 423, 424, 425, 426, 428, 431, 451, 499])
    expect(await factsOf(status, json)).toBe(`MALFORMED UNKNOWN ${status} REFUSAL`);
  expect(await factsOf(408, json)).toBe('TIMEOUT UNKNOWN 408');
});

test('a later address of a redirect is not asked', async () => {
  const server = await fakeServer((request) =>
    request.path === '/accounts/5'
      ? { status: 307, headers: { location: '/api/v0/accounts/6' } }
      : { body: accountRow(6) },
  );
  expect(facts(await failureOf(getAccount(clientOf(server.url, withToken), 5)))).toBe('MALFORMED UNKNOWN 307 REDIRECT');
  expect(server.requests).toHaveLength(1);
});

test('what the dialect lacks is not asked', async () => {
  const server = await fakeServer(() => ({ body: {} }));
  const error = await failureOf(
    listAccounts(clientOf(server.url, { ...withToken, dialect: { missing: ['accounts.list'] } }), {}),
  );
  expect(facts(error)).toBe('UNSUPPORTED NOT_SENT DIALECT');
  expect(server.requests).toHaveLength(0);
});

test('Retry-After is whole seconds, rounded up; what is neither seconds nor a date is not guessed at', () => {
  const now = Date.parse('2026-03-10T12:00:00.500Z');
  const read: [string | undefined, number | undefined][] = [
    ['2', 2],
    [' 0 ', 0],
    ['2.5', 3],
    ['2,5', 3],
    ['30.0', 30],
    ['0.001', 1],
    ['7200', 3600],
    ['9'.repeat(400), 3600],
    ['Tue, 10 Mar 2026 12:00:05 GMT', 5],
    ['Tuesday, 10-Mar-26 12:00:05 GMT', 5],
    ['Tue Mar 10 12:00:05 2026', 5],
    ['2026-03-10T15:00:05+03:00', 5],
    ['Tue, 10 Mar 2026 11:00:00 GMT', 0],
    ...['-1', '-2.5', '+5', '1e3', '0x10', '2.5.1', '5 apples', 'soon', '', '2026-03-10T12:00:05', 'may 5'].map(
      (text): [string, undefined] => [text, undefined],
    ),
    [undefined, undefined],
  ];
  expect(read.map(([text]) => [text, secondsOf(text, now)])).toEqual(read);
});
