import { expect, test } from 'vitest';
import { interleave } from './interleave.ts';
import { LEAKS, type Leak, leakyGateway } from './leaky-gateway.ts';
import { openWorld } from './world.ts';

/** `npm run isolation` asks for more, from another seed. */
const RUNS = Number(process.env.ISOLATION_RUNS ?? 500);
const SEED = Number(process.env.ISOLATION_SEED ?? 20_261_125);
/** What five hundred interleavings meet, the rarest of it a few times. */
const EVENTS = [
  'failing server',
  'login',
  'logout',
  'refresh',
  'reload',
  'sessions expire',
  'sessions revoked by the server',
  'slow server',
  'tokens expire',
];

test(`${RUNS} interleavings of tenants, guests and staff: nobody's data in a foreign answer, none in the log`, async () => {
  const world = await openWorld({ stamps: true });
  const { leaks, ...figures } = await interleave(world, {
    runs: RUNS,
    seed: SEED,
    progress: (done) => void (process.env.ISOLATION_RUNS && console.log(`${done} of ${RUNS} interleavings`)),
  });
  if (process.env.ISOLATION_RUNS)
    console.log(`isolation: ${RUNS} interleavings, ${leaks.length} leaks, ${JSON.stringify(figures)}`);
  expect(leaks).toEqual([]);
  // Enough was told, refused and broken off for the silence to mean something.
  expect(figures.rightful).toBeGreaterThan(5 * RUNS);
  expect(figures.statuses['200']).toBeGreaterThan(RUNS);
  expect(figures.statuses['401']).toBeGreaterThan(RUNS / 50);
  expect(figures.aborted).toBeGreaterThan(RUNS / 50);
  expect(figures.logLines).toBeGreaterThan(RUNS);
  if (RUNS >= 500) expect(Object.keys(figures.events).sort()).toEqual(EVENTS);
});

test.each(Object.keys(LEAKS) as Leak[])('a gateway with this fault is caught: %s', async (leak) => {
  const { start, arm } = leakyGateway(leak);
  const world = await openWorld({ stamps: true, start });
  arm();
  const { leaks } = await interleave(world, { runs: 300, seed: SEED, enough: 1 });
  expect(leaks.length).toBeGreaterThan(0);
});
