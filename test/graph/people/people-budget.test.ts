import { expect, test } from 'vitest';
import { ROLES, type Role } from '../../../src/config/scopes.ts';
import { createPeopleBudgets } from '../../../src/graph/people/people-budget.ts';
import type { Principal } from '../../../src/tenants/principal.ts';
import { manualClock } from '../../kit/clock.ts';

const HOUR = 3_600_000;

function principal(more: Partial<Principal> = {}, role: Role = 'booking'): Principal {
  return { kind: 'API_KEY', id: 'site', tenant: 'saturn', name: 'site', scopes: new Set(ROLES[role]), ...more };
}

function given() {
  const clock = manualClock();
  const lines: object[] = [];
  const budgets = createPeopleBudgets({ clock, logger: { warn: (details) => lines.push(details) } });
  /** Asks in a document of its own, each of which has room for 100. */
  const ask = (who: Principal, ...people: (number | string)[]) => {
    const document = budgets.of(who);
    for (const person of people) document.ask(person);
  };
  const many = (who: Principal, from: number, count: number) => {
    for (let i = 0; i < count; i++) ask(who, from + i);
  };
  return { clock, lines, budgets, ask, many };
}

test('a document has room for 100; beyond that nobody of it is read', () => {
  const { budgets } = given();
  const document = budgets.of(principal());
  for (let i = 0; i < 100; i++) document.ask(i);
  document.check([5]);
  document.ask(7);
  expect(() => document.ask(100)).toThrow('at most 100 different guests');
  expect(() => document.check([5])).toThrow('at most 100 different guests');
  expect(() => document.check()).toThrow('at most 100 different guests');
});

test('an hour has room for the limit of the key; several keys of one id share it', () => {
  const { ask, many, clock } = given();
  many(principal({ guestsPerHour: 3 }), 1, 3);
  clock.advance(1000);
  const refused = (who: Principal) => {
    try {
      ask(who, 99);
      return null;
    } catch (error) {
      return (error as { extensions: unknown }).extensions;
    }
  };
  expect(refused(principal({ guestsPerHour: 3, name: 'other entry' }))).toEqual({
    code: 'RATE_LIMITED',
    reason: 'PEOPLE',
    limit: 3,
    retryAfter: 3599,
  });
  ask(principal({ guestsPerHour: 3 }), 1, 2, 3);
  for (const other of [principal({ tenant: 'venus' }), principal({ id: 'till' }), principal({ kind: 'STAFF' })])
    expect(refused(other)).toBe(null);
  clock.advance(HOUR);
  expect(refused(principal({ guestsPerHour: 3 }))).toBe(null);
});

test('without a limit of its own a principal may ask for 5,000', () => {
  const { many, budgets } = given();
  many(principal({ kind: 'STAFF', id: 'staff:1' }), 1, 5000);
  expect(() => many(principal({ kind: 'STAFF', id: 'staff:1' }), 5001, 1)).toThrow('at most 5000');
  expect(budgets.status()).toEqual([
    { tenant: 'saturn', principal: 'staff:1', asked: 5000, limit: 5000, warnings: 1, refused: 1 },
  ]);
});

test('who may list guests, a guest and a stranger are not counted', () => {
  const { many, budgets } = given();
  many(principal({ guestsPerHour: 1 }, 'crm'), 1, 500);
  many(principal({ kind: 'GUEST', guestsPerHour: 1 }), 1, 500);
  budgets.of(null).ask(1);
  expect(budgets.status()).toEqual([]);
});

test('a value move is never refused, and counts as far as there is room', () => {
  const { budgets, many } = given();
  const who = principal({ guestsPerHour: 101 });
  many(who, 1, 100);
  const document = budgets.of(who);
  document.grant(Array.from({ length: 3000 }, (_, i) => 1000 + i));
  for (let i = 0; i < 3000; i++) document.ask(1000 + i);
  document.check([1000, 3999]);
  expect(() => document.ask(5000)).toThrow('at most 101');
  expect(budgets.status()).toMatchObject([{ asked: 101 }]);
});

test('the operator is warned once at 80 percent, and again after it was calm', () => {
  const { many, lines, clock, budgets } = given();
  const who = principal({ guestsPerHour: 10 });
  many(who, 1, 7);
  expect(lines).toEqual([]);
  many(who, 8, 1);
  expect(lines).toEqual([{ tenant: 'saturn', principal: 'site', people: 8, limit: 10 }]);
  many(who, 9, 2);
  clock.advance(HOUR);
  many(who, 1, 7);
  expect(lines).toHaveLength(1);
  many(who, 8, 1);
  expect(lines).toHaveLength(2);
  expect(budgets.status()).toMatchObject([{ asked: 8, warnings: 2, refused: 0 }]);
});
