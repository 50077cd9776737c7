import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

test('an operation without a marker names the key that booked its id on its own card alone', async () => {
  const saturn = await given();
  const cardId = saturn.sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const booked = await saturn.book({ kind: 'CARD_DEPOSIT', cardId, amount: 100, reason: 'Отзыв' });
  if (booked.state !== 'BOOKED') throw new Error(booked.state);
  const { id } = booked.operation;
  const rows = [cardId, cardId + 1].map((card) => ({ id, cardId: card, reason: 'Отзыв' }));
  expect(await saturn.intents.keysOf({ tenant: 'saturn', principal: 'API_KEY:site' }, rows)).toEqual([KEY, null]);
});
