import { expect, test } from 'vitest';
import { type GivenHttp, given } from '../../../kit/given.ts';
import { eventually } from '../../../kit/server.ts';

const SETTLE_MS = 600_000;

const balance = (bank: GivenHttp, account: number) => bank.account(account).balance;

const valueMove = async (bank: GivenHttp, idempotencyKey: string) => {
  const source = `query ($key: String!) { valueMove(idempotencyKey: $key) {
    idempotencyKey state submittedAt reversedTotal operation { upstreamId amount } } }`;
  const { body } = await bank.ask(source, { key: idempotencyKey });
  return body.data?.valueMove as Record<string, unknown> | null;
};

/** A withdrawal of 10.00 that is booked, with funds for it. */
async function withdrawn(bank: GivenHttp, amount = '10.00') {
  await bank.move('cardDeposit', bank.give(101, '1000.00'));
  const input = bank.give(101, amount);
  expect(await bank.move('cardWithdraw', input)).toMatchObject({ state: 'Payload' });
  return input;
}

/** A withdrawal whose answer is lost and whose lookups fail for now. `isBooked`: whether the server has booked it. */
async function pending(bank: GivenHttp, isBooked: boolean) {
  await bank.move('cardDeposit', bank.give(101, '1000.00'));
  bank.fault({ operationId: 'operations.withdraw', times: 1, do: 'reset', ...(isBooked ? { phase: 'after' } : {}) });
  bank.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  const input = bank.give(101);
  expect(await bank.move('cardWithdraw', input)).toMatchObject({
    state: 'OperationPending',
    result: { state: 'WAITING' },
  });
  return input;
}

test('a withdrawal is given back once, whoever repeats the request, and the balance is as before', async () => {
  const bank = await given({ http: true, warm: true });
  const input = await withdrawn(bank);
  const before = balance(bank, 101);
  const back = bank.takeBack(input.idempotencyKey);
  const first = await bank.move('operationReverse', back);
  expect(first).toMatchObject({
    state: 'Payload',
    result: {
      replayed: false,
      originalState: 'BOOKED',
      reversedTotal: '10.00',
      card: { upstreamId: '101' },
      operation: { amount: '10.00', kind: 'DEPOSIT', reason: back.reason },
    },
  });
  expect((await bank.move('operationReverse', back)).result).toEqual({ ...first.result, replayed: true });
  expect(balance(bank, 101)).toBe(before + 1000);
  expect(await valueMove(bank, input.idempotencyKey)).toMatchObject({ state: 'BOOKED', reversedTotal: '10.00' });
});

test('a deposit is taken back; where the guest has spent it, the refusal is final and gives the part back', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101, '7.00');
  await bank.move('cardDeposit', input);
  const rest = (balance(bank, 101) / 100).toFixed(2);
  const spend = bank.give(101, rest);
  await bank.move('cardWithdraw', spend);
  expect(await bank.move('operationReverse', bank.takeBack(input.idempotencyKey))).toMatchObject({
    state: 'InsufficientBalanceError',
    result: { available: '0.00' },
  });
  await bank.move('operationReverse', bank.takeBack(spend.idempotencyKey));
  expect(await bank.move('operationReverse', bank.takeBack(input.idempotencyKey))).toMatchObject({
    state: 'Payload',
    result: { operation: { amount: '-7.00', kind: 'WITHDRAW' }, reversedTotal: '7.00' },
  });
});

test('parts are taken back until nothing is left; more than is left is refused with what is', async () => {
  const bank = await given({ http: true, warm: true });
  const { idempotencyKey } = await withdrawn(bank);
  const told = [];
  for (const amount of ['4.00', '6.01', '3.00', undefined, '0.01'])
    told.push((await bank.move('operationReverse', bank.takeBack(idempotencyKey, amount))).result);
  expect(told).toMatchObject([
    { reversedTotal: '4.00' },
    { __typename: 'NothingToReverseError', code: 'NOTHING_TO_REVERSE', left: '6.00' },
    { reversedTotal: '7.00' },
    { reversedTotal: '10.00', operation: { amount: '3.00' } },
    { __typename: 'NothingToReverseError', left: '0.00' },
  ]);
});

test('twenty at once never take back more than was booked', async () => {
  const bank = await given({ http: true, warm: true });
  const { idempotencyKey } = await withdrawn(bank);
  const before = balance(bank, 101);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => bank.move('operationReverse', bank.takeBack(idempotencyKey, '3.00'))),
  );
  expect(all.filter(({ state }) => state === 'Payload')).toHaveLength(3);
  expect(balance(bank, 101)).toBe(before + 900);
});

test('a key that was never used is closed: nothing is booked, and its user is told so', async () => {
  const bank = await given({ http: true, warm: true });
  const late = bank.give(101);
  const back = bank.takeBack(late.idempotencyKey);
  const nothing = { operation: null, card: null, originalState: null, reversedTotal: '0.00' };
  expect(await valueMove(bank, late.idempotencyKey)).toBeNull();
  for (const replayed of [false, true])
    expect(await bank.move('operationReverse', back)).toMatchObject({
      state: 'Payload',
      result: { ...nothing, replayed },
    });
  expect(await bank.move('cardDeposit', late)).toMatchObject({ state: 'OperationNotAppliedError' });
  expect(await valueMove(bank, late.idempotencyKey)).toMatchObject({ state: 'NOT_BOOKED', operation: null });
  expect(bank.sends()).toBe(0);
});

test('what the server refused needs nothing taken back', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101, '90000.00');
  expect(await bank.move('cardWithdraw', input)).toMatchObject({ state: 'InsufficientBalanceError' });
  expect(await bank.move('operationReverse', bank.takeBack(input.idempotencyKey))).toMatchObject({
    state: 'Payload',
    result: { operation: null, originalState: 'REFUSED', card: { upstreamId: '101' } },
  });
  expect(await valueMove(bank, input.idempotencyKey)).toMatchObject({ state: 'REFUSED' });
});

