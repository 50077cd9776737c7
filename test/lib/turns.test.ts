import { expect, test } from 'vitest';
import { Turns } from '../../src/lib/keyed-lock.ts';

const patient = (before: Promise<unknown>) => before;
const giveUp = () => Promise.reject(new Error('late'));

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
  const turns = new Turns();
  const begun: string[] = [];
  const [first, second, third, other] = ['first', 'second', 'third', 'other'].map((name) => work(begun, name));
  if (!first || !second || !third || !other) throw new Error('four');
  const one = turns.take('a', patient, first.run);
  const two = turns.take('a', giveUp, second.run);
  await expect(two).rejects.toThrow('late');
  const three = turns.take('a', patient, third.run);
  const beside = turns.take('b', patient, other.run);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(['first', 'other']);
  first.end();
  expect(await one).toBe('first');
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(['first', 'other', 'third']);
  third.end();
  other.end();
  expect(await Promise.all([three, beside])).toEqual(['third', 'other']);
});

test('work that fails ends its turn, and a key that nobody names any more is forgotten', async () => {
  const turns = new Turns();
  await expect(turns.take('a', patient, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await new Promise((resolve) => setImmediate(resolve));
  const waited: unknown[] = [];
  await turns.take(
    'a',
    async (before) => waited.push(before),
    async () => 'done',
  );
  expect(waited).toEqual([]);
});
