import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import { AnswerMemory } from '../../../src/upstream/http/answer-bytes.ts';
import { getAccount, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const NAME = 'Ёлкина «Мария» №1';
const json = JSON.stringify(accountRow(1, { lastName: NAME }));

/** A server that sends these bytes with these headers. */
async function sending(body: Buffer | string, headers: Record<string, string>, status = 200) {
  const server = await fakeServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
    return undefined;
  });
  return { server, given: clientOf(server.url, { ...withToken, limits: { maxRetries: 0 } }) };
}

const encodings: [string, Buffer][] = [
  ['gzip', gzipSync(json)],
  ['x-gzip', gzipSync(json)],
  ['GZIP', gzipSync(json)],
  ['deflate', deflateSync(json)],
  ['deflate', deflateRawSync(json)],
  ['br', brotliCompressSync(json)],
  ['identity', Buffer.from(json)],
  ['', Buffer.from(json)],
  ['gzip, br', brotliCompressSync(gzipSync(json))],
  ['identity, gzip', gzipSync(json)],
];

test.each(encodings)('an answer in %j is read, though nobody asked for that', async (encoding, body) => {
  const { given, server } = await sending(body, { 'content-encoding': encoding });
  expect(await getAccount(given, 1)).toMatchObject({ id: 1, lastName: NAME });
  expect(server.requests[0]?.headers['accept-encoding']).toBe(undefined);
});

const unreadable: [string, string, Buffer][] = [
  ['an unknown coding', 'zstd', gzipSync(json)],
  ['a coding that the body is not in', 'gzip', Buffer.from(json)],
  ['another coding', 'br', gzipSync(json)],
  ['a body that ends too soon', 'gzip', gzipSync(json).subarray(0, -12)],
  ['a checksum that is wrong', 'gzip', Buffer.concat([gzipSync(json).subarray(0, -8), Buffer.alloc(8)])],
  ['codings without end', Array(50).fill('gzip').join(), gzipSync(json)],
  ['a name of an object', 'constructor', gzipSync(json)],
];

test.each(unreadable)('%s is an error', async (_name, encoding, body) => {
  const { given } = await sending(body, { 'content-encoding': encoding });
  expect(await failureOf(getAccount(given, 1))).toMatchObject({
    kind: 'MALFORMED',
    sent: 'UNKNOWN',
    reason: 'ENCODING',
  });
});

test('a few bytes that unpack to many are unpacked up to the limit', async () => {
  const { row } = DEFAULT_LIMITS.maxBytes;
  const atLimit = json.padEnd(row - Buffer.byteLength(json) + json.length);
  const fits = await sending(gzipSync(atLimit), { 'content-encoding': 'gzip' });
  expect(await getAccount(fits.given, 1)).toMatchObject({ id: 1 });
  const spaces = Buffer.alloc(8 * 1024 * 1024, 0x20);
  const bombs: [string, Buffer][] = [
    ['gzip', gzipSync(`${atLimit} `)],
    ['gzip', gzipSync(spaces)],
    ['deflate', deflateSync(spaces)],
    ['br', brotliCompressSync(spaces)],
    ['gzip, gzip', gzipSync(gzipSync(spaces))],
  ];
  for (const [encoding, body] of bombs) {
    const memory = new AnswerMemory();
    const { server } = await sending(body, { 'content-encoding': encoding });
    const call = getAccount(clientOf(server.url, { ...withToken, answerMemory: memory }), 1);
    expect(await failureOf(call)).toMatchObject({ reason: 'TOO_LARGE', option: 'upstream.maxBytes.row' });
    expect([memory.held, server.requests.length]).toEqual([0, 1]);
  }
});

test('a failure is what its status says, whether its compressed body can be read or not', async () => {
  const detail = JSON.stringify({ detail: [{ loc: ['query', 'limit'], msg: 'x', type: 'missing' }] });
  const headers = { 'content-encoding': 'gzip' };
  const read = await sending(gzipSync(detail), headers, 422);
  expect(await failureOf(listAccounts(read.given, {}))).toMatchObject({
    kind: 'REJECTED',
    fieldErrors: [{ path: ['limit'], type: 'missing' }],
  });
  for (const [status, kind] of [
    [422, 'REJECTED'],
    [503, 'UNAVAILABLE'],
  ] as const) {
    const { given } = await sending(detail, headers, status);
    const error = await failureOf(listAccounts(given, {}));
    expect([error.kind, error.status, error.fieldErrors]).toEqual([kind, status, undefined]);
  }
});

