import { describe, expect, test } from 'vitest';
import { KNOWN_OPERATIONS } from '../../../src/domain/known-operations.ts';
import { schema } from '../../../src/domain/schema.ts';
import { given } from '../../kit/given.ts';
import { variablesOn } from '../../kit/operations.ts';
import { KEY, send } from '../../kit/server.ts';
import { TABS } from './tabs.ts';

const server = await given({
  server: { demo: { keys: [{ tenant: 'saturn', role: 'admin', key: KEY }] }, knownOperations: TABS },
});
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('the operations it offers are valid queries of the graph, each with a name and within the limits', async () => {
  const real = await given({ server: { schema, createContext: () => ({ principal: null }) } });
  for (const operation of KNOWN_OPERATIONS.filter(({ role }) => role !== 'stranger')) {
    const { query } = operation;
    const variables = variablesOn(Date.now(), operation);
    expect(query).toMatch(/^(?:query|mutation) [A-Z]\w+/m);
    const { body } = await real.post({ query, variables });
    expect(new Set(body.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['UNAUTHENTICATED']));
  }
});

describe('the page', () => {
  test('is small, closed to all that is not from here, and names files by their content', async () => {
    const { status, headers, text } = await server.raw('/graphql', { headers: html });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text.length).toBeLessThan(10_000);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/https?:\/\//);
    expect(text.match(/"\.\/graphiql\/[a-z-]+-[0-9a-f]{16}\.(?:js|css|ico)/g)?.length).toBeGreaterThanOrEqual(4);
    expect(text.match(/<\/script>/g)).toHaveLength(3);
    // Behind a proxy that adds a prefix, everything is asked for under it.
    const [, endpoint = ''] = /"endpoint":"([^"]*)"/.exec(text) ?? [];
    const links = [...text.matchAll(/(?:src|href|worker|editorWorkerService|json|graphql)"?[=:]"([^"{]+)"/gi)].map(
      ([, link = '']) => link,
    );
    expect(links.length).toBeGreaterThanOrEqual(7);
    for (const link of [endpoint, ...links])
      expect(new URL(link, 'https://bonus.example/loyalty/graphql').href).toMatch(
        /^https:\/\/bonus\.example\/loyalty\/graph/,
      );
  });

  test('gives its files compressed and for ever', async () => {
    const { text } = await server.raw('/graphql', { headers: html });
    const path = `/${/graphiql\/graphiql-[0-9a-f]{16}\.js/.exec(text)?.[0] ?? ''}`;
    const sizes = [];
    for (const encoding of ['br', 'gzip', 'identity']) {
      const { status, headers, text: script } = await server.raw(path, { headers: { 'accept-encoding': encoding } });
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
      expect(headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
      expect(script).toContain('YogaGraphiQL');
      sizes.push(Number(headers.get('content-length')));
    }
    const [br = 0, gzip = 0, identity = 0] = sizes;
    expect(br).toBeLessThan(gzip);
    expect(gzip).toBeLessThan(identity / 3);
  });

  test('bears a key only where one was given for it', async () => {
    expect((await server.raw('/graphql', { headers: html })).text).toContain(KEY);
    const other = await given({ server: {} });
    const { text } = await other.raw('/graphql', { headers: html });
    expect(text).not.toContain('pbg_');
    expect(text).toContain('<your API key>'.replaceAll('<', '\\u003c'));
  });

  test('bears it only for a browser that addresses this machine', async () => {
    const page = async (headers: Record<string, string>) =>
      (await send(`${server.url}/graphql`, { headers: { ...html, ...headers } })).text;
    for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000'])
      expect([host, (await page({ host })).includes(KEY)]).toEqual([host, true]);
    for (const headers of [
      { host: 'rebound.example' },
      { host: '192.168.1.5:4000' },
      { 'cf-ray': '1' },
      { via: '1.1 x' },
    ])
      expect([headers, (await page(headers)).includes('pbg_')]).toEqual([headers, false]);
  });

  test("the origin's root leads a browser to it, behind a prefix too, and nobody where there is no page", async () => {
    const root = async ({ raw }: Pick<typeof server, 'raw'>, headers: Record<string, string>) => {
      const answer = await raw('/', { headers, redirect: 'manual' });
      return [answer.status, answer.headers.get('location')];
    };
    expect(await root(server, html)).toEqual([303, './graphql']);
    expect(await root(server, { accept: 'application/json' })).toEqual([404, null]);
    expect(await root(await given({ server: { config: { graphiql: false } } }), html)).toEqual([404, null]);
  });
});

test('upstream calls are told to a credential without the scope debug in a demo alone', async () => {
  const asked = { 'x-gateway-debug': 'upstream' };
  const told = async (demo?: { keys: [] }) => {
    const seen: boolean[] = [];
    const { post } = await given({
      server: {
        ...(demo ? { demo } : {}),
        authenticate: () => ({ kind: 'API_KEY', id: 'site', tenant: 'saturn', name: 'site', scopes: new Set() }),
        createContext: (input) => {
          seen.push(input.debug);
          return input;
        },
      },
    });
    await post({ query: '{ me { id } }' }, asked);
    await post({ query: '{ me { id } }' });
    return seen;
  };
  expect(await told({ keys: [] })).toEqual([true, false]);
  expect(await told()).toEqual([false, false]);
});
