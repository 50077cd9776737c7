import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import type { Logger } from '../../../src/intents/logger.ts';
import type { CardMove, GroupMove } from '../../../src/intents/move.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { Secret } from '../../../src/lib/secret.ts';
import type { FaultRule } from '../../../src/sandbox/http/faults.ts';
import type { Tenant } from '../../../src/tenants/registry.ts';
import { tenantConfig } from '../../kit/graph.ts';
import { tcpServer } from '../../upstream/kit.ts';
import { type GivenIntents, givenIntents, KEY } from '../kit.ts';

const HOUR = 3_600_000;
const TENANT = { upstream: { ...DEFAULT_LIMITS, timeoutMs: 300, deadlineMs: 2000, retryBaseMs: 1 } };
/** As long as the fault lasts, nothing can be read. */
const NO_READS: FaultRule = { operationId: 'operations.list', do: 'status', status: 503 };

function openCard({ sandbox }: GivenIntents): number {
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
async function seasoned(options: Parameters<typeof givenIntents>[0] = {}) {
  const given = await givenIntents({ tenant: TENANT, ...options });
  const cardId = openCard(given);
  const first = await given.ask(depositOn(cardId, { reason: 'Первая', amount: 1 }), { key: `${KEY}-first` });
  expect(first.state).toBe('BOOKED');
  given.sandbox.clearCalls();
  return { ...given, cardId, move: depositOn(cardId) };
}

function noting(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const note = (fields: object, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  return { lines, info: note, warn: note, error: note };
}

test('booked, answer lost, and nothing can be read: pending, then the same key gives the operation', async () => {
  const { sandbox, clock, ask, booked, sends, move } = await seasoned();
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  const forget = sandbox.faults.add(NO_READS);
  expect(await ask(move)).toMatchObject({ state: 'PENDING' });
  clock.advance(600);
  expect(await ask(move)).toMatchObject({ state: 'PENDING' });
  forget();
  clock.advance(600);
  expect(await ask(move)).toMatchObject({ state: 'BOOKED', replayed: true, operation: { amount: 12_345 } });
  expect(booked('Проверка')).toHaveLength(1);
  expect(sends()).toBe(1);
});

test('not booked: pending until the settle time and two clean reads, then not applied, for good', async () => {
  const { sandbox, clock, ask, askUntil, booked, sends, move } = await seasoned();
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  const submittedAt = clock.now();
  expect(await ask(move)).toEqual({ state: 'PENDING', submittedAt });
  clock.advance(599_000);
  expect((await ask(move)).state).toBe('PENDING');
  clock.advance(2_000);
  // The first clean read proves nothing yet.
  expect((await ask(move)).state).toBe('PENDING');
  expect(await askUntil('NOT_APPLIED', move, {})).toEqual({ state: 'NOT_APPLIED', submittedAt });
  expect(await ask(move)).toEqual({ state: 'NOT_APPLIED', submittedAt });
  expect(booked('Проверка')).toHaveLength(0);
  expect(sends()).toBe(1);
});

test('a move that the server books minutes later is found, not failed', async () => {
  const { sandbox, clock, ask, askUntil, booked, move } = await seasoned();
  sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 900, times: 1 });
  expect((await ask(move, { deadlineMs: 600 })).state).toBe('PENDING');
  clock.advance(500_000);
  expect((await ask(move)).state).toBe('PENDING');
  await expect.poll(() => booked('Проверка')).toHaveLength(1);
  expect(await askUntil('BOOKED', move, {})).toMatchObject({ replayed: true });
});

test('the reconciler finds it by itself, and asks an idle server nothing', async () => {
  const { sandbox, clock, store, ask, move } = await seasoned();
  await pause(1200);
  expect(sandbox.callCounts()).toEqual({});
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  sandbox.faults.add({ ...NO_READS, times: 3 });
  expect((await ask(move)).state).toBe('PENDING');
  await expect
    .poll(() => {
      clock.advance(1000);
      return store.list({ limit: 1, states: ['UNKNOWN'] });
    })
    .toEqual([]);
  expect((await ask(move)).state).toBe('BOOKED');
  sandbox.clearCalls();
  await pause(1200);
  expect(sandbox.callCounts()).toEqual({});
});

test.each([
  ['three hours slow', -3 * HOUR],
  ['three hours fast', 3 * HOUR],
  ['a month slow', -30 * 24 * HOUR],
])(
  'a server whose clock is %s: what was booked is never told to be not applied, what was not is stuck',
  async (_, skew) => {
    const logger = noting();
    const { clock: ours, sandbox, store, ask, askUntil } = await givenIntents({ tenant: TENANT, logger, skewMs: skew });
    const cardId = sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
    const [lost, dropped] = [depositOn(cardId, { reason: 'Потеряна' }), depositOn(cardId, { reason: 'Не дошла' })];
    sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
    expect((await ask(dropped, { key: `${KEY}-d` })).state).toBe('PENDING');
    sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after', times: 1 });
    const forget = sandbox.faults.add(NO_READS);
    expect((await ask(lost, { key: `${KEY}-l` })).state).toBe('PENDING');
    ours.advance(700_000);
    forget();
    expect((await askUntil('BOOKED', lost, { key: `${KEY}-l` })).state).toBe('BOOKED');
    for (let times = 0; times < 4; times++) {
      ours.advance(60_000);
      await pause(5);
      expect((await ask(dropped, { key: `${KEY}-d` })).state).toBe('PENDING');
    }
    const [row] = await store.list({ limit: 5, name: `${KEY}-d` });
    expect(row).toMatchObject({ state: 'STUCK', evidence: { why: 'CLOCK' } });
    expect(Math.abs((row?.evidence.skewMs ?? 0) - skew)).toBeLessThan(20 * 60_000);
    expect(logger.lines.join('\n')).toContain('cannot be known');
  },
);