/** Texts as other tools write them. */
const cp1251 = Buffer.from(
  [...json].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    const special = { Ё: 0xa8, '«': 0xab, '»': 0xbb, '№': 0xb9 }[character];
    return special ?? (code < 128 ? code : code - 0x410 + 0xc0);
  }),
);
const utf16be = Buffer.from(`\ufeff${json}`, 'utf16le').swap16();

const charsets: [string, Buffer][] = [
  ['application/json; charset=windows-1251', cp1251],
  ['application/json;charset="CP1251"', cp1251],
  ['application/json; odata=verbose; Charset = windows-1251 ; x=y', cp1251],
  ['application/json; charset=utf-16le', Buffer.from(json, 'utf16le')],
  ['application/json; charset=utf-16', Buffer.from(`\ufeff${json}`, 'utf16le')],
  ['application/json; charset=utf-16', utf16be],
  ['application/json', utf16be],
  ['application/json', Buffer.from(`\ufeff${json}`)],
  ['application/json; charset=UTF8', Buffer.from(`\ufeff${json}`)],
  ['application/json; charset=utf-8', Buffer.from(json)],
];

test.each(charsets)('%s is read by its label', async (contentType, body) => {
  const { given } = await sending(body, { 'content-type': contentType });
  expect(await getAccount(given, 1)).toMatchObject({ id: 1, lastName: NAME });
  const packed = await sending(gzipSync(body), { 'content-type': contentType, 'content-encoding': 'gzip' });
  expect(await getAccount(packed.given, 1)).toMatchObject({ id: 1, lastName: NAME });
});

test('Cyrillic of KOI8-R is read by its label', async () => {
  const body = Buffer.concat([Buffer.from('{"id":1,"lastName":"'), Buffer.from([0xed, 0xc9, 0xd2]), Buffer.from('"}')]);
  const { given } = await sending(body, { 'content-type': 'application/json; charset=koi8-r' });
  expect(await getAccount(given, 1)).toMatchObject({ lastName: 'Мир' });
});

const undecodable: [string, Buffer][] = [
  ['application/json', cp1251],
  ['application/json; charset=utf-8', cp1251],
  ['application/json; charset=utf-8', Buffer.from(`"${NAME}`).subarray(0, -10)],
  ['application/json; charset=utf-16', Buffer.from(json, 'utf16le').subarray(0, -1)],
  ['application/json; charset=utf-8000', Buffer.from(json)],
  ['application/json; charset=__proto__', Buffer.from(json)],
];

test.each(undecodable)(
  'bytes that are not of %s are an error, and never a replacement character',
  async (contentType, body) => {
    const { given } = await sending(body, { 'content-type': contentType });
    expect(await failureOf(getAccount(given, 1))).toMatchObject({
      kind: 'MALFORMED',
      sent: 'UNKNOWN',
      reason: 'CHARSET',
    });
  },
);

test('a value move whose answer cannot be decoded is unknown', async () => {
  for (const headers of [{ 'content-encoding': 'zstd' }, { 'content-type': 'application/json; charset=utf-8000' }]) {
    const { given } = await sending(cp1251, headers as Record<string, string>);
    const move = deposit(given, { accountId: 1, amount: 100, reason: 'x' });
    expect(await failureOf(move)).toMatchObject({ kind: 'MALFORMED', sent: 'UNKNOWN' });
  }
});

test('a client that leaves while an answer is unpacked does not wait for it', async () => {
  const { server } = await sending(gzipSync(json), { 'content-encoding': 'gzip' });
  const leaving = new AbortController();
  const memory = new AnswerMemory();
  const options = { ...withToken, answerMemory: memory };
  const call = getAccount(clientOf(server.url, options, { signal: leaving.signal }), 1);
  // Raw bytes are few; the room for what they become is taken while they are unpacked.
  const reserve = memory.take.bind(memory);
  memory.take = (bytes, heldBefore) => {
    if (bytes === DEFAULT_LIMITS.maxBytes.row) queueMicrotask(() => leaving.abort(new Error('gone')));
    return reserve(bytes, heldBefore);
  };
  await expect(call).rejects.toThrow('gone');
  await expect.poll(() => memory.held).toBe(0);
});
