import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PersistedOperationsConfig } from '../../../../src/config/gateway-config.ts';
import { given } from '../../../kit/given.ts';
import { KEY } from '../../../kit/server.ts';

const hash = (text: string, algorithm = 'sha256') => createHash(algorithm).update(text).digest('hex');
const ME = '{ me { id } }';
const RENAME = 'mutation { rename(name: "x") { id } }';
const LOGIN = 'mutation { sessionLogin(password: "x") { token } }';
const documents = { [hash(ME)]: ME, [hash(ME, 'md5')]: ME, [hash(RENAME)]: RENAME, [hash(LOGIN)]: LOGIN };
const manifest = { path: '/operations.json', documents };
const server = (config: Partial<PersistedOperationsConfig>) =>
  given({ server: { config: { persistedOperations: { mode: 'off', guests: null, manifest, ...config } } } });

const off = await server({ manifest: null });
const allow = await server({ mode: 'allow' });
const only = await server({ mode: 'only' });
const automatic = (id: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: id } } });
const FOUND = { data: { me: { id: 'g1' } } };
const codeOf = ({ body }: Awaited<ReturnType<typeof off.post>>) => body.errors?.[0]?.extensions.code ?? body;
const ANOTHER = '{ me { id name } }';

test.each([
  ['automatic persisted queries', automatic(hash(ME))],
  ['in upper case', automatic(hash(ME).toUpperCase())],
  ['GraphQL over HTTP', { documentId: `sha256:${hash(ME)}` }],
  ['Relay', { doc_id: hash(ME, 'md5') }],
])('a registered document is found by its hash: %s', async (_name, asked) => {
  for (const one of [allow, only]) expect((await one.post(asked)).body).toEqual(FOUND);
  expect(codeOf(await off.post(asked))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  const inUrl = `/graphql?${new URLSearchParams(
    Object.entries(asked).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )}`;
  const headers = { authorization: `Bearer ${KEY}` };
  expect((await allow.raw(inUrl, { headers })).body).toEqual(FOUND);
  expect(codeOf(await off.raw(inUrl, { headers }))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
});

describe('a hash that nobody registered', () => {
  test.each(['0'.repeat(64), 'x', '', '__proto__', 'constructor'])('%j', async (id) => {
    expect(codeOf(await off.post(automatic(id)))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    expect(codeOf(await allow.post(automatic(id)))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    expect(codeOf(await only.post(automatic(id)))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test('is told in the words that make clients send the document', async () => {
    const { body } = await allow.post(automatic('0'.repeat(64)));
    expect(body.errors?.map(({ message }) => message)).toEqual(['PersistedQueryNotSupported']);
  });
});

test('a text runs where it may, and only with a hash of its own', async () => {
  expect((await off.ask(ANOTHER)).body.errors).toBeUndefined();
  expect((await allow.ask(ANOTHER)).body.errors).toBeUndefined();
  expect((await allow.post({ query: ME, ...automatic(hash(ME)) })).body).toEqual(FOUND);
  expect(codeOf(await allow.post({ query: ANOTHER, ...automatic(hash(ME)) }))).toBe('BAD_USER_INPUT');
});

test('with "only" no text is accepted, not even that of a registered document or with its hash', async () => {
  for (const asked of [{ query: ME }, { query: ANOTHER }, { query: ME, ...automatic(hash(ME)) }, { query: '' }])
    expect(codeOf(await only.post(asked))).toBe('PERSISTED_QUERY_NOT_FOUND');
  expect(codeOf(await only.post({}))).toBe('BAD_USER_INPUT');
});

test('a registered mutation is run by POST alone', async () => {
  const asked = automatic(hash(RENAME));
  expect((await only.post(asked)).body.errors).toBeUndefined();
  const { status, headers } = await only.raw(
    `/graphql?extensions=${encodeURIComponent(JSON.stringify(asked.extensions))}`,
    { headers: { authorization: `Bearer ${KEY}` } },
  );
  expect([status, headers.get('allow')]).toEqual([405, 'POST']);
});

test('a stranger runs what a stranger may, by its hash; everything else is the one 401', async () => {
  const stranger = (asked: object) =>
    only.raw('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
  expect((await stranger(automatic(hash(LOGIN)))).body).toEqual({ data: { sessionLogin: { token: 'x' } } });
  const refused = [automatic(hash(ME)), automatic('x'), { query: LOGIN }, { query: '{ __schema { description } }' }];
  for (const asked of refused) expect((await stranger(asked)).status).toBe(401);
});
