import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/sandbox/model.ts';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

const saturn = await given();
beforeAll(async () => {
  await saturn.ask('{ restaurants { id } settings { dayChangeTime } }');
});

const LIST = `query ($filter: OperationFilter, $first: Int = 100, $after: String) {
  operations(filter: $filter, first: $first, after: $after) { totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } }
}`;

/** The ids that a filter gives, all pages together. */
async function found(filter: unknown) {
  const ids: number[] = [];
  let total: number | null = null;
  for (let after: string | null = null; ; ) {
    const { data, errors, calls } = await saturn.ask(LIST, { filter, after });
    if (data?.operations == null) return { ids: null, total, errors, calls };
    const { nodes, pageInfo, totalCount } = at<{
      nodes: { upstreamId: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
      totalCount: number | null;
    }>(data, 'operations');
    if (after === null) total = totalCount;
    ids.push(...nodes.map(({ upstreamId }) => Number(upstreamId)));
    if (!pageInfo.hasNextPage) return { ids, total, errors, calls };
    after = pageInfo.endCursor;
  }
}
/** Newest first, by our own reading of the ledger. */
const truth = (keep: (row: Operation) => boolean) =>
  [...saturn.sandbox.operations()]
    .filter(keep)
    .reverse()
    .map(({ id }) => id);

test('an operation with everything that was booked', async () => {
  const [row] = truth(({ accountId, kind }) => accountId === 142 && kind === 'POS_PAYMENT');
  expect(
    await saturn.see(
      `query ($id: ID!) { operation(id: $id) {
        __typename id upstreamId kind amount affectsBalance reason createdAt businessDate user availableFrom expiresAt balanceAfter
        card { upstreamId } identifier { value } receipt { station number restaurant { upstreamId code name } }
      } }`,
      { id: saturn.id('Operation', row ?? 0) },
    ),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "accounts.get": 1,
        "operations.get": 1,
      },
      "data": {
        "operation": {
          "__typename": "Operation",
          "affectsBalance": true,
          "amount": "-450.00",
          "availableFrom": null,
          "balanceAfter": "1556.25",
          "businessDate": "2026-02-26",
          "card": {
            "upstreamId": "142",
          },
          "createdAt": "2026-02-26T19:42:10+03:00",
          "expiresAt": null,
          "id": "c2F0dXJuOk9wZXJhdGlvbjozNjY",
          "identifier": {
            "value": "2000000010427",
          },
          "kind": "POS_PAYMENT",
          "reason": "Оплата бонусами, чек №186942",
          "receipt": {
            "number": 186942,
            "restaurant": {
              "code": 1,
              "name": "Сатурн на Покровке",
              "upstreamId": "1",
            },
            "station": 2,
          },
          "upstreamId": "366",
          "user": null,
        },
      },
    }
  `);
});

test('a manual one has no receipt and no identifier, and may count later', async () => {
  const [row] = truth(({ accountId, availableFrom }) => accountId === 142 && availableFrom !== null);
  expect(
    await saturn.see(
      'query ($id: ID!) { operation(id: $id) { kind amount reason user availableFrom expiresAt receipt { station } identifier { value } } }',
      { id: saturn.id('Operation', row ?? 0) },
    ),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "operations.get": 1,
      },
      "data": {
        "operation": {
          "amount": "350.00",
          "availableFrom": "2026-03-17",
          "expiresAt": null,
          "identifier": null,
          "kind": "DEPOSIT",
          "reason": "Компенсация за ожидание",
          "receipt": null,
          "user": "marketing",
        },
      },
    }
  `);
});

test('an id of nothing, of another type or tenant is null, and not an id is refused', async () => {
  const one = (id: string) => saturn.see('query ($id: ID!) { operation(id: $id) { id } }', { id });
  expect(await one(saturn.id('Operation', 4_294_967_295))).toEqual({
    data: { operation: null },
    calls: { 'operations.get': 1 },
  });
  expect(await one(saturn.id('Card', 142))).toEqual({ data: { operation: null }, calls: {} });
  expect(await one(Buffer.from('jupiter:Operation:1').toString('base64url'))).toEqual({
    data: { operation: null },
    calls: {},
  });
  expect(await one('1')).toEqual({
    data: { operation: null },
    errors: ['BAD_USER_INPUT INVALID_ID at operation'],
    calls: {},
  });
});

