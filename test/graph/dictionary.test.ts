import { describe, expect, test } from 'vitest';
import type { GatewayContext } from '../../src/graph/context.ts';
import { defineDictionary } from '../../src/graph/dictionary.ts';
import { Dictionaries } from '../../src/tenants/dictionaries.ts';
import { testClock } from '../kit/clock.ts';

/** As much of a context as a dictionary looks at. */
function contexts() {
  const dictionaries = new Dictionaries(testClock());
  return () =>
    ({
      memo: new Map(),
      stale: new Set(),
      tenant: { dictionaries },
      upstream: { client: {}, context: {} },
      log: {},
    }) as unknown as GatewayContext;
}

/** A read that answers when it is told to. */
function slowReads() {
  const open: ((name: string) => void)[] = [];
  const dictionary = defineDictionary(
    'things',
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
