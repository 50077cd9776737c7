import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { CardMove, GroupMove } from '../../../src/intents/move.ts';
import type { Logger } from '../../../src/intents/services.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { IntentStoreError } from '../../../src/intents/store/store-error.ts';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import type { Tenant } from '../../../src/tenants/registry.ts';
import { tcpServer } from '../../kit/fake-server.ts';
import { type Given, type GivenOptions, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

const HOUR = 3_600_000;
/** Only what a test asks for is read: audits of what was answered have tests of their own. */
const TENANT = { upstream: { timeoutMs: 300, deadlineMs: 2000, retryBaseMs: 1 }, valueMoves: { audit: 0 } };
/** As long as the fault lasts, nothing can be read. */
const NO_READS: FaultRule = { operationId: 'operations.list', do: 'status', status: 503 };

function openCard({ sandbox }: Given): number {
  return sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
}

const depositOn = (cardId: number, changes: Partial<CardMove> = {}): CardMove => ({
  kind: 'CARD_DEPOSIT',
  cardId,
  amount: 12_345,
  reason: 'Проверка',
  ...changes,
});

/** A gateway that has booked on this server before, so that it knows its clock and its reasons. */
async function seasoned(options: GivenOptions = {}) {
  const saturn = await given({ tenant: TENANT, ...options });
  const cardId = openCard(saturn);
  const first = await saturn.book(depositOn(cardId, { reason: 'Первая', amount: 1 }), { key: `${KEY}-first` });
  expect(first.state).toBe('BOOKED');
  saturn.sandbox.clearCalls();
  return { ...saturn, cardId, move: depositOn(cardId) };
}

function noting(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const note = (fields: object, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  return { lines, info: note, warn: note, error: note };
}

test('booked, answer lost, and nothing can be read: pending, then the same key gives the operation', async () => {
  const { sandbox, clock, book, booked, sends, move } = await seasoned();
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  const forget = sandbox.faults.add(NO_READS);
  expect(await book(move)).toMatchObject({ state: 'PENDING' });
  clock.advance(600);
  expect(await book(move)).toMatchObject({ state: 'PENDING' });
  forget();
  clock.advance(600);
  expect(await book(move)).toMatchObject({ state: 'BOOKED', replayed: true, operation: { amount: 12_345 } });
  expect(booked('Проверка')).toHaveLength(1);
  expect(sends()).toBe(1);
});

test('a key is never called unused where the log cannot be read', async () => {
  const memory = createMemoryStore();
  let isBroken = false;
  const get: typeof memory.get = (key) =>
    isBroken ? Promise.reject(new IntentStoreError('IO', 'the disk is gone')) : memory.get(key);
  const { sandbox, book, move } = await seasoned({ intents: { store: { ...memory, get } } });
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  const forget = sandbox.faults.add(NO_READS);
  expect(await book(move)).toMatchObject({ state: 'PENDING' });
  forget();
  // The reason of the next one is known to come back, so that nothing is read of the log before.
  await book({ ...move, amount: 2 }, { key: `${KEY}-2` });
  isBroken = true;
  await expect(book(move, { deadlineMs: 1 })).rejects.toMatchObject({ fault: 'IO' });
});

test('not booked: pending until the settle time and two clean reads, then not applied, for good', async () => {
  const { sandbox, clock, book, bookUntil, booked, sends, move } = await seasoned();
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  const submittedAt = clock.now();
  expect(await book(move)).toMatchObject({ state: 'PENDING', submittedAt });
  clock.advance(599_000);
  expect((await book(move)).state).toBe('PENDING');
  clock.advance(2_000);
  // The first clean read proves nothing yet.
  expect((await book(move)).state).toBe('PENDING');
  expect(await bookUntil('NOT_APPLIED', move, {})).toEqual({ state: 'NOT_APPLIED', submittedAt });
  expect(await book(move)).toEqual({ state: 'NOT_APPLIED', submittedAt });
  expect(booked('Проверка')).toHaveLength(0);
  expect(sends()).toBe(1);
});

test('a move that the server books minutes later is found, not failed', async () => {
  const { sandbox, clock, book, bookUntil, booked, move } = await seasoned();
  sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 900, times: 1 });
  expect((await book(move, { deadlineMs: 600 })).state).toBe('PENDING');
  clock.advance(500_000);
  expect((await book(move)).state).toBe('PENDING');
  await expect.poll(() => booked('Проверка')).toHaveLength(1);
  expect(await bookUntil('BOOKED', move, {})).toMatchObject({ replayed: true });
});

