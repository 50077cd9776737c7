import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { defineDurations } from '../../../src/server/metrics/durations.ts';

test('is to the letter what the histogram of prom-client prints', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const described = { name: 'probonus_x_seconds', help: 'Time of x' } as const;
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
  const histogram = new Histogram({ ...described, labelNames: ['operation'], buckets, registers: [theirs] });
  const record = defineDurations(ours, described);
  expect(await ours.metrics()).toBe(await theirs.metrics());
  const values = { 'accounts.list': [0, 5, 5.1, 10, 250, 30_000, 30_001, 1e9], 'a"b': [7] };
  for (const [operation, durations] of Object.entries(values))
    for (const milliseconds of durations) {
      record(operation, milliseconds);
      histogram.observe({ operation }, milliseconds / 1000);
    }
  expect(await ours.metrics()).toBe(await theirs.metrics());
});
