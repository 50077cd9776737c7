import { expect, test } from 'vitest';
import { type Alterations, createAlteringServer } from '../../../kit/altering-server.ts';
import { fastClock } from '../../../kit/clock.ts';
import { type GivenOptions, given } from '../../../kit/given.ts';

const SETTLE_MS = 600_000;

const givenStrangeBank = (alterations: Alterations, options: GivenOptions = {}) =>
  given({
    ...options,
    http: true,
    warm: true,
    between: ({ origin }) => createAlteringServer(origin, alterations),
  });

const isMove = (path: string) => path.startsWith('/operations/deposit') || path.startsWith('/operations/withdraw');

const odd: [string, Record<string, unknown>][] = [
  ['a register that is a word', { stationNo: 'касса 2' }],
  ['a reason that is a number', { reason: 5 }],
  ['an identifier that is a text', { identifierId: 'x' }],
  ['a balance that is a text', { balanceAfter: '1,5' }],
  ['a time that nobody can read', { createdAt: 'вчера' }],
  ['a kind that nobody knows', { kind: 'GIFT' }],
  ['a day that is none', { businessDate: 'среда', availableFrom: 7 }],
  ['nothing but what must be', { reason: undefined, userLogin: undefined, balanceAfter: undefined }],
];

test.each(odd)('booked, and told with %s: it is booked for the client all the same', async (_name, change) => {
  const bank = await givenStrangeBank({
    answer: (path, answer) => {
      if (isMove(path)) Object.assign(answer, change);
    },
  });
  const input = bank.give(101);
  for (const replayed of [false, true]) {
    const { state, result } = await bank.move('cardDeposit', input);
    expect([state, result?.replayed]).toEqual(['Payload', replayed]);
  }
  expect(bank.sends()).toBe(1);
});

test('a server that knows neither the search nor the times it is asked for: the row is found among all, and absence is seen', async () => {
  const bank = await givenStrangeBank({
    query: (path, query) => {
      if (path !== '/operations/list') return;
      for (const name of ['search', 'dateFrom', 'dateTo', 'accountId']) query.delete(name);
      if (Number(query.get('limit')) > 100) query.set('limit', '100');
    },
  });
  await bank.move('cardDeposit', bank.give(120));
  for (const [phase, state] of [
    ['after', 'Payload'],
    ['before', 'OperationNotAppliedError'],
  ] as const) {
    bank.fault({ operationId: 'operations.deposit', do: 'reset', phase, times: 1 });
    const input = bank.give(101);
    const answer = await bank.insist('cardDeposit', input, SETTLE_MS);
    expect(answer.state).toBe(state);
  }
});

const CUT = 20;
const cutting: Alterations = {
  body: (path, body) => {
    if (isMove(path)) body.reason = String(body.reason).slice(0, CUT);
  },
};

test('a server that cuts reasons: nobody guesses whose a row is, and a card without a new row proves absence', async () => {
  const bank = await givenStrangeBank(cutting);
  const reason = 'Отзыв на сайте, спасибо';
  const give = (amount: string) => ({ ...bank.give(101, amount), reason });
  expect(await bank.move('cardDeposit', give('1'))).toMatchObject({
    state: 'Payload',
    result: { operation: { reason: reason.slice(0, CUT) } },
  });
  const count = () =>
    bank.sandbox
      .operations()
      .filter(({ accountId, reason: shown }) => accountId === 101 && shown === reason.slice(0, CUT)).length;

  bank.fault({ operationId: 'operations.deposit', do: 'reset', phase: 'after', times: 1 });
  const lost = give('2');
  for (let tries = 0; tries < 6; tries++) {
    expect((await bank.move('cardDeposit', lost)).state).toBe('OperationPending');
    bank.clock.advance(SETTLE_MS);
  }
  expect(count()).toBe(2);

  bank.fault({ operationId: 'operations.deposit', do: 'reset', times: 1 });
  const never = give('3');
  expect((await bank.move('cardDeposit', never)).state).toBe('OperationPending');
  bank.clock.advance(1000);
  expect((await bank.move('cardDeposit', bank.give(102))).state).toBe('Payload');
  const finals = await bank.insist('cardDeposit', never, SETTLE_MS);
  expect(finals.state).toBe('OperationNotAppliedError');
  expect(count()).toBe(2);
  expect((await bank.move('cardDeposit', give('3'))).state).toBe('Payload');
});

