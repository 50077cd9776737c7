import { expect, test } from 'vitest';
import { atOnce, inTurns, nextTurn, takeTurn } from '../../../src/lib/concurrency/turns.ts';
import { countTurns } from '../../kit/turns.ts';

function* steps(count: number, done: (step: number) => void): Generator<undefined, string> {
  for (let step = 0; step < count; step++) {
    done(step);
    yield;
  }
  return 'the result';
}

test('each step has a turn of its own, and so has what comes after the last', async () => {
  const turns = countTurns();
  const at: number[] = [];
  expect(await inTurns(steps(5, () => at.push(turns.now())))).toBe('the result');
  at.push(turns.now());
  turns.end();
  expect(new Set(at).size).toBe(6);
});

test('all steps at once take no turn', () => {
  const done: number[] = [];
  expect(atOnce(steps(3, (step) => done.push(step)))).toBe('the result');
  expect(done).toEqual([0, 1, 2]);
});

test('no turn is shared, and work that has begun ends before other work begins', async () => {
  const turns = countTurns();
  const order: string[] = [];
  const at: number[] = [];
  const work = async (name: string) => {
    await takeTurn();
    for (let step = 0; step < 3; step++) {
      order.push(`${name}${step}`);
      at.push(turns.now());
      await nextTurn();
    }
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  turns.end();
  expect(order.join(' ')).toBe('a0 a1 a2 b0 b1 b2 c0 c1 c2');
  expect(new Set(at).size).toBe(9);
});

test('a failure of a step rejects', async () => {
  const failing = steps(2, (step) => {
    if (step === 1) throw new Error('spoilt');
  });
  await expect(inTurns(failing)).rejects.toThrow('spoilt');
});