test('a wrong time zone in the configuration: the same', async () => {
  const { sandbox, clock, store, ask, askUntil, move } = await seasoned({
    tenant: { ...TENANT, timeZone: 'Pacific/Auckland' },
  });
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after', times: 1 });
  const forget = sandbox.faults.add(NO_READS);
  await ask(move, { key: `${KEY}-l` });
  clock.advance(700_000);
  clock.advance(550);
  forget();
  expect((await askUntil('BOOKED', move, { key: `${KEY}-l` })).state).toBe('BOOKED');
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  await ask(move, { key: `${KEY}-d` });
  clock.advance(700_000);
  await ask(move, { key: `${KEY}-d` });
  expect((await store.list({ limit: 5, name: `${KEY}-d` }))[0]).toMatchObject({ state: 'STUCK' });
});

const valueMoves = { maxAmount: 10_000_000, settleSeconds: 0, reasonVerbatim: 'auto', groupTimeoutMs: 5000 } as const;

test('a server that never booked for us, but whose Date agrees: a card is read to its beginning, and absence is believed', async () => {
  const given = await givenIntents({ tenant: TENANT, epoch: Date.now() });
  const move = depositOn(openCard(given));
  given.sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  expect((await given.ask(move)).state).toBe('PENDING');
  const patient = await given.another({ tenants: { get: () => ({ ...given.tenant, valueMoves }) } });
  given.clock.advance(1000);
  expect((await given.ask(move, {}, patient)).state).toBe('PENDING');
  given.clock.advance(1000);
  expect((await given.ask(move, {}, patient)).state).toBe('NOT_APPLIED');
  const whole = given.sandbox.calls.filter(
    ({ operationId, query }) => operationId === 'operations.list' && !('dateFrom' in query),
  );
  expect(whole.length).toBeGreaterThan(1);
});

test('a server that never booked for us and bears another Date: stuck, with what was measured', async () => {
  const given = await givenIntents({ tenant: TENANT, skewMs: 3 * HOUR });
  const move = depositOn(openCard(given));
  given.sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  expect((await given.ask(move)).state).toBe('PENDING');
  given.clock.advance(601_000);
  expect((await given.ask(move)).state).toBe('PENDING');
  expect((await given.store.list({ limit: 1 }))[0]).toMatchObject({ state: 'STUCK', evidence: { why: 'CLOCK' } });
});

test('stuck is not the end: once its clock is seen to agree, the outcome is decided', async () => {
  let skew = -3 * HOUR;
  const given = await givenIntents({ tenant: TENANT, skewMs: () => skew, sandbox: { accessTokenSeconds: 86_400 } });
  const cardId = openCard(given);
  const move = depositOn(cardId);
  given.sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  await given.ask(move);
  given.clock.advance(601_000);
  await given.ask(move);
  expect((await given.store.list({ limit: 1 }))[0]?.state).toBe('STUCK');
  skew = 0;
  await given.ask(depositOn(cardId, { reason: 'Другая' }), { key: `${KEY}-2` });
  given.clock.advance(11_000);
  expect((await given.askUntil('NOT_APPLIED', move, {})).state).toBe('NOT_APPLIED');
});

test.each(['after-begin', 'after-send', 'before-settle'] as const)(
  'what a process that died at %s left behind is looked up, never sent again',
  async (step) => {
    const store = createMemoryStore();
    const given = await seasoned({ store });
    let revive = () => {};
    const dead = new Promise<void>((resolve) => {
      revive = resolve;
    });
    const dying = await given.another({ failpoint: (point) => (point === step ? dead : undefined) });
    onTestFinished(() => revive());
    void given.ask(given.move, {}, dying).catch(() => {});
    await expect.poll(() => store.list({ limit: 1, states: ['SENDING'] })).toHaveLength(1);
    if (step !== 'after-begin') await expect.poll(() => given.booked('Проверка')).toHaveLength(1);
    const restarted = await given.another();
    if (step === 'after-begin') {
      expect((await given.ask(given.move, {}, restarted)).state).toBe('PENDING');
      given.clock.advance(700_000);
      await given.askUntil('NOT_APPLIED', given.move, {}, restarted);
      expect(given.booked('Проверка')).toHaveLength(0);
    } else {
      expect(await given.ask(given.move, {}, restarted)).toMatchObject({ state: 'BOOKED', replayed: true });
      expect(given.booked('Проверка')).toHaveLength(1);
    }
  },
);

