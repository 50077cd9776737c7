import { describe, expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

const saturn = await given();

const LIST =
  'query ($filter: GuestFilter, $orderBy: GuestOrder, $first: Int = 100, $after: String) { guests(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { totalCount nodes { upstreamId } } }';

async function found(filter: unknown, more: Record<string, unknown> = {}) {
  const { data, errors, calls } = await saturn.ask(LIST, { filter, ...more });
  const list = data?.guests as { totalCount: number; nodes: { upstreamId: string }[] } | null;
  return {
    ids: list?.nodes.map(({ upstreamId }) => Number(upstreamId)) ?? null,
    total: list?.totalCount ?? null,
    errors,
    calls,
  };
}
/** What the server really holds, by our own reading of its rows. */
const truth = (keep: (account: ReturnType<Given['sandbox']['accounts']>[number]) => boolean) =>
  saturn.sandbox
    .accounts()
    .filter(keep)
    .map(({ id }) => id);

test('a page with cursors, and the next one', async () => {
  const query =
    '{ guests(first: 2) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { upstreamId } } nodes { upstreamId } } }';
  const { data, calls } = await saturn.ask(query);
  const page = data?.guests as {
    totalCount: number;
    edges: { cursor: string; node: unknown }[];
    nodes: unknown[];
    pageInfo: Record<string, unknown>;
  };
  expect(page.nodes).toEqual([{ upstreamId: '101' }, { upstreamId: '102' }]);
  expect(page.edges.map(({ node }) => node)).toEqual(page.nodes);
  expect(page.pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: page.edges[0]?.cursor,
    endCursor: page.edges[1]?.cursor,
  });
  expect(page.totalCount).toBe(36);
  expect(calls).toEqual({ 'accounts.list': 1 });
  const next = await saturn.see(
    `{ guests(first: 2, after: "${page.edges[1]?.cursor}") { totalCount pageInfo { hasPreviousPage } nodes { upstreamId } } }`,
  );
  expect(next).toEqual({
    data: {
      guests: {
        totalCount: 36,
        pageInfo: { hasPreviousPage: true },
        nodes: [{ upstreamId: '103' }, { upstreamId: '104' }],
      },
    },
    calls: { 'accounts.list': 1 },
  });
});

test('20 by default, none for 0, refused above 100 or below 0', async () => {
  const { data } = await saturn.ask(
    '{ guests { nodes { id } } none: guests(first: 0) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }',
  );
  expect(at<unknown[]>(data, 'guests', 'nodes')).toHaveLength(20);
  expect(data?.none).toEqual({ totalCount: 36, nodes: [], pageInfo: { hasNextPage: true, endCursor: null } });
  for (const first of [101, -1, 2_147_483_647, -2_147_483_648])
    expect(await found(null, { first })).toEqual({
      ids: null,
      total: null,
      errors: ['BAD_USER_INPUT PAGE_SIZE at guests'],
      calls: {},
    });
});

