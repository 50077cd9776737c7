import { describe, expect, test } from 'vitest';
import { at } from '../kit/at.ts';
import { type Given, given } from '../kit/given.ts';

const warm = ({ ask }: Given) =>
  ask('{ identifierTypes { id } groups { id } discounts { id } tags { id } restaurants { id } settings { language } }');
const sum = (calls: Partial<Record<string, number>>) =>
  Object.values(calls).reduce<number>((all, one) => all + (one ?? 0), 0);

describe('what a query costs upstream', () => {
  test('a guest by phone with card, group, discount, identifiers: 1, and the dictionaries while they are cold', async () => {
    const saturn = await given();
    const query =
      '{ guest(by: { phone: "89000001042" }) { card { group { name } discount { name } identifiers { type { name } } } } }';
    const cold = { 'accounts.list': 1, 'accountGroups.list': 1, 'discounts.list': 1, 'identifierTypes.list': 1 };
    expect((await saturn.ask(query)).calls).toEqual(cold);
    expect((await saturn.ask(query)).calls).toEqual({ 'accounts.list': 1 });
  });

  test('a page of 50 cards with guest, group, discount, identifier types: 1 and three dictionaries, 1 when warm', async () => {
    const saturn = await given({ size: 'full' });
    const query =
      '{ cards(first: 50) { nodes { number guest { name { full } } group { name } discount { name } identifiers { value type { kind } } } } }';
    expect((await saturn.ask(query)).calls).toEqual({
      'accounts.list': 1,
      'accountGroups.list': 1,
      'discounts.list': 1,
      'identifierTypes.list': 1,
    });
    const { calls, data } = await saturn.ask(query);
    expect(calls).toEqual({ 'accounts.list': 1 });
    expect(at<unknown[]>(data, 'cards', 'nodes')).toHaveLength(50);
  });

  test('100 nodes of cards and guests: 1', async () => {
    const saturn = await given({ size: 'full' });
    const ids = Array.from({ length: 100 }, (_, at) => saturn.id(at % 2 ? 'Card' : 'Guest', 101 + at));
    const { data, errors, calls } = await saturn.ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Card { upstreamId } ... on Guest { upstreamId } } }',
      { ids },
    );
    expect(errors).toEqual([]);
    expect(at<{ id: string; upstreamId: string }[]>(data, 'nodes').map(({ id }) => id)).toEqual(ids);
    expect(at<{ upstreamId: string }[]>(data, 'nodes').map(({ upstreamId }) => upstreamId)).toEqual(
      ids.map((_, at) => String(101 + at)),
    );
    expect(calls).toEqual({ 'accounts.list': 1 });
  });

  test('without the ids filter each is read by itself, once', async () => {
    const saturn = await given({ dialect: { idsFilter: false } });
    const ids = [101, 102, 103, 101].flatMap((id) => [saturn.id('Card', id), saturn.id('Guest', id)]);
    const { errors, calls } = await saturn.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(errors).toEqual([]);
    expect(calls).toEqual({ 'accounts.get': 3 });
  });

  const LAST = (first: number) =>
    `{ cards(first: 50, filter: { isBlocked: false }) { nodes { upstreamId operations(first: ${first}) { nodes { upstreamId } } } } }`;
  const truth = ({ sandbox }: Given, first: number) => {
    const newest = [...sandbox.operations()].reverse();
    return sandbox
      .accounts()
      .filter(({ isBlocked }) => !isBlocked)
      .sort((a, b) => a.id - b.id)
      .slice(0, 50)
      .map(({ id }) => ({
        upstreamId: String(id),
        operations: {
          nodes: newest
            .filter(({ accountId }) => accountId === id)
            .slice(0, first)
            .map((row) => ({ upstreamId: String(row.id) })),
        },
      }));
  };

  test('50 cards with their last 5 operations: never more than 1 and 50, and each has its own', async () => {
    const saturn = await given({ size: 'full' });
    for (const first of [1, 5, 20]) {
      const { data, errors, calls } = await saturn.ask(LAST(first));
      expect(errors).toEqual([]);
      expect(at(data, 'cards', 'nodes')).toEqual(truth(saturn, first));
      expect(sum(calls)).toBeLessThanOrEqual(51);
    }
  });

  test('50 cards of even activity with their last operations: 2', async () => {
    const saturn = await given({ size: 'full' });
    await warm(saturn);
    const { data, errors, calls } = await saturn.ask(
      'query ($group: ID!) { cards(first: 50, filter: { group: $group }) { nodes { operations(first: 5) { nodes { kind } } } } }',
      { group: saturn.id('Group', 7) },
    );
    expect(errors).toEqual([]);
    expect(at<unknown[]>(data, 'cards', 'nodes')).toHaveLength(50);
    expect(calls).toEqual({ 'accounts.list': 1, 'operations.list': 1 });
  });

  test('one busy card among 50 does not make the others wait in line for it', async () => {
    const saturn = await given({ size: 'full' });
    for (let once = 0; once < 600; once++) {
      const answer = await fetch(`${saturn.sandbox.url}/operations/deposit`, {
        method: 'POST',
        headers: { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' },
        body: JSON.stringify({ accountId: 101, amount: 1, reason: 'часто' }),
      });
      expect(answer.status).toBe(200);
    }
    const { data, calls } = await saturn.ask(LAST(5));
    expect(at(data, 'cards', 'nodes')).toEqual(truth(saturn, 5));
    expect(sum(calls)).toBeLessThanOrEqual(51);
  });

  test('without the filter by many cards each list is read by itself', async () => {
    const saturn = await given({ dialect: { operationIdsFilter: false } });
    const { data, errors, calls } = await saturn.ask(LAST(5));
    expect(errors).toEqual([]);
    expect(at(data, 'cards', 'nodes')).toEqual(truth(saturn, 5));
    expect(calls['operations.list']).toBe(truth(saturn, 5).length);
  });

  test('balances, spending and progress of n cards: n each, spending and progress together', async () => {
    const saturn = await given();
    await warm(saturn);
    const { errors, calls } = await saturn.ask(
      'query ($filter: CardFilter) { cards(first: 10, filter: $filter) { nodes { balanceDetails { available } spending { day } ladderProgress { level } } } }',
      { filter: { discount: saturn.id('Ladder', 101) } },
    );
    expect(errors).toEqual([]);
    const count = Math.min(10, saturn.sandbox.accounts().filter(({ discountId }) => discountId === 101).length);
    expect(calls).toEqual({ 'accounts.list': 1, 'accounts.balance': count, 'accounts.report': count });
  });

  test('the cards and identifiers of a page of operations: 1, and the restaurants of the receipts', async () => {
    const saturn = await given();
    const query =
      '{ operations(first: 50) { nodes { card { guest { name { short } } } identifier { value } receipt { restaurant { name } } } } }';
    expect((await saturn.ask(query)).calls).toEqual({
      'operations.list': 1,
      'accounts.list': 1,
      'restaurants.list': 1,
    });
    expect((await saturn.ask(query)).calls).toEqual({ 'operations.list': 1, 'accounts.list': 1 });
  });

  test('those who brought the guests of a page: 1', async () => {
    const saturn = await given({ size: 'full' });
    const { calls } = await saturn.ask(
      '{ guests(first: 100) { nodes { referredBy { name { short } referredBy { id } } } } }',
    );
    expect(sum(calls)).toBeLessThanOrEqual(3);
  });

  test('cardsCount: 1 per group', async () => {
    const saturn = await given();
    expect((await saturn.ask('{ groups { cardsCount } }')).calls).toEqual({
      'accountGroups.list': 1,
      'accounts.list': 9,
    });
  });

  test('the same thing asked twice in one document costs once', async () => {
    const saturn = await given();
    const { calls } = await saturn.ask(
      '{ a: card(by: { upstreamId: "142" }) { balance } b: card(by: { upstreamId: "142" }) { balance spending { day } } c: guest(by: { id: "c2F0dXJuOkd1ZXN0OjE0Mg" }) { card { spending { week } } } }',
    );
    expect(calls).toEqual({ 'accounts.get': 1, 'accounts.report': 1 });
  });

  test('names alone cost nothing', async () => {
    const saturn = await given();
    expect((await saturn.ask('{ __typename viewer { name scopes tenant { name } } }')).calls).toEqual({});
    expect(saturn.sandbox.callCounts()).toEqual({});
  });
});
