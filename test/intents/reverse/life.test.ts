import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Intents } from '../../../src/intents/intents.ts';
import type { CardMove } from '../../../src/intents/move.ts';
import type { ReverseOutcome } from '../../../src/intents/reverse/reversal.ts';
import { type GivenOptions, given } from '../../kit/given.ts';
import { startMortal } from '../../kit/mortal.ts';
import { newIntent } from '../../kit/new-intent.ts';
import { eventually } from '../../kit/server.ts';

const CARD = 101;

async function openBank(intents: GivenOptions['intents'] = {}) {
  const bank = await given({ intents });
  const booked = () => bank.sandbox.operations().filter(({ accountId }) => accountId === CARD);
  const first = booked().length;
  const start = bank.account(CARD).balance;
  await bank.book(
    { kind: 'CARD_DEPOSIT', cardId: CARD, amount: 100_000, reason: 'Пополнение' },
    { key: 'funds-0000000000' },
  );
  return {
    ...bank,
    intents: () => bank.intents,
    /** Until something definite is told; time passes in between. */
    async insist(by: Pick<Intents, 'reverse'>, key: string, originalKey: string): Promise<ReverseOutcome> {
      for (let tries = 0; tries < 1000; tries++) {
        const outcome = await bank.reverse(by, key, originalKey);
        if (outcome.state !== 'PENDING') return outcome;
        bank.clock.advance(31_000);
        await pause(60);
      }
      throw new Error('pending for ever');
    },
    /** Booked on the card since the beginning, the deposit of the funds not counted. */
    since: () =>
      booked()
        .slice(first + 1)
        .map(({ amount }) => amount),
    balance: () => bank.account(CARD).balance - start - 100_000,
  };
}

const withdrawal = (amount: number): CardMove => ({ kind: 'CARD_WITHDRAW', cardId: CARD, amount, reason: 'Доставка' });

test("a delivery's life: crash, resume, cancel while pending, crash while giving back, parts, and no more than there was", async () => {
  const bank = await openBank();
  const { store, clock, tenants } = { store: bank.store, clock: bank.clock, tenants: bank.tenants };

  // The withdrawal is booked, and the gateway dies before it knows.
  const first = await startMortal({ store, clock, tenants });
  const dead = first.dieAt('after-send');
  void bank.book(withdrawal(50_000), { key: 'order-0000000001' }, first.intents).catch(() => {});
  await dead;
  expect(bank.since()).toEqual([-50_000]);

  // The order is cancelled at another gateway, which dies while it gives the bonuses back, unless a third one is sooner.
  const second = await startMortal({ store, clock, tenants });
  const lists = bank.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  expect(await bank.reverse(second.intents, 'cancel-000000001', 'order-0000000001')).toMatchObject({
    state: 'PENDING',
  });
  lists();
  const deadAgain = second.dieAt('after-send');
  for (let tries = 0; tries < 80 && bank.since().length < 2; tries++) {
    clock.advance(31_000);
    void bank.reverse(second.intents, 'cancel-000000001', 'order-0000000001').catch(() => {});
    await pause(60);
  }
  await Promise.race([deadAgain, pause(1000)]);
  second.kill();

  // A third one tells what became of it, and sends nothing again.
  const third = await bank.another();
  expect(await bank.insist(third, 'cancel-000000001', 'order-0000000001')).toMatchObject({
    state: 'BOOKED',
    originalState: 'BOOKED',
    reversedTotal: 50_000,
  });
  expect(bank.since()).toEqual([-50_000, 50_000]);

  // Another order: cancelled in parts after it was booked.
  await bank.book(withdrawal(9_99), { key: 'order-0000000002' }, third);
  const told = [];
  for (const [key, amount] of Object.entries({
    'part-00000000001': 300,
    'part-00000000002': 599,
    'part-00000000003': 101,
  }))
    told.push(await bank.reverse(third, key, 'order-0000000002', amount));
  expect(told).toMatchObject([
    { state: 'BOOKED', reversedTotal: 300 },
    { state: 'BOOKED', reversedTotal: 899 },
    { state: 'NOTHING_TO_REVERSE', left: 100 },
  ]);
  expect(bank.since()).toEqual([-50_000, 50_000, -999, 300, 599]);
  expect(bank.balance()).toBe(-100);
});

