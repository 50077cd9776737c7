import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { NO_EVIDENCE } from '../../../src/intents/intent.ts';
import type { CardMove } from '../../../src/intents/move.ts';
import { sendingIntent } from '../../../src/intents/new-intent.ts';
import { createScheduler } from '../../../src/intents/reconcile/scheduler.ts';
import { silentLogger } from '../../../src/intents/services.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { type Given, given } from '../../kit/given.ts';
import { newIntent } from '../../kit/new-intent.ts';

const DAY = 86_400_000;

function givenMove({ sandbox }: Given): CardMove {
  const cardId = sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  return { kind: 'CARD_DEPOSIT', cardId, amount: 12_345, reason: 'Проверка' };
}

test.each([40, 500])('a clock that is set %i days ahead, and back, empties nothing of the log', async (days) => {
  const saturn = await given();
  const move = givenMove(saturn);
  expect((await saturn.book(move)).state).toBe('BOOKED');
  saturn.clock.advance(days * DAY);
  // Its start is a round of upkeep, by the clock that is wrong.
  await saturn.another();
  await pause(200);
  saturn.clock.advance(-days * DAY);
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(saturn.booked('Проверка')).toHaveLength(1);
});

test('shutdown does not wait for a server that is being read and does not answer', async () => {
  const upstream = { timeoutMs: 20_000, deadlineMs: 20_000 };
  const saturn = await given({ tenant: { upstream } });
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  saturn.sandbox.faults.add({ operationId: 'operations.list', do: 'hang' });
  expect((await saturn.book(givenMove(saturn), { deadlineMs: 1200 })).state).toBe('PENDING');
  saturn.clock.advance(2000);
  saturn.sandbox.clearCalls();
  const other = await saturn.another();
  await expect.poll(() => saturn.sandbox.callCounts()['operations.list'] ?? 0).toBeGreaterThan(0);
  const late = new Promise((resolve) => saturn.clock.after(5000, () => resolve('too late')));
  expect(await Promise.race([other.close(), late])).toBe(undefined);
});

test('a move that a client had looked up while it waited is read anew, with what was seen of it; one that is decided is not', async () => {
  const store = createMemoryStore();
  const seen: { marker: string; count: number | null; isShared: boolean }[] = [];
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const services = {
    tenants: { get: () => undefined, all: [] },
    clock: systemClock,
    random: randomBytes,
    logger: silentLogger,
    failpoint: () => {},
  };
  const scheduler = createScheduler({
    ...services,
    store,
    async inspect(row, { dueSince } = {}) {
      seen.push({ marker: row.marker, count: row.evidence.count, isShared: dueSince !== undefined });
      await held;
      return { ...row, nextAt: null };
    },
    stopLookups: () => {},
    onRound: async () => {},
  });
  onTestFinished(store.close);
  const rows = Array.from({ length: 6 }, (_, index) => newIntent({ lockKey: `card:${index}` }));
  for (const row of rows) {
    await store.begin(row);
    await store.change(sendingIntent(row), ['SENDING'], { state: 'UNKNOWN', nextAt: 1 });
  }
  await scheduler.start();
  await expect.poll(() => seen.length).toBe(4);
  const [waiting, decided] = rows.filter(({ marker }) => seen.every((one) => one.marker !== marker));
  if (!waiting || !decided) throw new Error('none waits');
  await store.change(sendingIntent(waiting), ['UNKNOWN'], { evidence: { ...NO_EVIDENCE, lookups: 1, count: 3 } });
  await store.change(sendingIntent(decided), ['UNKNOWN'], { state: 'SUCCEEDED', nextAt: null });
  go();
  await expect.poll(() => seen.length).toBe(5);
  await scheduler.stop();
  expect(seen.map(({ count, isShared }) => [count, isShared])).toEqual([...Array(4).fill([null, true]), [3, false]]);
});

test('a log whose thread has ended goes on with another one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'intents-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const threads: Worker[] = [];
  const note = (thread: Worker) => void threads.push(thread);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  const store = createSqliteStore({ path: join(folder, 'intents.db') });
  onTestFinished(() => store.close());
  await store.probe();
  await threads[0]?.terminate();
  await store.probe();
  expect(threads).toHaveLength(2);
});
