import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decisionsOf } from '../../src/doctor/decisions.ts';
import { codes, examineAt } from '../kit/examine.ts';
import {
  CARDS,
  MOVES,
  ownMoves,
  pageOf,
  type Team,
  type TeamCall,
  teamServer,
  usualRoutes,
} from '../kit/team-server.ts';

const ok = (data: unknown) => ({ ok: true, result: data });
const isKnown = ({ headers }: TeamCall) => headers.authorization?.toLowerCase() === 'bearer token-of-a-team';
const guid = (id: number) => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;

/** All calls are POSTs with bodies, a refusal is a 200, and rows are of another kind. */
function posts(): Team['routes'] {
  const guarded = (answer: (call: TeamCall) => unknown) => (call: TeamCall) =>
    isKnown(call) ? ok(answer(call)) : { ok: false, error: 'who are you?' };
  const list = (rows: readonly unknown[]) => guarded(() => ({ rows: rows.slice(0, 20), count: rows.length }));
  const schema = (properties: object) => ({ 'application/json': { schema: { type: 'object', properties } } });
  const post = (properties: object) => ({ post: { requestBody: { content: schema(properties) }, responses: {} } });
  const cards = CARDS.map(({ id, lastName, phones, identifiers, balance }) => ({
    id: guid(id),
    fullName: `${lastName} Анна`,
    phones: [...phones, '79000000000'].join(', '),
    identifiers: identifiers.map(({ value }) => value),
    balance: balance / 100 + 0.5,
    createdAt: '02.01.2026 03:04',
  }));
  const moves = MOVES.map(({ id, accountId, amount, createdAt }) => ({
    id: guid(id),
    accountId: guid(accountId),
    amount: Math.abs(amount) / 100,
    side: amount < 0 ? 'out' : 'in',
    createdAt,
  }));
  return {
    'GET /openapi.json': () => ({
      openapi: '3.1.0',
      paths: {
        '/auth/login': post({ login: { type: 'string' }, password: { type: 'string' } }),
        '/auth/info': post({}),
        '/accounts/list': post({ filter: {} }),
        '/accounts/get': post({ id: { type: 'string' } }),
        '/operations/list': post({ filter: {} }),
        '/accounts/{id}/deposit': post({ amount: { type: 'string' } }),
      },
    }),
    'POST /api/v0/auth/login': () => ok({ accessToken: 'token-of-a-team' }),
    'POST /api/v0/auth/info': guarded(() => ({ id: 1, login: 'gateway' })),
    'POST /api/v0/accounts/list': list(cards),
    'POST /api/v0/operations/list': list(moves),
  };
}

test('what no line says is told with the recipe of an adapter, in at most twelve lines', async () => {
  const server = await teamServer({ routes: posts() });
  const found = await examineAt(server.url);
  expect(codes(found, 'error')).toEqual(['DIALECT_FAILS']);
  const lines = decisionsOf(found);
  expect(lines.length).toBeLessThanOrEqual(12);
  const recipes = lines.flatMap(({ code, text }) =>
    code === 'NEEDS_ADAPTER' ? [/recipe "(.+)"$/.exec(text)?.[1] ?? text] : [],
  );
  expect(recipes.sort()).toEqual([
    'A failure inside a 200, and a dead token',
    'A list of values where objects belong',
    'Another envelope',
    'Ids that are GUIDs',
    'Lists are read by POST, with filters in the body',
    'One field for the whole name',
    'Several phones in one text',
    'The card of a move in its path',
    'The id of a row in the body',
    'The sign of an amount stands in another property',
    'Times in another form',
  ]);
  const guide = readFileSync('docs/adapter.md', 'utf8');
  for (const recipe of recipes) expect(guide).toContain(`### ${recipe}\n`);
  expect(found.dialect.checked).toBeUndefined();
});

test('operations that come oldest first are told with their recipe', async () => {
  const oldest = MOVES.map(({ at: _, ...move }) => move).reverse();
  const { url } = await teamServer({
    routes: { ...usualRoutes(), 'GET /api/v0/operations/list': (call) => pageOf(ownMoves(oldest, call), call) },
  });
  const lines = decisionsOf(await examineAt(url)).map(({ text }) => text);
  expect(lines).toContainEqual(expect.stringContaining('recipe "Operations come oldest first"'));
});
