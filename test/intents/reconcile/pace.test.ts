import { expect, test } from 'vitest';
import { createPace } from '../../../src/intents/reconcile/pace.ts';

test('a server that answers in time is asked for four things at once, without pauses', () => {
  const pace = createPace();
  pace.begin()(true);
  expect([pace.width(), pace.pause()]).toEqual([4, 0]);
});

test('after a time-out one at a time, with pauses of 1 to 5 s; after three in time at full pace again', () => {
  const pace = createPace();
  const pauses = [];
  for (let at = 0; at < 5; at++) {
    pace.begin()(false);
    pauses.push(pace.pause());
    expect(pace.width()).toBe(1);
  }
  expect(pauses).toEqual([1000, 2000, 4000, 5000, 5000]);
  for (let at = 0; at < 3; at++) {
    expect(pace.width()).toBe(1);
    pace.begin()(true);
  }
  expect([pace.width() > 1, pace.pause()]).toEqual([true, 0]);
});

test('lookups that began together fail together: one pause, and half as many at once the next time', () => {
  const pace = createPace();
  const ends = Array.from({ length: 4 }, () => pace.begin());
  for (const end of ends) end(false);
  expect(pace.pause()).toBe(1000);
  for (let at = 0; at < 3; at++) pace.begin()(true);
  expect(pace.width()).toBe(2);
  for (let at = 0; at < 27; at++) pace.begin()(true);
  expect(pace.width()).toBe(4);
});