test('the reconciler finds it by itself, and asks an idle server nothing', async () => {
  const { sandbox, clock, store, book, move } = await seasoned();
  await pause(1200);
  expect(sandbox.callCounts()).toEqual({});
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  // Before the send, and after it.
  sandbox.faults.add({ ...NO_READS, times: 6 });
  expect((await book(move)).state).toBe('PENDING');
  await expect
    .poll(() => {
      clock.advance(1000);
      return store.list({ limit: 1, states: ['UNKNOWN'] });
    })
    .toEqual([]);
  expect((await book(move)).state).toBe('BOOKED');
  sandbox.clearCalls();
  await pause(1200);
  expect(sandbox.callCounts()).toEqual({});
});

test.each([
  ['three hours slow', -3 * HOUR],
  ['three hours fast', 3 * HOUR],
  ['a month slow', -30 * 24 * HOUR],
])('a server whose clock is %s: what was booked is found, what was not is told so', async (_, skew) => {
  const saturn = await given({ tenant: TENANT, skewMs: skew });
  await expectBothTold(saturn);
});

test('a wrong time zone in the configuration: the same', async () => {
  await expectBothTold(await given({ tenant: { ...TENANT, timeZone: 'Pacific/Auckland' } }));
});

/** Of two moves whose answers are lost, one is booked. */
async function expectBothTold({ clock, sandbox, book, bookUntil, booked, ...saturn }: Given) {
  const cardId = openCard({ sandbox, ...saturn } as Given);
  const [lost, dropped] = [depositOn(cardId, { reason: 'Потеряна' }), depositOn(cardId, { reason: 'Не дошла' })];
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  expect((await book(dropped, { key: `${KEY}-d` })).state).toBe('PENDING');
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after', times: 1 });
  const forget = sandbox.faults.add(NO_READS);
  expect((await book(lost, { key: `${KEY}-l` })).state).toBe('PENDING');
  clock.advance(700_000);
  forget();
  expect((await bookUntil('BOOKED', lost, { key: `${KEY}-l` })).state).toBe('BOOKED');
  expect((await bookUntil('NOT_APPLIED', dropped, { key: `${KEY}-d` })).state).toBe('NOT_APPLIED');
  expect(booked('Не дошла')).toEqual([]);
}

test('the first move of a sort that is lost: its absence is not believed, and its second decides it', async () => {
  const logger = noting();
  const saturn = await given({ tenant: TENANT, intents: { logger } });
  const move = depositOn(openCard(saturn));
  const row = async () => (await saturn.store.list({ limit: 1, name: KEY }))[0];
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  expect((await saturn.book(move)).state).toBe('PENDING');
  saturn.clock.advance(601_000);
  expect((await saturn.book(move)).state).toBe('PENDING');
  expect(await row()).toMatchObject({ state: 'UNKNOWN', evidence: { why: 'BLIND', clean: 0 } });
  saturn.clock.advance(600_000);
  expect((await saturn.book(move)).state).toBe('PENDING');
  expect(await row()).toMatchObject({ state: 'STUCK', evidence: { why: 'BLIND' } });
  expect(logger.lines.join('\n')).toContain('cannot be known');
  await saturn.book(depositOn(move.cardId, { reason: 'Вторая' }), { key: `${KEY}-2` });
  // Nobody asks: the second wakes it, and a new process begins with what is due.
  for (let tries = 0; tries < 20 && (await row())?.state !== 'NOT_APPLIED'; tries++) {
    const lookups = (await row())?.evidence.lookups ?? 0;
    saturn.clock.advance(31_000);
    await saturn.another({ logger });
    await expect.poll(async () => (await row())?.evidence.lookups).toBeGreaterThan(lookups);
  }
  expect((await row())?.state).toBe('NOT_APPLIED');
  expect((await saturn.book(move)).state).toBe('NOT_APPLIED');
});

