import { expect, test } from 'vitest';
import { NO_EVIDENCE } from '../../../src/intents/intent.ts';
import type { CardMove } from '../../../src/intents/move.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { type Given, given } from '../../kit/given.ts';
import { newIntent } from '../../kit/new-intent.ts';

const HOUR = 3_600_000;
const KEY = 'a-key-that-is-stuck';
const MARKER = 'STUCKSTUCK22';

/** A restaurant, and a move of the first open card that is STUCK since so long. */
async function givenStuck(hours: number) {
  const saturn: Given = await given();
  const { clock, sandbox } = saturn;
  const card = sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const move: CardMove = { kind: 'CARD_DEPOSIT', cardId: card, amount: 1000, reason: 'Доставка' };
  const store = createMemoryStore();
  const intents = await saturn.another({ store });
  // The fingerprint of the same content, as the gateway makes it.
  await saturn.book(move, { key: 'the-same-content' }, intents);
  const [same] = await store.list({ limit: 1 });
  const submittedAt = clock.now() - hours * HOUR;
  const intent = newIntent({
    key: KEY,
    marker: MARKER,
    move,
    fingerprint: same?.fingerprint ?? '',
    lockKey: `card:${card}`,
    submittedAt,
    deadline: submittedAt + 10_000,
  });
  await store.begin(intent);
  await store.change(intent, ['SENDING'], {
    state: 'STUCK',
    lockKey: null,
    settleFrom: submittedAt,
    evidence: { ...NO_EVIDENCE, lookups: 4, why: 'AMBIGUOUS' },
  });
  return {
    ...{ saturn, card, store, booked: same?.upstreamId ?? 0 },
    row: async () => (await store.list({ limit: 1, name: MARKER }))[0],
    ask: () => saturn.book(move, { key: KEY }, intents),
    settle: (booked: readonly number[] | null, because: string | null = 'директор сказал') =>
      intents.operate({ action: 'settle', marker: MARKER, booked, because, by: 'anna' }),
    ack: () => intents.operate({ action: 'ack', marker: MARKER, because: null, by: 'boris' }),
    /** Books by another program. */
    async bookBeside(change: { accountId?: number; amount?: number; reason?: string } = {}): Promise<number> {
      const body = { accountId: card, amount: 1000, reason: 'вручную', ...change };
      const { id } = (await saturn.call('POST', '/operations/deposit', body)).body as { id: number };
      return id;
    },
  };
}

test('a person settles a move as not booked: its client is told, and the word keeps its author', async () => {
  const { saturn, settle, ask, row } = await givenStuck(5);
  expect((await ask()).state).toBe('PENDING');
  saturn.clock.advance(11_000);
  expect(await settle(null)).toEqual([
    expect.stringContaining('did not find it'),
    expect.stringContaining('settled as not booked'),
  ]);
  expect((await ask()).state).toBe('NOT_APPLIED');
  const settled = await row();
  expect(settled?.nextAt).toBe(saturn.clock.now() + HOUR);
  expect(settled?.settlement).toMatchObject([
    { action: 'NOT_BOOKED', by: 'anna', because: 'директор сказал', at: saturn.clock.now() },
  ]);
  await expect(settle(null)).rejects.toThrow(/is NOT_APPLIED; only what is STUCK/);
});

test('what was settled as not booked is looked for on; a late booking is an alarm, and acknowledged it is raised no more', async () => {
  const { saturn, store, settle, ack, row, bookBeside } = await givenStuck(5);
  await settle(null);
  await bookBeside({ reason: `поздно #${MARKER}` });
  // Each begins with a lookup of what is due.
  saturn.clock.advance(HOUR + 1000);
  await saturn.another({ store });
  await expect.poll(async () => (await row())?.alarm).toBe('LATE_APPLIED');
  await ack();
  saturn.clock.advance(8 * 24 * HOUR);
  await saturn.another({ store });
  expect(await row()).toMatchObject({
    alarm: null,
    settlement: [{ action: 'NOT_BOOKED' }, { action: 'ACKNOWLEDGED' }],
  });
});