test('where reasons are cut, nothing goes to a card of which a move is unknown, for rows could not be told apart; other cards go on', async () => {
  const bank = await givenStrangeBank(cutting, { clock: fastClock(20), upstream: { timeoutMs: 8000 } });
  const reason = 'Отзыв на сайте, спасибо';
  await bank.move('cardDeposit', { ...bank.give(101, '1'), reason });
  bank.fault({ operationId: 'operations.deposit', do: 'reset', times: 1 });
  const unknown = { ...bank.give(101, '2'), reason };
  expect((await bank.move('cardDeposit', unknown)).state).toBe('OperationPending');
  const sends = bank.sends();
  const next = { ...bank.give(101, '2'), reason };
  expect((await bank.move('cardDeposit', next)).state).toBe('OVERLOADED');
  expect(bank.sends()).toBe(sends);
  expect((await bank.move('cardDeposit', { ...bank.give(102), reason })).state).toBe('Payload');
  expect((await bank.insist('cardDeposit', unknown, SETTLE_MS)).state).toBe('OperationNotAppliedError');
  expect(await bank.move('cardDeposit', next)).toMatchObject({ state: 'Payload', result: { replayed: false } });
});

test('a server that cuts reasons, and somebody else who books the same meanwhile: pending, never a guess', async () => {
  const bank = await givenStrangeBank(cutting);
  const reason = 'Отзыв на сайте, спасибо';
  await bank.move('cardDeposit', { ...bank.give(101, '1'), reason });
  for (const phase of ['before', 'after'] as const) {
    bank.fault({ operationId: 'operations.deposit', do: 'reset', phase, times: 1 });
    const input = { ...bank.give(phase === 'before' ? 103 : 104, '7'), reason };
    bank.fault({ operationId: 'operations.list', do: 'status', status: 500, times: 3 });
    const asked = await bank.move('cardDeposit', input);
    expect(asked.state).toBe('OperationPending');
    // The same login, card and amount, by another program.
    for (const _ of phase === 'before' ? [1, 2] : [1])
      await fetch(`${bank.sandbox.url}/operations/deposit`, {
        method: 'POST',
        headers: { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' },
        body: JSON.stringify({ accountId: phase === 'before' ? 103 : 104, amount: 700, reason: 'вручную' }),
      });
    const states = [];
    for (let tries = 0; tries < 4; tries++) {
      bank.clock.advance(SETTLE_MS);
      states.push((await bank.move('cardDeposit', input)).state);
    }
    expect(new Set(states), phase).toEqual(new Set(['OperationPending']));
  }
});

test('a server that writes reasons in capitals keeps the marker, which is not shown', async () => {
  const bank = await givenStrangeBank({
    body: (path, body) => {
      if (isMove(path)) body.reason = String(body.reason).toUpperCase();
    },
  });
  const input = bank.give(101);
  bank.fault({ operationId: 'operations.deposit', do: 'reset', phase: 'after', times: 1 });
  const { result } = await bank.move('cardDeposit', input);
  expect(Object(result).operation.reason).toBe(input.reason.toUpperCase());
});

test('a server that books another amount than it was told: nobody tells that the move was booked, or was not', async () => {
  const bank = await givenStrangeBank({
    body: (path, body) => {
      if (isMove(path)) body.amount = 999;
    },
  });
  const input = bank.give(101, '10');
  for (let tries = 0; tries < 4; tries++) {
    expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
    bank.clock.advance(SETTLE_MS);
  }
});

test('a server of other words, in roubles: every move, booked, lost and refused', async () => {
  const dialect = {
    keyCase: 'snake',
    moneyUnit: 'roubles',
    maxLimit: 50,
    paths: { 'operations.deposit': 'POST /bonuses/add', 'operations.list': 'GET /bonuses' },
    names: { 'Operation.reason': 'comment', 'Operation.amount': 'sum', 'Account.balance': 'bonus' },
    values: { 'Operation.kind': { DEPOSIT: 1, WITHDRAW: 2 } },
  } as const;
  const bank = await given({ http: true, warm: true, dialect });
  const held = (id: number) => ((bank.sandbox.accounts().find((row) => row.id === id)?.balance ?? 0) / 100).toFixed(2);
  for (const amount of ['0.01', '0.1', '0.29', '1.15', '8.2', '99999.99'])
    expect((await bank.move('cardDeposit', bank.give(101, amount))).state, amount).toBe('Payload');
  expect(
    bank.sandbox
      .operations()
      .slice(-6)
      .map(({ amount }) => amount),
  ).toEqual([1, 10, 29, 115, 820, 9_999_999]);
  expect(await bank.move('cardWithdraw', bank.give(102, '99999'))).toMatchObject({ result: { available: held(102) } });
  expect((await bank.move('cardWithdraw', bank.give(102, held(102)))).state).toBe('Payload');
  bank.fault({ operationId: 'operations.deposit', do: 'cut', bytes: 10, times: 1 });
  expect(await bank.move('cardDeposit', bank.give(101, '0.57'))).toMatchObject({
    state: 'Payload',
    result: { operation: { amount: '0.57' } },
  });
  const { cardId: _, ...rest } = bank.give(1, '0.35');
  const input = { ...rest, groupId: bank.group(7) };
  const group = await bank.move('groupDeposit', input);
  const count = bank.sandbox.operations().filter(({ amount }) => amount === 35).length;
  expect(group.result).toMatchObject({ processed: count, total: (0.35 * count).toFixed(2), complete: true });
});
