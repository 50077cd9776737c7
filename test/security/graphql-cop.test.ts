import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { openGateway } from '../kit/gateway.ts';

// The checks of the scanner graphql-cop, as it asks them: of a gateway configured for production, by a stranger and by a key.
let sandbox: Sandbox;
let gateway: Awaited<ReturnType<typeof openGateway>>;
beforeAll(async () => {
  sandbox = await createSandbox({ size: 'small' });
  gateway = await openGateway([{ slug: 'saturn', baseUrl: sandbox.url }], {
    clock: systemClock,
    file: { introspection: false, graphiql: false },
  });
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

describe.each(['a stranger', 'a key'])('%s', (who) => {
  const ask = async ({ method = 'POST', path = '/graphql', body, headers = {} }: Asked) => {
    const credential = who === 'a key' ? { authorization: `Bearer ${gateway.apiKey()}` } : undefined;
    const answer = await fetch(`${gateway.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...credential, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const post = (query: string, more: object = {}) => ask({ body: JSON.stringify({ query, ...more }) });

  test('alias overloading: 101 aliases are refused', async () => {
    const { text } = await post(
      `query cop { ${Array.from({ length: 101 }, (_, at) => `alias${at}:__typename`).join(' ')} }`,
    );
    expect(text).not.toContain('alias100"');
  });

  test('array-based batching: a list of queries is refused', async () => {
    const { text } = await ask({ body: JSON.stringify(Array(10).fill({ query: 'query cop { __typename }' })) });
    expect(JSON.parse(text)).not.toBeInstanceOf(Array);
    expect(text).not.toContain('"data":{');
  });

  test('directive overloading: it is refused before each directive is answered', async () => {
    const { text } = await post('query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }');
    expect(JSON.parse(text).errors).toHaveLength(1);
  });

  test('circular introspection and introspection: nothing of the schema is told', async () => {
    const circular = await post('query cop { __schema { types { fields { type { fields { type { name } } } } } } }');
    const plain = await post('query cop { __schema { types { name } } }');
    expect(circular.text + plain.text).not.toMatch(/"types"|CardConnection/);
  });

  test('field duplication: 500 times one field are refused', async () => {
    const { text } = await post(`query cop { ${'__typename '.repeat(500)}}`);
    expect(text).not.toContain('"data":{');
  });

  test('field suggestions: no name is suggested', async () => {
    const { text } = await post('query cop { __schema { directive } cardd { id } }');
    expect(text).not.toMatch(/did you mean/i);
  });

  test('queries by GET: only with a header that no form can send', async () => {
    const { text } = await ask({ method: 'GET', path: '/graphql?query=query%20cop%20%7B__typename%7D' });
    // A key in the header is such a header: no other site can make a browser send it.
    expect(text.includes('"data":{')).toBe(who === 'a key');
  });

  test('mutations by GET are refused', async () => {
    const query = encodeURIComponent('mutation cop { __typename }');
    const { status, text } = await ask({ method: 'GET', path: `/graphql?query=${query}` });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('"data":{');
  });

  test('url-encoded POST is refused', async () => {
    const { status, text } = await ask({
      body: 'query=query+cop+%7B__typename%7D',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([status, text.includes('"data":{')]).toEqual([who === 'a key' ? 415 : 401, false]);
  });

  test.each(['/graphql', '/', '/graphiql', '/playground', '/console', '/v1/graphql'])(
    'no IDE is served at %s',
    async (path) => {
      const { text } = await ask({ method: 'GET', path, headers: { accept: 'text/html' } });
      expect(text).not.toMatch(/graphiql|playground|<html/i);
    },
  );

  test('no tracing in extensions', async () => {
    const { text } = await ask({
      body: JSON.stringify({ query: '{ viewer { name } }' }),
      headers: { 'x-apollo-tracing': '1' },
    });
    expect(text).not.toContain('"tracing"');
  });

  test('an error shows no exception and no stack', async () => {
    const { text } = await post('qwerty cop { abc }');
    expect(text).not.toMatch(/exception|stack|node_modules|\.js:\d/i);
  });
});
