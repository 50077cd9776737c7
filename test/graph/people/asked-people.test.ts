import { expect, test } from 'vitest';
import { AskedPeople } from '../../../src/graph/people/asked-people.ts';

const HOUR = 3_600_000;
const given = () => new AskedPeople({ windowMs: HOUR });

test('the same person again is free, also where there is no room for another', () => {
  const people = given();
  expect([people.add(1, 2, 0), people.add(2, 2, 0), people.add(3, 2, 0), people.add(1, 2, 0)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(people.size(0)).toBe(2);
});

test('the window slides: each is forgotten an hour after they were last asked for', () => {
  const people = given();
  people.add(1, 2, 0);
  people.add(2, 2, 1000);
  people.add(1, 2, 2000);
  expect(people.renewedAfter(2000)).toBe(HOUR - 1000);
  expect(people.add(3, 2, HOUR + 999)).toBe(false);
  expect(people.add(3, 2, HOUR + 1000)).toBe(true);
  expect(people.size(HOUR + 1000)).toBe(2);
  expect(people.size(HOUR + 2000)).toBe(1);
  expect(given().renewedAfter(0)).toBe(0);
});

test('a value is one person with the account that was found behind it', () => {
  const people = given();
  people.add('79000001042', 2, 0);
  people.found('79000001042', 142, 2, 0);
  expect(people.size(0)).toBe(1);
  // Both ways, and another value of the same account.
  expect([people.add(142, 1, 0), people.add('79000001042', 1, 0)]).toEqual([true, true]);
  people.add('maria@example.com', 2, 0);
  people.found('maria@example.com', 142, 2, 0);
  expect(people.size(0)).toBe(1);
});

test('a value that nobody has is a person, and one that moved to another account is another', () => {
  const people = given();
  people.add('79000000000', 3, 0);
  people.add('79000001042', 3, 0);
  people.found('79000001042', 142, 3, 0);
  people.add('79000001042', 3, 0);
  people.found('79000001042', 143, 3, 0);
  expect(people.size(0)).toBe(3);
});

test('an account that was forgotten takes its values along', () => {
  const people = given();
  people.add('79000001042', 1, 0);
  people.found('79000001042', 142, 1, 0);
  expect(people.add(1, 1, HOUR)).toBe(true);
  expect(people.add('79000001042', 1, HOUR)).toBe(false);
});

test('neither people nor values grow beyond the limit', () => {
  const people = given();
  for (let i = 0; i < 1000; i++) {
    if (people.add(`code-${i}`, 10, 0)) people.found(`code-${i}`, 142, 10, 0);
    people.add(i, 10, 0);
  }
  expect(people.size(0)).toBe(10);
  expect(people.add(142, 10, 0)).toBe(true);
});
