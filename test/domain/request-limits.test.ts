import { describe, expect, test } from 'vitest';
import { createAlteringServer } from '../kit/altering-server.ts';
import { at } from '../kit/at.ts';
import { given } from '../kit/given.ts';

const UNLIMITED = Number.POSITIVE_INFINITY;
const calls = (maxCalls: number) => ({ limits: { maxCalls, maxObjects: UNLIMITED } });
const objects = (maxObjects: number) => ({ limits: { maxCalls: UNLIMITED, maxObjects } });
const sum = (counts: Partial<Record<string, number>>) =>
  Object.values(counts).reduce<number>((all, one) => all + (one ?? 0), 0);
const phones = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ phone: `+7999${String(i).padStart(7, '0')}` }));
/** A document that deposits on cards, and how the results are told. */
const DEPOSITS = `mutation ($deposits: [CardDepositInput!]!) { cardDepositMany(input: { deposits: $deposits }) {
  ... on CardDepositManyPayload { results { __typename ... on CardDepositPayload { card { balance } operation { amount } } } } } }`;

describe('the calls of one request', () => {
  test('end at the limit: fields beyond it fail alone, those that were read stay', async () => {
    const saturn = await given();
    const query = 'query ($by: [GuestBy!]!) { guestsBy(by: $by) { id } viewer { name } }';
    // How the server reads phones is learnt for all requests.
    await saturn.ask(query, { by: [{ phone: '79000001042' }] });
    const { data, errors, calls: sent } = await saturn.ask(query, { by: phones(10) }, calls(4));
    expect(data).toEqual({ guestsBy: Array(10).fill(null), viewer: { name: 'test' } });
    expect(errors).toEqual([4, 5, 6, 7, 8, 9].map((i) => `QUERY_TOO_COMPLEX UPSTREAM_CALLS at guestsBy.${i}`));
    expect(sum(sent)).toBe(4);
  });

  test('include those of one field for each object of a page', async () => {
    const saturn = await given();
    const query = '{ cards(first: 10) { nodes { id spending { day } } } }';
    const { data, errors, calls: sent } = await saturn.ask(query, {}, calls(7));
    // And the login, which serves every request and is not in the statistics of one.
    expect(sent).toEqual({ 'accounts.list': 1, 'accounts.report': 5 });
    expect(
      at<{ spending: unknown }[]>(data, 'cards', 'nodes').filter(({ spending }) => spending !== null),
    ).toHaveLength(5);
    expect(errors).toHaveLength(5);
    expect(new Set(errors.map((error) => error.replace(/ at .*/, '')))).toEqual(
      new Set(['QUERY_TOO_COMPLEX UPSTREAM_CALLS']),
    );
  });

  test('stay at the limit for every later field, whatever it would need', async () => {
    const saturn = await given();
    const query = `{ a: cards(first: 2) { nodes { id } } b: cards(first: 3) { nodes { id } } c: operations { nodes { id } }
      d: reports { code } e: users { id } f: guest(by: { phone: "89000001042" }) { id } groups { name } }`;
    const { data, errors, calls: sent } = await saturn.ask(query, {}, calls(1));
    expect(data).toMatchObject({ a: { nodes: [{}, {}] }, b: null, c: null, d: null, e: null, f: null });
    // What is read for all requests is read all the same.
    expect(at<unknown[]>(data, 'groups').length).toBeGreaterThan(0);
    expect(errors.sort()).toEqual(
      ['b', 'c', 'd', 'e', 'f'].map((field) => `QUERY_TOO_COMPLEX UPSTREAM_CALLS at ${field}`),
    );
    expect(sent).toEqual({ 'accounts.list': 1, 'accountGroups.list': 1 });
  });

  test('count a dictionary that this request has read', async () => {
    const saturn = await given();
    const query = '{ groups { id } guest(by: { phone: "89000001042" }) { id } }';
    const cold = await saturn.ask(query, {}, calls(1));
    expect([cold.data?.guest, cold.errors]).toEqual([null, ['QUERY_TOO_COMPLEX UPSTREAM_CALLS at guest']]);
    expect(at<unknown[]>(cold.data, 'groups')).toHaveLength(9);
    expect((await saturn.ask(query, {}, calls(1))).errors).toEqual([]);
  });

  test('of a change are judged before the first of them: rows times calls', async () => {
    const saturn = await given();
    const deposits = Array.from({ length: 5 }, (_, i) => ({
      cardId: saturn.id('Card', 101 + i),
      amount: '1.00',
      reason: 'Подарок',
      idempotencyKey: `deposit-key-00000${i}`,
    }));
    const refused = await saturn.ask(DEPOSITS, { deposits }, calls(4));
    expect(refused.errors).toEqual(['QUERY_TOO_COMPLEX UPSTREAM_CALLS at cardDepositMany']);
    expect(refused.calls).toEqual({});
    const done = await saturn.ask(DEPOSITS, { deposits }, calls(5));
    expect(done.errors).toEqual([]);
    expect(
      at<{ __typename: string }[]>(done.data, 'cardDepositMany', 'results').map((each) => each.__typename),
    ).toEqual(Array(5).fill('CardDepositPayload'));
  });

  test('of a change are never stopped, nor do they count for what is read afterwards', async () => {
    const saturn = await given();
    const input = { guestId: saturn.id('Guest', 142), note: 'Любит окно' };
    const query = `mutation ($input: GuestUpdateInput!, $card: ID!) {
      guestUpdate(input: $input) { ... on GuestUpdatePayload { guest { note card { spending { day } } } } }
      cardBlock(input: { cardId: $card }) { ... on CardBlockPayload { card { isBlocked balanceDetails { available } } } } }`;
    const { data, errors } = await saturn.ask(query, { input, card: saturn.id('Card', 142) }, calls(1));
    expect(data).toMatchObject({
      guestUpdate: { guest: { note: 'Любит окно', card: { spending: {} } } },
      cardBlock: null,
    });
    expect(errors).toEqual(['QUERY_TOO_COMPLEX UPSTREAM_CALLS at cardBlock']);
  });
});

