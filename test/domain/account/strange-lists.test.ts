import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { given } from '../../kit/given.ts';
import { accountRow } from '../../kit/upstream-client.ts';

interface Habits {
  ignores?: readonly ('offset' | 'sort' | 'groupId')[];
  cap?: number;
  total?: 'list' | 'page';
  /** Of the dialect. */
  missing?: string[];
}

const NAMES = ['Яковлев', 'Ёлкин', 'анисимов', 'Борисов', 'Авдеев', 'Жуков', 'Ершов'];
const rows = Array.from({ length: 155 }, (_, index) =>
  accountRow(5001 + index * 2, {
    groupId: 1 + (index % 5),
    balance: (index * 37) % 1000,
    lastName: NAMES[(index * 3) % NAMES.length],
    registeredAt: `2025-${String(1 + ((index * 7) % 12)).padStart(2, '0')}-11T10:00:00`,
  }),
);

/** Accounts and tags of a server that a team wrote from the vendor's page. Without `sort` it orders by name. */
async function givenServer({ ignores = [], cap = 1000, total = 'list', missing = [] }: Habits = {}) {
  const server = await fakeServer(({ path, query }) => {
    const get = (name: string) => (ignores.some((one) => one === name) ? null : query.get(name));
    const sort = get('sort') ?? 'lastName';
    const sign = get('sort') !== null && query.get('order') === 'desc' ? -1 : 1;
    const group = get('groupId');
    if (path === '/account_groups/list') return { body: [1, 2, 3, 4, 5].map((id) => ({ id, name: `Группа ${id}` })) };
    const list: object[] =
      path === '/tags/list'
        ? Array.from({ length: 130 }, (_, index) => ({ id: index + 1, name: `Метка ${index}` }))
        : rows
            .filter(({ groupId }) => group === null || groupId === Number(group))
            .sort((a, b) => (Reflect.get(a, sort) < Reflect.get(b, sort) ? -sign : sign));
    const offset = Number(get('offset') ?? 0);
    const items = list.slice(offset, offset + Math.min(Number(query.get('limit')), cap));
    return { body: { items, total: total === 'page' ? items.length : list.length } };
  });
  const house = await given({
    between: async () => ({ url: server.url, close: async () => undefined }),
    tenant: { dialect: { missing } },
  });
  const walk = async (orderBy: string, first: number) => {
    const ids: number[] = [];
    for (let after: string | null = null, pages = 0; pages < 200; pages++) {
      const query = `query ($after: String) { cards(first: ${first}, after: $after ${orderBy}) { totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } } }`;
      const { data, errors } = await house.ask(query, { after });
      if (errors.length > 0) return { ids, errors };
      ids.push(...at<{ upstreamId: string }[]>(data, 'cards', 'nodes').map(({ upstreamId }) => Number(upstreamId)));
      if (!at<boolean>(data, 'cards', 'pageInfo', 'hasNextPage')) return { ids, errors };
      after = at<string>(data, 'cards', 'pageInfo', 'endCursor');
    }
    throw new Error('an endless walk');
  };
  return { ...house, walk, requests: server.requests };
}

const ORDERS = [
  '',
  ', orderBy: { field: ID, direction: DESC }',
  ', orderBy: { field: BALANCE, direction: DESC }',
  ', orderBy: { field: LAST_NAME }',
  ', orderBy: { field: REGISTERED_AT }',
];

test.each(ORDERS)('every card once, page by page%s', async (order) => {
  for (const habits of [{}, { cap: 10 }, { total: 'page' }] as const) {
    const { walk } = await givenServer(habits);
    const { ids, errors } = await walk(order, 23);
    expect(errors).toEqual([]);
    expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort());
  }
});

test.each(ORDERS)('a server that ignores the offset ends no list and repeats no page%s', async (order) => {
  for (const habits of [{}, { cap: 100 }, { cap: 10 }, { total: 'page' }] as const) {
    const { walk } = await givenServer({ ...habits, ignores: ['offset'] });
    for (const first of [10, 50, 100]) {
      const { ids, errors } = await walk(order, first);
      expect(errors).toEqual(['UPSTREAM_MALFORMED OFFSET_IGNORED at cards']);
      expect(new Set(ids).size).toBe(ids.length);
    }
  }
});

test('nor a small list that is read whole', async () => {
  const { ask } = await givenServer({ ignores: ['offset'], cap: 100 });
  expect((await ask('{ tags { name } }')).errors).toEqual(['UPSTREAM_MALFORMED OFFSET_IGNORED at tags']);
});

test.each(ORDERS.slice(1, 3).concat(ORDERS.slice(4)))(
  'a server that ignores the order is told where somebody asked for one%s',
  async (order) => {
    const { walk } = await givenServer({ ignores: ['sort'] });
    expect(await walk(order, 50)).toEqual({ ids: [], errors: ['UPSTREAM_MALFORMED ORDER_IGNORED at cards'] });
  },
);

test.each([{}, { cap: 10 }])('and walked all the same where nobody did: %j', async (habits) => {
  const { walk, tenant } = await givenServer({ ...habits, ignores: ['sort'] });
  const { ids, errors } = await walk('', 50);
  expect(errors).toEqual([]);
  expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort());
  expect(Object.keys(tenant.client.counters.oddities)).toEqual(['ignored accounts.list.sort']);
});

test.each<[Habits, number | null, number]>([
  [{}, 31, 1],
  [{ total: 'page' }, null, 1],
])(
  'the cards of a group are counted by two rows, and a total that was seen to be of the page is none: %j',
  async (habits, count, calls) => {
    const { ask, id, requests } = await givenServer(habits);
    const query = 'query ($id: ID!) { node(id: $id) { ... on Group { cardsCount } } }';
    await ask(query, { id: id('Group', 1) });
    requests.length = 0;
    const { data, errors } = await ask(query, { id: id('Group', 2) });
    expect([data, errors]).toEqual([{ node: { cardsCount: count } }, []]);
    expect(requests.filter(({ path }) => path === '/accounts/list')).toHaveLength(calls);
  },
);

test('a server without orders is walked in its own; an order that is asked for is refused', async () => {
  const { walk, requests } = await givenServer({ ignores: ['sort'], missing: ['accounts.list.sort'] });
  const { ids, errors } = await walk('', 20);
  expect(errors).toEqual([]);
  expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort());
  expect(requests.filter(({ query }) => query.has('sort') || query.has('order'))).toEqual([]);
  expect((await walk(', orderBy: { field: ID, direction: DESC }', 20)).errors).toEqual([
    'UPSTREAM_UNSUPPORTED at cards',
  ]);
});