describe('filters', () => {
  test('search goes to the server', async () => {
    expect(await found({ search: ' иванова ' })).toEqual({
      ids: truth(({ lastName }) => lastName === 'Иванова'),
      total: 2,
      errors: [],
      calls: { 'accounts.list': 1 },
    });
    expect((await found({ search: '   ' })).total).toBe(36);
  });

  test('phone finds the whole family, however it is spelt', async () => {
    expect(await found({ phone: '8 (900) 000-10-02' })).toMatchObject({ ids: [102, 103, 104], errors: [] });
    expect(await found({ phone: '12' })).toMatchObject({
      ids: null,
      errors: ['BAD_USER_INPUT INVALID_PHONE at guests'],
      calls: {},
    });
  });

  test('email', async () => {
    expect(await found({ email: 'family5@saturn-guest.example' })).toMatchObject({ ids: [105, 106], errors: [] });
    expect(await found({ email: '' })).toMatchObject({
      ids: null,
      errors: ['BAD_USER_INPUT INVALID_EMAIL at guests'],
      calls: {},
    });
  });

  test('group, discount and tag', async () => {
    const [group, discount, ladder, tag] = [
      saturn.id('Group', 2),
      saturn.id('PosDiscount', 7),
      saturn.id('Ladder', 101),
      saturn.id('Tag', 3),
    ];
    expect((await found({ group })).ids).toEqual(truth(({ groupId }) => groupId === 2));
    expect((await found({ discount })).ids).toEqual(truth(({ discountId }) => discountId === 7));
    expect((await found({ discount: ladder })).ids).toEqual(truth(({ discountId }) => discountId === 101));
    expect((await found({ tag })).ids).toEqual(truth(({ tagIds }) => tagIds.includes(3)));
    expect((await found({ group, tag })).ids).toEqual(
      truth(({ groupId, tagIds }) => groupId === 2 && tagIds.includes(3)),
    );
  });

  test.each([
    ['an id of another type', () => ({ group: saturn.id('Tag', 3) })],
    ['an id of another tenant', () => ({ group: Buffer.from('jupiter:Group:2').toString('base64url') })],
    ['a card as a discount', () => ({ discount: saturn.id('Card', 101) })],
    ['another tag of another tenant', () => ({ tag: Buffer.from('jupiter:Tag:3').toString('base64url') })],
  ])('%s matches nothing, without a call', async (_, filter) => {
    expect(await found(filter())).toEqual({ ids: [], total: 0, errors: [], calls: {} });
  });

  test('an id that is none is refused', async () => {
    expect(await found({ tag: '3' })).toEqual({
      ids: null,
      total: null,
      errors: ['BAD_USER_INPUT INVALID_ID at guests'],
      calls: {},
    });
  });

  test('registered on these days, both included', async () => {
    const days = saturn.sandbox
      .accounts()
      .map(({ registeredAt }) => registeredAt.slice(0, 10))
      .sort();
    const [from = '', to = ''] = [days[5], days[20]];
    const within = (account: { registeredAt: string }) =>
      account.registeredAt.slice(0, 10) >= from && account.registeredAt.slice(0, 10) <= to;
    expect((await found({ registered: { from, to } })).ids).toEqual(truth(within));
    expect((await found({ registered: { from: to } })).ids).toEqual(
      truth(({ registeredAt }) => registeredAt.slice(0, 10) >= to),
    );
    expect((await found({ registered: { from: '9999-12-31' } })).total).toBe(0);
    expect((await found({ registered: { to: '0001-01-01' } })).total).toBe(0);
  });

  test('changed at an instant or later, whatever offset it is told in', async () => {
    const at =
      saturn.sandbox
        .accounts()
        .map(({ updatedAt }) => updatedAt)
        .sort()[20] ?? '';
    const expected = truth(({ updatedAt }) => updatedAt >= at);
    const instant = new Date(`${at}+03:00`);
    expect((await found({ updatedSince: `${at}+03:00` })).ids).toEqual(expected);
    expect((await found({ updatedSince: instant.toISOString() })).ids).toEqual(expected);
    expect((await found({ updatedSince: new Date(instant.getTime() + 1).toISOString() })).ids).toEqual(
      truth(({ updatedAt }) => updatedAt > at),
    );
  });

  test('the first and the last instant of all, by which clients mean no bound', async () => {
    expect(await found({ updatedSince: '0001-01-01T00:00:00Z' })).toMatchObject({ total: 36, errors: [] });
    expect(await found({ updatedSince: '9999-12-31T23:59:59Z' })).toMatchObject({ total: 0, errors: [] });
  });

  test.each(['x'.repeat(101), 'a\0b', '\ud83d', '1'.repeat(2048)])(
    'a search that no server can answer is refused: %j',
    async (search) => {
      expect(await found({ search })).toMatchObject({
        ids: null,
        errors: ['BAD_USER_INPUT INVALID_SEARCH at guests'],
        calls: {},
      });
    },
  );

  test.each([
    { updatedSince: '2026-03-01' },
    { updatedSince: '2026-03-01T00:00:00' },
    { registered: { from: '2026-02-30' } },
    { registered: { from: '01.03.2026' } },
    { updatedSince: '2026-13-01T00:00:00Z' },
    { updatedSince: 5 },
  ])('a time that is none is refused: %j', async (filter) => {
    const { ids, errors, calls } = await found(filter);
    expect({ ids, calls }).toEqual({ ids: null, calls: {} });
    expect(errors).toEqual(['BAD_USER_INPUT at ']);
  });
});