test('what was settled as booked is looked for on for a month; a second booking is an alarm', async () => {
  const { saturn, store, settle, row, bookBeside } = await givenStuck(5);
  const id = await bookBeside();
  await settle([id]);
  expect((await row())?.nextAt).toBe(saturn.clock.now() + HOUR);
  // Each begins with a lookup of what is due.
  saturn.clock.advance(HOUR + 1000);
  await saturn.another({ store });
  await expect.poll(async () => (await row())?.evidence.audits).toBe(1);
  const late = await bookBeside({ reason: `поздно #${MARKER}` });
  saturn.clock.advance(24 * HOUR);
  await saturn.another({ store });
  await expect.poll(async () => (await row())?.alarm).toBe('OTHER_ROW');
  expect(await row()).toMatchObject({ state: 'SUCCEEDED', upstreamId: id, evidence: { otherIds: [late] } });
});

test('what is not yet ripe, has no reason, or cannot be looked up is not settled', async () => {
  const young = await givenStuck(1);
  await expect(young.settle(null)).rejects.toThrow(/can be settled in 10 minutes/);
  const { saturn, settle, row } = await givenStuck(5);
  await expect(settle(null, ' ')).rejects.toThrow(/--because/);
  const mend = saturn.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  await expect(settle(null)).rejects.toThrow(/cannot be read now/);
  mend();
  expect((await row())?.state).toBe('STUCK');
});

test('what the last lookup finds needs no word of a person', async () => {
  const { settle, ask, bookBeside } = await givenStuck(5);
  const id = await bookBeside({ reason: `вручную #${MARKER}` });
  expect(await settle(null)).toEqual([`The lookup decided: booked as operation ${id}. Nothing is left to settle.`]);
  expect(await ask()).toMatchObject({ state: 'BOOKED', operation: { id } });
});

test('an operation that a person names must be able to be the move', async () => {
  const { saturn, settle, ask, row, bookBeside, booked } = await givenStuck(5);
  const other = saturn.sandbox.accounts().filter(({ isBlocked }) => !isBlocked)[1]?.id ?? 0;
  for (const [id, why] of [
    [await bookBeside({ accountId: other }), `it is of card ${other}`],
    [await bookBeside({ amount: 1001 }), 'its amount is another one'],
    [await bookBeside({ reason: 'x #ANOTHERMARK2' }), 'it bears the marker ANOTHERMARK2 of another move'],
    [booked, 'belongs to another move of the log'],
    [9_999_999, 'the server has no operation'],
  ] as const)
    await expect(settle([id])).rejects.toThrow(why);
  expect((await row())?.state).toBe('STUCK');
  const id = await bookBeside();
  expect((await settle([id])).at(-1)).toContain('settled as booked');
  expect(await ask()).toMatchObject({ state: 'BOOKED', replayed: true, operation: { id } });
  expect((await row())?.settlement).toMatchObject([{ action: 'BOOKED', by: 'anna' }]);
});

test('an alarm is acknowledged once, is no longer counted, and stays in the trail', async () => {
  const { ack, row, store } = await givenStuck(5);
  await expect(ack()).rejects.toThrow(/has no alarm/);
  const stuck = await row();
  if (!stuck) throw new Error('it is there');
  await store.change(stuck, ['STUCK'], { state: 'NOT_APPLIED', alarm: 'LATE_APPLIED', settledAt: 1 });
  expect(await store.counts()).toMatchObject([{ alarm: 'LATE_APPLIED' }]);
  expect(await ack()).toEqual([`${MARKER}: the alarm LATE_APPLIED is acknowledged.`]);
  expect(await store.counts()).toEqual([]);
  expect((await row())?.settlement).toMatchObject([{ action: 'ACKNOWLEDGED', alarm: 'LATE_APPLIED', by: 'boris' }]);
  await expect(ack()).rejects.toThrow(/has no alarm/);
});
