import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/intents/services.ts';
import { type Given, type GivenOptions, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

const QUICK = { upstream: { timeoutMs: 200, deadlineMs: 2000 } };
const SETTLED_MS = 605_000;

/** A restaurant with an open card, on which one move was booked a minute ago. */
async function givenCard(options: GivenOptions = {}) {
  const saturn = await given({ tenant: QUICK, ...options });
  const cardId = saturn.sandbox.accounts().find(({ isBlocked, balance }) => !isBlocked && balance > 20_000)?.id ?? 0;
  const move = { kind: 'CARD_DEPOSIT', cardId, amount: 15_000, reason: 'Проверка' } as const;
  const other = (key: string) => saturn.book({ ...move, amount: 100, reason: 'Другое' }, { key });
  await other(`${KEY}-before`);
  saturn.clock.advance(60_000);
  /** Time passes, and a gateway that starts then looks at what is due. */
  const pass = async (ms: number) => {
    saturn.clock.advance(ms);
    await saturn.another();
  };
  const row = async () => (await saturn.store.list({ limit: 99 })).find(({ key }) => key === KEY);
  return { ...saturn, intents: saturn.intents, store: saturn.store, move, other, pass, row };
}

const turnAway = (saturn: Pick<Given, 'fault'>, status: number, phase: 'before' | 'after') =>
  saturn.fault({ operationId: 'operations.deposit', do: 'status', status, phase, times: 1 });

test.each([401, 405, 429])(
  'after a %i a move is sent again once the card shows a move that was booked after it',
  async (status) => {
    const saturn = await givenCard();
    turnAway(saturn, status, 'before');
    await expect(saturn.book(saturn.move)).rejects.toMatchObject({ status, sent: 'ANSWERED' });
    const unavailable = {
      kind: 'UNAVAILABLE',
      sent: 'NOT_SENT',
      reason: 'TURNED_AWAY',
      retryAfter: expect.any(Number),
    };
    await expect(saturn.book(saturn.move)).rejects.toMatchObject(unavailable);
    expect(saturn.booked('Проверка')).toHaveLength(0);
    const first = await saturn.row();
    expect(first).toMatchObject({ state: 'INTENT', formerMarkers: [first?.marker] });

    await saturn.other(`${KEY}-after`);
    saturn.clock.advance(1000);
    expect(await saturn.book(saturn.move)).toMatchObject({ state: 'BOOKED', replayed: false });
    expect(saturn.booked('Проверка')).toHaveLength(1);
    expect(await saturn.row()).toMatchObject({ state: 'SUCCEEDED', formerMarkers: [first?.marker] });
  },
);

test('without such a move it is sent again a settle time later, after two lookups, and is never pending before', async () => {
  const saturn = await givenCard();
  turnAway(saturn, 429, 'before');
  await expect(saturn.book(saturn.move)).rejects.toMatchObject({ status: 429 });
  const unavailable = { kind: 'UNAVAILABLE', reason: 'TURNED_AWAY' };
  for (const passMs of [1000, 60_000, 300_000, SETTLED_MS]) {
    saturn.clock.advance(passMs);
    await expect(saturn.book(saturn.move)).rejects.toMatchObject(unavailable);
  }
  expect(saturn.sends()).toBe(2);
  saturn.clock.advance(31_000);
  expect(await saturn.book(saturn.move)).toMatchObject({ state: 'BOOKED', replayed: false });
  expect(saturn.booked('Проверка')).toHaveLength(1);
});

test('what was booked though it was turned away is told, and a key that was turned away keeps its content', async () => {
  const saturn = await givenCard();
  turnAway(saturn, 429, 'after');
  await expect(saturn.book(saturn.move)).rejects.toMatchObject({ status: 429 });
  expect(await saturn.book({ ...saturn.move, amount: 7 })).toMatchObject({ state: 'KEY_REUSED', expiredAt: null });
  expect(await saturn.book(saturn.move)).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(saturn.booked('Проверка')).toHaveLength(1);
});

test.each(['the call of other content', 'the repeat'])(
  'what was booked though it was turned away is told to its repeat beside a call of other content: %s first',
  async (first) => {
    const saturn = await givenCard();
    turnAway(saturn, 429, 'after');
    await expect(saturn.book(saturn.move)).rejects.toMatchObject({ status: 429 });
    const [other, repeat] = [{ ...saturn.move, amount: 7 }, saturn.move];
    const told = await Promise.all(
      (first === 'the repeat' ? [repeat, other] : [other, repeat]).map((move) => saturn.book(move)),
    );
    if (first === 'the repeat') told.reverse();
    expect(told).toMatchObject([
      { state: 'KEY_REUSED', expiredAt: null },
      { state: 'BOOKED', replayed: true },
    ]);
    expect(saturn.booked('Проверка')).toHaveLength(1);
  },
);

test('a refusal of what was booked stays as it was told, and raises an alarm a minute later', async () => {
  const saturn = await givenCard();
  turnAway(saturn, 409, 'after');
  const refused = { state: 'REFUSED', reason: 'OTHER', status: 409 };
  expect(await saturn.book(saturn.move)).toMatchObject(refused);
  const row = await saturn.row();
  expect(row).toMatchObject({
    state: 'REJECTED',
    alarm: null,
    toldAt: saturn.clock.now(),
    nextAt: saturn.clock.now() + 60_000,
  });
  await saturn.pass(60_000);
  await expect.poll(async () => (await saturn.row())?.alarm, { timeout: 60_000 }).toBe('LATE_APPLIED');
  expect(await saturn.book(saturn.move)).toMatchObject(refused);
});

test('a refusal that nobody was told, of what was booked, is told as booked', async () => {
  const saturn = await givenCard();
  turnAway(saturn, 409, 'after');
  await saturn.book(saturn.move);
  const row = await saturn.row();
  if (!row) throw new Error('no row');
  await saturn.store.change(row, ['REJECTED'], { toldAt: null });
  await saturn.pass(60_000);
  await expect.poll(async () => (await saturn.row())?.state, { timeout: 60_000 }).toBe('SUCCEEDED');
  expect(await saturn.row()).toMatchObject({ alarm: 'LATE_APPLIED' });
  expect(await saturn.book(saturn.move)).toMatchObject({ state: 'BOOKED' });
});

test.each([
  ['nobody was told', false, 'BOOKED', null],
  ['a client was told', true, 'NOT_APPLIED', 'LATE_APPLIED'],
] as const)(
  'absence that %s, and a late booking: what was told stays, else it is booked',
  async (_, isTold, state, alarm) => {
    const saturn = await givenCard();
    saturn.fault({ operationId: 'operations.deposit', do: 'reset', times: 1 });
    expect((await saturn.book(saturn.move)).state).toBe('PENDING');
    await saturn.pass(SETTLED_MS);
    await expect.poll(async () => (await saturn.row())?.evidence.clean, { timeout: 60_000 }).toBe(1);
    await saturn.pass(31_000);
    await expect.poll(async () => (await saturn.row())?.state, { timeout: 60_000 }).toBe('NOT_APPLIED');
    if (isTold) expect((await saturn.book(saturn.move)).state).toBe('NOT_APPLIED');
    const row = await saturn.row();
    const { cardId, amount } = saturn.move;
    await saturn.call('POST', '/operations/deposit', { accountId: cardId, amount, reason: `Проверка #${row?.marker}` });
    await saturn.pass(3_600_000);
    await expect
      .poll(async () => (await saturn.row())?.evidence.audits === 1 || (await saturn.row())?.state, { timeout: 60_000 })
      .toBe(isTold ? true : 'SUCCEEDED');
    expect((await saturn.row())?.alarm).toBe(alarm);
    expect((await saturn.book(saturn.move)).state).toBe(state);
  },
);

test('sixty refusals of a tenant are audited in an hour; the rest are counted, with one warning', async () => {
  const warnings: object[] = [];
  const warn = (fields: object) => void warnings.push(fields);
  const saturn = await givenCard({ intents: { logger: { ...silentLogger, warn } } });
  saturn.fault({ operationId: 'operations.deposit', do: 'status', status: 409 });
  for (let at = 0; at < 62; at++) await saturn.book(saturn.move, { key: `${KEY}-${at}` });
  expect(saturn.intents.status().unaudited).toBe(2);
  expect(warnings).toEqual([{ tenant: 'saturn', unaudited: 1 }]);
  saturn.clock.advance(3_600_000);
  await saturn.book(saturn.move, { key: `${KEY}-later` });
  expect(saturn.intents.status().unaudited).toBe(2);
});

test('an answer without a row is looked up at once, and its id is kept', async () => {
  const saturn = await givenCard();
  saturn.fault({ operationId: 'operations.deposit', do: 'status', status: 200, body: {}, phase: 'after', times: 1 });
  expect(await saturn.book(saturn.move)).toMatchObject({ state: 'BOOKED', replayed: false });
  const answer = { do: 'status', status: 200, body: { operationId: 987_654 }, times: 1 } as const;
  saturn.fault({ operationId: 'operations.deposit', ...answer });
  expect((await saturn.book(saturn.move, { key: `${KEY}-id` })).state).toBe('PENDING');
  const rows = await saturn.store.list({ limit: 9, states: ['UNKNOWN'] });
  expect(rows.map(({ evidence }) => evidence.answerId)).toEqual([987_654]);
});