test('a withdrawal that is still pending is cancelled: taken back once it is known to be booked', async () => {
  const bank = await given({ http: true, warm: true });
  const input = await pending(bank, true);
  const before = balance(bank, 101);
  const back = bank.takeBack(input.idempotencyKey);
  expect(await bank.move('operationReverse', back)).toMatchObject({
    state: 'OperationPending',
    result: { idempotencyKey: back.idempotencyKey, state: 'WAITING' },
  });
  expect(await valueMove(bank, input.idempotencyKey)).toMatchObject({ state: 'PENDING' });
  expect(await bank.move('operationReverse', bank.takeBack(input.idempotencyKey))).toMatchObject({
    state: 'NothingToReverseError',
    result: { left: '0.00' },
  });
  bank.sandbox.faults.clear();
  bank.clock.advance(61_000);
  expect(await bank.insist('cardWithdraw', input)).toMatchObject({ state: 'Payload' });
  // Without the client.
  await eventually(() => expect(balance(bank, 101)).toBe(before + 1000));
  expect(await bank.insist('operationReverse', back)).toMatchObject({
    state: 'Payload',
    result: { replayed: true, reversedTotal: '10.00', operation: { amount: '10.00' } },
  });
});

test('a withdrawal that is still pending and was not booked: nothing is taken back', async () => {
  const bank = await given({ http: true, warm: true });
  const input = await pending(bank, false);
  const back = bank.takeBack(input.idempotencyKey);
  expect(await bank.move('operationReverse', back)).toMatchObject({ state: 'OperationPending' });
  bank.sandbox.faults.clear();
  // Of the sort, so that absence has a control.
  await bank.move('cardWithdraw', bank.give(101, '1.00'));
  bank.clock.advance(SETTLE_MS);
  expect(await bank.insist('cardWithdraw', input)).toMatchObject({ state: 'OperationNotAppliedError' });
  await eventually(async () => {
    bank.clock.advance(61_000);
    expect(await bank.move('operationReverse', back)).toMatchObject({
      state: 'Payload',
      result: { operation: null, originalState: 'NOT_BOOKED', reversedTotal: '0.00' },
    });
  });
});

test('what cannot be taken back is told apart from what is wrong with the request', async () => {
  const bank = await given({ http: true, warm: true });
  const input = await withdrawn(bank);
  const back = bank.takeBack(input.idempotencyKey);
  await bank.move('operationReverse', back);
  const deposit = bank.give(101);
  await bank.move('cardDeposit', deposit);
  const { cardId: _, ...group } = bank.give(101, '1.00');
  await bank.move('groupDeposit', { ...group, groupId: bank.group(7) });
  const told = async (wrong: object, who = {}) => (await bank.move('operationReverse', wrong, who)).state;
  expect([
    await told(bank.takeBack(back.idempotencyKey)),
    await told(bank.takeBack(group.idempotencyKey)),
    await told(bank.takeBack(deposit.idempotencyKey), { role: 'delivery' }),
    await told({ ...bank.takeBack(deposit.idempotencyKey), expiresAt: '2026-05-01' }),
    await told({ ...back, idempotencyKey: back.originalKey }),
    await told({ ...back, amount: '0.00' }),
    await told({ ...back, amount: '1.00' }),
    await told(bank.takeBack(input.idempotencyKey, undefined, deposit.idempotencyKey)),
  ]).toEqual([
    'NothingToReverseError',
    'NothingToReverseError',
    'NothingToReverseError',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'IdempotencyKeyReusedError',
    'IdempotencyKeyReusedError',
  ]);
});

test('what a withdrawal gives back expires when the request says so', async () => {
  const bank = await given({ http: true, warm: true });
  const { idempotencyKey } = await withdrawn(bank);
  expect(
    await bank.move('operationReverse', { ...bank.takeBack(idempotencyKey), expiresAt: '2026-05-01' }),
  ).toMatchObject({ result: { operation: { expiresAt: '2026-05-01' } } });
});

test('a server without the opposite operation: refused before anything is closed', async () => {
  const bank = await given({ http: true, tenant: { dialect: { missing: ['operations.deposit'] } } });
  const input = bank.give(101, '1.00');
  expect(await bank.move('cardWithdraw', input)).toMatchObject({ state: 'Payload' });
  expect((await bank.move('operationReverse', bank.takeBack(input.idempotencyKey))).state).toBe('UPSTREAM_UNSUPPORTED');
  expect(await valueMove(bank, input.idempotencyKey)).toMatchObject({ state: 'BOOKED', reversedTotal: '0.00' });
});

test('an operation names the key that booked it, to its own principal alone; rows of groups too', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  await bank.move('cardDeposit', input);
  const { cardId: _, ...group } = bank.give(101, '1.00');
  await bank.move('groupDeposit', { ...group, groupId: bank.group(bank.account(101).groupId) });
  const source = `query ($id: ID!) { card(by: { id: $id }) { operations(first: 3) { nodes { idempotencyKey } } } }`;
  const keys = async (role: 'admin' | 'crm') => {
    const { body } = await bank.ask(source, { id: bank.card(101) }, { role });
    const card = body.data?.card as { operations: { nodes: { idempotencyKey: string | null }[] } };
    return card.operations.nodes.map((node) => node.idempotencyKey);
  };
  expect(await keys('admin')).toEqual([group.idempotencyKey, input.idempotencyKey, null]);
  expect(await keys('crm')).toEqual([null, null, null]);
});
