import { expect, test } from 'vitest';
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

const utc = (at: number) => new Date(at * 1000).toISOString().slice(0, 19);

/** Operations whose times are shown and asked for in a form of their own. */
function timed(show: (at: number) => unknown, instantOf: (asked: string) => number): Team['routes'] {
  return {
    ...usualRoutes(),
    'GET /api/v0/operations/list': (call: TeamCall) => {
      const from = call.query.get('dateFrom');
      const rows = ownMoves(MOVES, call).filter(({ at }) => from === null || at >= instantOf(from));
      const shown = rows.map(({ at, createdAt: _, ...move }) => ({ ...move, createdAt: show(at) }));
      return pageOf(shown, call);
    },
  };
}

const seconds = (text: string) => Date.parse(text) / 1000;

test.each([
  [
    'local',
    timed(
      (at) => utc(at + 10_800),
      (asked) => seconds(`${asked}Z`) - 10_800,
    ),
  ],
  [
    'utc',
    timed(
      (at) => `${utc(at)}Z`,
      (asked) => seconds(`${asked.replace(/Z$/, '')}Z`),
    ),
  ],
  [
    'zoned',
    timed(
      (at) => `${utc(at)}Z`,
      (asked) => (/Z$/.test(asked) ? seconds(asked) : Number.POSITIVE_INFINITY),
    ),
  ],
] as const)('times that are asked for as %s are found by trying', async (form, routes) => {
  const { url } = await teamServer({ routes });
  const found = await examineAt(url);
  expect(found.dialect.forms?.dateTime ?? 'local').toBe(form);
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});

test('phones that begin with an eight are found by trying', async () => {
  const eight = CARDS.map((card) => ({ ...card, phones: card.phones.map((phone) => phone.replace(/^7/, '8')) }));
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) => {
        const phone = call.query.get('phone');
        return pageOf(
          eight.filter(({ phones }) => phone === null || phones.includes(phone)),
          call,
        );
      },
    },
  });
  expect((await examineAt(url)).dialect.forms?.phone).toBe('eight');
});
