import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/domain/operation/model.ts';
import { type Position, type ReadPage, rowsAfter } from '../../../src/domain/operation/walk.ts';
import { createRandom } from '../../../src/sandbox/seed/random.ts';

const row = (id: number, createdAt: string): Operation => ({
  __typename: 'Operation',
  id,
  cardId: 1,
  identifierId: null,
  kind: 'DEPOSIT',
  amount: 100,
  reason: null,
  createdAt,
  businessDate: null,
  restaurantId: null,
  station: null,
  number: null,
  user: null,
  availableFrom: null,
  expiresAt: null,
  balanceAfter: null,
});
const newestFirst = (a: Operation, b: Operation) =>
  a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : b.id - a.id;

/** A server in a few lines: rows newest first, an exclusive bound; `gives` is all it gives at once, whatever it is asked for. */
function server(
  rows: Operation[],
  {
    maxLimit = 1000,
    gives = 1000,
    total = true,
    ...habits
  }: { maxLimit?: number; gives?: number; total?: boolean; ignoresDateTo?: boolean; ignoresOffset?: boolean } = {},
) {
  const count = { calls: 0 };
  const ask: ReadPage = async ({ dateTo, offset, limit }) => {
    count.calls++;
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(Math.max(2, maxLimit));
    expect(offset).toBeGreaterThanOrEqual(0);
    const all = rows
      .filter(({ createdAt }) => habits.ignoresDateTo || dateTo === undefined || createdAt < dateTo)
      .sort(newestFirst);
    const from = habits.ignoresOffset ? 0 : offset;
    return { items: all.slice(from, from + Math.min(limit, gives)), total: total ? all.length : null };
  };
  return { ask, count, maxLimit };
}

async function walk(
  of: ReturnType<typeof server>,
  size: number,
  between: () => void = () => {},
  accept: (row: Operation) => boolean = () => true,
) {
  const ids: number[] = [];
  let after: Position | null = null;
  for (let page = 0; page < 1500; page++) {
    const { rows } = await rowsAfter({ ask: of.ask, accept, after, count: size + 1, maxLimit: of.maxLimit });
    const shown = rows.slice(0, size);
    ids.push(...shown.map(({ operation }) => operation.id));
    if (rows.length <= size) return ids;
    after = shown.at(-1)?.position ?? null;
    between();
  }
  throw new Error('an endless walk');
}

describe('each row that was there is given once, in order', () => {
  const cases = Array.from({ length: 60 }, (_, seed) => ({
    seed,
    size: [1, 2, 7, 40][seed % 4] ?? 1,
    maxLimit: [1, 3, 10, 1000][Math.floor(seed / 4) % 4] ?? 1,
    total: seed % 3 !== 0,
    fractions: seed % 2 === 0,
  }));
  test.each(cases)('%j', async ({ seed, size, maxLimit, total, fractions }) => {
    const random = createRandom(seed + 1);
    const ids = new Set<number>();
    const freshId = () => {
      // Ids need not rise with time.
      for (;;) {
        const id = random.int(1, 100_000);
        if (!ids.has(id)) {
          ids.add(id);
          return id;
        }
      }
    };
    const time = (second: number) =>
      `2026-10-25T02:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}${fractions && random.chance(0.7) ? `.${random.int(100, 999)}` : ''}`;
    const rows = Array.from({ length: random.int(1, 90) }, () => row(freshId(), time(random.int(0, 8))));
    const existed = [...rows].sort(newestFirst).map(({ id }) => id);
    const of = server(rows, { maxLimit, total });
    let pages = 0;
    const seen = await walk(of, size, () => {
      if (++pages > 60) return;
      // Booked in any second that the walk has before or behind it, and a whole group in one of them.
      for (let count = pages === 5 ? 300 : random.int(0, 3); count > 0; count--)
        rows.push(row(freshId(), time(random.int(0, 10))));
    });
    expect(new Set(seen).size).toBe(seen.length);
    const known = new Set(existed);
    expect(seen.filter((id) => known.has(id))).toEqual(existed);
  });
});

