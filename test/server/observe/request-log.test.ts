import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { formatResult } from '../../../src/server/graphql/format-result.ts';
import { JSON_TYPE } from '../../../src/server/http/negotiate.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { standingClock } from '../../kit/clock.ts';
import { given } from '../../kit/given.ts';
import { KEY, until } from '../../kit/server.ts';

test('each request ends in one line that says who, what and how, and nothing that was sent or answered', async () => {
  const server = await given({ server: {} });
  await server.post(
    { query: 'query Guests($text: String) { echo(text: $text) me { id } }', variables: { text: 'canary-variable' } },
    { 'x-request-id': 'r-1' },
  );
  await server.post({ query: '{ canaryField }' }, { 'x-request-id': 'r-2' });
  await server.post('{"query": "canary-body', { 'x-request-id': 'r-3' });
  await server.raw('/graphql?query=canary', { headers: { 'x-request-id': 'r-4' } });
  await until(() => server.lines.length === 4);
  const shown = server.lines.map(({ time: _time, pid: _pid, hostname: _host, milliseconds, ...line }) => {
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    return line;
  });
  expect(shown).toEqual([
    {
      level: 30,
      requestId: 'r-1',
      address: '127.0.0.1',
      tenant: 'saturn',
      principal: 'test',
      method: 'POST',
      path: '/graphql',
      operationType: 'query',
      operationName: 'Guests',
      status: 200,
      cost: 1,
      msg: 'request',
    },
    {
      level: 30,
      requestId: 'r-2',
      address: '127.0.0.1',
      tenant: 'saturn',
      principal: 'test',
      method: 'POST',
      path: '/graphql',
      operationType: 'query',
      operationName: null,
      status: 200,
      cost: null,
      codes: ['GRAPHQL_VALIDATION_FAILED'],
      msg: 'request',
    },
    {
      level: 30,
      requestId: 'r-3',
      address: '127.0.0.1',
      tenant: 'saturn',
      principal: 'test',
      method: 'POST',
      path: '/graphql',
      operationType: null,
      operationName: null,
      status: 400,
      cost: null,
      codes: ['BAD_USER_INPUT'],
      msg: 'request',
    },
    {
      level: 30,
      requestId: 'r-4',
      address: '127.0.0.1',
      tenant: null,
      principal: null,
      method: 'GET',
      path: '/graphql',
      operationType: null,
      operationName: null,
      status: 401,
      cost: null,
      codes: ['UNAUTHENTICATED'],
      msg: 'request',
    },
  ]);
  const text = JSON.stringify(server.lines);
  expect(text).not.toContain('canary');
  expect(text).not.toContain(KEY);
});

test('the name of an operation is cut: its length is the choice of the client', async () => {
  const server = await given({ server: {} });
  await server.ask(`query Long${'x'.repeat(90_000)} { __typename }`);
  await until(() => server.lines.length === 1);
  expect(server.lines[0]?.operationName).toBe(`Long${'x'.repeat(96)}`);
});

test('what was masked is in the log at level error, under the id that the client got', async () => {
  const server = await given({ server: {} });
  const { headers } = await server.ask('{ card { broken } }');
  await until(() => server.lines.length === 1);
  expect(server.lines[0]).toMatchObject({
    level: 50,
    requestId: headers.get('x-request-id'),
    codes: ['INTERNAL_SERVER_ERROR'],
    err: { message: expect.stringContaining('secret-upstream-text') },
  });
});

test('extensions that the graph adds reach the client, and the debug wish only with its scope', async () => {
  const server = await given({
    server: { extensionsOf: (context) => ({ debug: 'debug' in context && context.debug }) },
  });
  expect((await server.post({ query: '{ debugged }' }, { 'x-gateway-debug': 'upstream' })).body).toEqual({
    data: { debugged: true },
    extensions: { debug: true },
  });
  expect((await server.ask('{ debugged }')).body).toEqual({ data: { debugged: false }, extensions: { debug: false } });
  const stranger = await server.raw('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gateway-debug': 'upstream' },
    body: '{"query":"{ __typename }"}',
  });
  expect(stranger.body.extensions).toEqual({ debug: false });
});

test('a credential that cannot be looked up is our fault', async () => {
  const server = await given({
    server: {
      authenticate: () => {
        throw new Error('secret-store-address');
      },
    },
  });
  const { status, body, text } = await server.ask('{ __typename }');
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
  expect(text).not.toContain('secret-store-address');
});

test('what a server did is told in words of ours, once, and to the log alone', () => {
  const cause = { kind: 'UNAVAILABLE', sent: 'ANSWERED', operation: 'operations.list', status: 401 } as const;
  const refused = new UpstreamError({ ...cause, reason: 'UNAUTHORIZED', cause: new Error('canary of the server') });
  const error = new GraphQLError('…', { originalError: refused, extensions: { code: 'UPSTREAM_UNAVAILABLE' } });
  const options = { requestId: 'r-1', mediaType: JSON_TYPE, suggestions: false } as const;
  const { causes, body } = formatResult({ data: null, errors: [error, error] }, options);
  expect([...causes]).toEqual(['operations.list UNAVAILABLE 401 UNAUTHORIZED']);
  expect(JSON.stringify(body)).not.toContain('operations.list');
});

test('probes are at level debug, and a path that we do not serve is not written', async () => {
  const server = await given({ server: {} });
  await server.raw('/livez');
  await server.raw('/readyz');
  await server.raw('/canary/79000001042');
  await until(() => server.lines.length === 1);
  expect(server.lines).toMatchObject([{ path: null, status: 404 }]);
  expect(JSON.stringify(server.lines)).not.toContain('79000001042');
});

test('a slow request is logged with its root fields, its wait and its upstream calls, and without what it asked for', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const gateway = await given({ http: { log: { slowRequestMs: 50 } }, log, warm: true });
  gateway.fault({ operationId: 'accounts.list', latencyMs: 5 });
  lines.length = 0;
  const query = 'query($phone: String!) { mine: guest(by: { phone: $phone }) { id } }';
  // Time of the gateway's clock passes while it waits for the server.
  const asked = gateway.ask(query, { phone: '+79000001042' });
  await until(() => gateway.sandbox.calls.some(({ operationId }) => operationId === 'accounts.list'));
  gateway.clock.advance(51);
  await asked;
  await gateway.ask('{ settings { language } }');
  await until(() => lines.length === 2);
  expect(lines[0]).toMatchObject({
    path: '/graphql',
    upstreamCalls: 1,
    slow: { fields: ['guest'], waitedMilliseconds: 0, byOperation: { 'accounts.list': 1 }, batches: 1, keys: 1 },
  });
  expect(lines[1]).not.toHaveProperty('slow');
  expect(JSON.stringify(lines)).not.toContain('9000001042');
});

test('the line of a slow request names no field that the schema does not have', async () => {
  let at = 0;
  const clock = { ...standingClock(), now: () => (at += 3000) };
  const server = await given({ server: { clock } });
  await server.post({ query: '{ echo(text: "a") ivanov79001112233 { canary } }' });
  await server.post({ query: 'query Two { echo(text: "a") }', operationName: 'Two' });
  await until(() => server.lines.length === 2);
  expect(server.lines).toMatchObject([{ slow: { fields: [] } }, { slow: { fields: ['echo'] } }]);
  expect(JSON.stringify(server.lines)).not.toMatch(/ivanov|canary/);
});
