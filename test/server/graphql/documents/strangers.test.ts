import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { ServerPlugin } from '../../../../src/server/graphql/server-plugin.ts';
import { given } from '../../../kit/given.ts';
import { type Answer, until } from '../../../kit/server.ts';

const closed = await given({ server: { config: { introspection: false, graphiql: false } } });
const open = await given({ server: {} });

const headers = { 'content-type': 'application/json' };
const post = (params: unknown, more: Record<string, string> = {}, server = closed) =>
  server.raw('/graphql', {
    method: 'POST',
    headers: { ...headers, ...more },
    body: typeof params === 'string' ? params : JSON.stringify(params),
  });
/** What a stranger is told, without what differs between any two responses. */
const told = ({ status, headers: sent, body }: Answer) => {
  const { message, extensions } = body.errors?.[0] ?? {};
  return { status, challenge: sent.get('www-authenticate'), keys: Object.keys(body), message, code: extensions?.code };
};
const REFUSED = {
  status: 401,
  challenge: 'Bearer',
  keys: ['errors'],
  message: 'A valid credential is required: Authorization: Bearer <key>.',
  code: 'UNAUTHENTICATED',
};
const LOGIN = 'mutation { sessionLogin(password: "x") { token } }';

const REFUSED_EVERYWHERE: Record<string, unknown> = {
  'a valid query': { query: '{ me { id } }' },
  'an unknown field': { query: '{ nope }' },
  'a missing argument': { query: '{ nodes { id } }' },
  'a syntax error': { query: '{ me {' },
  'no query': {},
  'a query that is a number': { query: 1 },
  'the hash of a query': { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
  'a batch': [{ query: '{ me { id } }' }],
  'no JSON': '{ "query": ',
  'a body over the limit': { query: `{ me { id } } #${'x'.repeat(110_000)}` },
  'variables over a limit': { query: '{ me { id } }', variables: { a: 'x'.repeat(3000) } },
  'a mutation': { query: 'mutation { rename(name: "x") { id } }' },
  'a subscription': { query: 'subscription { ticks }' },
  'introspection beside data': { query: '{ __typename me { id } }' },
  'introspection beside data in a fragment': { query: '{ __typename ...F } fragment F on Query { me { id } }' },
  'a login beside another mutation': { query: `mutation { sessionLogin { token } rename(name: "x") { id } }` },
  'a login twice': { query: 'mutation { a: sessionLogin { token } b: sessionLogin { token } }' },
  'a login in a fragment': { query: 'mutation { ...F } fragment F on Mutation { sessionLogin { token } }' },
  'a login with a fragment': { query: 'mutation { sessionLogin { ...F } } fragment F on Session { token }' },
  'a login beside another operation': { query: `${LOGIN} query A { me { id } }`, operationName: 'A' },
  'a query named as the login': { query: '{ sessionLogin: me { id } }' },
  'a login of 2,049 bytes': { query: LOGIN.padEnd(2049) },
  'a login of 201 tokens': { query: `mutation { sessionLogin { ${'token '.repeat(195)} } }` },
};

describe.each([
  ['where introspection is off', closed],
  ['where introspection is on', open],
])('%s', (_where, server) => {
  test.each(Object.entries(REFUSED_EVERYWHERE))('a stranger gets the one 401 for %s', async (_name, params) => {
    for (const accept of ['application/json', 'application/graphql-response+json', 'text/event-stream'])
      expect(told(await post(params, { accept }, server))).toEqual(REFUSED);
  });

  test('a stranger logs in', async () => {
    expect((await post({ query: LOGIN }, {}, server)).body).toEqual({ data: { sessionLogin: { token: 'x' } } });
    const query = 'mutation Login($p: String) { session: sessionLogin(password: $p) { ... on Session { token } } }';
    const { body } = await post({ query: query.padEnd(2048), variables: { p: 'y' } }, {}, server);
    expect(body).toEqual({ data: { session: { token: 'y' } } });
    expect((await post({ query: `mutation { sessionLogin { ${'token '.repeat(20)} } }` }, {}, server)).status).toBe(
      200,
    );
  });

  test('a wrong credential is none', async () => {
    for (const authorization of ['Bearer nonsense', 'Bearer', 'Basic eDp5', ''])
      expect(told(await post({ query: '{ me { id } }' }, { authorization }, server))).toEqual(REFUSED);
  });

  test('a GET is no other way in', async () => {
    for (const query of ['{ me { id } }', '{', ''])
      expect(told(await server.raw(`/graphql?query=${encodeURIComponent(query)}`))).toEqual(REFUSED);
    const login = await server.raw(`/graphql?query=${encodeURIComponent(LOGIN)}`, { headers });
    expect([login.status, login.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

test('where introspection is off a stranger is told nothing of the schema', async () => {
  for (const query of ['{ __typename }', '{ __schema { queryType { name } } }', '{ __type(name: "Card") { name } }'])
    expect(told(await post({ query }))).toEqual(REFUSED);
  for (const query of [
    'mutation { sessionLogin { nope } }',
    'mutation { sessionLogin(password: 1) { token } }',
    'mutation($p: Nope) { sessionLogin(password: $p) { token } }',
    'mutation($p: String!) { sessionLogin(password: $p) { token } }',
    'mutation A { sessionLogin { token @nope } }',
  ])
    expect(told(await post({ query }))).toEqual(REFUSED);
  expect(told(await post({ query: LOGIN, operationName: 'Nope' }))).toEqual(REFUSED);
});

test('where introspection is on a stranger may ask for the schema, within the ordinary limits', async () => {
  const ask = (query: string) => post({ query }, {}, open);
  const codes = async (query: string) => (await ask(query)).body.errors?.map(({ extensions }) => extensions.code);
  expect((await ask('{ __typename ...F } fragment F on Query { ... { t: __typename ...F } }')).status).toBe(200);
  expect(await codes(getIntrospectionQuery())).toBeUndefined();
  expect((await ask('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } });
  expect(await codes('{ __schema { nope } }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(await codes(`{ ${'__typename '.repeat(11)} }`)).toEqual(['QUERY_TOO_COMPLEX']);
  expect(told(await ask(`{ ${'__typename '.repeat(1000)} }`))).toEqual(REFUSED);
});

test('a page of another site cannot send a stranger’s query', async () => {
  const query = `/graphql?query=${encodeURIComponent('{ __typename }')}`;
  expect((await open.raw(query)).status).toBe(403);
  expect((await open.raw(query, { headers })).status).toBe(200);
});

test('a stranger’s texts are in no log line and in no cache', async () => {
  const documents = new Set<unknown>();
  const plugin: ServerPlugin = {
    onParse:
      () =>
      ({ result }) =>
        void documents.add(result),
  };
  const server = await given({ server: { plugins: [plugin] } });
  const query = `query ${'Canary'.repeat(300)} { __typename }`;
  for (let turn = 0; turn < 5; turn += 1) {
    await post({ query }, {}, server);
    await post({ query: `query ${'Canary'.repeat(300)} { me { id } }` }, {}, server);
    await post({ query: 'mutation Canary { sessionLogin { token } }' }, {}, server);
  }
  expect(documents.size).toBe(10);
  await until(() => server.lines.length === 15);
  expect(JSON.stringify(server.lines)).not.toContain('Canary');
  for (let turn = 0; turn < 5; turn += 1) await server.ask(query);
  expect(documents.size).toBe(11);
});
