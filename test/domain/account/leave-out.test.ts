import { expect, test } from 'vitest';
import { encodeId } from '../../../src/graph/ids/global-id.ts';
import { at } from '../../kit/at.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { given } from '../../kit/given.ts';
import { accountRow } from '../../kit/upstream-client.ts';

const isDeleted = (id: number) => id % 25 === 11 || id > 140;
const accounts = Array.from({ length: 150 }, (_, index) =>
  accountRow(index + 1, {
    groupId: 1 + (index % 2),
    phones: [`7900000${1000 + index}`],
    identifiers: [{ id: index + 1, accountId: index + 1, typeId: 1, value: `2000${index + 1}` }],
    is_deleted: isDeleted(index + 1) ? 1 : 0,
  }),
);
const operations = Array.from({ length: 90 }, (_, index) => ({
  id: 90 - index,
  accountId: 1 + (index % 3),
  kind: 'DEPOSIT',
  amount: 100,
  createdAt: `2026-03-01T18:${String(59 - (index % 60)).padStart(2, '0')}:${index < 60 ? '30' : '10'}`.replace(
    'T18',
    index < 60 ? 'T18' : 'T17',
  ),
  state: { void: index % 4 === 1 },
}));

/** A server that lists what was deleted, in `cap` rows at most. */
async function givenDeleted(cap = 1000) {
  const server = await fakeServer(({ method, path, query }) => {
    const get = (name: string) => query.get(name);
    const page = (rows: readonly object[]) => {
      const offset = Number(get('offset') ?? 0);
      return { body: { items: rows.slice(offset, offset + Math.min(Number(get('limit')), cap)), total: rows.length } };
    };
    const ids = get('ids')?.split(',').map(Number);
    const identified = get('value') ?? get('identifier');
    const found = accounts.filter(
      (row) =>
        (!ids || ids.includes(row.id)) &&
        (get('groupId') === null || row.groupId === Number(get('groupId'))) &&
        (get('phone') === null || Reflect.get(row, 'phones').includes(get('phone'))) &&
        (identified === null || identified === `2000${row.id}`),
    );
    if (path === '/accounts/list') return page(get('order') === 'desc' ? found.reverse() : found);
    if (path === '/tags/list')
      return page([1, 2, 3].map((id) => ({ id, name: `Метка ${id}`, hidden: id === 2 ? 'yes' : 'no' })));
    if (path === '/account_groups/list') return page([1, 2].map((id) => ({ id, name: `Группа ${id}` })));
    if (path === '/operations/list')
      return page(
        operations.filter(
          ({ accountId, createdAt }) =>
            (get('accountId') === null || accountId === Number(get('accountId'))) &&
            (get('dateTo') === null || createdAt < String(get('dateTo'))),
        ),
      );
    if (path === '/accounts/by_identifier') return found[0] ? { body: found[0] } : { status: 404 };
    const id = Number(/\d+$/.exec(path)?.[0]);
    const row = path.startsWith('/operations') ? operations.find((one) => one.id === id) : accounts[id - 1];
    if (method !== 'GET') throw new Error('nothing may be sent');
    return row ? { body: row } : { status: 404, body: { detail: 'нет такого' } };
  });
  const leaveOut = { Account: { is_deleted: 1 }, Tag: { hidden: 'yes' }, Operation: { 'state.void': true } };
  return given({
    between: async () => ({ url: server.url, close: async () => undefined }),
    tenant: { dialect: { leaveOut } },
  });
}
type House = Awaited<ReturnType<typeof givenDeleted>>;

async function walk({ ask }: House, field: string, first: number, args = '') {
  const ids: number[] = [];
  for (let after: string | null = null, pages = 0; pages < 100; pages++) {
    const page = `${field}(first: ${first}, after: $after ${args}) { totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } }`;
    const { data, errors } = await ask(`query ($after: String) { ${page} }`, { after });
    expect(errors).toEqual([]);
    expect(at(data, field, 'totalCount')).toBeNull();
    ids.push(...at<{ upstreamId: string }[]>(data, field, 'nodes').map(({ upstreamId }) => Number(upstreamId)));
    if (!at(data, field, 'pageInfo', 'hasNextPage')) return ids;
    after = at<string>(data, field, 'pageInfo', 'endCursor');
  }
  throw new Error('an endless walk');
}

test.each([1000, 10])('walks leave out what is deleted, each other row once: %i rows at once', async (cap) => {
  const house = await givenDeleted(cap);
  const there = accounts.map(({ id }) => id).filter((id) => !isDeleted(id));
  for (const first of [7, 100]) {
    expect(await walk(house, 'cards', first)).toEqual(there);
    expect(await walk(house, 'guests', first, ', orderBy: { field: ID, direction: DESC }')).toEqual(
      [...there].reverse(),
    );
  }
  expect(await walk(house, 'operations', 7)).toEqual(operations.filter(({ state }) => !state.void).map(({ id }) => id));
});

test('it has no filter of the server to blame, and no count', async () => {
  const house = await givenDeleted();
  const id = encodeId('saturn', 'Group', 2);
  const { data, errors } = await house.ask('{ tags { name } groups { cardsCount } }');
  expect([data, errors]).toEqual([
    { tags: [{ name: 'Метка 1' }, { name: 'Метка 3' }], groups: [{ cardsCount: null }, { cardsCount: null }] },
    [],
  ]);
  expect(await walk(house, 'cards', 50, `, filter: { group: "${id}" }`)).toEqual(
    accounts.filter((row) => row.groupId === 2 && !isDeleted(row.id)).map((row) => row.id),
  );
});

test('by whatever it is asked for it is not there, and nothing is sent for it', async () => {
  const house = await givenDeleted();
  const ids = [11, 12, 36, 141].map((one) => encodeId('saturn', 'Card', one));
  const { data, errors } = await house.ask(
    `query ($ids: [ID!]!, $id: ID!, $operation: ID!) {
      nodes(ids: $ids) { id } card(by: { id: $id }) { id } byNumber: card(by: { upstreamId: "36" }) { id }
      byIdentifier: card(by: { identifier: { value: "200036" } }) { id } guest(by: { phone: "79000001035" }) { id }
      guests(filter: { phone: "79000001035" }) { nodes { id } } operation(id: $operation) { id }
    }`,
    { ids, id: ids[0], operation: encodeId('saturn', 'Operation', 89) },
  );
  expect([data, errors]).toEqual([
    {
      nodes: [null, { id: ids[1] }, null, null],
      card: null,
      byNumber: null,
      byIdentifier: null,
      guest: null,
      guests: { nodes: [] },
      operation: null,
    },
    [],
  ]);
  const { result } = await house.mutate('guestUpdate', { guestId: house.id('Guest', 11), email: 'a@b.example' });
  expect(result).toMatchObject({ __typename: 'GuestNotFoundError' });
});
