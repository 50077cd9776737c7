import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { KEY, send, until } from '../../kit/server.ts';

const server = await given({ server: {} });
const { post, ask, raw } = server;
const AUTH = { authorization: `Bearer ${KEY}` };
const JSON_BODY = { 'content-type': 'application/json', ...AUTH };
const get = (query: string, headers: Record<string, string> = {}) =>
  raw(`/graphql?query=${encodeURIComponent(query)}`, { headers });

describe('every answer', () => {
  test('is not to be stored, varies by who asks, and bears the request id', async () => {
    const { status, headers } = await ask('{ me { id } }');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('vary')).toContain('Authorization');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('keeps a sane request id of the client and replaces any other', async () => {
    const own = await post({ query: '{ nope }' }, { 'x-request-id': 'order-17:3' });
    expect(own.headers.get('x-request-id')).toBe('order-17:3');
    expect(own.body.errors?.[0]?.extensions.requestId).toBe('order-17:3');
    for (const bad of ['a b', '"><script>', 'x'.repeat(200), '-']) {
      const { headers } = await post({ query: '{ __typename }' }, { 'x-request-id': bad });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('of an error carries a code and the request id, and the request id of the header', async () => {
    for (const query of ['{', '{ nope }', '{ card { broken } }', 'query A { __typename } query B { __typename }']) {
      const { body, headers } = await ask(query);
      expect(body.errors?.length).toBeGreaterThan(0);
      for (const error of body.errors ?? []) {
        expect(error.extensions.code).toMatch(/^[A-Z_]+$/);
        expect(error.extensions.requestId).toBe(headers.get('x-request-id'));
        expect(Object.keys(error).sort()).not.toContain('stack');
        expect(error.extensions).not.toHaveProperty('http');
      }
    }
  });
});

describe('errors', () => {
  const codeOf = async (query: string, variables?: Record<string, unknown>) => {
    const { body, status } = await ask(query, variables);
    return [status, ...(body.errors ?? []).map((error) => error.extensions.code)];
  };

  test('of a resolver that nobody knows are masked, and the rest of the answer stands', async () => {
    const { body, text, status } = await ask('{ card { id broken } }');
    expect(status).toBe(200);
    expect(body.data).toEqual({ card: { id: 'c1', broken: null } });
    expect(body.errors?.[0]).toMatchObject({ path: ['card', 'broken'], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(text).not.toContain('secret-upstream-text');
    await until(() => JSON.stringify(server.lines).includes('secret-upstream-text'));
  });

  test('of the question are coded', async () => {
    expect(await codeOf('{')).toEqual([200, 'GRAPHQL_PARSE_FAILED']);
    expect(await codeOf('')).toEqual([200, 'GRAPHQL_PARSE_FAILED']);
    expect(await codeOf('{ nope }')).toEqual([200, 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('query A { __typename } query B { __typename }')).toEqual([200, 'BAD_USER_INPUT']);
    expect(await codeOf('fragment F on Query { __typename }')).toEqual([200, 'BAD_USER_INPUT']);
    expect(await codeOf('subscription { ticks }')).toEqual([406, 'BAD_USER_INPUT']);
    expect(await codeOf('query($v: Decimal) { amount(value: $v) }', { v: 12.5 })).toEqual([200, 'BAD_USER_INPUT']);
    expect(await codeOf('query($v: Int!) { cards(first: $v) { totalCount } }', { v: 'x' })).toEqual([
      200,
      'BAD_USER_INPUT',
    ]);
    expect(await codeOf('query($v: Int!) { cards(first: $v) { totalCount } }', { v: 9e15 })).toEqual([
      200,
      'BAD_USER_INPUT',
    ]);
    expect(await codeOf('{ amount(value: "1.234") }')).toEqual([200, 'BAD_USER_INPUT']);
  });

  test("of a nullable variable inside a oneOf are the client's", async () => {
    expect(await codeOf('query($p: String) { card(by: { phone: $p }) { id } }', { p: null })).toEqual([
      200,
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(await codeOf('query($p: String) { card(by: { phone: $p }) { id } }')).toEqual([
      200,
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  });

  test('do not echo more than a line of what was sent', async () => {
    const { text, body } = await ask('query($v: Int!) { cards(first: $v) { totalCount } }', { v: 'x'.repeat(2000) });
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(text.length).toBeLessThan(1000);
  });

  test('are at most eleven', async () => {
    const { body } = await ask(`{ ${Array.from({ length: 10 }, (_, i) => `nope${i} { a b c }`).join(' ')} }`);
    expect(body.errors?.length).toBeLessThanOrEqual(11);
  });
});

describe('statuses', () => {
  const strict = { accept: 'application/graphql-response+json' };
  test('follow GraphQL over HTTP in the response media type', async () => {
    const status = async (query: string) => (await post({ query }, strict)).status;
    expect(await status('{ me { id } }')).toBe(200);
    expect(await status('{')).toBe(400);
    expect(await status('{ nope }')).toBe(400);
    expect(await status('{ card { broken } }')).toBe(200);
  });
});

describe('the media type of the answer', () => {
  const typeOf = async (accept: string) => {
    const { status, headers } = await post({ query: '{ __typename }' }, { accept });
    return status === 200 ? headers.get('content-type')?.split(';')[0] : status;
  };
  test('follows what the client likes best', async () => {
    expect(await typeOf('application/json, application/graphql-response+json')).toBe('application/json');
    expect(await typeOf('application/graphql-response+json, application/json;q=0.9')).toBe(
      'application/graphql-response+json',
    );
    expect(await typeOf('application/json;q=0.5, application/graphql-response+json')).toBe(
      'application/graphql-response+json',
    );
    expect(await typeOf('text/html, */*;q=0.8')).toBe('application/json');
    expect(await typeOf('application/*')).toBe('application/json');
    expect(await typeOf('application/json; charset=utf-8')).toBe('application/json');
    expect(await typeOf('text/event-stream')).toBe('text/event-stream');
    expect(await typeOf('text/event-stream, application/json')).toBe('application/json');
  });
  test('is refused where we have none the client takes', async () => {
    expect(await typeOf('image/png')).toBe(406);
    expect(await typeOf('application/json; charset=latin1')).toBe(406);
    expect(await typeOf('application/json;q=0')).toBe(406);
  });
  test('may be a stream of events, with errors in the same face', async () => {
    const good = await post({ query: '{ me { id } }' }, { accept: 'text/event-stream' });
    expect(good.text).toMatch(
      /event: next\ndata: {"data":{"me":{"id":"g1"}},"extensions":{"cost":{[^{}]+}}}\n\nevent: complete\n/,
    );
    const bad = await post({ query: '{ card { broken } }' }, { accept: 'text/event-stream' });
    expect(bad.status).toBe(200);
    expect(bad.text).toContain('INTERNAL_SERVER_ERROR');
    expect(bad.text).not.toContain('secret-upstream-text');
    for (const params of [
      { query: '{' },
      { query: 'query($v: [Int]) { __typename }', variables: { v: Array(501).fill(1) } },
    ]) {
      const failed = await post(params, { accept: 'text/event-stream' });
      expect(failed.text).toMatch(/event: next\ndata: .*"code":"[A-Z_]+","requestId":"[^"]+"/);
    }
  });
});

describe('a body', () => {
  const problem = async (init: RequestInit) => {
    const { status, body } = await raw('/graphql', { method: 'POST', headers: JSON_BODY, ...init });
    return [status, body.errors?.[0]?.extensions.code];
  };

  test('of exactly the limit is served, of a byte more is 413', async () => {
    const bodyOf = (bytes: number) => {
      const start = '{"query":"{ __typename } #';
      return `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
    };
    expect((await post(bodyOf(102_400))).status).toBe(200);
    expect(await problem({ body: bodyOf(102_401) })).toEqual([413, 'BAD_USER_INPUT']);
  });

  test('that comes in pieces without a length is counted as it comes', async () => {
    const chunked = await send(`${server.url}/graphql`, {
      method: 'POST',
      headers: { ...JSON_BODY, 'transfer-encoding': 'chunked' },
      body: Buffer.alloc(300_000, 'x'),
    });
    expect([chunked.status, JSON.parse(chunked.text).errors[0].extensions.code]).toEqual([413, 'BAD_USER_INPUT']);
    expect(chunked.headers.connection).toBe('close');
  });

  test('that claims to be huge is refused unread', async () => {
    const text = await talk(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{`,
    );
    expect(text).toMatch(/^HTTP\/1.1 413 /);
  });

  test('must be plain JSON', async () => {
    const body = '{"query":"{ __typename }"}';
    expect(
      await problem({ body: new Uint8Array(gzipSync(body)), headers: { ...JSON_BODY, 'content-encoding': 'gzip' } }),
    ).toEqual([415, 'BAD_USER_INPUT']);
    for (const type of [
      'text/plain',
      'application/graphql',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      'application/jsonp',
      'text/plain; application/json',
    ]) {
      expect([type, ...(await problem({ body, headers: { ...AUTH, 'content-type': type } }))]).toEqual([
        type,
        415,
        'BAD_USER_INPUT',
      ]);
    }
    expect(
      (
        await raw('/graphql', {
          method: 'POST',
          body,
          headers: { ...AUTH, 'content-type': 'Application/JSON;Charset="UTF-8"' },
        })
      ).status,
    ).toBe(200);
  });

  test('that is malformed is 400 and not quoted', async () => {
    for (const body of [
      '{ "secret-word',
      '',
      'null',
      '17',
      '"text"',
      '[]',
      '[{"query":"{ __typename }"}]',
      '\u0000',
      '{}',
      '{"query":null}',
      '{"query":"{ __typename }","variables":[]}',
      `${'['.repeat(50_000)}`,
    ]) {
      const { status, body: answer, text } = await raw('/graphql', { method: 'POST', headers: JSON_BODY, body });
      expect([body.slice(0, 40), status, answer.errors?.[0]?.extensions.code]).toEqual([
        body.slice(0, 40),
        400,
        'BAD_USER_INPUT',
      ]);
      expect(text).not.toContain('secret-word');
    }
    expect(
      await problem({ body: new Uint8Array([...Buffer.from('{"query":"{ echo(text: \\"'), 0xff, 0xfe, 0x22, 0x7d]) }),
    ).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('may hold any text in its variables', async () => {
    for (const text of ['\u0000', '🍔'.repeat(100), 'Я'.repeat(700), '\ud800', '__proto__', '</script>']) {
      const { status, body } = await ask('query($text: String) { echo(text: $text) }', { text });
      expect(status).toBe(200);
      expect(body.data).toEqual({ echo: text });
    }
    const { body } = await post(
      '{"query":"query($text: String) { echo(text: $text) }","variables":{"__proto__":{"text":"x"},"constructor":1}}',
    );
    expect(body.data).toEqual({ echo: null });
  });

  test('with a hash of a persisted query gets the text that makes clients send documents from then on', async () => {
    const persisted = { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } };
    const { status, body } = await post(persisted);
    expect([status, body.errors?.[0]]).toMatchObject([
      200,
      { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
    ]);
    const hashInUrl = `/graphql?extensions=${encodeURIComponent(JSON.stringify(persisted.extensions))}`;
    expect((await raw(hashInUrl, { headers: AUTH })).body.errors?.[0]?.message).toBe('PersistedQueryNotSupported');
    expect((await post({ ...persisted, query: '{ me { id } }' })).body).toEqual({ data: { me: { id: 'g1' } } });
  });

  test('may begin with a byte order mark, but not with two', async () => {
    expect((await post('\ufeff{"query":"{ me { id } }"}')).body).toEqual({ data: { me: { id: 'g1' } } });
    expect((await post('\ufeff\ufeff{"query":"{ me { id } }"}')).status).toBe(400);
  });
});

describe('a GET', () => {
  test('serves queries, with variables', async () => {
    const url = `/graphql?query=${encodeURIComponent('query A($text: String) { echo(text: $text) }')}&operationName=A&variables=${encodeURIComponent('{"text":"да"}')}`;
    expect((await raw(url, { headers: AUTH })).body).toEqual({ data: { echo: 'да' } });
  });
  test('serves no mutations', async () => {
    const { status, headers, body } = await get('mutation { rename(name: "x") { id } }', AUTH);
    expect([status, headers.get('allow'), body.errors?.[0]?.extensions.code]).toEqual([405, 'POST', 'BAD_USER_INPUT']);
  });
  test('needs something that no foreign page can send unasked', async () => {
    expect((await get('{ __typename }')).status).toBe(403);
    expect(
      (
        await get('{ __typename }', {
          'x-forwarded-for': '10.0.0.1',
          'x-request-id': 'a',
          'content-type': 'text/plain',
        })
      ).status,
    ).toBe(403);
    for (const header of [
      { authorization: 'Bearer nonsense' },
      { 'x-requested-with': 'x' },
      { 'apollo-require-preflight': '1' },
      { 'content-type': 'application/json' },
    ]) {
      expect((await get('{ __typename }', header)).status).toBe(200);
    }
  });
  test('with malformed parameters is 400', async () => {
    for (const query of [
      '?query=%7B__typename%7D&variables=%7B',
      '?query=%7B__typename%7D&variables=[]',
      '',
      '?',
      '?query',
      '?query=%7B__typename%7D&extensions=1',
    ]) {
      expect([query, (await raw(`/graphql${query}`, { headers: AUTH })).status]).toEqual([
        query,
        query === '?query' ? 200 : 400,
      ]);
    }
    const odd = await talk(
      `GET /graphql?query=%FF%ZZ%7B HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${KEY}\r\n\r\n`,
    );
    expect(odd).toMatch(/^HTTP\/1.1 200 [\s\S]*GRAPHQL_PARSE_FAILED/);
  });
});

describe('other origins', () => {
  const preflight = (origin: string) =>
    raw('/graphql', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  test('that are configured may ask and read, without credentials of the browser', async () => {
    const { status, headers } = await preflight('https://bonus.example');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://bonus.example');
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')).toMatch(/authorization, content-type/);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await post({ query: '{ __typename }' }, { origin: 'https://bonus.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://bonus.example');
    expect(answer.headers.get('vary')).toContain('Origin');
  });
  test('of this machine may read in a demo, and only there', async () => {
    const demo = await given({ server: { demo: { keys: [] } } });
    const allowed = async (server: typeof demo, origin: string) =>
      (await server.post({ query: '{ __typename }' }, { origin })).headers.get('access-control-allow-origin');
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:4100', 'http://[::1]:3000', 'http://localhost']) {
      expect(await allowed(demo, origin)).toBe(origin);
      expect(
        (await post({ query: '{ __typename }' }, { origin })).headers.get('access-control-allow-origin'),
      ).toBeNull();
    }
    for (const origin of ['http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'http://10.0.0.1', 'null'])
      expect(await allowed(demo, origin)).toBeNull();
  });
  test('that are not get no leave, however near they are', async () => {
    for (const origin of [
      'https://evil.example',
      'https://bonus.example.evil.example',
      'http://bonus.example',
      'https://bonus.example:444',
      'null',
      'https://sub.bonus.example',
    ]) {
      const { headers } = await preflight(origin);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(
        (await post({ query: '{ __typename }' }, { origin })).headers.get('access-control-allow-origin'),
      ).toBeNull();
    }
  });
});

describe('paths', () => {
  test('unknown ones are 404 with a body, whatever the method', async () => {
    for (const path of [
      '/',
      '/graphql/',
      '/graphqlx',
      '/metrics',
      '/favicon.ico',
      '/../graphql',
      '//graphql',
      '/graphiql/nope.js',
      '/graphiql/../server.ts',
    ]) {
      const { status, text } = await send(`${server.url}/`.slice(0, -1) + path, {});
      expect([path, status, JSON.parse(text).errors[0].extensions.code]).toEqual([
        path,
        path === '/../graphql' ? 401 : 404,
        path === '/../graphql' ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT',
      ]);
    }
    expect((await raw('/nope', { method: 'DELETE' })).status).toBe(404);
  });
  test('known ones take their methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD']) {
      const { status, headers } = await raw('/graphql', { method });
      expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
    }
    expect((await raw('/livez', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
  });
  test('of health answer, and the verbose one to this machine alone', async () => {
    expect((await raw('/livez')).status).toBe(200);
    expect((await raw('/readyz')).body).toEqual({ status: 'ready' });
    expect((await raw('/readyz?verbose')).body).toEqual({ status: 'ready' });
  });
  test('of verbose health is, for whoever may be elsewhere, as one that is not there', async () => {
    const verbose = async (headers: Record<string, string>) => {
      const { status, text } = await send(`${server.url}/readyz?verbose`, { headers });
      return [status, text.replace(/"requestId":"[^"]*"/, '')];
    };
    const [status, text] = await verbose({ host: 'rebound.example' });
    const { text: missing } = await send(`${server.url}/nope`, {});
    expect([status, text]).toEqual([404, missing.replace(/"requestId":"[^"]*"/, '')]);
    for (const header of ['X-Forwarded-For', 'x-forwarded-proto', 'X-Real-IP', 'Forwarded', 'Via', 'CF-Connecting-IP'])
      expect([header, ...(await verbose({ [header]: '203.0.113.7' }))]).toEqual([header, 404, text]);
    const foreign = [
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '10.0.0.7',
      'localhost@evil.example',
      'localhost/x',
    ];
    for (const host of foreign) expect([host, ...(await verbose({ host }))]).toEqual([host, 404, text]);
    const own = ['localhost', 'LocalHost:4000', '127.0.0.1:4000', '127.8.8.8', '[::1]:4000', 'demo.localhost'];
    for (const host of own) expect([host, (await verbose({ host }))[0]]).toEqual([host, 200]);
  });
  test('are found in a whole address too, whose host then counts', async () => {
    const asked = (target: string, host = 'x') =>
      talk(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    for (const target of ['http://bonus.example/livez', 'HTTPS://bonus.example:8443/livez?a=b', 'http://x/livez'])
      expect(await asked(target)).toMatch(/^HTTP\/1.1 200 /);
    expect(await asked('http://bonus.example/graphql?query={__typename}')).toMatch(/^HTTP\/1.1 403 /);
    expect(await asked('http://localhost/readyz?verbose')).toMatch(/^HTTP\/1.1 200 /);
    expect(await asked('http://rebound.example/readyz?verbose', 'localhost')).toMatch(/^HTTP\/1.1 404 /);
    for (const target of ['http://bonus.example', 'http://bonus.example?x', 'ftp://bonus.example/livez'])
      expect(await asked(target)).toMatch(/^HTTP\/1.1 404 /);
    const body = '{"query":"{ me { id } }"}';
    const post = await talk(
      `POST http://bonus.example/graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    expect(post).toContain('"data":{"me":{"id":"g1"}}');
  });
  test('of the schema gives its text', async () => {
    const { status, headers, text } = await raw('/schema.graphql');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/graphql; charset=utf-8']);
    expect(text).toContain('type Query {');
  });
});

describe('what is no HTTP', () => {
  test('is answered in our manner', async () => {
    expect(await talk('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"BAD_USER_INPUT"/);
    expect(await talk(`GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(9000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 [\s\S]*BAD_USER_INPUT/,
    );
    expect(
      await talk(
        'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
    ).toMatch(/^HTTP\/1.1 400 /);
  });
});

/** Sends bytes and gives back all that comes until the server closes. */
function talk(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
