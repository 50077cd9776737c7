import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { errorsOf, givenStaff } from './kit.ts';

const DEPOSIT = `mutation ($input: CardDepositInput!) { cardDeposit(input: $input) {
  __typename ... on CardDepositPayload { replayed operation { user amount } } ... on UserError { code } } }`;
const cardId = Buffer.from('saturn:Card:142').toString('base64url');
const inputOf = (key: string) => ({
  input: { cardId, amount: '10.00', reason: 'Проверка', idempotencyKey: `staff-key-${key.padStart(16, '0')}` },
});
const result = (answer: { body: object }) => at(answer.body, 'data', 'cardDeposit');

test('a move is booked under the user, and its key survives a new login', async () => {
  const { logIn, as, callers } = await givenStaff();
  const first = await logIn();
  const booked = { __typename: 'CardDepositPayload', replayed: false, operation: { user: 'admin', amount: '10.00' } };
  expect(result(await as(first, DEPOSIT, inputOf('a')))).toEqual(booked);
  expect(callers('operations.deposit')).toEqual(['admin']);
  await as(first, 'mutation { sessionLogout { __typename } }');
  const second = await logIn();
  expect(result(await as(second, DEPOSIT, inputOf('a')))).toEqual({ ...booked, replayed: true });
  // The key of another user is another key.
  expect(result(await as(await logIn({ login: 'marketing' }), DEPOSIT, inputOf('a')))).toMatchObject({
    replayed: false,
    operation: { user: 'marketing' },
  });
  expect(callers('operations.deposit')).toEqual(['admin', 'marketing']);
});

test('a move without an answer is looked up under the gateway’s own login', async () => {
  const { logIn, as, sandbox, callers } = await givenStaff();
  const token = await logIn();
  sandbox.faults.add({ operationId: 'operations.deposit', phase: 'after', do: 'reset', times: 1 });
  expect(result(await as(token, DEPOSIT, inputOf('b')))).toMatchObject({ __typename: 'CardDepositPayload' });
  expect(callers('operations.deposit')).toEqual(['admin']);
  expect(new Set(callers('operations.list'))).toEqual(new Set(['gateway']));
});

test('a move that the role may not make is FORBIDDEN, SERVER_ROLE, final for its key, and nothing is booked', async () => {
  const { logIn, as, sandbox, callers } = await givenStaff();
  const token = await logIn({ login: 'hostess' });
  const before = sandbox.operations().length;
  for (let turn = 0; turn < 2; turn += 1)
    expect(errorsOf(await as(token, DEPOSIT, inputOf('c')))).toEqual(['FORBIDDEN SERVER_ROLE at cardDeposit']);
  expect([callers('operations.deposit'), sandbox.operations().length]).toEqual([['hostess'], before]);
});

test('a move of a session that the server has ended is SESSION_ENDED; after a new login the same key books it once, as soon as a later move is seen', async () => {
  const { logIn, as, clock, sandbox } = await givenStaff();
  const token = await logIn();
  sandbox.revokeTokens();
  expect(errorsOf(await as(token, DEPOSIT, inputOf('d')))).toEqual(['UNAUTHENTICATED SESSION_ENDED at cardDeposit']);
  const before = sandbox.operations().length;
  const again = await logIn();
  // A server that turns a move away may have booked it all the same.
  expect(errorsOf(await as(again, DEPOSIT, inputOf('d')))).toEqual(['UPSTREAM_UNAVAILABLE at cardDeposit']);
  expect(result(await as(again, DEPOSIT, inputOf('e')))).toMatchObject({ replayed: false });
  clock.advance(1000);
  expect(result(await as(again, DEPOSIT, inputOf('d')))).toMatchObject({ replayed: false });
  expect(sandbox.operations().length).toBe(before + 2);
});

test('a move whose token has ended waits for a renewal', async () => {
  const { logIn, as, clock, callers } = await givenStaff();
  const token = await logIn();
  clock.advance(601_000);
  expect(result(await as(token, DEPOSIT, inputOf('e')))).toMatchObject({ replayed: false });
  expect(callers('operations.deposit')).toEqual(['admin']);
});
