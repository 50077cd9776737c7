import { expect, test } from 'vitest';
import { codes, examineAt } from '../kit/examine.ts';
import { CARDS, MOVES, ownMoves, pageOf, Status, type TeamCall, teamServer, usualRoutes } from '../kit/team-server.ts';

const moves = MOVES.map(({ at: _, ...move }) => move);

/** Pages of `size` rows, numbered from `from`. */
const numbered =
  (from: number, [page, size]: readonly [string, string]) =>
  (rows: readonly unknown[], { query }: TeamCall) => {
    const rowsOfPage = Number(query.get(size) ?? 50);
    const start = (Number(query.get(page) ?? from) - from) * rowsOfPage;
    return { items: rows.slice(start, start + rowsOfPage), total: rows.length };
  };

test.each([
  [1, ['page', 'size']],
  [0, ['page', 'per_page']],
] as const)('pages that are numbered from %d are found by trying, as %j', async (from, names) => {
  const page = numbered(from, names);
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) => page(CARDS, call),
      'GET /api/v0/operations/list': (call) => page(ownMoves(moves, call), call),
      'GET /api/v0/account_groups/list': (call) => page([{ id: 1, name: 'Группа' }], call),
    },
  });
  const found = await examineAt(url);
  expect(found.dialect.paging).toEqual({ offset: names[0], limit: names[1], from });
  expect(Object.keys(found.dialect.parameters ?? {})).toEqual([]);
  expect(codes(found, 'warning')).not.toContain('FILTER_IGNORED');
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});

test('rows that are skipped as the contract says need no line', async () => {
  const { url } = await teamServer({ routes: usualRoutes() });
  const { dialect } = await examineAt(url);
  expect([dialect.paging, dialect.total]).toEqual([undefined, undefined]);
});

test('a total in a header is found, and one that counts the page is none', async () => {
  const inHeader = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) => {
        const { items, total } = pageOf(CARDS, call);
        return new Status(200, items, { 'x-total-count': String(total) });
      },
    },
  });
  expect((await examineAt(inHeader.url)).dialect.total).toEqual({ header: 'X-Total-Count' });
  const ofPage = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) => {
        const { items } = pageOf(CARDS, call);
        return { items, total: items.length };
      },
    },
  });
  expect((await examineAt(ofPage.url)).dialect.total).toBe('none');
});

test('deleted cards that a list shows are left out', async () => {
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) =>
        pageOf(
          CARDS.map((card, index) => ({ ...card, isDeleted: index === 4 })),
          call,
        ),
    },
  });
  const found = await examineAt(url);
  expect(found.dialect.leaveOut).toEqual({ Account: { isDeleted: true } });
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});
