import { expect, test } from 'vitest';
import { createWindowLimiter } from '../../src/lib/window-limiter.ts';
import { manualClock } from '../kit/clock.ts';

test('points come back when the window ends, and not before', async () => {
  const clock = manualClock(1000);
  const { take } = createWindowLimiter({ clock, points: 10, seconds: 60, maxNames: 10 });
  expect(await take('a', 7)).toEqual({ allowed: true, remaining: 3, resetMs: 60_000 });
  clock.advance(59_999);
  expect(await take('a', 4)).toEqual({ allowed: false, remaining: 3, resetMs: 1 });
  // What was refused took nothing.
  expect(await take('a', 3)).toEqual({ allowed: true, remaining: 0, resetMs: 1 });
  expect(await take('a')).toMatchObject({ allowed: false, remaining: 0 });
  clock.advance(1);
  expect(await take('a', 10)).toEqual({ allowed: true, remaining: 0, resetMs: 60_000 });
  expect(clock.timers).toBe(0);
});

test('each name has its own points', async () => {
  const { take } = createWindowLimiter({ clock: manualClock(), points: 1, seconds: 60, maxNames: 10 });
  expect([await take('a'), await take('b'), await take('a')].map(({ allowed }) => allowed)).toEqual([
    true,
    true,
    false,
  ]);
});

test('names are bounded: the window that began first is forgotten, not one that is in use', async () => {
  const clock = manualClock();
  const { take } = createWindowLimiter({ clock, points: 1, seconds: 60, maxNames: 3 });
  for (const name of ['a', 'b', 'c']) {
    await take(name);
    clock.advance(1);
  }
  await take('d');
  const left = await Promise.all(['b', 'c', 'd'].map(async (name) => (await take(name)).allowed));
  expect(left).toEqual([false, false, false]);
  expect((await take('a')).allowed).toBe(true);
});