test('rows that leave the list meanwhile take no others with them', async () => {
  // The cards of an operation list by group may move to another group.
  for (const size of [1, 3, 10]) {
    const random = createRandom(size);
    const rows = Array.from({ length: 200 }, (_, at) => row(at + 1, `2026-03-01T10:00:0${Math.floor(at / 40)}`));
    const gone = new Set<number>();
    const seen = await walk(server(rows), size, () => {
      const [left] = rows.splice(random.int(0, Math.max(0, rows.length - 1)), 1);
      if (left) gone.add(left.id);
    });
    expect(new Set(seen).size).toBe(seen.length);
    const stayed = Array.from({ length: 200 }, (_, at) => 200 - at).filter((id) => !gone.has(id));
    expect(stayed.filter((id) => !seen.includes(id))).toEqual([]);
  }
});

test('a server that shifts the bound leaves the row of the position out, and the walk is no shorter list', async () => {
  const rows = Array.from({ length: 90 }, (_, at) =>
    row(at + 1, `2026-03-01T10:00:${String(at % 60).padStart(2, '0')}`),
  );
  const of = server(rows);
  const shifted: ReadPage = (page) =>
    of.ask(page.dateTo === undefined ? page : { ...page, dateTo: '2026-03-01T10:00:20' });
  const after = { createdAt: '2026-03-01T10:00:40', id: 41, given: 1 };
  const next = (isLasting: boolean) =>
    rowsAfter({ ask: shifted, accept: () => true, after, count: 5, maxLimit: 1000, isLasting });
  await expect(next(true)).rejects.toMatchObject({ kind: 'MALFORMED', reason: 'CURSOR_ROW_GONE' });
  expect((await next(false)).rows).toHaveLength(5);
});

test('thousands of rows pushed before the place cost a few reads', async () => {
  const rows = Array.from({ length: 50 }, (_, at) => row(at + 1, '2026-03-01T10:00:00'));
  const of = server(rows, { maxLimit: 10 });
  const first = await rowsAfter({ ask: of.ask, accept: () => true, after: null, count: 5, maxLimit: 10 });
  for (let id = 1000; id < 31_000; id++) rows.push(row(id, '2026-03-01T10:00:00'));
  of.count.calls = 0;
  const next = await rowsAfter({
    ask: of.ask,
    accept: () => true,
    after: first.rows[4]?.position ?? null,
    count: 5,
    maxLimit: 10,
  });
  expect(next.rows.map(({ operation }) => operation.id)).toEqual([45, 44, 43, 42, 41]);
  expect(of.count.calls).toBeLessThan(25);
});

test('a server that gives less than asked, and counts more, has not come to its end', async () => {
  const rows = Array.from({ length: 120 }, (_, at) =>
    row(at + 1, `2026-03-01T10:00:${String(at % 60).padStart(2, '0')}`),
  );
  expect(await walk(server(rows, { gives: 10 }), 40)).toHaveLength(120);
  expect(await walk(server(rows, { gives: 10 }), 1)).toHaveLength(120);
});

test('a server that ignores dateTo is walked all the same', async () => {
  const rows = Array.from({ length: 500 }, (_, at) =>
    row(at + 1, `2026-03-01T10:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`),
  );
  const of = server(rows, { ignoresDateTo: true });
  expect(await walk(of, 100)).toEqual(rows.map(({ id }) => id).sort((a, b) => b - a));
  expect(of.count.calls).toBeLessThan(30);
});

test('a server that ignores offset ends in an error, after a bounded number of reads', async () => {
  const rows = Array.from({ length: 500 }, (_, at) => row(at + 1, '2026-03-01T10:00:00'));
  const of = server(rows, { ignoresOffset: true, gives: 50 });
  await expect(walk(of, 20)).rejects.toMatchObject({ kind: 'MALFORMED' });
  expect(of.count.calls).toBeLessThan(70);
});

test('a server that ignores every filter: what is refused is not shown, and the search has an end', async () => {
  const rows = Array.from({ length: 30_000 }, (_, at) => row(at + 1, `2026-03-0${1 + (at % 9)}T10:00:00`));
  const of = server(rows);
  const never = rowsAfter({ ask: of.ask, accept: () => false, after: null, count: 21, maxLimit: 1000 });
  await expect(never).rejects.toMatchObject({ kind: 'MALFORMED' });
  expect(of.count.calls).toBeLessThan(20);
  const rare = await rowsAfter({
    ask: of.ask,
    accept: ({ id }) => id % 997 === 0,
    after: null,
    count: 8,
    maxLimit: 1000,
  });
  expect(rare.rows).toHaveLength(8);
  expect(rare.total).toBeNull();
});
