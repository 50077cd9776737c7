import { expect, test } from 'vitest';
import { Limiter } from '../../../src/lib/concurrency/limiter.ts';
import { manualClock } from '../../kit/clock.ts';

const late = () => {
  throw new Error('late');
};
const microtasks = () => new Promise((resolve) => setImmediate(resolve));

test('a place that becomes free goes to the first in the queue, and a newcomer does not overtake', async () => {
  const limiter = new Limiter({ clock: manualClock(), size: 1 });
  expect(limiter.tryEnter()).toBe(true);
  const order: string[] = [];
  const first = limiter.enter({}, late).then(() => order.push('first'));
  const second = limiter.enter({}, late).then(() => order.push('second'));
  limiter.leave();
  expect(limiter.tryEnter()).toBe(false);
  await first;
  expect([limiter.active, limiter.waiting, order]).toEqual([1, 1, ['first']]);
  limiter.leave();
  await second;
  limiter.leave();
  expect([limiter.active, limiter.waiting, order]).toEqual([0, 0, ['first', 'second']]);
});

test('each priority has a cap, and the highest that waits goes first', async () => {
  const limiter = new Limiter({ clock: manualClock(), size: 2, caps: [2, 1] });
  expect([limiter.tryEnter(1), limiter.tryEnter(1), limiter.tryEnter(0)]).toEqual([true, false, true]);
  const order: string[] = [];
  const read = limiter.enter({}, late, 1).then(() => order.push('read'));
  const write = limiter.enter({}, late, 0).then(() => order.push('write'));
  limiter.leave(0);
  await write;
  limiter.leave(0);
  await microtasks();
  expect(order).toEqual(['write']);
  limiter.leave(1);
  await read;
  expect(order).toEqual(['write', 'read']);
});

test('who gives up in the very moment of being let in gives the place on', async () => {
  const clock = manualClock();
  const limiter = new Limiter({ clock, size: 1 });
  await limiter.enter({}, late);
  const impatient = limiter.enter({ deadline: clock.now() + 10 }, late);
  impatient.catch(() => {});
  const patient = limiter.enter({}, late);
  clock.advance(10);
  limiter.leave();
  await expect(impatient).rejects.toThrow('late');
  await patient;
  expect([limiter.active, limiter.waiting]).toEqual([1, 0]);
});