test('an alarm is raised for what was booked after it was told to be not applied', async () => {
  const logger = noting();
  const { sandbox, clock, store, ask, askUntil, move, intents } = await seasoned({ logger });
  sandbox.faults.add({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  await ask(move);
  clock.advance(601_000);
  await askUntil('NOT_APPLIED', move, {});
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
  expect((await ask(move)).state).toBe('NOT_APPLIED');
  expect(logger.lines.join('\n')).toContain('LATE_APPLIED');
  await expect.poll(() => intents.status().counts.map(({ alarm }) => alarm)).toContain('LATE_APPLIED');
});

const group = (groupId: number, changes: Partial<GroupMove> = {}): GroupMove => ({
  kind: 'GROUP_DEPOSIT',
  groupId,
  amount: 5000,
  reason: 'Всем',
  ...changes,
});

/** The group with the most cards, and how many of them are open. */
function groupOf({ sandbox }: Pick<GivenIntents, 'sandbox'>): { id: number; open: number; blocked: number } {
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
  const given = await seasoned();
  const { id, open, blocked } = groupOf(given);
  expect(blocked).toBeGreaterThan(0);
  const first = await given.ask(group(id));
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
  expect(await given.ask(group(id))).toEqual({ ...first, replayed: true });
  expect(given.booked('Всем')).toHaveLength(open);
  const withdrawn = await given.ask(group(id, { kind: 'GROUP_WITHDRAW', amount: 9_999_999, reason: 'Назад' }), {
    key: `${KEY}-w`,
  });
  expect(withdrawn).toMatchObject({ state: 'GROUP_BOOKED', processed: 0, complete: true });
  expect(withdrawn.state === 'GROUP_BOOKED' && new Set(withdrawn.skipped?.map(({ reason }) => reason))).toEqual(
    new Set(['BLOCKED', 'INSUFFICIENT']),
  );
  expect(await given.ask(group(424_242), { key: `${KEY}-n` })).toMatchObject({
    state: 'REFUSED',
    reason: 'NOT_FOUND',
    status: 404,
  });
});

test('a group whose answer was lost is put together from its rows, once their count stands still', async () => {
  const given = await seasoned();
  const { id, open } = groupOf(given);
  given.sandbox.faults.add({ operationId: 'operations.groupDeposit', do: 'reset', phase: 'after' });
  expect((await given.ask(group(id))).state).toBe('PENDING');
  expect((await given.ask(group(id))).state).toBe('PENDING');
  given.clock.advance(601_000);
  const told = await given.askUntil('GROUP_BOOKED', group(id), {});
  expect(told).toEqual({
    state: 'GROUP_BOOKED',
    replayed: true,
    processed: open,
    total: open * 5000,
    skipped: null,
    complete: false,
  });
  expect(given.sends()).toBe(1);
});

test('a group of which nothing was booked is not applied', async () => {
  const given = await seasoned();
  const { id } = groupOf(given);
  given.sandbox.faults.add({ operationId: 'operations.groupDeposit', do: 'reset' });
  expect((await given.ask(group(id))).state).toBe('PENDING');
  given.clock.advance(601_000);
  expect((await given.askUntil('NOT_APPLIED', group(id), {})).state).toBe('NOT_APPLIED');
});

test('a group that takes its time: the client waits no longer than it may, the send goes on', async () => {
  const given = await seasoned();
  const { id, open } = groupOf(given);
  given.sandbox.faults.add({ operationId: 'operations.groupDeposit', latencyMs: 900, times: 1 });
  expect((await given.ask(group(id), { deadlineMs: 600 })).state).toBe('PENDING');
  await pause(700);
  expect(await given.ask(group(id))).toMatchObject({ state: 'GROUP_BOOKED', processed: open, complete: true });
  expect(given.sends()).toBe(1);
});

test('a server that is silent holds up no other: what became of the moves of the other is found', async () => {
  const silent = await tcpServer(() => {});
  const credentials = { token: new Secret('token') };
  const other = tenantConfig(silent, { ...TENANT, slug: 'neptune', credentials });
  const given = await givenIntents({ tenant: TENANT, tenants: [other] });
  const neptune = given.tenants.get('neptune') as Tenant;
  const lost = Array.from({ length: 12 }, (_, at) => depositOn(at + 1));
  const asked = lost.map((move, at) => given.ask(move, { tenant: neptune, key: `${KEY}-n${at}`, deadlineMs: 900 }));
  expect(new Set((await Promise.all(asked)).map(({ state }) => state))).toEqual(new Set(['PENDING']));
  given.sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
  given.sandbox.faults.add({ ...NO_READS, times: 3 });
  expect((await given.ask(depositOn(openCard(given)))).state).toBe('PENDING');
  const begun = performance.now();
  const found = () => given.store.list({ tenant: 'saturn', states: ['SUCCEEDED'], limit: 1 });
  await expect
    .poll(() => {
      given.clock.advance(1000);
      return found();
    })
    .toHaveLength(1);
  expect(performance.now() - begun).toBeLessThan(1000);
});