test.each(['after-begin', 'after-send', 'before-settle'] as const)(
  'what a process that died at %s left behind is looked up, never sent again',
  async (step) => {
    const store = createMemoryStore();
    const saturn = await seasoned({ intents: { store } });
    let revive = () => {};
    const dead = new Promise<void>((resolve) => {
      revive = resolve;
    });
    const dying = await saturn.another({ failpoint: (point) => (point === step ? dead : undefined) });
    onTestFinished(() => revive());
    void saturn.book(saturn.move, {}, dying).catch(() => {});
    await expect.poll(() => store.list({ limit: 1, states: ['SENDING'] })).toHaveLength(1);
    if (step !== 'after-begin') await expect.poll(() => saturn.booked('Проверка')).toHaveLength(1);
    const restarted = await saturn.another();
    if (step === 'after-begin') {
      expect((await saturn.book(saturn.move, {}, restarted)).state).toBe('PENDING');
      saturn.clock.advance(700_000);
      await saturn.bookUntil('NOT_APPLIED', saturn.move, {}, restarted);
      expect(saturn.booked('Проверка')).toHaveLength(0);
    } else {
      expect(await saturn.book(saturn.move, {}, restarted)).toMatchObject({ state: 'BOOKED', replayed: true });
      expect(saturn.booked('Проверка')).toHaveLength(1);
    }
  },
);

test('an alarm is raised for what was booked after it was told to be not applied', async () => {
  const logger = noting();
  const { sandbox, clock, store, book, bookUntil, move, intents } = await seasoned({ intents: { logger } });
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  await book(move);
  clock.advance(601_000);
  await bookUntil('NOT_APPLIED', move, {});
  const [row] = await store.list({ limit: 1, name: KEY });
  // Somebody's proxy delivers it an hour later.
  const body = { accountId: move.cardId, amount: 12_345, reason: `Проверка #${row?.marker}` };
  const token = 'saturn-gateway-token';
  const headers = { authorization: `bearer ${token}`, 'content-type': 'application/json' };
  await fetch(`${sandbox.url}/operations/deposit`, { method: 'POST', headers, body: JSON.stringify(body) });
  clock.advance(HOUR);
  await expect.poll(() => store.list({ limit: 1, alarmed: true })).toHaveLength(1);
  expect((await store.list({ limit: 1, alarmed: true }))[0]).toMatchObject({
    state: 'NOT_APPLIED',
    alarm: 'LATE_APPLIED',
  });
  expect((await book(move)).state).toBe('NOT_APPLIED');
  expect(logger.lines.join('\n')).toContain('LATE_APPLIED');
  await expect.poll(() => intents.status().counts.map(({ alarm }) => alarm)).toContain('LATE_APPLIED');
});