describe('the objects of one response', () => {
  /** A server with so many groups, all of one page. */
  const givenGroups = (count: number) =>
    given({
      between: ({ origin }) =>
        createAlteringServer(origin, {
          answer(path, answer) {
            if (path !== '/account_groups/list') return;
            answer.items = Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `Группа ${i + 1}` }));
            answer.total = count;
          },
        }),
    });

  test('count the true length of a list: beyond the limit it fails alone, as does each later field', async () => {
    const graph = await givenGroups(300);
    const query = '{ a: groups { id } b: groups { id } viewer { name } c: settings { language } }';
    const { data, errors } = await graph.ask(query, {}, objects(500));
    expect(data).toMatchObject({ b: null, viewer: { name: 'test' } });
    expect(at<unknown[]>(data, 'a')).toHaveLength(300);
    expect(errors).toContain('QUERY_TOO_COMPLEX OBJECTS at b');
    expect((await graph.ask('{ groups { id } }', {}, objects(300))).errors).toEqual([]);
    const over = await graph.ask('{ groups { id } viewer { name } }', {}, objects(299));
    expect(over.result.errors?.[0]?.extensions).toEqual({ code: 'QUERY_TOO_COMPLEX', limit: 299, reason: 'OBJECTS' });
    expect(over.data).toMatchObject({ groups: null, viewer: { name: 'test' } });
  });

  test('count the pages inside of a list', async () => {
    const graph = await givenGroups(30);
    const query = '{ groups { cards(first: 10) { nodes { id } } } }';
    const { data, errors } = await graph.ask(query, {}, objects(60));
    const pages = at<{ cards: { nodes: unknown[] } | null }[]>(data, 'groups').flatMap(({ cards }) => cards ?? []);
    const given = pages.reduce((all, { nodes }) => all + nodes.length, 30);
    expect(given).toBeLessThanOrEqual(60);
    expect(errors.length).toBe(30 - pages.length);
    expect(errors.length).toBeGreaterThan(0);
  });

  test('are never more than the cost before execution, where lists are no longer than assumed', async () => {
    const saturn = await given({ size: 'full' });
    // 1 + 20 pages of 1 + 3 objects each, and the dictionaries behind them.
    const query = `{ cards(first: 20) { edges { node { id } } nodes { guest { name { full } } group { name } operations(first: 3) { totalCount nodes { id card { id } } } } pageInfo { hasNextPage } totalCount } }`;
    const cost = 20 * (1 + 1 + 1 + 1 + 3 * 2);
    expect((await saturn.ask(query, {}, objects(cost))).errors).toEqual([]);
    const { errors } = await saturn.ask(query, {}, objects(20 * 3));
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors.map((error) => error.replace(/ at .*/, '')))).toEqual(new Set(['QUERY_TOO_COMPLEX OBJECTS']));
  });

  test('a row is shown whole where its own parts are beyond the limit, and not where they are far beyond it', async () => {
    const saturn = await given();
    const query =
      '{ cards(first: 10) { nodes { id identifiers { value } guest { name { full } consents { adult } } } } }';
    expect((await saturn.ask(query, {}, objects(30))).errors).toEqual([]);
    const { data, errors } = await saturn.ask(query, {}, objects(12));
    expect(data).toEqual({ cards: null });
    expect(errors).toHaveLength(1);
  });
});
