import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { CardMove } from '../../../src/intents/move.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import { type Given, given } from '../../kit/given.ts';

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
  const begun = performance.now();
  await other.close();
  expect(performance.now() - begun).toBeLessThan(5000);
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
