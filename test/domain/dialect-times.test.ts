import { describe, expect, test } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import { at } from '../kit/at.ts';
import { given } from '../kit/given.ts';
import { OWN_NAMES, ownWaysServer, type Ways } from '../kit/own-ways-server.ts';

async function givenTimes(ways: Ways, dialect: Partial<DialectConfig> = {}) {
  const server = await ownWaysServer(ways);
  const close = async () => {};
  const tenant = { dialect: { names: OWN_NAMES, forms: { dateTime: ways.times ?? 'local' }, ...dialect } };
  return { ...(await given({ between: async () => ({ ...server, close }), tenant })), server };
}
type Given = Awaited<ReturnType<typeof givenTimes>>;

interface Page {
  nodes: { upstreamId: string; createdAt: string }[];
  totalCount: number | null;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
const WALK = `query ($first: Int!, $after: String, $filter: OperationFilter) { operations(first: $first, after: $after, filter: $filter) {
  nodes { upstreamId createdAt } totalCount pageInfo { hasNextPage endCursor } } }`;

async function walk({ ask }: Given, filter: object, first: number) {
  const rows: Page['nodes'] = [];
  let total: number | null = null;
  for (let after: string | null = null, pages = 0; pages < 50; pages++) {
    const { data, errors } = await ask(WALK, { first, after, filter });
    expect(errors).toEqual([]);
    const page = at<Page>(data, 'operations');
    rows.push(...page.nodes);
    if (pages === 0) total = page.totalCount;
    if (!page.pageInfo.hasNextPage) return { ids: rows.map(({ upstreamId }) => Number(upstreamId)), rows, total };
    after = page.pageInfo.endCursor;
  }
  throw new Error('an endless walk');
}

const truth = ({ server }: Given, from: string, to: string) =>
  server.movements
    .filter((row) => row.at >= Date.parse(from) && row.at < Date.parse(to))
    .sort((a, b) => b.at - a.at || b.id - a.id)
    .map(({ id }) => id);
const [FROM, TO] = ['2026-03-08T14:20:00+03:00', '2026-03-09T22:40:00+03:00'];

describe.each(['utc', 'zoned', 'epoch', 'epochMs', undefined] as const)('times in the form %s', (times) => {
  test('rows bear the time of the zone, and filters ask in the form of the server', async () => {
    const house = await givenTimes({ times, textIds: true });
    const { ids, rows, total } = await walk(house, { from: FROM, to: TO }, 7);
    expect(ids).toEqual(truth(house, FROM, TO));
    expect(total).toBe(ids.length);
    expect(rows[0]?.createdAt).toBe('2026-03-09T22:30:00+03:00');
  });

  test('by days: what lies outside is dropped, each row comes once, and nobody tells a total', async () => {
    for (const days of ['open', 'closed'] as const) {
      const house = await givenTimes({ times, days }, { dateBounds: 'day', maxLimit: 5 });
      const { ids, total } = await walk(house, { from: FROM, to: TO }, 3);
      expect(ids).toEqual(truth(house, FROM, TO));
      expect(total).toBeNull();
      expect((await walk(house, {}, 6)).ids).toEqual(truth(house, '2000-01-01', '2030-01-01'));
    }
  });

  test('guests that changed since a time are told, by days too', async () => {
    const QUERY =
      'query ($since: DateTime!) { guests(filter: { updatedSince: $since }) { totalCount nodes { upstreamId } } }';
    for (const dateBounds of ['time', 'day'] as const) {
      const house = await givenTimes({ times, ...(dateBounds === 'day' && { days: 'open' }) }, { dateBounds });
      const { data, errors } = await house.ask(QUERY, { since: '2025-06-01T13:30:15+03:00' });
      expect(errors).toEqual([]);
      expect(at<Page>(data, 'guests')).toEqual({
        totalCount: dateBounds === 'day' ? null : 4,
        nodes: [703, 704, 705, 706].map((one) => ({ upstreamId: String(one) })),
      });
    }
  });

  test('a birthday is its day, and a report tells times and days of the zone', async () => {
    const { ask, id } = await givenTimes({ times });
    const { data } = await ask('query ($id: ID!) { guest(by: { id: $id }) { birthday } }', { id: id('Guest', 706) });
    expect(data).toEqual({ guest: { birthday: '1985-05-01' } });
    const report = await ask('{ report(code: TRANSACTIONS, input: {}) { rows } }');
    expect(at<unknown[][]>(report.data, 'report', 'rows')[0]?.slice(0, 2)).toEqual([
      '2026-03-07',
      '2026-03-08T01:30:00+03:00',
    ]);
  });

  test('a move whose answer is lost is found by reading back', async () => {
    const house = await givenTimes({ times, days: 'open', loses: 1 }, { dateBounds: 'day' });
    const input = { cardId: house.id('Card', 702), amount: '10.00', reason: 'a', idempotencyKey: 'key-of-this-move-1' };
    const { result } = await house.mutate(
      'cardDeposit',
      input,
      '... on CardDepositPayload { operation { amount createdAt } }',
    );
    expect(result).toMatchObject({ operation: { amount: '10.00', createdAt: '2026-03-10T15:00:00+03:00' } });
    expect(house.server.movements).toHaveLength(41);
  });
});

test('guests are found by phone where phones bear the trunk prefix', async () => {
  const { ask, mutate, id, server } = await givenTimes(
    { eight: true },
    { forms: { phone: 'eight', dateTime: 'local' } },
  );
  const FOUND = 'query ($phone: String!) { guest(by: { phone: $phone }) { upstreamId phones } }';
  expect((await ask(FOUND, { phone: '+7 900 555-00-02' })).data).toEqual({
    guest: { upstreamId: '703', phones: ['+79005550002'] },
  });
  await mutate('guestUpdate', { guestId: id('Guest', 703), phones: ['8 (900) 555-77-77'] });
  expect(JSON.parse(server.requests.find(({ method }) => method === 'PUT')?.body ?? '')).toEqual({
    phone1: '89005557777',
    phone2: null,
  });
});

test('cards, groups and operations are found where ids are texts', async () => {
  const { ask, id } = await givenTimes({ textIds: true });
  const QUERY = `query ($id: ID!, $group: ID!) {
    card(by: { id: $id }) { upstreamId group { upstreamId name } identifiers { type { name } } operations(first: 1) { nodes { upstreamId } } }
    cards(filter: { group: $group }) { nodes { upstreamId } } }`;
  expect(await ask(QUERY, { id: id('Card', 702), group: id('Group', 2) })).toMatchObject({
    errors: [],
    data: {
      card: {
        upstreamId: '702',
        group: { upstreamId: '2', name: 'Группа 2' },
        identifiers: [{ type: { name: 'Карта' } }],
        operations: { nodes: [{ upstreamId: '5037' }] },
      },
      cards: { nodes: [{ upstreamId: '702' }, { upstreamId: '704' }, { upstreamId: '706' }] },
    },
  });
});

test.each(['local', 'utc', 'zoned', 'epoch', 'epochMs'] as const)(
  'the sandbox keeps %s times, eights and days as well',
  async (dateTime) => {
    const QUERY = `query ($id: ID!, $filter: OperationFilter) {
    guest(by: { id: $id }) { birthday phones registeredAt card { identifiers { expiresAt } } }
    operations(first: 20, filter: $filter) { nodes { upstreamId createdAt } }
    report(code: TRANSACTIONS, input: { first: 3 }) { rows } }`;
    const told = async (house: Awaited<ReturnType<typeof given>>) => {
      const filter = { from: '2026-02-20T12:30:00+03:00', to: '2026-03-05T01:15:00+03:00' };
      const { data, errors } = await house.ask(QUERY, { id: house.id('Guest', 142), filter });
      expect(errors).toEqual([]);
      return data;
    };
    const plain = await told(await given());
    for (const dateBounds of ['time', 'day'] as const)
      expect(await told(await given({ dialect: { forms: { phone: 'eight', dateTime }, dateBounds } }))).toEqual(plain);
  },
);
