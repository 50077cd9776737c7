import { expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { fastClock, standingClock } from './clock.ts';

const timer = (clock: { after: (ms: number, run: () => void) => void }, ms: number) =>
  new Promise<void>((resolve) => clock.after(ms, resolve));

test('timers go as the system counts them, in their order, though time stands', async () => {
  const clock = standingClock(0);
  const began = performance.now();
  const order: number[] = [];
  await Promise.all([30, 10, 20].map((ms) => timer(clock, ms).then(() => order.push(ms))));
  expect(order).toEqual([10, 20, 30]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(29);
  expect(clock.now()).toBe(0);
});

test('a stall of the process is nobody’s time: what came meanwhile is read before a timer ends', async () => {
  const clock = standingClock();
  const order: string[] = [];
  const late = timer(clock, 100).then(() => order.push('timeout'));
  systemClock.after(20, () => order.push('answer'));
  const end = performance.now() + 300;
  while (performance.now() < end);
  await late;
  expect(order).toEqual(['answer', 'timeout']);
});

test('a cancelled timer never runs, and others do', async () => {
  const clock = standingClock();
  let ran = 0;
  clock.after(5, () => ran++)();
  await timer(clock, 20);
  expect(ran).toBe(0);
});

test('fast time and its timers go together', async () => {
  const clock = fastClock(100);
  const began = clock.now();
  await timer(clock, 3000);
  expect(clock.now() - began).toBeGreaterThanOrEqual(3000);
  clock.advance(60_000);
  expect(clock.now() - began).toBeGreaterThanOrEqual(63_000);
});
