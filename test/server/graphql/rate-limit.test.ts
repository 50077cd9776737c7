import { expect, test } from 'vitest';
import type { Principal } from '../../../src/tenants/principal.ts';
import { manualClock } from '../../kit/clock.ts';
import { given } from '../../kit/given.ts';

const PRINCIPALS: Record<string, Pick<Principal, 'kind' | 'id' | 'tenant'> & { costPerMinute?: number }> = {
  'Bearer site-old': { kind: 'API_KEY', id: 'site', tenant: 'saturn' },
  'Bearer site-new': { kind: 'API_KEY', id: 'site', tenant: 'saturn' },
  'Bearer elsewhere': { kind: 'API_KEY', id: 'site', tenant: 'venus' },
  'Bearer small': { kind: 'API_KEY', id: 'small', tenant: 'saturn', costPerMinute: 5 },
  'Bearer guest': { kind: 'GUEST', id: 'site', tenant: 'saturn', costPerMinute: 4 },
};

async function start(costPerMinute: number) {
  const clock = manualClock();
  const server = await given({
    server: {
      clock,
      config: { rateLimit: { costPerMinute } },
      authenticate: (header) => {
        const found = PRINCIPALS[header ?? ''];
        return found ? { name: found.id, scopes: new Set(), ...found } : null;
      },
    },
  });
  const ask = async (query: string, who = 'site-old', headers: Record<string, string> = {}) => {
    const answer = await server.post({ query }, { authorization: `Bearer ${who}`, ...headers });
    const error = answer.body.errors?.[0];
    const code = error?.extensions.code ?? 'OK';
    return { ...answer, error, said: `${answer.status} ${code}` };
  };
  return { ...server, clock, ask };
}

const RATE_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'];

test('each answer says what it cost and what is left, in extensions and in headers that pages of other origins may read', async () => {
  const { ask, clock } = await start(30);
  const first = await ask('{ cards(first: 20) { nodes { id } } }', 'site-old', { origin: 'https://bonus.example' });
  expect(first.said).toBe('200 OK');
  expect(first.cost).toEqual({ requested: 20, limit: 30, remaining: 10, resetSeconds: 60 });
  expect(RATE_HEADERS.map((name) => first.headers.get(name))).toEqual(['30', '10', '60', null]);
  expect(first.headers.get('access-control-expose-headers')).toBe(
    'X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset',
  );
  clock.advance(20_400);
  expect((await ask('{ __typename }')).cost).toEqual({ requested: 1, limit: 30, remaining: 9, resetSeconds: 40 });
});

test('what is dearer than what is left is refused whole, before it is executed, and takes only the entry', async () => {
  const { ask, clock, gate } = await start(30);
  await ask('{ cards(first: 20) { nodes { id } } }');
  clock.advance(50_000);
  gate.shut();
  const refused = await ask('{ cards(first: 11) { nodes { id } } }');
  expect(refused.said).toBe('429 RATE_LIMITED');
  expect(refused.body).not.toHaveProperty('data');
  expect(refused.error?.extensions).toMatchObject({ retryAfter: 10 });
  expect(refused.cost).toEqual({ requested: 11, limit: 30, remaining: 9, resetSeconds: 10 });
  expect(RATE_HEADERS.map((name) => refused.headers.get(name))).toEqual(['30', '9', '10', '10']);
  expect((await ask('{ cards(first: 9) { nodes { id } } }')).cost).toMatchObject({ remaining: 0 });
  const empty = await ask('{ this is not GraphQL');
  expect([empty.said, empty.headers.get('retry-after')]).toEqual(['429 RATE_LIMITED', '10']);
  clock.advance(10_000);
  expect((await ask('{ __typename }')).cost).toEqual({ requested: 1, limit: 30, remaining: 29, resetSeconds: 60 });
});

test('a strict client gets the refusal in its media type, and the log tells the code', async () => {
  const { ask, lines } = await start(1);
  await ask('{ __typename }');
  const refused = await ask('{ __typename }', 'site-old', { accept: 'application/graphql-response+json' });
  expect([refused.said, refused.headers.get('content-type')]).toEqual([
    '429 RATE_LIMITED',
    'application/graphql-response+json; charset=utf-8',
  ]);
  expect(lines.at(-1)).toMatchObject({ status: 429, codes: ['RATE_LIMITED'], principal: 'site' });
});

test('a document that is refused for another reason costs its entry', async () => {
  const { ask } = await start(3);
  for (const query of ['{', '{ unknown }', '{ cards(first: 6000) { nodes { id } } }']) await ask(query);
  expect((await ask('{ __typename }')).said).toBe('429 RATE_LIMITED');
});

test('a document that is dearer than a minute is too complex, not a matter of waiting', async () => {
  const { ask } = await start(30);
  const { error, headers, status } = await ask('{ cards(first: 31) { nodes { id } } }');
  expect(status).toBe(200);
  expect(error?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', cost: 31, limit: 30 });
  expect(headers.get('retry-after')).toBe(null);
});

test('several keys of one id are one principal; another tenant, another kind and another limit are not', async () => {
  const { ask } = await start(2);
  const said = async (who: string) => (await ask('{ __typename }', who)).said;
  expect([await said('site-old'), await said('site-new'), await said('site-new')]).toEqual([
    '200 OK',
    '200 OK',
    '429 RATE_LIMITED',
  ]);
  expect(await said('elsewhere')).toBe('200 OK');
  expect((await ask('{ __typename }', 'small')).cost).toMatchObject({ limit: 5, remaining: 4 });
  expect((await ask('{ __typename }', 'guest')).cost).toMatchObject({ limit: 4, remaining: 3 });
});

test('a reload gives nobody a new minute', async () => {
  const { ask, reload, settings } = await start(2);
  await ask('{ __typename }');
  reload(settings);
  expect((await ask('{ __typename }')).cost).toMatchObject({ remaining: 0 });
  expect((await ask('{ __typename }')).said).toBe('429 RATE_LIMITED');
});
