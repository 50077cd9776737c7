import { describe, expect, test } from 'vitest';
import type { GatewayContext } from '../../src/graph/context.ts';
import { defineDictionary } from '../../src/graph/dictionary/dictionary.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { DictionaryCache } from '../../src/tenants/dictionary-cache.ts';
import { standingClock } from '../kit/clock.ts';

/** As much of a context as a dictionary looks at. */
function contexts() {
  const dictionaries = new DictionaryCache(standingClock());
  return () =>
    ({
      memo: new Map(),
      stale: new Set(),
      dictionaries,
      upstream: { client: {}, context: {} },
      callStats: {},
    }) as unknown as GatewayContext;
}

/** A request with a deadline, whose client can leave; `pass` lets so many milliseconds go by. */
function requests() {
  const dictionaries = new DictionaryCache(standingClock());
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  return {
    waiting: () => timers.size,
    pass(ms: number) {
      now += ms;
      for (const timer of [...timers]) if (timer.at <= now && timers.delete(timer)) timer.run();
    },
    make: (deadlineMs: number, signal?: AbortSignal) =>
      ({
        memo: new Map(),
        stale: new Set(),
        clock,
        dictionaries,
        upstream: { client: {}, context: { deadline: now + deadlineMs, signal } },
        callStats: {},
      }) as unknown as GatewayContext,
  };
}

/** A read that answers when it is told to. */
function slowReads() {
  const open: ((name: string) => void)[] = [];
  const dictionary = defineDictionary(
    'things',
    'tags.list',
    () => new Promise<{ id: number; name: string }[]>((resolve) => open.push((name) => resolve([{ id: 1, name }]))),
  );
  return { open, dictionary };
}

describe('a dictionary that is dropped while it is being read', () => {
  test('is read anew by the request that dropped it, and what it got before does not come back', async () => {
    const context = contexts()();
    const { open, dictionary } = slowReads();
    const before = dictionary.find(context, 1);
    dictionary.drop(context);
    const after = dictionary.find(context, 1);
    expect(open).toHaveLength(2);
    open[1]?.('new');
    expect(await after).toEqual({ id: 1, name: 'new' });
    open[0]?.('old');
    expect(await before).toEqual({ id: 1, name: 'old' });
    expect(await dictionary.find(context, 1)).toEqual({ id: 1, name: 'new' });
  });

  test('is not kept for the next request in its old form either', async () => {
    const make = contexts();
    const first = make();
    const { open, dictionary } = slowReads();
    const before = dictionary.find(first, 1);
    dictionary.drop(first);
    open[0]?.('old');
    await before;
    const next = dictionary.find(make(), 1);
    expect(open).toHaveLength(2);
    open[1]?.('new');
    expect(await next).toEqual({ id: 1, name: 'new' });
  });
});

test('a request sees one copy from its beginning to its end, and two tenants see two', async () => {
  const make = contexts();
  const [saturn, jupiter] = [make(), contexts()()];
  const { open, dictionary } = slowReads();
  const [a, b] = [dictionary.find(saturn, 1), dictionary.find(jupiter, 1)];
  expect(open).toHaveLength(2);
  open[0]?.('Сатурн');
  open[1]?.('Юпитер');
  expect([await a, await b]).toEqual([
    { id: 1, name: 'Сатурн' },
    { id: 1, name: 'Юпитер' },
  ]);
  expect(dictionary.find(saturn, 1)).toEqual({ id: 1, name: 'Сатурн' });
  expect(dictionary.find(make(), 1)).toEqual({ id: 1, name: 'Сатурн' });
  expect(dictionary.find(saturn, 2)).toBeNull();
  expect(dictionary.find(saturn, null)).toBeNull();
});

describe('a read that takes longer than a request may', () => {
  test('fails each reader at its own deadline, and goes on for the others and for the copy', async () => {
    const { make, pass, waiting } = requests();
    const { open, dictionary } = slowReads();
    const first = make(100);
    const [hasty, patient] = [dictionary.find(first, 1), dictionary.find(make(300), 1)];
    pass(99);
    const late = dictionary.find(make(100), 1);
    pass(1);
    await expect(hasty).rejects.toMatchObject({ kind: 'TIMEOUT', operation: 'tags.list', reason: 'DEADLINE' });
    // Its own deadline is over: a later field of it waits no more.
    const again = dictionary.find(first, 1);
    pass(0);
    await expect(again).rejects.toMatchObject({ kind: 'TIMEOUT' });
    pass(99);
    await expect(late).rejects.toMatchObject({ kind: 'TIMEOUT' });
    open[0]?.('there');
    expect(await patient).toEqual({ id: 1, name: 'there' });
    expect(waiting()).toBe(0);
    expect(dictionary.find(make(100), 1)).toEqual({ id: 1, name: 'there' });
    expect(open).toHaveLength(1);
  });

  test('lets a reader go whose client has left', async () => {
    const { make, waiting } = requests();
    const { open, dictionary } = slowReads();
    const leaving = new AbortController();
    const [gone, staying] = [dictionary.find(make(100, leaving.signal), 1), dictionary.find(make(100), 1)];
    leaving.abort(new Error('left'));
    await expect(gone).rejects.toThrow('left');
    await expect(dictionary.find(make(100, leaving.signal), 1)).rejects.toThrow('left');
    open[0]?.('there');
    expect(await staying).toEqual({ id: 1, name: 'there' });
    expect(waiting()).toBe(0);
  });
});