describe('all operations', () => {
  test('newest first, then by id, with their number', async () => {
    const { ids, total } = await found(null);
    expect(ids).toEqual(truth(() => true));
    expect(total).toBe(ids?.length);
  });

  test('of some kinds', async () => {
    const { ids, total } = await found({ kinds: ['EXPIRE', 'REFERRAL', 'EXPIRE'] });
    expect(ids).toEqual(truth(({ kind }) => kind === 'EXPIRE' || kind === 'REFERRAL'));
    expect(ids?.length).toBe(total);
    expect(total).toBeGreaterThan(1);
  });

  test('no kind at all is nothing, without a call', async () => {
    expect(await found({ kinds: [] })).toEqual({ ids: [], total: 0, errors: [], calls: {} });
  });

  test('UNKNOWN cannot be asked for', async () => {
    expect(await found({ kinds: ['DEPOSIT', 'UNKNOWN'] })).toEqual({
      ids: null,
      total: null,
      errors: ['BAD_USER_INPUT UNKNOWN_ENUM at operations'],
      calls: {},
    });
  });

  test('of a group and of a restaurant', async () => {
    const groupOf = new Map(saturn.sandbox.accounts().map(({ id, groupId }) => [id, groupId]));
    const ofGroup = (row: Operation) => groupOf.get(row.accountId) === 2;
    expect((await found({ group: saturn.id('Group', 2) })).ids).toEqual(truth(ofGroup));
    expect((await found({ restaurant: saturn.id('Restaurant', 3) })).ids).toEqual(
      truth(({ restaurantId }) => restaurantId === 3),
    );
    expect(
      (await found({ group: saturn.id('Group', 2), restaurant: saturn.id('Restaurant', 1), kinds: ['POS_SPEND'] })).ids,
    ).toEqual(truth((row) => ofGroup(row) && row.restaurantId === 1 && row.kind === 'POS_SPEND'));
    expect(await found({ restaurant: saturn.id('Group', 3) })).toEqual({ ids: [], total: 0, errors: [], calls: {} });
    expect(await found({ group: Buffer.from('jupiter:Group:2').toString('base64url') })).toEqual({
      ids: [],
      total: 0,
      errors: [],
      calls: {},
    });
  });

  test('between two instants, the second exclusive, in whatever offset', async () => {
    const times = [...new Set(saturn.sandbox.operations().map(({ createdAt }) => createdAt))].sort();
    const [from = '', to = ''] = [times[20], times[60]];
    const expected = truth(({ createdAt }) => createdAt >= from && createdAt < to);
    expect((await found({ from: `${from}+03:00`, to: `${to}+03:00` })).ids).toEqual(expected);
    const utc = (local: string) => new Date(`${local}+03:00`).toISOString();
    expect((await found({ from: utc(from), to: utc(to) })).ids).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
  });

  test('an empty or reversed time is nothing, without a call', async () => {
    expect(await found({ from: '2026-03-01T00:00:00Z', to: '2026-03-01T00:00:00Z' })).toEqual({
      ids: [],
      total: 0,
      errors: [],
      calls: {},
    });
    expect(await found({ from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' })).toEqual({
      ids: [],
      total: 0,
      errors: [],
      calls: {},
    });
  });

  test('from the first to the last instant of all is everything', async () => {
    expect((await found({ from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' })).ids).toEqual(truth(() => true));
    expect((await found({ businessDate: { from: '0001-01-01', to: '9999-12-31' } })).ids).toEqual(truth(() => true));
  });
});

describe('business days', () => {
  test('begin at the day-change hour: a dinner after midnight counts for the evening', async () => {
    const late = saturn.sandbox
      .operations()
      .find(({ createdAt, businessDate }) => createdAt.slice(0, 10) > businessDate);
    const day = late?.businessDate ?? '';
    const { ids, total, calls } = await found({ businessDate: { from: day, to: day } });
    expect(ids).toEqual(truth(({ businessDate }) => businessDate === day));
    expect(ids).toContain(late?.id);
    expect(total).toBe(ids?.length);
    expect(calls).toEqual({ 'operations.list': 1 });
  });

  test('open to one side', async () => {
    expect((await found({ businessDate: { from: '2026-03-01' } })).ids).toEqual(
      truth(({ businessDate }) => businessDate >= '2026-03-01'),
    );
    expect((await found({ businessDate: { to: '2025-12-31' } })).ids).toEqual(
      truth(({ businessDate }) => businessDate <= '2025-12-31'),
    );
    expect((await found({ businessDate: {} })).ids).toHaveLength(truth(() => true).length);
  });

  test('together with instants, the narrower counts', async () => {
    const from = '2026-02-01T12:00:00';
    expect(
      (await found({ businessDate: { from: '2026-01-01', to: '2026-02-28' }, from: `${from}+03:00` })).ids,
    ).toEqual(
      truth(
        ({ businessDate, createdAt }) =>
          businessDate >= '2026-01-01' && businessDate <= '2026-02-28' && createdAt >= from,
      ),
    );
  });
});

test('the operations of one card take the same filters', async () => {
  const query =
    'query ($id: ID!, $filter: CardOperationFilter) { card(by: { id: $id }) { operations(filter: $filter, first: 100) { totalCount nodes { upstreamId } } } }';
  const own = async (filter: unknown) => {
    const { data } = await saturn.ask(query, { id: saturn.id('Card', 142), filter });
    const { nodes, totalCount } = at<{ nodes: { upstreamId: string }[]; totalCount: number }>(
      data,
      'card',
      'operations',
    );
    return { ids: nodes.map(({ upstreamId }) => Number(upstreamId)), total: totalCount };
  };
  const expected = (keep: (row: Operation) => boolean) => {
    const ids = truth((row) => row.accountId === 142 && keep(row));
    return { ids, total: ids.length };
  };
  expect(await own(null)).toEqual(expected(() => true));
  expect(await own({ kinds: ['POS_BONUS'] })).toEqual(expected(({ kind }) => kind === 'POS_BONUS'));
  expect(await own({ restaurant: saturn.id('Restaurant', 2) })).toEqual(
    expected(({ restaurantId }) => restaurantId === 2),
  );
  expect(await own({ businessDate: { from: '2026-01-01' } })).toEqual(
    expected(({ businessDate }) => businessDate >= '2026-01-01'),
  );
  expect(await own({ from: '2026-01-01T00:00:00+03:00', to: '2026-03-01T00:00:00+03:00' })).toEqual(
    expected(({ createdAt }) => createdAt >= '2026-01-01' && createdAt < '2026-03-01'),
  );
  expect(await own({ restaurant: saturn.id('Tag', 2) })).toEqual({ ids: [], total: 0 });
});

test('which kinds change the balance', async () => {
  const { data } = await saturn.ask('{ operations(first: 100) { nodes { kind affectsBalance } } }');
  const nodes = at<{ kind: string; affectsBalance: boolean }[]>(data, 'operations', 'nodes');
  const told = Object.fromEntries(nodes.map(({ kind, affectsBalance }) => [kind, affectsBalance]));
  expect(told).toMatchObject({ DEPOSIT: true, POS_BONUS: true, POS_SPEND: false, POS_DISCOUNT: false });
});