test.each(['find', 'book'] as const)('what is told by %s to be not booked was looked up once more', async (how) => {
  const { sandbox, clock, store, book, move, intents, call, another } = await seasoned();
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  await book(move);
  const row = async () => (await store.list({ limit: 1, name: KEY }))[0];
  // Each begins with a lookup of what is due.
  for (const lookups of [1, 2, 3]) {
    clock.advance(601_000);
    await another();
    await expect.poll(async () => (await row())?.evidence.lookups).toBeGreaterThanOrEqual(lookups);
  }
  await expect.poll(async () => (await row())?.state).toBe('NOT_APPLIED');
  expect(await row()).toMatchObject({ state: 'NOT_APPLIED', toldAt: null });
  const key = { tenant: 'saturn', principal: 'API_KEY:site', key: KEY };
  const tell = async () => (how === 'find' ? (await intents.find(key))?.state : (await book(move)).state);
  clock.advance(60_000);
  if (how === 'find') expect(await tell()).toBe('NOT_BOOKED');
  const body = { accountId: move.cardId, amount: 12_345, reason: `Проверка #${(await row())?.marker}` };
  await call('POST', '/operations/deposit', body);
  expect(await tell()).toBe(how === 'find' ? 'NOT_BOOKED' : 'BOOKED');
  clock.advance(HOUR);
  await another();
  await expect.poll(async () => (await row())?.alarm).toBe(how === 'find' ? 'LATE_APPLIED' : null);
});

const group = (groupId: number, changes: Partial<GroupMove> = {}): GroupMove => ({
  kind: 'GROUP_DEPOSIT',
  groupId,
  amount: 5000,
  reason: 'Всем',
  ...changes,
});

/** The group with the most cards, and how many of them are open. */
function groupOf({ sandbox }: Pick<Given, 'sandbox'>): { id: number; open: number; blocked: number } {
  const sizes = new Map<number, { id: number; open: number; blocked: number }>();
  for (const { groupId, isBlocked } of sandbox.accounts()) {
    const found = sizes.get(groupId) ?? { id: groupId, open: 0, blocked: 0 };
    found[isBlocked ? 'blocked' : 'open']++;
    sizes.set(groupId, found);
  }
  return (
    [...sizes.values()].sort((a, b) => b.blocked - a.blocked || b.open - a.open)[0] ?? { id: 0, open: 0, blocked: 0 }
  );
}

test('a group is booked once, with who was left out and why', async () => {
  const saturn = await seasoned();
  const { id, open, blocked } = groupOf(saturn);
  expect(blocked).toBeGreaterThan(0);
  const first = await saturn.book(group(id));
  expect(first).toMatchObject({
    state: 'GROUP_BOOKED',
    processed: open,
    total: open * 5000,
    replayed: false,
    complete: true,
  });
  expect(first.state === 'GROUP_BOOKED' && first.skipped?.map(({ reason }) => reason)).toEqual(
    Array(blocked).fill('BLOCKED'),
  );
  expect(await saturn.book(group(id))).toEqual({ ...first, replayed: true });
  expect(saturn.booked('Всем')).toHaveLength(open);
  const withdrawn = await saturn.book(group(id, { kind: 'GROUP_WITHDRAW', amount: 9_999_999, reason: 'Назад' }), {
    key: `${KEY}-w`,
  });
  expect(withdrawn).toMatchObject({ state: 'GROUP_BOOKED', processed: 0, complete: true });
  expect(withdrawn.state === 'GROUP_BOOKED' && new Set(withdrawn.skipped?.map(({ reason }) => reason))).toEqual(
    new Set(['BLOCKED', 'INSUFFICIENT']),
  );
  expect(await saturn.book(group(424_242), { key: `${KEY}-n` })).toMatchObject({
    state: 'REFUSED',
    reason: 'NOT_FOUND',
    status: 404,
  });
});

test('a group whose answer was lost is put together from its rows, once their count stands still', async () => {
  const saturn = await seasoned();
  const { id, open } = groupOf(saturn);
  saturn.sandbox.faults.add({ operationId: 'operations.groupDeposit', do: 'reset', phase: 'after' });
  expect((await saturn.book(group(id))).state).toBe('PENDING');
  expect((await saturn.book(group(id))).state).toBe('PENDING');
  saturn.clock.advance(601_000);
  const told = await saturn.bookUntil('GROUP_BOOKED', group(id), {});
  expect(told).toEqual({
    state: 'GROUP_BOOKED',
    replayed: true,
    processed: open,
    total: open * 5000,
    skipped: null,
    complete: false,
  });
  expect(saturn.sends()).toBe(1);
});

