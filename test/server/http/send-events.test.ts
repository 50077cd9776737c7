import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { KEY, until } from '../../kit/server.ts';
import { ended } from '../../kit/test-schema.ts';

const server = await given({ server: {} });
const stream = { accept: 'text/event-stream' };

test('a subscription comes as events, each when it happens, and says when it is over', async () => {
  const { status, headers, text } = await server.post({ query: 'subscription { ticks }' }, stream);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
    'no-store',
  ]);
  const next = (ticks: number) => `event: next\ndata: {"data":{"ticks":${ticks}}}\n\n`;
  expect(text).toBe(`:\n\n${next(1)}${next(2)}${next(3)}event: complete\ndata:\n\n`);
});

test('clients that take JSON and events get JSON for a query and events for a subscription', async () => {
  const both = { accept: 'application/graphql-response+json, application/json, text/event-stream' };
  const query = await server.post({ query: '{ me { id } }' }, both);
  expect(query.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
  const subscription = await server.post({ query: 'subscription { ticks }' }, both);
  expect(subscription.headers.get('content-type')).toMatch(/^text\/event-stream/);
});

test('a stream ends when its client leaves, and holds no place in the crowd meanwhile', async () => {
  const small = await given({ server: { config: { limits: { inFlight: 1, waiting: 0 } } } });
  small.gate.shut();
  const abort = new AbortController();
  const response = await fetch(`${small.url}/graphql`, {
    method: 'POST',
    headers: {
      ...stream,
      'content-type': 'application/json',
      authorization: `Bearer ${KEY}`,
      'x-request-id': 'leaver',
    },
    body: JSON.stringify({ query: 'subscription { forever }' }),
    signal: abort.signal,
  });
  const reader = response.body?.getReader();
  await reader?.read();
  await until(() => small.gate.waiting === 1);
  expect((await small.ask('{ __typename }')).status).toBe(200);
  abort.abort();
  await until(() => small.lines.length === 2);
  small.gate.open();
  await until(() => ended.includes('leaver'));
});

test('what fails in a stream has the public face, too', async () => {
  for (const field of ['fails', 'falters', 'nope']) {
    const { text } = await server.post({ query: `subscription { ${field} }` }, stream);
    expect(text).toMatch(/event: next\ndata: .*"code":"[A-Z_]+","requestId":"[^"]+"/);
    expect(text).toMatch(/event: complete\ndata:\n\n$/);
    expect(text).not.toContain('secret-upstream-text');
  }
});

test('another configuration holds from the next request on, and drops none', async () => {
  const changing = await given({ server: {} });
  changing.gate.shut();
  const before = changing.ask('{ slow }');
  await until(() => changing.gate.waiting === 1);
  changing.reload({ ...changing.settings, introspection: false, cors: { origins: ['https://new.example'] } });
  expect((await changing.raw('/schema.graphql')).status).toBe(404);
  const { headers } = await changing.post({ query: '{ __typename }' }, { origin: 'https://new.example' });
  expect(headers.get('access-control-allow-origin')).toBe('https://new.example');
  changing.gate.open();
  expect((await before).body.data).toEqual({ slow: 'done' });
});
