import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from './commands.ts';
import { conclude } from './conclusion.ts';
import { newModel } from './rules.ts';
import { openWorld, type StoreKind } from './world.ts';

/** So many walks of up to 60 steps. A failure prints its seed and the shortest walk that shows it. */
const RUNS: Readonly<Record<StoreKind, number>> = { memory: 30, sqlite: 5 };
/** Before the test's own end, which would say neither. */
const SHRINK_MS = 90_000;

test.each(Object.entries(RUNS) as [StoreKind, number][])(
  'on the %s log, whatever clients, servers, clocks and deaths do: one row for a key at most, and its true answer for good',
  async (kind, numRuns) => {
    const seen = new Map<string, number>();
    const walks = fc.asyncProperty(commands, async (steps) => {
      const world = await openWorld(kind);
      try {
        const model = newModel(seen);
        await fc.asyncModelRun(() => ({ model, real: world }), steps);
        await conclude(model, world);
      } finally {
        await world.close();
      }
    });
    await fc.assert(walks, { numRuns, interruptAfterTimeLimit: SHRINK_MS });
    // A few walks need not have met everything.
    if (numRuns < 30) return;
    for (const state of [
      'BOOKED',
      'REPLAYED',
      'PENDING',
      'NOT_APPLIED',
      'REFUSED',
      'KEY_REUSED',
      'EXPIRED',
      'UNAVAILABLE',
    ])
      expect(seen.get(state) ?? 0, state).toBeGreaterThan(0);
  },
  120_000,
);