test('a group of which nothing was booked is not applied, where one that was booked is seen', async () => {
  const saturn = await seasoned();
  const { id } = groupOf(saturn);
  expect((await saturn.book(group(id), { key: `${KEY}-before` })).state).toBe('GROUP_BOOKED');
  saturn.clock.advance(31_000);
  saturn.sandbox.faults.add({ operationId: 'operations.groupDeposit', do: 'reset' });
  expect((await saturn.book(group(id))).state).toBe('PENDING');
  saturn.clock.advance(601_000);
  expect((await saturn.bookUntil('NOT_APPLIED', group(id), {})).state).toBe('NOT_APPLIED');
});

test('a group that takes its time: the client waits no longer than it may, the send goes on', async () => {
  const saturn = await seasoned();
  const { id, open } = groupOf(saturn);
  saturn.sandbox.faults.add({ operationId: 'operations.groupDeposit', latencyMs: 900, times: 1 });
  expect((await saturn.book(group(id), { deadlineMs: 600 })).state).toBe('PENDING');
  await pause(700);
  expect(await saturn.book(group(id))).toMatchObject({ state: 'GROUP_BOOKED', processed: open, complete: true });
  expect(saturn.sends()).toBe(1);
});

test('a client that asks while the gateway itself reads a silent server waits no longer than it may', async () => {
  const upstream = { timeoutMs: 60_000, deadlineMs: 60_000, retryBaseMs: 1 };
  const { sandbox, clock, book, move, another, store } = await seasoned({ tenant: { ...TENANT, upstream } });
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  sandbox.faults.add({ operationId: 'operations.list', do: 'hang' });
  expect(await book(move, { deadlineMs: 700 })).toMatchObject({ state: 'PENDING' });
  clock.advance(61_000);
  sandbox.clearCalls();
  const other = await another();
  await expect.poll(() => sandbox.calls.length).toBeGreaterThan(0);
  expect(await book(move, { deadlineMs: 300 }, other)).toMatchObject({ state: 'PENDING' });
  // Neither lookup has ended.
  expect((await store.list({ limit: 1, name: KEY }))[0]?.evidence).toMatchObject({ lookups: 0, failures: 0 });
});

test('a server that is silent holds up no other: what became of the moves of the other is found', async () => {
  const silent = await tcpServer(() => {});
  const other = { file: { ...TENANT, slug: 'neptune', baseUrl: silent, credentials: { token: 'token' } } };
  const saturn = await given({ tenant: TENANT, beside: [other] });
  const neptune = saturn.tenants.get('neptune') as Tenant;
  // Else the others would wait for the first one.
  await saturn.store.writeMeta('units neptune', neptune.meaning);
  const lost = Array.from({ length: 12 }, (_, at) => depositOn(at + 1));
  const asked = lost.map((move, at) => saturn.book(move, { tenant: neptune, key: `${KEY}-n${at}`, deadlineMs: 900 }));
  expect(new Set((await Promise.all(asked)).map(({ state }) => state))).toEqual(new Set(['PENDING']));
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  // Before the send, and after it.
  saturn.sandbox.faults.add({ ...NO_READS, times: 6 });
  expect((await saturn.book(depositOn(openCard(saturn)))).state).toBe('PENDING');
  let isLate = false;
  // A timer of the clock does not count what a busy machine takes from this process.
  saturn.clock.after(1000, () => {
    isLate = true;
  });
  const found = () => saturn.store.list({ tenant: 'saturn', states: ['SUCCEEDED'], limit: 1 });
  await expect
    .poll(() => {
      saturn.clock.advance(1000);
      return found();
    })
    .toHaveLength(1);
  expect(isLate).toBe(false);
});
