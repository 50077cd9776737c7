import { expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { KeyedLock } from '../../../src/lib/concurrency/keyed-lock.ts';
import { manualClock } from '../../kit/clock.ts';

const late = () => {
  throw new Error('late');
};
const microtasks = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to, and notes that it began. */
function work(begun: string[], name: string) {
  let end = () => {};
  const done = new Promise<string>((resolve) => {
    end = () => resolve(name);
  });
  const run = () => {
    begun.push(name);
    return done;
  };
  return { run, end: () => end() };
}

test('one after another by key, whoever gives up lets nobody pass, and other keys do not wait', async () => {
  const clock = manualClock();
  const lock = new KeyedLock(clock);
  const begun: string[] = [];
  const [first, second, third, other] = ['first', 'second', 'third', 'other'].map((name) => work(begun, name));
  if (!first || !second || !third || !other) throw new Error('four');
  const one = lock.run('a', {}, late, first.run);
  const two = lock.run('a', { deadline: clock.now() + 1000 }, late, second.run);
  const three = lock.run('a', {}, late, third.run);
  const beside = lock.run('b', {}, late, other.run);
  two.catch(() => {});
  clock.advance(1000);
  await expect(two).rejects.toThrow('late');
  await microtasks();
  expect(begun).toEqual(['first', 'other']);
  first.end();
  expect(await one).toBe('first');
  await microtasks();
  expect(begun).toEqual(['first', 'other', 'third']);
  third.end();
  other.end();
  expect(await Promise.all([three, beside])).toEqual(['third', 'other']);
});

test('an abort gives up at once, with its reason', async () => {
  const lock = new KeyedLock(systemClock);
  const release = await lock.acquire('a', {}, late);
  const gone = new Error('gone');
  await expect(lock.acquire('a', { signal: AbortSignal.abort(gone) }, late)).rejects.toBe(gone);
  release();
  expect(lock.isFree('a')).toBe(true);
});

test('work that fails unlocks, unlocking twice frees one place only, and a free key is forgotten', async () => {
  const lock = new KeyedLock(systemClock);
  await expect(lock.run('a', {}, late, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(lock.isFree('a')).toBe(true);

  const release = await lock.acquire('a', {}, late);
  const second = lock.acquire('a', {}, late);
  const third = lock.acquire('a', {}, late);
  release();
  release();
  await microtasks();
  expect(lock.isFree('a')).toBe(false);
  let isThird = false;
  void third.then(() => {
    isThird = true;
  });
  const releaseSecond = await second;
  await microtasks();
  expect(isThird).toBe(false);
  releaseSecond();
  (await third)();
  expect(lock.isFree('a')).toBe(true);
});

test('with a size it is a semaphore for each key', async () => {
  const lock = new KeyedLock(systemClock, 2);
  const begun: string[] = [];
  const works = ['one', 'two', 'three'].map((name) => work(begun, name));
  const running = works.map(({ run }) => lock.run('a', {}, late, run));
  await microtasks();
  expect(begun).toEqual(['one', 'two']);
  works[1]?.end();
  await microtasks();
  expect(begun).toEqual(['one', 'two', 'three']);
  for (const { end } of works) end();
  expect(await Promise.all(running)).toEqual(['one', 'two', 'three']);
});
