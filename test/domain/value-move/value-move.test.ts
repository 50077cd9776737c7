import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

const QUESTION = `query ($key: String!) { valueMove(idempotencyKey: $key) {
  idempotencyKey state submittedAt reversedTotal operation { amount idempotencyKey } } }`;

test('what became of a key is told without a call to the server, to its own principal alone', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const state = async (role: 'admin' | 'delivery' = 'admin') =>
    (await bank.ask(QUESTION, { key: input.idempotencyKey }, { role })).body.data?.valueMove;
  expect(await state()).toBeNull();
  await bank.move('cardDeposit', input);
  bank.sandbox.clearCalls();
  expect(await state()).toEqual({
    idempotencyKey: input.idempotencyKey,
    state: 'BOOKED',
    submittedAt: '2026-03-10T15:00:00+03:00',
    reversedTotal: '0.00',
    operation: { amount: '10.00', idempotencyKey: input.idempotencyKey },
  });
  expect(await state('delivery')).toBeNull();
  expect(bank.sandbox.calls).toEqual([]);
});

test('a group is told without an operation, an outcome past its retention as EXPIRED, and a key of no form is refused', async () => {
  const bank = await given({ http: true, warm: true });
  const { cardId: _, ...group } = bank.give(101, '1.00');
  await bank.move('groupDeposit', { ...group, groupId: bank.group(7) });
  const ask = async (key: string) => (await bank.ask(QUESTION, { key })).body;
  expect((await ask(group.idempotencyKey)).data?.valueMove).toMatchObject({
    state: 'BOOKED',
    operation: null,
    reversedTotal: null,
  });
  bank.clock.advance(31 * 86_400_000);
  expect((await ask(group.idempotencyKey)).data?.valueMove).toMatchObject({ state: 'EXPIRED' });
  expect((await ask('short')).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'INVALID_KEY' });
});
