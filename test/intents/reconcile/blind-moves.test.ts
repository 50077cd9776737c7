import { expect, test } from 'vitest';
import { NO_EVIDENCE } from '../../../src/intents/intent.ts';
import { createBlindMoves } from '../../../src/intents/reconcile/blind-moves.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { standingClock } from '../../kit/clock.ts';
import { newIntent } from '../../kit/new-intent.ts';

test('a blind move is looked up 31 s after the first booking of its sort, however many follow it, at whatever replica', async () => {
  const clock = standingClock();
  const store = createMemoryStore();
  const blind = newIntent();
  await store.begin(blind);
  const nextAt = clock.now() + 86_400_000;
  const evidence = { ...NO_EVIDENCE, why: 'BLIND' } as const;
  await store.change(blind, ['SENDING'], { state: 'STUCK', nextAt, evidence });
  const booked = newIntent();
  await store.begin(booked);
  const row = await store.change(booked, ['SENDING'], { state: 'SUCCEEDED' });
  if (!row) throw new Error('it was not booked');

  const woken: number[] = [];
  const replicas = [1, 2, 3].map(() => createBlindMoves(store, clock, (at) => void woken.push(at)));
  const dueAt = clock.now() + 31_000;
  for (const passMs of [0, 15_000, 15_000, 1000])
    for (const replica of replicas) {
      clock.advance(passMs / replicas.length);
      await replica.onBooked(row);
      expect((await store.get(blind))?.nextAt).toBe(dueAt);
    }
  expect(woken).toEqual([dueAt]);
});
