import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';
import { createStrangeServer, type Habits } from '../../kit/strange-server.ts';

type Hears = NonNullable<Habits['hears']>[string];

const HEARS: Record<string, Hears> = {
  all: (values) => values,
  'the first alone': (values) => values.slice(0, 1),
  'the last alone': (values) => values.slice(-1),
  'the list as one that nobody has': (values) => (values.length === 1 ? values : []),
  'at most 20': (values) => values.slice(0, 20),
  'one, and refuses more': (values) => (values.length === 1 ? values : null),
};

async function givenHearing(parameter: string, hears: Hears, kinds: Record<string, string> = {}) {
  const server = await createStrangeServer({ hears: { [parameter]: hears } });
  for (const row of server.operations) row.kind = kinds[String(row.kind)] ?? row.kind;
  const { ask, tenant } = await given({ between: async () => server });
  const see = async (query: string, variables: Record<string, unknown> = {}) => {
    server.calls.length = 0;
    const { data, errors } = await ask(query, variables);
    return { data, errors, calls: server.calls.length };
  };
  const newest = (keep: (row: (typeof server.operations)[number]) => boolean) =>
    server.operations
      .filter(keep)
      .sort((a, b) => (String(a.createdAt) < String(b.createdAt) ? 1 : -1))
      .map(({ id }) => id);
  return { see, newest, findings: () => Object.keys(tenant.client.counters.oddities) };
}

/** The first 60 of 300 cards have operations: some pages have cards without any before, between or behind. */
const PAGE = `query ($after: String, $down: OrderDirection!) { cards(first: 50, after: $after, orderBy: { field: ID, direction: $down }) {
  nodes { upstreamId operations(first: 2) { nodes { upstreamId } } } pageInfo { endCursor } } }`;

test.each(Object.keys(HEARS))(
  'the last operations of 50 cards, of a server that hears %s of the cards',
  async (name) => {
    const the = await givenHearing('operations.accountIds', HEARS[name] as Hears);
    const truth = (id: number) => the.newest((row) => row.accountId === id).slice(0, 2);
    for (const down of ['ASC', 'DESC']) {
      for (let after: string | null = null, pages = 0; pages < 6; pages++) {
        const { data, errors } = await the.see(PAGE, { after, down });
        expect(errors).toEqual([]);
        const nodes = at<{ upstreamId: string; operations: { nodes: { upstreamId: string }[] } }[]>(
          data,
          'cards',
          'nodes',
        );
        for (const card of nodes)
          expect(card.operations.nodes.map(({ upstreamId }) => Number(upstreamId))).toEqual(
            truth(Number(card.upstreamId)),
          );
        after = at<string>(data, 'cards', 'pageInfo', 'endCursor');
      }
    }
    expect(the.findings()).toEqual(name === 'all' ? [] : ['cut operations.list.accountIds']);
  },
);

test.each<[string, number, number]>([
  ['all', 2, 2],
  ['the list as one that nobody has', 52, 51],
])('a page of 50 cards with operations of a server that hears %s: %i calls, then %i', async (name, first, then) => {
  const the = await givenHearing('operations.accountIds', HEARS[name] as Hears);
  expect((await the.see(PAGE, { down: 'ASC' })).calls).toBe(first);
  expect((await the.see(PAGE, { down: 'ASC' })).calls).toBe(then);
});

const BY_KINDS = `query ($kinds: [OperationKind!], $after: String) { operations(first: 100, after: $after, filter: { kinds: $kinds }) {
  totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } } }`;

test.each(Object.keys(HEARS))('operations of several kinds, of a server that hears %s of them', async (name) => {
  const the = await givenHearing('operations.kind', HEARS[name] as Hears, { GIFT: 'PROMO' });
  for (const kinds of [
    ['DEPOSIT', 'PROMO'],
    ['EXPIRE', 'PROMO'],
    ['PROMO', 'EXPIRE', 'WITHDRAW'],
  ]) {
    const truth = the.newest((row) => kinds.includes(String(row.kind)));
    const ids: number[] = [];
    for (let after: string | null = null, pages = 0; pages < 20; pages++) {
      const { data, errors } = await the.see(BY_KINDS, { kinds, after });
      expect(errors).toEqual([]);
      if (name === 'all') expect(at(data, 'operations', 'totalCount')).toBe(truth.length);
      else expect([null, truth.length]).toContain(at(data, 'operations', 'totalCount'));
      ids.push(
        ...at<{ upstreamId: string }[]>(data, 'operations', 'nodes').map(({ upstreamId }) => Number(upstreamId)),
      );
      if (!at(data, 'operations', 'pageInfo', 'hasNextPage')) break;
      after = at<string>(data, 'operations', 'pageInfo', 'endCursor');
    }
    expect(ids).toEqual(truth);
  }
  const isRight = name === 'all' || name === 'at most 20';
  expect(the.findings()).toEqual(isRight ? [] : ['cut operations.list.kind']);
});

test('that a server hears several kinds is found out once', async () => {
  const the = await givenHearing('operations.kind', HEARS.all as Hears, { GIFT: 'PROMO' });
  const calls = async (kinds: string[]) => (await the.see(BY_KINDS, { kinds })).calls;
  // None at all, for no kind and each of them; rows of one kind alone; rows of two.
  expect(await calls(['EXPIRE', 'REFERRAL'])).toBe(4);
  expect(await calls(['PROMO', 'EXPIRE'])).toBe(3);
  expect(await calls(['PROMO', 'EXPIRE'])).toBe(1);
  const other = await givenHearing('operations.kind', HEARS.all as Hears, { GIFT: 'PROMO' });
  expect((await other.see(BY_KINDS, { kinds: ['PROMO', 'DEPOSIT'] })).calls).toBe(1);
});

test('a kind that the dialect has no value for may be one that nobody can read: no empty list', async () => {
  const kinds = { DEPOSIT: 'accrual', WITHDRAW: 'writeoff', PROMO: 'action' };
  const server = await createStrangeServer({});
  for (const row of server.operations) row.kind = kinds[row.kind as keyof typeof kinds] ?? row.kind;
  const values = { 'Operation.kind': { DEPOSIT: 'accrual', WITHDRAW: 'writeoff' } };
  const { ask } = await given({ between: async () => server, tenant: { dialect: { values } } });
  const kindsOf = async (asked: string[]) => (await ask(BY_KINDS, { kinds: asked })).errors;
  expect(await kindsOf(['DEPOSIT'])).toEqual([]);
  expect(await kindsOf(['PROMO'])).toEqual(['UPSTREAM_MALFORMED UNKNOWN_KINDS at operations']);
  expect(await kindsOf(['DEPOSIT', 'PROMO'])).toEqual(['UPSTREAM_MALFORMED UNKNOWN_KINDS at operations']);
});
