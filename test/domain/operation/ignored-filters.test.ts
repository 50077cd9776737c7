import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';
import { createStrangeServer, GROUPS, type Habits } from '../../kit/strange-server.ts';

async function givenServer(habits: Habits, words: Record<string, string> = {}) {
  const server = await createStrangeServer(habits);
  for (const row of server.operations) row.kind = words[String(row.kind)] ?? row.kind;
  const house = await given({ between: async () => server });
  const list = async (filter: string) => {
    server.calls.length = 0;
    const { data, errors } = await house.ask(`{ operations(first: 5, filter: ${filter}) { nodes { kind } } }`);
    return { nodes: errors.length > 0 ? errors : at(data, 'operations', 'nodes'), calls: server.calls.length };
  };
  return { ...house, server, list };
}

test('operations of a group are an error where the server does not know the filter', async () => {
  // This server has never heard of groups of operations.
  const the = await givenServer({});
  const group = the.id('Group', GROUPS[0] ?? 0);
  for (const _time of [1, 2])
    expect((await the.list(`{ group: "${group}" }`)).nodes).toEqual(['UPSTREAM_UNSUPPORTED at operations']);
  expect(Object.keys(the.tenant.client.counters.oddities)).toEqual(['ignored operations.list.groupId']);
});

test('where it does, that is asked once', async () => {
  const saturn = await given();
  const query = 'query ($id: ID!) { operations(first: 5, filter: { group: $id }) { nodes { id } } }';
  const id = saturn.id('Group', 2);
  expect((await saturn.ask(query, { id })).calls).toEqual({ 'operations.list': 2 });
  expect((await saturn.ask(query, { id: saturn.id('Group', 1) })).calls).toEqual({ 'operations.list': 1 });
});

test('kinds in words that nobody knows are no empty list', async () => {
  const words = { DEPOSIT: 'пополнение', GIFT: 'подарок' };
  const the = await givenServer({ ignores: ['operations.kind'] }, words);
  expect((await the.list('{ kinds: [DEPOSIT] }')).nodes).toEqual(['UPSTREAM_MALFORMED UNKNOWN_KINDS at operations']);
});

test('where some are known, the others are others', async () => {
  const the = await givenServer({ ignores: ['operations.kind'] });
  expect((await the.list('{ kinds: [DEPOSIT] }')).nodes).toEqual(
    Array.from({ length: 5 }, () => ({ kind: 'DEPOSIT' })),
  );
  expect((await the.list('{ kinds: [PROMO], to: "2026-02-11T00:00:00Z" }')).nodes).toEqual([]);
});

test('a server that takes bounds for times of another zone leaves no operation out, once rows show it', async () => {
  const the = await givenServer({ hoursOff: 3 });
  const [from, to] = ['2026-02-11T01:30:20+03:00', '2026-02-13T01:30:40+03:00'];
  const query = `query ($after: String) { operations(first: 7, after: $after, filter: { from: "${from}", to: "${to}" }) { totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } } }`;
  const ids: string[] = [];
  for (let after: string | null = null, pages = 0; pages < 60; pages++) {
    const { data, errors } = await the.ask(query, { after });
    expect(errors).toEqual([]);
    ids.push(...at<{ upstreamId: string }[]>(data, 'operations', 'nodes').map(({ upstreamId }) => upstreamId));
    if (!at(data, 'operations', 'pageInfo', 'hasNextPage')) break;
    after = at<string>(data, 'operations', 'pageInfo', 'endCursor');
  }
  const truth = the.server.operations.filter(
    ({ createdAt }) => String(createdAt) >= '2026-02-11T01:30:20' && String(createdAt) < '2026-02-13T01:30:40',
  );
  expect([...ids].sort()).toEqual(truth.map(({ id }) => String(id)).sort());
  expect(Object.keys(the.tenant.client.counters.oddities)).toEqual(['ignored operations.list.dateTo']);
});
