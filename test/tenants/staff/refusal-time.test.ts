import { expect, test } from 'vitest';
import { createRefusalTime } from '../../../src/tenants/staff/refusal-time.ts';
import { manualClock } from '../../kit/clock.ts';

/** The time at which a client is answered, in steps of 100 ms after its request. */
async function answeredAfter(clock: ReturnType<typeof manualClock>, refusal: Promise<void>): Promise<number> {
  let isAnswered = false;
  refusal.then(() => {
    isAnswered = true;
  });
  for (let ms = 0; ; ms += 100) {
    await Promise.resolve();
    await Promise.resolve();
    if (isAnswered) return ms;
    clock.advance(100);
  }
}

test('a refusal is answered at the next half second, whether or not the server was asked', async () => {
  const clock = manualClock();
  const { asked, unasked } = createRefusalTime(clock);
  const startedAt = clock.now();
  clock.advance(200);
  expect(await answeredAfter(clock, asked('saturn', startedAt))).toBe(300);
  for (const tenant of ['saturn', 'venus', ''])
    expect(await answeredAfter(clock, unasked(tenant, clock.now()))).toBe(500);
});

test('where a server is slow, so are the refusals that it was not asked for, also those of an unknown tenant', async () => {
  const clock = manualClock();
  let drawn = 0;
  const { asked, unasked } = createRefusalTime(clock, () => drawn);
  for (const took of [100, 700, 1900]) {
    const startedAt = clock.now();
    clock.advance(took);
    await answeredAfter(clock, asked('saturn', startedAt));
  }
  for (const [random, answer] of [
    [0, 500],
    [0.4, 1000],
    [0.99, 2000],
  ] as const) {
    drawn = random;
    for (const tenant of ['saturn', 'venus'])
      expect(await answeredAfter(clock, unasked(tenant, clock.now()))).toBe(answer);
  }
});

test('an unknown tenant is always like the same known one', async () => {
  const clock = manualClock();
  const { asked, unasked } = createRefusalTime(clock);
  for (let index = 0; index < 8; index += 1) {
    const startedAt = clock.now();
    clock.advance(index * 500 + 100);
    await answeredAfter(clock, asked(`tenant-${index}`, startedAt));
  }
  const times = new Set<number>();
  for (let index = 0; index < 40; index += 1) {
    const [one, two] = [
      await answeredAfter(clock, unasked(`unknown-${index}`, clock.now())),
      await answeredAfter(clock, unasked(`unknown-${index}`, clock.now())),
    ];
    expect(one).toBe(two);
    times.add(one);
  }
  expect(times.size).toBeGreaterThan(3);
});