describe('orders', () => {
  const rows = () => saturn.sandbox.accounts();
  test('by ID both ways', async () => {
    const ids = rows().map(({ id }) => id);
    expect((await found(null, { orderBy: { field: 'ID' } })).ids).toEqual(ids);
    expect((await found(null, { orderBy: { field: 'ID', direction: 'DESC' } })).ids).toEqual(ids.reverse());
  });
  test('by the time of registration', async () => {
    const ids = [...rows()]
      .sort((a, b) => (a.registeredAt < b.registeredAt ? -1 : a.registeredAt > b.registeredAt ? 1 : a.id - b.id))
      .map(({ id }) => id);
    expect((await found(null, { orderBy: { field: 'REGISTERED_AT' } })).ids).toEqual(ids);
  });
  test('by last name', async () => {
    const names = new Map(rows().map(({ id, lastName }) => [id, lastName ?? '']));
    const { ids, errors } = await found(null, { orderBy: { field: 'LAST_NAME', direction: 'DESC' } });
    expect(errors).toEqual([]);
    const told = ids?.map((id) => names.get(id) ?? '') ?? [];
    expect(told).toEqual([...told].sort(new Intl.Collator('ru').compare).reverse());
    expect(new Set(ids).size).toBe(36);
  });
  test('guests have no balance to order by', async () => {
    expect((await saturn.ask('{ guests(orderBy: { field: BALANCE }) { totalCount } }')).errors).toEqual([
      'Value "BALANCE" does not exist in "GuestOrderField" enum.',
    ]);
  });
  test('walking an order other than ID goes by position', async () => {
    const orderBy = { field: 'REGISTERED_AT' };
    const seen: string[] = [];
    for (let after: string | null = null, pages = 0; pages < 10; pages++) {
      const { data } = await saturn.ask(
        'query ($orderBy: GuestOrder, $after: String) { guests(orderBy: $orderBy, first: 7, after: $after) { nodes { upstreamId } pageInfo { hasNextPage endCursor } } }',
        { orderBy, after },
      );
      const page = data?.guests as {
        nodes: { upstreamId: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      seen.push(...page.nodes.map(({ upstreamId }) => upstreamId));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toHaveLength(36);
    expect(new Set(seen).size).toBe(36);
  });
});

test('a walk through the birthdays of the next days goes on after midnight', async () => {
  const night = await given({ clock: '2026-03-10T20:59:00Z' });
  const ask = (after: string | null) =>
    night.ask(
      'query ($after: String) { guests(first: 1, after: $after, filter: { birthday: { withinDays: 200 } }) { nodes { upstreamId } pageInfo { endCursor } } }',
      { after },
    );
  const first = await ask(null);
  night.clock.advance(120_000);
  const { errors, data } = await ask(at<string>(first.data, 'guests', 'pageInfo', 'endCursor'));
  expect(errors).toEqual([]);
  expect(at(data, 'guests', 'nodes')).not.toEqual(at(first.data, 'guests', 'nodes'));
});

describe('birthdays', () => {
  const born = (from: string, to: string) =>
    truth(
      ({ birthday }) =>
        birthday !== null &&
        (from <= to
          ? birthday.slice(5) >= from && birthday.slice(5) <= to
          : birthday.slice(5) >= from || birthday.slice(5) <= to),
    );
  test('within days from the today of the tenant', async () => {
    expect((await found({ birthday: { withinDays: 30 } })).ids).toEqual(born('03-10', '04-09'));
    expect((await found({ birthday: { withinDays: 0 } })).ids).toEqual(born('03-10', '03-10'));
    expect((await found({ birthday: { withinDays: 366 } })).ids).toEqual(truth(({ birthday }) => birthday !== null));
    expect((await found({ birthday: { withinDays: 300 } })).ids).toEqual(born('03-10', '01-04'));
  });
  test('over New Year', async () => {
    expect((await found({ birthday: { range: { from: '12-01', to: '01-31' } } })).ids).toEqual(born('12-01', '01-31'));
  });
  test('29 February counts on the 28th in a common year', async () => {
    // It is March 2026: the next February is that of 2027, a common year.
    expect((await found({ birthday: { range: { from: '02-28', to: '02-28' } } })).ids).toEqual(
      expect.arrayContaining([117, 118]),
    );
    expect((await found({ birthday: { range: { from: '03-01', to: '03-01' } } })).ids).not.toContain(117);
  });
  test.each([{ withinDays: -1 }, { withinDays: 367 }])('%j is out of range', async (birthday) => {
    expect(await found({ birthday })).toMatchObject({
      ids: null,
      errors: ['BAD_USER_INPUT OUT_OF_RANGE at guests'],
      calls: {},
    });
  });
  test.each(['02-30', '13-01', '1-1', '2026-01-01', '00-10', '😀', '', '01-01\n'])(
    '%j is no day of the year',
    async (from) => {
      expect(await found({ birthday: { range: { from, to: '12-31' } } })).toMatchObject({
        ids: null,
        errors: ['BAD_USER_INPUT INVALID_DAY at guests'],
        calls: {},
      });
    },
  );
});
