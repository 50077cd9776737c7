import { expect, test } from 'vitest';
import { isLive } from '../../../src/intents/intent.ts';
import { createControls } from '../../../src/intents/read-back/control.ts';
import { createReasons } from '../../../src/intents/read-back/reasons.ts';
import { given } from '../../kit/given.ts';

test('a move that was booked after a lookup was due is no control of what had been read by then', async () => {
  const saturn = await given();
  const cardId = saturn.sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const { state } = await saturn.book({ kind: 'CARD_DEPOSIT', cardId, amount: 100, reason: 'Проверка' });
  expect(state).toBe('BOOKED');
  const [booked] = await saturn.store.list({ states: ['SUCCEEDED'], limit: 1 });
  const [tenant] = saturn.tenants.all;
  if (!booked || !isLive(booked) || !tenant) throw new Error('nothing was booked');
  const bookedAt = saturn.clock.now();
  saturn.clock.advance(60_000);

  const controls = createControls({ store: saturn.store, reasons: createReasons(saturn), clock: saturn.clock });
  const other = { ...booked, marker: 'ANOTHERMOVE1', submittedAt: saturn.clock.now() };
  const chosen = async (at: number) => (await controls.choose(tenant, other, { at, monotonic: 0 })).length;
  expect(await chosen(saturn.clock.now())).toBe(1);
  expect(await chosen(bookedAt + 31_000)).toBe(1);
  expect(await chosen(bookedAt + 29_000)).toBe(0);
  // A lookup that was due in the future by a clock that was set back.
  expect(await chosen(saturn.clock.now() + 86_400_000)).toBe(1);
});
