import { describe, expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

interface Page {
  nodes: { upstreamId: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
const PAGE = '{ nodes { upstreamId } pageInfo { hasNextPage endCursor } }';
const ALL = `query ($first: Int!, $after: String, $filter: OperationFilter) { operations(first: $first, after: $after, filter: $filter) ${PAGE} }`;
const OF_CARD = `query ($first: Int!, $after: String, $card: String!) { card(by: { upstreamId: $card }) { operations(first: $first, after: $after) ${PAGE} } }`;

/** Pages on to the end, with something booked between the pages. */
async function walk(
  { ask }: Pick<Given, 'ask'>,
  options: { first: number; card?: string; filter?: unknown; between?: (page: number) => Promise<void> },
) {
  const { first, card, filter, between } = options;
  const ids: number[] = [];
  let after: string | null = null;
  let most = 0;
  for (let page = 0; ; page++) {
    if (page > 2000) throw new Error('an endless walk');
    const { data, errors, calls } = await ask(card ? OF_CARD : ALL, { first, after, card, filter });
    expect(errors).toEqual([]);
    most = Math.max(
      most,
      Object.values(calls).reduce((sum, one) => sum + one, 0),
    );
    const { nodes, pageInfo } = card ? at<Page>(data, 'card', 'operations') : at<Page>(data, 'operations');
    ids.push(...nodes.map(({ upstreamId }) => Number(upstreamId)));
    if (!pageInfo.hasNextPage) return { ids, most };
    after = pageInfo.endCursor;
    await between?.(page);
  }
}

/** Books as the web admin would, past the gateway. */
async function post({ sandbox }: Pick<Given, 'sandbox'>, path: string, body: unknown) {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}
const deposit = (restaurant: Pick<Given, 'sandbox'>, accountId: number) =>
  post(restaurant, '/operations/deposit', { accountId, amount: 100, reason: 'между страницами' });

/** What existed at the start, newest first, once each. Later ones may be among them or not. */
function expectOnce(ids: readonly number[], existed: readonly number[]) {
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set(existed);
  expect(ids.filter((id) => known.has(id))).toEqual(existed);
}
const existing = ({ sandbox }: Pick<Given, 'sandbox'>, card?: number) =>
  sandbox
    .operations()
    .filter(({ accountId }) => card === undefined || accountId === card)
    .map(({ id }) => id)
    .reverse();

describe.each([10, 1000])('where a page upstream holds %i rows', (maxLimit) => {
  test.each([7, 100])('pages of %i, with deposits in the very second of the walk', async (first) => {
    const saturn = await given({ dialect: { maxLimit } });
    const existed = existing(saturn);
    const { ids } = await walk(saturn, { first, between: (page) => deposit(saturn, 101 + (page % 3)) });
    expectOnce(ids, existed);
  });

  test('pages of 1 over one card, with deposits on that card', async () => {
    const saturn = await given({ dialect: { maxLimit } });
    const existed = existing(saturn, 142);
    const { ids, most } = await walk(saturn, { first: 1, card: '142', between: () => deposit(saturn, 142) });
    expectOnce(ids, existed);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('a card with many rows in one second', async () => {
    const saturn = await given({ dialect: { maxLimit } });
    for (let once = 0; once < 25; once++) await deposit(saturn, 121);
    for (const first of [1, 7, 100]) {
      const existed = existing(saturn, 121);
      const { ids } = await walk(saturn, { first, card: '121', between: () => deposit(saturn, 121) });
      expectOnce(ids, existed);
    }
  });
});

test('a group deposit of 3,000 rows, all in one second, is walked in one call per page', async () => {
  const saturn = await given({ size: 'full' });
  const existed = existing(saturn);
  expect(existed.length).toBeGreaterThan(5000);
  const { ids, most } = await walk(saturn, { first: 100 });
  expect(ids).toEqual(existed);
  expect(most).toBe(1);
});

test.each([
  [100, 1000],
  [7, 1000],
  [100, 10],
])(
  'a group deposit of 3,000 rows in the very second that a walk stands in: pages of %i, upstream %i',
  async (first, maxLimit) => {
    const saturn = await given({ size: 'full', dialect: { maxLimit } });
    // The walk stands in the second of these when the group deposit is booked: all of its rows come before the place.
    for (const id of [101, 102, 103, 105, 106, 109, 110, 111, 112, 113]) await deposit(saturn, id);
    const filter = { from: '2026-03-09T00:00:00+03:00' };
    const existed = saturn.sandbox
      .operations()
      .filter(({ createdAt }) => createdAt >= '2026-03-09')
      .map(({ id }) => id)
      .reverse();
    expect(existed.length).toBeGreaterThan(40);
    // A first page that ends within that second.
    const { data } = await saturn.ask(ALL, { first: 4, filter });
    await post(saturn, '/operations/group_deposit', { groupId: 7, amount: 100, reason: 'всем' });
    const ids = at<Page>(data, 'operations').nodes.map(({ upstreamId }) => Number(upstreamId));
    let after = at<Page>(data, 'operations').pageInfo.endCursor;
    for (;;) {
      const page = await saturn.ask(ALL, { first, after, filter });
      expect(page.errors).toEqual([]);
      expect(Object.values(page.calls)[0]).toBeLessThanOrEqual(25);
      const { nodes, pageInfo } = at<Page>(page.data, 'operations');
      ids.push(...nodes.map(({ upstreamId }) => Number(upstreamId)));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(ids).toEqual(existed);
  },
);

test('the same over the hour that comes twice: local times go back while the walk goes on', async () => {
  // Berlin, 25 October 2026: 03:00 summer time becomes 02:00.
  const berlin = await given({ timeZone: 'Europe/Berlin', clock: '2026-10-25T00:40:00Z' });
  for (let minute = 0; minute < 8; minute++) {
    await deposit(berlin, 101 + (minute % 3));
    berlin.clock.advance(7 * 60_000);
  }
  const existed = existing(berlin);
  const { ids } = await walk(berlin, {
    first: 3,
    filter: { from: '2026-10-20T00:00:00Z' },
    async between(page) {
      // Twenty minutes between the pages: soon it is 02:xx again, among the rows that the walk has passed or has before it.
      if (page < 6) berlin.clock.advance(7 * 60_000);
      await deposit(berlin, 105);
    },
  });
  const recent = new Set(
    berlin.sandbox
      .operations()
      .filter(({ createdAt }) => createdAt >= '2026-10-20T02')
      .map(({ id }) => id),
  );
  expectOnce(
    ids,
    existed.filter((id) => recent.has(id)),
  );
  expect(ids.length).toBeGreaterThan(10);
});

test('a cursor from before the clocks were set back is good after it', async () => {
  const berlin = await given({ timeZone: 'Europe/Berlin', clock: '2026-10-25T00:30:00Z' });
  for (let once = 0; once < 6; once++) await deposit(berlin, 142);
  const existed = existing(berlin, 142);
  const { ids } = await walk(berlin, {
    first: 4,
    card: '142',
    between: async () => berlin.clock.set('2026-10-25T01:30:00Z'),
  });
  expect(ids).toEqual(existed);
});

test('a walk is of its tenant, its card, its filter and its field', async () => {
  const graph = await given({ beside: [await given({ variant: 'jupiter' })] });
  const cursorOf = async (query: string, variables: Record<string, unknown>, ...path: string[]) =>
    at<string>((await graph.ask(query, { first: 1, ...variables })).data, ...path, 'pageInfo', 'endCursor');
  const all = await cursorOf(ALL, {}, 'operations');
  const filtered = await cursorOf(ALL, { filter: { kinds: ['DEPOSIT'] } }, 'operations');
  const card = await cursorOf(OF_CARD, { card: '142' }, 'card', 'operations');
  const guests = await cursorOf(
    'query ($first: Int!) { guests(first: $first) { pageInfo { endCursor } } }',
    {},
    'guests',
  );

  const refused = { errors: ['BAD_USER_INPUT INVALID_CURSOR at operations'], calls: {} };
  const ask = async (after: string, filter?: unknown, tenant = 'saturn') => {
    const { errors, calls } = await graph.ask(ALL, { first: 1, after, filter }, { tenant });
    return { errors, calls };
  };
  expect(await ask(all)).toEqual({ errors: [], calls: { 'operations.list': 1 } });
  expect(await ask(all, { kinds: ['DEPOSIT'] })).toEqual(refused);
  expect(await ask(filtered)).toEqual(refused);
  expect(await ask(all, undefined, 'jupiter')).toEqual(refused);
  for (const after of [
    card,
    guests,
    '',
    ' ',
    '😀',
    'x'.repeat(2048),
    '\0',
    'bnVsbA',
    'W10',
    Buffer.from('[1,2,3,4]').toString('base64url'),
  ])
    expect(await ask(after)).toEqual(refused);

  const same = await graph.ask(OF_CARD, { first: 1, after: card, card: '142' });
  expect(same.errors).toEqual([]);
  expect((await graph.ask(OF_CARD, { first: 1, after: card, card: '101' })).errors).toEqual([
    'BAD_USER_INPUT INVALID_CURSOR at card.operations',
  ]);
});

test('no letter of a cursor can be changed', async () => {
  const saturn = await given();
  for (const [query, field] of [
    [ALL, 'operations'],
    [`query ($first: Int!, $after: String) { guests(first: $first, after: $after) ${PAGE} }`, 'guests'],
  ] as const) {
    const cursor = at<string>((await saturn.ask(query, { first: 2 })).data, field, 'pageInfo', 'endCursor');
    for (let letter = 0; letter < cursor.length; letter++) {
      const after = `${cursor.slice(0, letter)}${cursor[letter] === 'A' ? 'B' : 'A'}${cursor.slice(letter + 1)}`;
      const { errors, calls } = await saturn.ask(query, { first: 2, after });
      expect({ after, errors, calls }).toEqual({
        after,
        errors: [`BAD_USER_INPUT INVALID_CURSOR at ${field}`],
        calls: {},
      });
    }
  }
});