test('a gateway that dies after reserving a part and before keeping the reversal holds the part for a while only', async () => {
  const bank = await openBank();
  await bank.book(withdrawal(1000), { key: 'order-0000000001' });
  const mortal = await startMortal({ store: bank.store, clock: bank.clock, tenants: bank.tenants });
  const dead = mortal.dieAt('before-begin');
  void bank.reverse(mortal.intents, 'cancel-000000001', 'order-0000000001').catch(() => {});
  await dead;
  expect(await bank.reverse(bank.intents(), 'cancel-000000002', 'order-0000000001')).toMatchObject({
    state: 'NOTHING_TO_REVERSE',
    left: 0,
  });
  bank.clock.advance(60_000);
  expect(await bank.reverse(bank.intents(), 'cancel-000000002', 'order-0000000001')).toMatchObject({ state: 'BOOKED' });
  // The first one comes too late.
  expect(await bank.reverse(bank.intents(), 'cancel-000000001', 'order-0000000001')).toMatchObject({
    state: 'NOTHING_TO_REVERSE',
    left: 0,
  });
  expect(bank.since()).toEqual([-1000, 1000]);
});

test('one key with two amounts at once takes one part, and never lets others take more than is left', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let isHeld = false;
  const bank = await openBank({ failpoint: (step) => (isHeld && step === 'before-begin' ? gate : undefined) });
  await bank.book(withdrawal(1000), { key: 'order-0000000001' });
  isHeld = true;
  const first = bank.reverse(bank.intents(), 'cancel-000000001', 'order-0000000001', 500);
  const part = async () => (await bank.store.list({ name: 'order-0000000001', limit: 1 }))[0]?.reversals?.[0]?.amount;
  await eventually(async () => expect(await part()).toBe(500));
  const second = bank
    .reverse(bank.intents(), 'cancel-000000001', 'order-0000000001', 300)
    .catch((error: Error) => error);
  expect(await second).toMatchObject({ kind: 'OVERLOADED', sent: 'NOT_SENT' });
  expect(await part()).toBe(500);
  isHeld = false;
  open();
  expect(await first).toMatchObject({ state: 'BOOKED', reversedTotal: 500 });
  expect(await bank.reverse(bank.intents(), 'cancel-000000001', 'order-0000000001', 300)).toMatchObject({
    state: 'KEY_REUSED',
  });
  expect(await bank.reverse(bank.intents(), 'cancel-000000002', 'order-0000000001', 700)).toMatchObject({ left: 500 });
  expect(bank.since()).toEqual([-1000, 500]);
});

test('a key that an unsent move of another content has closes nothing', async () => {
  const bank = await openBank();
  const unsent = newIntent({ key: 'unsent-000000001' });
  await bank.store.begin(unsent);
  await bank.store.change(unsent, ['SENDING'], { state: 'INTENT', lockKey: null });
  expect(await bank.reverse(bank.intents(), unsent.key, 'mistyped-0000001')).toMatchObject({ state: 'KEY_REUSED' });
  expect(await bank.intents().find({ ...unsent, key: 'mistyped-0000001' })).toBeNull();
});

