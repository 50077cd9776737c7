import { expect, test } from 'vitest';
import { walkOperations } from '../../../src/intents/read-back/history.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { CARDS, createManneredServer, firstCard, type Manners } from '../../kit/mannered-server.ts';
import { clientOf, failureOf } from '../../kit/upstream-client.ts';

const PAGING = { offset: 'page', limit: 'size', from: 1 };

async function givenPages(
  pages: Partial<Manners['pages']> = {},
  {
    total = 'body',
    maxLimit = 1000,
    paging = PAGING,
    ...more
  }: Manners & { maxLimit?: number; paging?: typeof PAGING } = {},
) {
  const server = await createManneredServer({
    pages: { page: 'page', size: 'size', from: 1, ...pages },
    total,
    ...more,
  });
  const credentials = { login: 'gateway', password: new Secret('gateway') };
  const line = typeof total === 'string' ? total : 'body';
  const given = clientOf(server.url, { credentials, dialect: { paging, maxLimit, total: line } });
  return {
    ...given,
    server,
    async cards(offset: number, limit: number) {
      server.asked.length = 0;
      const { items, total: count } = await listAccounts(given, { offset, limit });
      return {
        ids: items.map(({ id }) => id),
        total: count,
        pages: server.targets().map((target) => target.replace('/accounts/list?', '')),
      };
    },
  };
}
const ids = (offset: number, limit: number) =>
  Array.from({ length: Math.max(0, Math.min(limit, CARDS - offset)) }, (_, at) => firstCard + offset + at);

test('any window is read right, mostly within one page', async () => {
  const { cards } = await givenPages();
  // Which page is the first is proven once.
  expect((await cards(0, 1)).pages).toEqual(['page=1&size=1', 'page=0&size=1']);
  let calls = 0;
  for (const limit of [1, 2, 7, 50, 52])
    for (let offset = 0; offset + limit < CARDS; offset += 3) {
      const { ids: found, pages } = await cards(offset, limit);
      expect(found).toEqual(ids(offset, limit));
      calls += pages.length - 1;
    }
  expect(calls).toBe(0);
});

test('a window that no page holds is cut from two', async () => {
  const { cards } = await givenPages({ most: 50 }, { maxLimit: 50 });
  await cards(0, 1);
  expect(await cards(30, 50)).toEqual({
    ids: ids(30, 50),
    total: CARDS,
    pages: ['page=1&size=50', 'page=2&size=50'],
  });
});

test('the end of a list is read right from wherever, with a total and without', async () => {
  for (const total of ['body', 'none'] as const)
    for (const cap of [undefined, 50, 20]) {
      for (const [offset, limit] of [
        [100, 100],
        [130, 50],
        [CARDS, 2],
        [CARDS + 50, 20],
        [99, 52],
        [50, 100],
        [400, 100],
      ] as const) {
        // As after a restart: nothing is known of the server.
        const { cards } = await givenPages(cap ? { cap } : {}, { total });
        const { ids: found } = await cards(offset, limit);
        // A server with a limit of its own gives fewer, never others.
        expect(found).toEqual(ids(offset, Math.min(limit, Math.max(found.length, 1))));
        if (offset < CARDS) expect(found.length).toBeGreaterThanOrEqual(Math.min(cap ?? 1000, CARDS - offset, limit));
      }
    }
});

test('a server that has pages of one size alone is found out', async () => {
  const { cards } = await givenPages({ fixed: 20 });
  expect((await cards(0, 20)).ids).toEqual(ids(0, 20));
  expect((await failureOf(cards(4, 2))).reason).toBe('OFFSET_IGNORED');
});

test('the rows of value moves are walked to the end on a server that cuts pages', async () => {
  for (const cap of [7, 50]) {
    const given = await givenPages({ cap }, { total: 'none' });
    const { rows, isWhole } = await walkOperations(given, {}, { maxPages: 100, isWanted: () => true });
    expect([rows.length, isWhole]).toEqual([260, true]);
  }
});

test('a page before the first, whose rows would be lost, is an error', async () => {
  const wrong = { paging: { ...PAGING, from: 1 }, total: 'none' } as const;
  const { cards } = await givenPages({ from: 0 }, wrong);
  for (const [offset, limit] of [
    [0, 20],
    [0, 200],
  ] as const)
    expect(await failureOf(cards(offset, limit))).toMatchObject({ kind: 'MALFORMED', reason: 'PAGE_BEFORE_FIRST' });
  const right = await givenPages({ from: 0 }, { paging: { ...PAGING, from: 0 } });
  expect((await right.cards(0, 3)).pages).toEqual(['page=0&size=3']);
});

test.each([422, 500, 'first'] as const)('a page before the first that is %s is asked for once', async (before) => {
  const { cards } = await givenPages({ before });
  expect(await cards(0, 3)).toMatchObject({ ids: ids(0, 3), total: CARDS });
  expect((await cards(0, 3)).pages).toEqual(['page=1&size=3']);
});

test.each([502, 503])('a server that answers %i to the page before the first says nothing of it', async (status) => {
  const { cards } = await givenPages({ before: status });
  for (let times = 2; times > 0; times--) expect((await failureOf(cards(0, 3))).kind).toBe('UNAVAILABLE');
});

test('a page before the first that does not arrive proves nothing, however often', async () => {
  const { cards, server } = await givenPages({ from: 0 }, { paging: { ...PAGING, from: 1 }, total: 'none' });
  server.on.isLost = ({ target }) => target.includes('page=0');
  for (let times = 3; times > 0; times--) expect((await failureOf(cards(0, 20))).kind).toBe('UNAVAILABLE');
  delete server.on.isLost;
  expect((await failureOf(cards(0, 20))).reason).toBe('PAGE_BEFORE_FIRST');
});
