import { describe, expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

interface Page {
  nodes: { upstreamId: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

async function walk(
  { ask }: Given,
  field: 'cards' | 'guests',
  options: {
    first: number;
    direction?: 'ASC' | 'DESC';
    group?: string;
    between?: (page: number, last: number) => Promise<void>;
  },
) {
  const { first, direction = 'ASC', group, between } = options;
  const kind = field === 'cards' ? 'Card' : 'Guest';
  const query = `query ($first: Int!, $after: String, $filter: ${kind}Filter, $orderBy: ${kind}Order) { ${field}(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { nodes { upstreamId } pageInfo { hasNextPage endCursor } } }`;
  const ids: number[] = [];
  let calls = 0;
  for (let after: string | null = null, page = 0; page < 500; page++) {
    const answer = await ask(query, {
      first,
      after,
      filter: group ? { group } : null,
      orderBy: { field: 'ID', direction },
    });
    expect(answer.errors).toEqual([]);
    calls = Math.max(calls, answer.calls['accounts.list'] ?? 0);
    const { nodes, pageInfo } = at<Page>(answer.data, field);
    ids.push(...nodes.map(({ upstreamId }) => Number(upstreamId)));
    if (!pageInfo.hasNextPage) return { ids, calls };
    after = pageInfo.endCursor;
    await between?.(page, ids.at(-1) ?? 0);
  }
  throw new Error('an endless walk');
}

async function send({ sandbox }: Given, method: string, path: string, body: unknown) {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}
const register = (restaurant: Given, groupId: number) =>
  send(restaurant, 'POST', '/accounts/insert', { groupId, phones: ['79990000000'], firstName: 'Новый' });
const move = (restaurant: Given, id: number, groupId: number) =>
  send(restaurant, 'PUT', `/accounts/${id}`, { groupId });
const idsOf = ({ sandbox }: Given, keep: (groupId: number) => boolean = () => true) =>
  sandbox
    .accounts()
    .filter(({ groupId }) => keep(groupId))
    .map(({ id }) => id)
    .sort((a, b) => a - b);

describe.each(['cards', 'guests'] as const)('%s in order ID', (field) => {
  test.each([
    ['ASC', 1],
    ['ASC', 7],
    ['DESC', 1],
    ['DESC', 7],
    ['DESC', 100],
  ] as const)('%s, pages of %i, while others register', async (direction, first) => {
    const saturn = await given();
    const existed = idsOf(saturn);
    const { ids } = await walk(saturn, field, {
      first,
      direction,
      between: async (page) => (page < 40 ? register(saturn, 1) : undefined),
    });
    expect(new Set(ids).size).toBe(ids.length);
    const expected = direction === 'ASC' ? existed : [...existed].reverse();
    expect(ids.filter((id) => existed.includes(id))).toEqual(expected);
  });

  test.each(['ASC', 'DESC'] as const)('%s, while cards already given leave the group', async (direction) => {
    const saturn = await given();
    const existed = idsOf(saturn, (groupId) => groupId === 1);
    const { ids } = await walk(saturn, field, {
      first: 2,
      direction,
      group: saturn.id('Group', 1),
      between: async (_, last) => move(saturn, last, 9),
    });
    expect(ids).toEqual(direction === 'ASC' ? existed : [...existed].reverse());
  });

  test('while all that was given and the next one leave at once', async () => {
    const saturn = await given();
    const existed = idsOf(saturn, (groupId) => groupId === 1);
    const left: number[] = [];
    const { ids } = await walk(saturn, field, {
      first: 3,
      group: saturn.id('Group', 1),
      between: async (page, last) => {
        if (page !== 1) return;
        for (const id of existed.filter((id) => id <= last || id === existed[existed.indexOf(last) + 1])) {
          left.push(id);
          await move(saturn, id, 9);
        }
      },
    });
    expect(ids).toEqual(existed.filter((id) => !left.includes(id) || existed.indexOf(id) < 6));
    expect(left).toHaveLength(7);
  });
});

test('400 cards that leave before the place of a walk by ID descending cost a few reads, and none is missed', async () => {
  const saturn = await given({ size: 'full' });
  // All of the first pages leave the group before the walk goes on.
  const group = saturn.id('Group', 7);
  const existed = idsOf(saturn, (groupId) => groupId === 7);
  const leaving = existed.slice(-400);
  const { ids, calls } = await walk(saturn, 'cards', {
    first: 100,
    direction: 'DESC',
    group,
    between: async (page) => {
      if (page === 3) for (const id of leaving) await move(saturn, id, 9);
    },
  });
  expect(ids).toEqual([...existed].reverse());
  expect(calls).toBeLessThanOrEqual(6);
});

test('cursors are of their field, filter and order', async () => {
  const saturn = await given();
  const { data } = await saturn.ask(
    '{ cards(first: 1) { pageInfo { endCursor } } guests(first: 1) { pageInfo { endCursor } } groups { id } group(id: "c2F0dXJuOkdyb3VwOjE") { cards(first: 1) { pageInfo { endCursor } } } }',
  );
  const card = at<string>(data, 'cards', 'pageInfo', 'endCursor');
  const guest = at<string>(data, 'guests', 'pageInfo', 'endCursor');
  const ofGroup = at<string>(data, 'group', 'cards', 'pageInfo', 'endCursor');
  const ask = async (after: string, more = '') =>
    (
      await saturn.ask(`query ($after: String!) { cards(first: 1, after: $after ${more}) { nodes { upstreamId } } }`, {
        after,
      })
    ).errors;
  expect(await ask(card)).toEqual([]);
  const refused = ['BAD_USER_INPUT INVALID_CURSOR at cards'];
  expect(await ask(guest)).toEqual(refused);
  expect(await ask(ofGroup)).toEqual(refused);
  expect(await ask(card, 'filter: { isBlocked: true }')).toEqual(refused);
  expect(await ask(card, 'orderBy: { field: ID, direction: DESC }')).toEqual(refused);
});

test.each([
  ['operations', 'OperationFilter', { kinds: ['DEPOSIT'] }, { from: null, kinds: ['DEPOSIT'], group: null }],
  [
    'guests',
    'GuestFilter',
    { registered: { from: '2020-01-01' } },
    { registered: { to: null, from: '2020-01-01' }, tag: null },
  ],
  ['cards', 'CardFilter', {}, { isBlocked: null }],
])(
  'a cursor of %s is good whether a part of the filter is left out or null',
  async (field, type, without, withNull) => {
    const saturn = await given();
    const source = `query ($filter: ${type}, $after: String) { ${field}(first: 2, filter: $filter, after: $after) { nodes { upstreamId } pageInfo { endCursor } } }`;
    const first = await saturn.ask(source, { filter: without });
    const after = at<string>(first.data, field, 'pageInfo', 'endCursor');
    const next = await saturn.ask(source, { filter: withNull, after });
    expect(next.errors).toEqual([]);
    expect(next.data).toEqual((await saturn.ask(source, { filter: without, after })).data);
    expect((await saturn.ask(source, { filter: { ...without, group: saturn.id('Group', 1) }, after })).errors).toEqual([
      `BAD_USER_INPUT INVALID_CURSOR at ${field}`,
    ]);
  },
);
