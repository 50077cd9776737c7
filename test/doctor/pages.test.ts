import { expect, test } from 'vitest';
import { decisionsOf } from '../../src/doctor/decisions.ts';
import { codes, examineAt } from '../kit/examine.ts';
import { CARDS, MOVES, ownMoves, pageOf, Status, type TeamCall, teamServer, usualRoutes } from '../kit/team-server.ts';

const MANY_CARDS = Array.from({ length: 70 }, (_, index) => ({ ...CARDS[index % 30], id: 501 + index * 3 }));
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

test.each([
  ['a flag', (isGone: boolean) => ({ isDeleted: isGone }), { isDeleted: true }],
  ['a state', (isGone: boolean) => ({ status: isGone ? 'deleted' : 'active' }), { status: 'deleted' }],
  ['a time', (isGone: boolean) => ({ deletedAt: isGone ? '2026-02-03T04:05:06' : null }), { deletedAt: '*' }],
] as const)('deleted cards that a list shows by %s are left out', async (_what, mark, line) => {
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      // Behind the first page.
      'GET /api/v0/accounts/list': (call) =>
        pageOf(
          MANY_CARDS.map((card, index) => ({ ...card, ...mark(index === 57) })),
          call,
        ),
    },
  });
  const found = await examineAt(url);
  expect(found.dialect.leaveOut).toEqual({ Account: line });
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});

test('what may be a mark of rows that are not there is for a person to decide', async () => {
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) =>
        pageOf(
          // A time before any server is none, as programs write it.
          CARDS.map((card, index) => ({ ...card, isActive: index !== 4, deletedAt: '0001-01-01T00:00:00' })),
          call,
        ),
    },
  });
  const found = await examineAt(url);
  expect(found.dialect.leaveOut).toBeUndefined();
  expect(decisionsOf(found).map(({ text }) => text)).toContainEqual(expect.stringContaining('"isActive" tells rows'));
});

test.each([
  ['rows that are not there', (rows: number) => rows + 7],
  ['rows up to a bound', (rows: number) => Math.min(rows, 40)],
])('a total that counts %s is none', async (_what, totalOf) => {
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/operations/list': (call) => {
        const { items, total } = pageOf(ownMoves(moves, call), call);
        return { items, total: totalOf(total) };
      },
    },
  });
  expect((await examineAt(url)).dialect.total).toBe('none');
});
