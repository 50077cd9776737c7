import { describe, expect, test } from 'vitest';
import { publicError } from '../../../src/graph/errors.ts';
import { given } from '../../kit/given.ts';

const GROUPS = '{ groups { upstreamId name } }';
/** Lets what runs beside a request come to its end. */
async function until(done: () => boolean) {
  for (let turn = 0; !done(); turn++) {
    if (turn > 500) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('all small lists and the settings in one request: one call each', async () => {
  const { calls, errors } = await (await given()).ask(
    '{ restaurants { name } tags { name } settings { language } identifierTypes { name } }',
  );
  expect({ calls, errors }).toEqual({
    calls: { 'identifierTypes.list': 1, 'restaurants.list': 1, 'settings.public': 1, 'tags.list': 1 },
    errors: [],
  });
});

describe('how long a copy lives', () => {
  test('60 seconds: not one call', async () => {
    const saturn = await given();
    expect((await saturn.ask(GROUPS)).calls).toEqual({ 'accountGroups.list': 1 });
    saturn.clock.advance(59_999);
    expect((await saturn.ask(GROUPS)).calls).toEqual({});
  });

  test('then it is served while one refresh runs, however many ask', async () => {
    const saturn = await given();
    const first = await saturn.ask(GROUPS);
    saturn.clock.advance(60_000);
    await fetch(`${saturn.sandbox.url}/account_groups/1`, {
      method: 'PUT',
      headers: { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Переименована' }),
    });
    saturn.sandbox.clearCalls();
    const answers = await Promise.all(Array.from({ length: 20 }, () => saturn.ask(GROUPS)));
    for (const { data, errors } of answers) expect({ data, errors }).toEqual({ data: first.data, errors: [] });
    await until(() => saturn.sandbox.calls.some(({ status }) => status === 200));
    expect(saturn.sandbox.callCounts()).toEqual({ 'accountGroups.list': 1 });
    await until(() => saturn.tenant.dictionaries.fresh('groups') !== undefined);
    const next = await saturn.ask(GROUPS);
    expect(next.calls).toEqual({});
    expect(JSON.stringify(next.data)).toContain('Переименована');
  });

  test('an old copy answers while the server fails, for five minutes and no longer', async () => {
    const saturn = await given();
    const first = await saturn.ask(GROUPS);
    saturn.sandbox.faults.add({ operationId: 'accountGroups.list', do: 'status', status: 400, body: { detail: 'no' } });
    saturn.clock.advance(61_000);
    expect(await saturn.see(GROUPS)).toMatchObject({ data: first.data });
    await until(() => saturn.sandbox.calls.filter(({ status }) => status === 400).length > 0);
    saturn.clock.advance(298_000);
    expect(await saturn.see(GROUPS)).toMatchObject({ data: first.data });
    saturn.clock.advance(2000);
    expect((await saturn.see(GROUPS)).errors).toEqual(['UPSTREAM_REJECTED at groups']);
    saturn.sandbox.faults.clear();
    expect(await saturn.see(GROUPS)).toEqual({ data: first.data, calls: { 'accountGroups.list': 1 } });
  });

  test('a hundred cold requests read it once', async () => {
    const saturn = await given();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => saturn.ask('{ groups { name } tags { name } }')),
    );
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(saturn.sandbox.callCounts()).toMatchObject({ 'accountGroups.list': 1, 'tags.list': 1, 'auth.login': 1 });
  });

  test('a failed read is not remembered', async () => {
    const saturn = await given();
    saturn.sandbox.faults.add({ operationId: 'tags.list', times: 1, do: 'status', status: 400, body: {} });
    expect((await saturn.see('{ tags { name } }')).errors).toEqual(['UPSTREAM_REJECTED at tags']);
    expect((await saturn.see('{ tags { name } }')).errors).toBeUndefined();
  });

  test('what is dropped while it is being read is read again, and the old answer is not kept', async () => {
    const saturn = await given();
    saturn.sandbox.faults.add({ operationId: 'accountGroups.list', times: 1, latencyMs: 80, phase: 'after' });
    const slow = saturn.ask(GROUPS);
    await until(() => (saturn.sandbox.callCounts()['accountGroups.list'] ?? 0) === 1);
    saturn.tenant.dictionaries.drop('groups');
    expect((await saturn.ask(GROUPS)).calls).toEqual({ 'accountGroups.list': 1 });
    await slow;
    expect((await saturn.ask(GROUPS)).calls).toEqual({});
  });
});

describe('a group that somebody has just made, named in an input', () => {
  const MOVE =
    'mutation ($input: CardMoveToGroupInput!) { cardMoveToGroup(input: $input) { __typename ... on UserError { code } } }';
  const made = async ({ sandbox }: { sandbox: { url: string } }): Promise<number> => {
    const answer = await fetch(`${sandbox.url}/account_groups/insert`, {
      method: 'POST',
      headers: { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Новая' }),
    });
    return ((await answer.json()) as { id: number }).id;
  };

  test.each([1000, 61_000, 359_000, 361_000])('is found, though the copy of the groups is %d ms old', async (age) => {
    const saturn = await given();
    await saturn.ask(GROUPS);
    const groupId = saturn.id('Group', await made(saturn));
    saturn.clock.advance(age);
    const { data, errors } = await saturn.ask(MOVE, { input: { cardId: saturn.id('Card', 142), groupId } });
    expect({ data, errors }).toEqual({
      data: { cardMoveToGroup: { __typename: 'CardMoveToGroupPayload' } },
      errors: [],
    });
  });

  test.each([1000, 61_000])(
    'or that there is not: a server that fails then takes no copy away (%d ms old)',
    async (age) => {
      const saturn = await given();
      const first = await saturn.ask(GROUPS);
      saturn.clock.advance(age);
      saturn.sandbox.faults.add({ operationId: 'accountGroups.list', do: 'status', status: 400, body: {} });
      const input = { cardId: saturn.id('Card', 142), groupId: saturn.id('Group', 999) };
      expect((await saturn.ask(MOVE, { input })).errors).toEqual(['UPSTREAM_REJECTED at cardMoveToGroup']);
      expect(await saturn.see(GROUPS)).toMatchObject({ data: first.data });
    },
  );
});

test('a dictionary in many slow pages fails the fields of a request at its deadline, and is there for the next one', async () => {
  // Nine groups, two at a time: five calls, each within its own time, and together longer than a request may take.
  const house = await given({ dialect: { maxLimit: 2 }, upstream: { timeoutMs: 250, deadlineMs: 300 } });
  house.fault({ operationId: 'accountGroups.list', latencyMs: 120 });
  const told = await house.ask('{ groups { name } card(by: { upstreamId: "142" }) { upstreamId group { name } } }');
  expect(told.data).toEqual({ groups: null, card: { upstreamId: '142', group: null } });
  expect(told.errors.sort()).toEqual(['UPSTREAM_TIMEOUT at card.group', 'UPSTREAM_TIMEOUT at groups']);
  const operations = told.result.errors?.map((error) => publicError(error)?.extensions.operation);
  expect(operations).toEqual(['accountGroups.list', 'accountGroups.list']);
  await until(() => house.sandbox.calls.filter(({ status }) => status === 200).length >= 7);
  house.sandbox.clearCalls();
  expect((await house.ask(GROUPS)).errors).toEqual([]);
  expect(house.sandbox.calls).toEqual([]);
});

test('a server that lacks a section fails the fields that need it, alone', async () => {
  const saturn = await given({ dialect: { missing: ['tags.list', 'restaurants.list', 'settings.public'] } });
  const { data, errors } = await saturn.ask(
    '{ tags { name } guest(by: { phone: "89000001042" }) { upstreamId tags { name } } settings { language } operations(first: 1) { nodes { receipt { station restaurant { name } } } } }',
  );
  expect(errors.sort()).toEqual([
    'UPSTREAM_UNSUPPORTED at guest.tags',
    'UPSTREAM_UNSUPPORTED at operations.nodes.0.receipt.restaurant',
    'UPSTREAM_UNSUPPORTED at settings',
    'UPSTREAM_UNSUPPORTED at tags',
  ]);
  expect(data).toMatchObject({ tags: null, guest: { upstreamId: '142', tags: null }, settings: null });
});

test('without the day-change hour a business day is told by the rows themselves', async () => {
  const saturn = await given({ dialect: { missing: ['settings.public'] } });
  const late = saturn.sandbox.operations().find(({ createdAt, businessDate }) => createdAt.slice(0, 10) > businessDate);
  const day = late?.businessDate ?? '';
  const { data, errors } = await saturn.ask(
    'query ($day: Date!) { operations(first: 100, filter: { businessDate: { from: $day, to: $day } }) { totalCount nodes { upstreamId } } }',
    { day },
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    operations: {
      // The server was asked for more than the day, so its count is not that of the day.
      totalCount: null,
      nodes: saturn.sandbox
        .operations()
        .filter(({ businessDate }) => businessDate === day)
        .reverse()
        .map(({ id }) => ({ upstreamId: String(id) })),
    },
  });
});
