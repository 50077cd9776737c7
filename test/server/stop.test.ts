import { expect, test } from 'vitest';
import { stopInTime } from '../../src/server/stop.ts';
import { standingClock } from '../kit/clock.ts';

const never = () => new Promise<void>(() => {});

test('moves and calls have what the server leaves of the time, and the whole ends with it', async () => {
  const clock = standingClock();
  const waits: number[] = [];
  let isOver = false;
  const stopping = stopInTime({
    server: {
      async close() {
        clock.advance(5_000 + 10_000);
      },
    },
    drainSeconds: 5,
    clock,
    release(waitMs) {
      waits.push(waitMs);
      return never();
    },
  }).then(() => {
    isOver = true;
  });
  await new Promise(setImmediate);
  expect([waits, isOver]).toEqual([[500], false]);
  clock.advance(1_500);
  await stopping;
});

test('a server that closes at once leaves moves their ten seconds', async () => {
  const clock = standingClock();
  const waits: number[] = [];
  await stopInTime({
    server: { close: async () => {} },
    drainSeconds: 0,
    clock,
    release: async (waitMs) => void waits.push(waitMs),
  });
  expect(waits).toEqual([10_500]);
});
