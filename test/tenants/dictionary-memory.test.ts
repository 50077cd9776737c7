import { expect, test } from 'vitest';
import { DictionaryCache } from '../../src/tenants/dictionary-cache.ts';
import { DictionaryMemory } from '../../src/tenants/dictionary-memory.ts';
import { createExceededLimitsLog } from '../../src/tenants/exceeded-limits-log.ts';
import { malformed, UpstreamError } from '../../src/upstream/errors.ts';
import { standingClock } from '../kit/clock.ts';

/** Reads of dictionaries, each of so many bytes, that are counted. */
function reads() {
  const counts: Record<string, number> = {};
  return {
    counts,
    load:
      (name: string, bytes = 100) =>
      async () => {
        counts[name] = (counts[name] ?? 0) + 1;
        return { value: name, bytes };
      },
  };
}

test('beyond the memory of all tenants the least recently used dictionary goes', async () => {
  const clock = standingClock();
  const memory = new DictionaryMemory(250);
  const [saturn, venus] = [new DictionaryCache(clock, { memory }), new DictionaryCache(clock, { memory })];
  const { load } = reads();
  await saturn.get('tags', load('tags'));
  clock.advance(1);
  await venus.get('tags', load('tags'));
  clock.advance(1);
  expect(saturn.fresh('tags')).toBe('tags');
  clock.advance(1);
  await saturn.get('groups', load('groups'));
  expect([saturn.has('tags'), venus.has('tags'), saturn.has('groups'), memory.bytes]).toEqual([true, false, true, 200]);
  // What is greater than the memory is read and not kept.
  clock.advance(1);
  expect(await venus.get('all', load('all', 1000))).toEqual({ value: 'all', stale: false });
  expect([venus.has('all'), saturn.has('tags'), memory.bytes]).toEqual([false, false, 0]);
});

test('a dictionary read again takes its bytes once, and one dropped or of a closed tenant none', async () => {
  const clock = standingClock();
  const memory = new DictionaryMemory();
  const cache = new DictionaryCache(clock, { memory });
  const { load } = reads();
  await cache.get('tags', load('tags'));
  await cache.renew('tags', load('tags', 70));
  expect(memory.bytes).toBe(70);
  cache.drop('tags');
  expect(memory.bytes).toBe(0);
  await cache.get('tags', load('tags'));
  await cache.get('groups', load('groups'));
  cache.clear();
  expect([memory.bytes, cache.has('tags'), cache.has('groups')]).toEqual([0, false, false]);
});

test('a dictionary that was too large is not asked for again for ten seconds, and an old copy serves meanwhile', async () => {
  const clock = standingClock();
  const cache = new DictionaryCache(clock);
  const { counts, load } = reads();
  let isTooLarge = true;
  const grown = () => {
    counts.grown = (counts.grown ?? 0) + 1;
    return isTooLarge ? Promise.reject(malformed('tags.list', 'TOO_LARGE')) : load('tags')();
  };
  for (let request = 0; request < 5; request++) {
    await expect(cache.get('tags', grown)).rejects.toBeInstanceOf(UpstreamError);
  }
  expect(counts.grown).toBe(1);
  clock.advance(10_000);
  isTooLarge = false;
  expect(await cache.get('tags', grown)).toEqual({ value: 'tags', stale: false });
  clock.advance(60_000);
  isTooLarge = true;
  for (let request = 0; request < 5; request++) await cache.get('tags', grown);
  await expect.poll(async () => (await cache.get('tags', grown)).stale).toBe(true);
  expect(counts.grown).toBe(3);
  cache.drop('tags');
  isTooLarge = false;
  expect(await cache.get('tags', grown)).toEqual({ value: 'tags', stale: false });
});

test('any other failure is tried again at once', async () => {
  const cache = new DictionaryCache(standingClock());
  let calls = 0;
  const broken = () => {
    calls++;
    return Promise.reject(malformed('tags.list', 'NOT_JSON'));
  };
  for (let request = 0; request < 3; request++) await expect(cache.get('tags', broken)).rejects.toThrow('NOT_JSON');
  expect(calls).toBe(3);
});

test('an exceeded limit is logged once a minute per operation and option', () => {
  const clock = standingClock();
  const lines: object[] = [];
  const log = createExceededLimitsLog({ warn: (fields) => lines.push(fields) }, clock, 'saturn');
  const page = { operation: 'tags.list', option: 'upstream.maxBytes.page', limit: 2_097_152 } as const;
  for (let time = 0; time < 100; time++) log(page);
  log({ ...page, operation: 'accounts.list' });
  expect(lines).toEqual([
    { tenant: 'saturn', ...page },
    { tenant: 'saturn', ...page, operation: 'accounts.list' },
  ]);
  clock.advance(60_000);
  log(page);
  expect(lines).toHaveLength(3);
});
