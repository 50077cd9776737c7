import { expect, test } from 'vitest';
import { accountsByIds } from '../../../src/upstream/resources/accounts-by-ids.ts';
import { listCall, listPage, provenTotal, readAll } from '../../../src/upstream/resources/list-call.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

interface Habits {
  rows: number;
  cap?: number;
  /** What the server says of the length: of the list, of the page, that many, or nothing. */
  total?: 'list' | 'page' | number;
  ignoresOffset?: boolean;
}

async function given({ rows, cap = 1000, total, ignoresOffset = false }: Habits) {
  const server = await fakeServer(({ query, path }) => {
    const single = /\/(\d+)$/.exec(path)?.[1];
    if (single !== undefined) return { body: accountRow(Number(single)) };
    const ids = query.get('ids')?.split(',').map(Number) ?? Array.from({ length: rows }, (_, index) => index + 1);
    const offset = ignoresOffset ? 0 : Number(query.get('offset') ?? 0);
    const items = ids.slice(offset, offset + Math.min(Number(query.get('limit')), cap)).map((id) => accountRow(id));
    const count = total === 'list' ? rows : total === 'page' ? items.length : total;
    return { body: count === undefined ? items : { items, total: count } };
  });
  const upstream = clientOf(server.url, withToken);
  const page = (limit: number, offset = 0) => listPage(upstream, 'accounts.list', { limit, offset });
  return { server, upstream, page, calls: () => server.requests.splice(0).length };
}

test.each<[string, Habits, number, number]>([
  ['a total that says so', { rows: 37, total: 'list' }, 37, 1],
  ['fewer rows than any server cuts to', { rows: 7 }, 7, 1],
  ['an empty page behind', { rows: 37 }, 37, 2],
  ['an empty page behind a total that may be of the page', { rows: 50, total: 'list' }, 50, 2],
])('the end is proven by %s', async (_name, habits, count, calls) => {
  const the = await given(habits);
  const { items, isEnd } = await the.page(101);
  expect([items.length, isEnd, the.calls()]).toEqual([count, true, calls]);
});

test.each<[string, Habits, number]>([
  ['without a total', { rows: 120, cap: 50 }, 50],
  ['with a total of the page', { rows: 120, cap: 50, total: 'page' }, 50],
  ['with a total of a page of ten', { rows: 120, cap: 10, total: 'page' }, 20],
  ['with a total', { rows: 120, cap: 50, total: 'list' }, 50],
])('a page that the server cut is not the end, %s', async (_name, habits, least) => {
  const the = await given(habits);
  const { items, isEnd } = await the.page(101);
  expect(items.length).toBeGreaterThanOrEqual(least);
  expect(isEnd).toBeUndefined();
  const tags = await given(habits);
  expect(await readAll(tags.upstream, listCall('tags.list'))).toHaveLength(120);
});

test('a total that once counted rows to come is believed at once from then on', async () => {
  const the = await given({ rows: 50, total: 'list' });
  await the.page(10);
  expect([(await the.page(101)).isEnd, the.calls()]).toEqual([true, 2]);
});

test('a total that counts the page is none', async () => {
  const the = await given({ rows: 120, total: 'page' });
  const first = await the.page(21);
  const read = (offset: number, limit: number) => the.page(limit, offset);
  expect(await provenTotal(the.upstream.client.totals, 'accounts.list', first.total, read)).toBeNull();
  expect((await the.page(21)).total).toBeNull();
});

test('a total that says more than comes is an error', async () => {
  const the = await given({ rows: 60, total: 90 });
  await the.page(50);
  expect(await failureOf(the.page(50, 60))).toMatchObject({ kind: 'MALFORMED', reason: 'TOTAL_EXCEEDS_ROWS' });
  expect(await failureOf(readAll(the.upstream, listCall('tags.list')))).toMatchObject({ reason: 'TOTAL_EXCEEDS_ROWS' });
});

test('pages that repeat are an error', async () => {
  const the = await given({ rows: 60, ignoresOffset: true });
  expect(await failureOf(the.page(101))).toMatchObject({ kind: 'MALFORMED', reason: 'OFFSET_IGNORED' });
});

test.each<['page' | undefined]>([['page'], [undefined]])(
  'accounts beyond a page that was cut are asked for again: total %s',
  async (total) => {
    const the = await given({ rows: 0, cap: 50, ...(total && { total }) });
    const ids = Array.from({ length: 70 }, (_, index) => index + 1);
    const found = await accountsByIds(the.upstream, ids);
    expect(found.map((row) => row && 'id' in row && row.id)).toEqual(ids);
    expect(the.calls()).toBe(2);
  },
);