test('the refusal of a kept reversal is an alarm, and gives the part back', async () => {
  const bank = await openBank();
  bank.fault({ operationId: 'operations.deposit', times: 1, do: 'reset', phase: 'after' });
  const lists = bank.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  const deposit: CardMove = { ...withdrawal(700), kind: 'CARD_DEPOSIT' };
  expect(await bank.book(deposit, { key: 'gift-00000000001' })).toMatchObject({ state: 'PENDING' });
  expect(await bank.reverse(bank.intents(), 'cancel-000000001', 'gift-00000000001')).toMatchObject({
    state: 'PENDING',
  });
  // The guest has spent everything meanwhile.
  const all = bank.account(CARD).balance;
  await bank.book(withdrawal(all), { key: 'spent-0000000001', principal: 'API_KEY:till' });
  lists();
  expect(await bank.insist(bank.intents(), 'cancel-000000001', 'gift-00000000001')).toMatchObject({
    state: 'REFUSED',
    reason: 'INSUFFICIENT',
  });
  expect(await bank.store.list({ alarm: 'REVERSAL_REFUSED', limit: 5 })).toMatchObject([
    { key: 'cancel-000000001', state: 'REJECTED' },
  ]);
  await bank.book({ ...deposit, amount: 700 }, { key: 'again-0000000001' });
  expect(await bank.reverse(bank.intents(), 'cancel-000000002', 'gift-00000000001')).toMatchObject({ state: 'BOOKED' });
});

test('what was told not to be booked, and is found booked by an audit, is taken back then, with the alarm', async () => {
  const bank = await openBank();
  await bank.book(withdrawal(100), { key: 'control-00000001' });
  bank.fault({ operationId: 'operations.withdraw', times: 1, do: 'reset' });
  const lost = withdrawal(800);
  expect(await bank.bookUntil('NOT_APPLIED', lost, { key: 'order-0000000001' })).toMatchObject({
    state: 'NOT_APPLIED',
  });
  const reverse = () => bank.reverse(bank.intents(), 'cancel-000000001', 'order-0000000001');
  expect(await reverse()).toMatchObject({ state: 'NOTHING_BOOKED', originalState: 'NOT_BOOKED', replayed: false });
  expect(await reverse()).toMatchObject({ state: 'NOTHING_BOOKED', replayed: true });
  // The server had kept the request, and books it now.
  const [row] = await bank.store.list({ name: 'order-0000000001', limit: 1 });
  const late = { accountId: CARD, amount: 800, reason: `${lost.reason} #${row?.marker}` };
  await bank.call('POST', '/operations/withdraw', late);
  expect(bank.since()).toEqual([-100, -800]);
  for (let tries = 0; tries < 300 && bank.since().length < 3; tries++) {
    bank.clock.advance(31 * 60_000);
    // A new process begins with what is due.
    await bank.another();
    await pause(200);
  }
  expect(bank.since()).toEqual([-100, -800, 800]);
  expect(await bank.store.list({ alarm: 'LATE_APPLIED', limit: 5 })).toMatchObject([{ key: 'order-0000000001' }]);
  expect(await bank.insist(bank.intents(), 'cancel-000000001', 'order-0000000001')).toMatchObject({
    state: 'BOOKED',
    reversedTotal: 800,
  });
});

test('a reversal that was closed before it was sent gives its part back', async () => {
  const bank = await openBank();
  await bank.book(withdrawal(1000), { key: 'order-0000000001' });
  const nobody = bank.fault({ operationId: 'operations.deposit', do: 'status', status: 429 });
  const part = () => bank.reverse(bank.intents(), 'cancel-000000001', 'order-0000000001', 400);
  const row = async () => (await bank.store.list({ name: 'cancel-000000001', limit: 1 }))[0];
  await part().catch(() => {});
  nobody();
  const sent = await row();
  if (!sent) throw new Error('the reversal has no row');
  // As one of which no byte went out.
  await bank.store.change(sent, ['INTENT'], { settleFrom: null, formerMarkers: null, nextAt: null });
  expect(await bank.reverse(bank.intents(), 'close-0000000001', 'cancel-000000001')).toMatchObject({
    state: 'NOTHING_BOOKED',
  });
  expect((await row())?.state).toBe('CLOSED');
  expect(await bank.reverse(bank.intents(), 'cancel-000000002', 'order-0000000001')).toMatchObject({
    state: 'BOOKED',
    reversedTotal: 1000,
  });
  expect(bank.since()).toEqual([-1000, 1000]);
});
