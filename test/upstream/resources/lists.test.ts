import { expect, test } from 'vitest';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { accountByIdentifier, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { accountsByIds } from '../../../src/upstream/resources/accounts-by-ids.ts';
import { listCall, readAll } from '../../../src/upstream/resources/list-call.ts';
import { listOperations } from '../../../src/upstream/resources/operations.ts';
import { fakeServer, type Request } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const KNOWN = 250;
const idsOf = ({ query }: Request) => (query.get('ids') ?? '').split(',').map(Number);

/** Accounts 1 to 250, with or without the ids filter. */
const accounts = (options: { ignoresIds?: boolean } = {}) =>
  fakeServer((request) => {
    const single = /^\/accounts\/(\d+)$/.exec(request.path)?.[1];
    if (single !== undefined) {
      if (single === '13') return { status: 422, body: { detail: 'bad luck' } };
      return Number(single) <= KNOWN
        ? { body: accountRow(Number(single)) }
        : { status: 404, body: { detail: 'Not Found' } };
    }
    const limit = Number(request.query.get('limit') ?? 20);
    const found = options.ignoresIds
      ? Array.from({ length: KNOWN }, (_, index) => index + 1)
      : idsOf(request).filter((id) => id <= KNOWN);
    return { body: { items: found.slice(0, limit).map((id) => accountRow(id)), total: found.length } };
  });
const summary = (rows: readonly ({ id: number } | Error | null)[]) =>
  rows.map((row) => (row instanceof Error ? 'error' : (row?.id ?? null)));

test('one account is read by its own path, several by one call, in the order asked', async () => {
  const server = await accounts();
  const given = clientOf(server.url, withToken);
  expect(summary(await accountsByIds(given, [7]))).toEqual([7]);
  expect(summary(await accountsByIds(given, [9, 999, 2]))).toEqual([9, null, 2]);
  expect(server.requests.map(({ path }) => path)).toEqual(['/accounts/7', '/accounts/list']);
  expect(await accountsByIds(given, [])).toEqual([]);
});

test('more than a hundred accounts are asked a hundred at a time, or a page of the server at a time', async () => {
  const ids = Array.from({ length: 260 }, (_, index) => index + 1);
  for (const [dialect, sizes] of [
    [{}, [100, 100, 60]],
    [{ maxLimit: 90 }, [90, 90, 80]],
  ] as const) {
    const server = await accounts();
    const rows = await accountsByIds(clientOf(server.url, { ...withToken, dialect }), ids);
    expect(summary(rows)).toEqual(ids.map((id) => (id <= KNOWN ? id : null)));
    expect(server.requests.map((request) => idsOf(request).length).sort((a, b) => b - a)).toEqual(sizes);
  }
});

test('without the ids filter accounts are read one by one, and a failure stays in its place', async () => {
  const server = await accounts();
  const rows = await accountsByIds(
    clientOf(server.url, { ...withToken, dialect: { idsFilter: false } }),
    [1, 13, 999, 2],
  );
  expect(summary(rows)).toEqual([1, 'error', null, 2]);
  expect(rows[1]).toBeInstanceOf(UpstreamError);
  expect(server.requests.every(({ path }) => path !== '/accounts/list')).toBe(true);
});

test('a server that ignores the filter is found out: an account is never said to be missing because of that', async () => {
  const server = await accounts({ ignoresIds: true });
  const given = clientOf(server.url, withToken);
  expect(summary(await accountsByIds(given, [1, 200, 999]))).toEqual([1, 200, null]);
  expect(given.client.counters.oddities).toEqual({ 'ignored accounts.list.ids': 1 });
});

test('a failed chunk fails its own accounts alone', async () => {
  const server = await fakeServer((request) =>
    idsOf(request).includes(150)
      ? { status: 400 }
      : { body: { items: idsOf(request).map((id) => accountRow(id)), total: 100 } },
  );
  const rows = await accountsByIds(
    clientOf(server.url, withToken),
    Array.from({ length: 200 }, (_, index) => index + 1),
  );
  expect(summary(rows)).toEqual(rows.map((_, index) => (index < 100 ? index + 1 : 'error')));
});

test('the identifier goes as text, whatever is in it', async () => {
  const server = await fakeServer(({ query }) =>
    query.get('value') === '8 (900)&?/#' ? { body: accountRow(1) } : { status: 404 },
  );
  const given = clientOf(server.url, withToken);
  expect((await accountByIdentifier(given, { value: '8 (900)&?/#' }))?.id).toBe(1);
  expect(await accountByIdentifier(given, { value: '9223372036854775807', typeId: 2 })).toBeNull();
  expect(server.requests[1]?.query.get('value')).toBe('9223372036854775807');
});

test('operations of one card, of several, and of several where the server cannot', async () => {
  const server = await fakeServer(() => ({ body: { items: [], total: 0 } }));
  const given = clientOf(server.url, withToken);
  await listOperations(given, { accountIds: [5], limit: 1 });
  await listOperations(given, { accountIds: [5, 6], kind: ['DEPOSIT', 'PROMO'] });
  expect(server.requests.map(({ query }) => String(query))).toEqual([
    'limit=1&accountId=5',
    'kind=DEPOSIT%2CPROMO&accountIds=5%2C6',
  ]);
  expect(await listOperations(given, { accountIds: [] })).toEqual({ items: [], total: 0 });
  const poor = clientOf(server.url, { ...withToken, dialect: { operationIdsFilter: false } });
  expect(await failureOf(listOperations(poor, { accountIds: [5, 6] }))).toMatchObject({
    kind: 'UNSUPPORTED',
    sent: 'NOT_SENT',
  });
  await listOperations(poor, { accountIds: [5] });
});

test('a page greater than the server gives is put together', async () => {
  const server = await fakeServer(({ query }) => {
    const [limit, offset] = [Number(query.get('limit')), Number(query.get('offset'))];
    return { body: Array.from({ length: Math.min(limit, 25 - offset) }, (_, index) => accountRow(offset + index + 1)) };
  });
  const given = clientOf(server.url, { ...withToken, dialect: { maxLimit: 10 } });
  const page = await listAccounts(given, { limit: 21, offset: 3 });
  expect(page.items.map(({ id }) => id)).toEqual(Array.from({ length: 21 }, (_, index) => index + 4));
  expect(server.requests).toHaveLength(3);
});

interface Habits {
  total?: boolean;
  /** Rows of its largest page. */
  cap?: number;
  ignoresLimit?: boolean;
  ignoresOffset?: boolean;
}

test.each<[string, number, Habits, number]>([
  ['a small list', 7, { total: true }, 1],
  ['a bare array', 7, {}, 1],
  ['a list of several pages', 2500, { total: true }, 3],
  ['a bare array of several pages', 2510, {}, 3],
  ['a silent cap below what was asked', 250, { total: true, cap: 100 }, 3],
  ['a silent cap without a total', 250, { cap: 100 }, 4],
  ['a server that ignores limit', 1200, { ignoresLimit: true }, 1],
  ['a server that ignores offset', 1000, { ignoresOffset: true }, 2],
  ['an empty list', 0, {}, 2],
])('%s is read whole, each row once', async (_name, size, habits, calls) => {
  const all = Array.from({ length: size }, (_, index) => ({ id: index + 1, name: `Группа ${index}` }));
  const server = await fakeServer(({ query }) => {
    const offset = habits.ignoresOffset ? 0 : Number(query.get('offset'));
    const limit = habits.ignoresLimit ? size : Math.min(Number(query.get('limit')), habits.cap ?? 1000);
    const items = all.slice(offset, offset + limit);
    return { body: habits.total ? { items, total: size } : items };
  });
  const rows = await readAll(clientOf(server.url, withToken), listCall('accountGroups.list'));
  expect(rows).toEqual(all);
  expect(server.requests.length).toBeLessThanOrEqual(calls);
});

test('rows that do not have the values of the query are refused, whichever rows they are among', async () => {
  const [ladder, pos] = [
    { id: 1, kind: 'COMPOUND', name: 'А' },
    { id: 2, kind: 'RK', name: 'Б' },
  ];
  const read = async (items: object[], query: object) => {
    const server = await fakeServer(() => ({ body: { items, total: items.length } }));
    return readAll(clientOf(server.url, withToken), listCall('discounts.list'), query);
  };
  expect(await read([ladder], { kind: 'COMPOUND', search: 'я' })).toEqual([ladder]);
  expect(await read([ladder, pos], {})).toEqual([ladder, pos]);
  const ignored = { kind: 'UNSUPPORTED', reason: 'FILTER_IGNORED' };
  await expect(read([ladder, pos], { kind: 'COMPOUND' })).rejects.toMatchObject(ignored);
  await expect(read([{ id: 3, name: 'В' }], { kind: 'COMPOUND' })).rejects.toMatchObject(ignored);
});

test('the types refuse a list with a parameter against which its rows cannot be held', () => {
  // @ts-expect-error registeredFrom is no field of an account
  expect(listCall('accounts.list')).toBeDefined();
});
