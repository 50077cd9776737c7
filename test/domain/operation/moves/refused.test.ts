import { expect, test } from 'vitest';
import { type GivenHttp, given } from '../../../kit/given.ts';
import { DOCUMENTS, type Name } from '../../../kit/moves.ts';

const BLOCKED = 107;

/** The settings are the sandbox's own; these are what a restaurant's till says. */
const balanceOf = (bank: GivenHttp, id: number) => {
  const { balance, creditLimit } = bank.sandbox.accounts().find((row) => row.id === id) ?? {
    balance: 0,
    creditLimit: 0,
  };
  return balance + creditLimit;
};
const text = (kopecks: number) => (kopecks / 100).toFixed(2);

test('a blocked card: the typed error, nothing booked, final for the key', async () => {
  const bank = await given({ http: true, warm: true });
  for (const name of ['cardDeposit', 'cardWithdraw'] as const) {
    const input = bank.give(BLOCKED, '0.01');
    const first = await bank.move(name, input);
    expect(first).toMatchObject({
      state: 'CardBlockedError',
      result: { code: 'CARD_BLOCKED', path: ['input', 'cardId'] },
    });
    await bank.ask('mutation ($id: ID!) { cardUnblock(input: { cardId: $id }) { __typename } }', {
      id: input.cardId,
    });
    expect(await bank.move(name, input)).toEqual(first);
    await bank.ask('mutation ($id: ID!) { cardBlock(input: { cardId: $id }) { __typename } }', {
      id: input.cardId,
    });
  }
  expect(bank.sends()).toBe(2);
});

test('a card that there is not, of another restaurant, or a guest where a card belongs: not found, and the last two ask nobody', async () => {
  const bank = await given({ http: true, warm: true });
  const { body } = await bank.ask('{ card(by: { upstreamId: "101" }) { guest { id } } }');
  bank.sandbox.clearCalls();
  const foreign = Buffer.from('jupiter:Card:101').toString('base64url');
  const ids: [string, number][] = [
    [foreign, 0],
    [Object(body.data).card.guest.id, 0],
    [bank.group(7), 0],
    [bank.card(99_999), 1],
  ];
  let sends = 0;
  for (const [cardId, sent] of ids) {
    const outcome = await bank.move('cardDeposit', { ...bank.give(101), cardId });
    expect(outcome).toMatchObject({ state: 'CardNotFoundError', result: { path: ['input', 'cardId'] } });
    sends += sent;
    expect(bank.sends()).toBe(sends);
  }
  // Of the card that there is not, its rows were noted before, and held against its balance: it was the first move.
  expect(bank.sandbox.callCounts()).toEqual({ 'operations.deposit': 1, 'operations.list': 2, 'accounts.get': 1 });
  expect((await bank.move('cardDeposit', { ...bank.give(101), cardId: 'nonsense' })).state).toBe('BAD_USER_INPUT');
});

test('more than the card holds: what it holds is told to the kopeck, the same again to the same key, and just that may be taken', async () => {
  const bank = await given({ http: true, warm: true });
  for (const id of [104, 122]) {
    const held = balanceOf(bank, id);
    const input = bank.give(id, text(held + 1));
    const first = await bank.move('cardWithdraw', input);
    expect(first).toMatchObject({
      state: 'InsufficientBalanceError',
      result: { code: 'INSUFFICIENT_BALANCE', path: ['input', 'amount'], available: text(held) },
    });
    await bank.move('cardDeposit', bank.give(id, '1'));
    expect(await bank.move('cardWithdraw', input)).toEqual(first);
    expect((await bank.move('cardWithdraw', bank.give(id, text(held + 100)))).state).toBe('Payload');
    expect(balanceOf(bank, id)).toBe(0);
    expect(await bank.move('cardWithdraw', bank.give(id, '0.01'))).toMatchObject({ result: { available: '0.00' } });
  }
});

test('a group that there is not', async () => {
  const bank = await given({ http: true, warm: true });
  const { cardId: _, ...rest } = bank.give(1);
  for (const [name, groupId] of [
    ['groupDeposit', bank.group(999)],
    ['groupWithdraw', Buffer.from('jupiter:Group:7').toString('base64url')],
  ] as const)
    expect(await bank.move(name, { ...rest, groupId, idempotencyKey: bank.key() })).toMatchObject({
      state: 'GroupNotFoundError',
      result: { code: 'GROUP_NOT_FOUND', path: ['input', 'groupId'] },
    });
  expect(bank.sends()).toBe(1);
});

const amounts: [unknown, string][] = [
  ['0', 'InvalidAmountError'],
  ['0.00', 'InvalidAmountError'],
  ['-0', 'InvalidAmountError'],
  ['-1', 'InvalidAmountError'],
  ['-0.01', 'InvalidAmountError'],
  ['100000.01', 'InvalidAmountError'],
  ['999999999.99', 'InvalidAmountError'],
  ['0.001', 'BAD_USER_INPUT'],
  ['1e9', 'BAD_USER_INPUT'],
  ['1,50', 'BAD_USER_INPUT'],
  ['', 'BAD_USER_INPUT'],
  [' 1', 'BAD_USER_INPUT'],
  ['1\n', 'BAD_USER_INPUT'],
  ['+1', 'BAD_USER_INPUT'],
  ['.5', 'BAD_USER_INPUT'],
  ['1.', 'BAD_USER_INPUT'],
  ['0x10', 'BAD_USER_INPUT'],
  ['١', 'BAD_USER_INPUT'],
  ['Infinity', 'BAD_USER_INPUT'],
  ['1000000000', 'BAD_USER_INPUT'],
  [1, 'BAD_USER_INPUT'],
  [1.5, 'BAD_USER_INPUT'],
  [null, 'BAD_USER_INPUT'],
  [true, 'BAD_USER_INPUT'],
  [['1'], 'BAD_USER_INPUT'],
];

test('an amount that is none: typed, nothing sent, nothing written', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const { cardId: _, ...rest } = input;
  for (const [amount, state] of amounts) {
    for (const name of ['cardDeposit', 'cardWithdraw', 'groupDeposit', 'groupWithdraw'] as const) {
      const target = name.startsWith('card') ? { cardId: input.cardId } : { groupId: bank.group(7) };
      const outcome = await bank.move(name, { ...rest, ...target, amount });
      expect(outcome.state, `${name} ${JSON.stringify(amount)}`).toBe(state);
      if (state === 'InvalidAmountError')
        expect(outcome.result).toMatchObject({ maxAmount: '100000.00', path: ['input', 'amount'] });
    }
  }
  // As literals too.
  for (const amount of ['1', '1.5', '"1,50"', '"0.001"', 'null']) {
    const { body } = await bank.ask(
      `mutation { cardDeposit(input: { cardId: "${input.cardId}", amount: ${amount}, reason: "x", idempotencyKey: "0123456789abcdef" }) { __typename } }`,
    );
    expect(body.data?.cardDeposit ?? null, amount).toBe(null);
    expect(body.errors, amount).toHaveLength(1);
  }
  expect(bank.sandbox.callCounts()).toEqual({});
  expect((await bank.move('cardDeposit', { ...input, amount: '100000.00' })).state).toBe('Payload');
});

test("the greatest amount is the restaurant's own", async () => {
  const bank = await given({ http: true, warm: true, tenant: { valueMoves: { maxAmount: '50.00' } } });
  expect(await bank.move('cardDeposit', bank.give(101, '50.01'))).toMatchObject({ result: { maxAmount: '50.00' } });
  expect((await bank.move('cardDeposit', bank.give(101, '50'))).state).toBe('Payload');
});

test('a malformed key or reason is BAD_USER_INPUT, nothing sent, nothing written', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const wrong: Partial<typeof input>[] = [
    ...[
      '',
      'short',
      'a'.repeat(15),
      'a'.repeat(65),
      'a'.repeat(16).concat(' '),
      'ключ-на-русском-языке',
      'a'.repeat(16).concat('\n'),
      "' OR 1=1; --123456",
    ].map((idempotencyKey) => ({ idempotencyKey })),
    ...[
      '',
      '   ',
      '\n\t',
      'а'.repeat(241),
      'a\0b',
      'half \ud800 of a pair',
      'Отзыв #ABCDEFGHIJKL',
      'Отзыв #ABCDEFGHIJKL  ',
      'x #234567234567',
    ].map((reason) => ({ reason })),
  ];
  for (const part of wrong) {
    const { state, errors } = await bank.move('cardDeposit', { ...input, ...part });
    expect(state, JSON.stringify(part)).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.extensions.reason, JSON.stringify(part)).toMatch(/^INVALID_(KEY|TEXT)$/);
  }
  expect(bank.sandbox.callCounts()).toEqual({});
  // The key is as good as new.
  expect((await bank.move('cardDeposit', { ...input, amount: '3' })).state).toBe('Payload');
});

test('keys and reasons at the edge of what is allowed are booked as they are', async () => {
  const bank = await given({ http: true, warm: true });
  const keys = ['a'.repeat(16), 'Z_-9'.repeat(16)];
  const reasons = [
    'а'.repeat(240),
    '😀'.repeat(120),
    '"\\\u2028\n{}%',
    'Отзыв #abcdefghijkl',
    'Отзыв#ABCDEFGHIJKL',
    'Отзыв #ABCDEFGHIJKL!',
    'Отзыв #ABCDEFGHIJK',
  ];
  for (const idempotencyKey of keys)
    expect((await bank.move('cardDeposit', { ...bank.give(101), idempotencyKey })).state).toBe('Payload');
  for (const reason of reasons) {
    const { result } = await bank.move('cardDeposit', { ...bank.give(102), reason });
    expect(Object(result).operation?.reason).toBe(reason);
  }
});

test('days that do not follow each other are refused before anything is written', async () => {
  const bank = await given({ http: true, warm: true });
  const input = { ...bank.give(101), availableFrom: '2026-05-02', expiresAt: '2026-05-01' };
  expect((await bank.move('cardDeposit', input)).state).toBe('BAD_USER_INPUT');
  for (const expiresAt of ['2026-02-30', '01.05.2026', '2026-05-01T00:00:00Z', 20260501])
    expect((await bank.move('cardDeposit', { ...input, expiresAt })).state).toBe('BAD_USER_INPUT');
  expect(bank.sandbox.callCounts()).toEqual({});
  // What only the server can know is its refusal: final for the key.
  const past = { ...input, availableFrom: null, expiresAt: '2026-03-01' };
  expect((await bank.move('cardDeposit', past)).state).toBe('UPSTREAM_REJECTED');
  expect((await bank.move('cardDeposit', past)).state).toBe('UPSTREAM_REJECTED');
  expect(bank.sends()).toBe(1);
});

test.each([403, 409, 422])('a refusal with %i is final for its key, and a new key works', async (status) => {
  const bank = await given({ http: true, warm: true });
  bank.fault({ operationId: 'operations.deposit', times: 1, do: 'status', status, body: { detail: 'CANARY' } });
  const input = bank.give(101);
  const first = await bank.move('cardDeposit', input);
  expect(first).toMatchObject({ state: 'UPSTREAM_REJECTED', errors: [{ extensions: { status } }] });
  expect(JSON.stringify(first)).not.toContain('CANARY');
  expect((await bank.move('cardDeposit', input)).state).toBe('UPSTREAM_REJECTED');
  expect((await bank.move('cardDeposit', bank.give(101))).state).toBe('Payload');
  expect(bank.sends()).toBe(2);
});

test.each([
  [401, 'UPSTREAM_UNAVAILABLE'],
  [405, 'UPSTREAM_UNSUPPORTED'],
  [429, 'UPSTREAM_UNAVAILABLE'],
])(
  'a %i turns the request away without looking at the move: %s; the key is sent again once a later move is seen to be booked',
  async (status, code) => {
    const bank = await given({ http: true, warm: true });
    const headers = { 'retry-after': '7' };
    bank.fault({
      operationId: 'operations.deposit',
      times: 1,
      do: 'status',
      status,
      headers,
      body: { detail: 'CANARY' },
    });
    const input = bank.give(101);
    const first = await bank.move('cardDeposit', input);
    expect(first).toMatchObject({
      state: code,
      ...(status === 429 ? { errors: [{ extensions: { retryAfter: 7 } }] } : {}),
    });
    expect(JSON.stringify(first)).not.toContain('CANARY');
    // Never by the gateway itself.
    expect(bank.sends()).toBe(1);
    expect(bank.sandbox.operations().filter(({ reason }) => reason?.startsWith(input.reason))).toEqual([]);
    expect(await bank.move('cardDeposit', input)).toMatchObject({
      state: 'UPSTREAM_UNAVAILABLE',
      errors: [{ extensions: { retryAfter: expect.any(Number) } }],
    });
    expect((await bank.move('cardDeposit', bank.give(101))).state).toBe('Payload');
    bank.clock.advance(1000);
    expect(await bank.move('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: false } });
    expect(await bank.move('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: true } });
    expect(bank.sends()).toBe(3);
  },
);

test('a refusal that the card does not explain, or whose card cannot be read, is a refusal all the same', async () => {
  const bank = await given({ http: true, warm: true });
  bank.fault({
    operationId: 'operations.*',
    method: 'POST',
    times: 3,
    do: 'status',
    status: 400,
    body: { detail: 'Недостаточно средств' },
  });
  expect((await bank.move('cardDeposit', bank.give(101))).state).toBe('UPSTREAM_REJECTED');
  // The text is not believed.
  expect((await bank.move('cardWithdraw', bank.give(101, '0.01'))).state).toBe('UPSTREAM_REJECTED');
  bank.fault({ operationId: 'accounts.get', do: 'status', status: 500 });
  bank.fault({ operationId: 'accounts.list', do: 'status', status: 500 });
  expect((await bank.move('cardDeposit', bank.give(BLOCKED))).state).toBe('UPSTREAM_REJECTED');
});

test('nobody listens: unavailable, and the key stays as it was', async () => {
  const bank = await given({ http: true, warm: true, proxy: true });
  const { clock, proxy } = bank;
  await proxy.set({ mode: 'refuse' });
  const { cardId: _id, ...rest } = bank.give(1);
  const asked: [Name, { idempotencyKey: string }][] = [
    ['cardDeposit', bank.give(101)],
    ['cardWithdraw', bank.give(102, '0.01')],
    ['groupDeposit', { ...rest, idempotencyKey: bank.key(), groupId: bank.group(7) } as never],
  ];
  for (const [name, input] of asked) {
    for (const _ of [1, 2]) expect((await bank.move(name, input)).state, name).toBe('UPSTREAM_UNAVAILABLE');
  }
  // Unused it is free for any other content too.
  const changed = bank.give(103);
  await bank.move('cardDeposit', changed);
  expect(bank.sends()).toBe(0);
  await proxy.clear();
  clock.advance(60_000);
  const other = { ...changed, amount: '11.00' };
  expect(await bank.move('cardDeposit', other)).toMatchObject({ result: { operation: { amount: '11.00' } } });
  expect((await bank.move('cardDeposit', changed)).state).toBe('IdempotencyKeyReusedError');
  for (const [name, input] of asked)
    expect(await bank.move(name, input), name).toMatchObject({ state: 'Payload', result: { replayed: false } });
});

test('a login that fails sends nothing and uses up no key', async () => {
  const bank = await given({ http: true, warm: true });
  bank.sandbox.revokeTokens();
  bank.fault({ operationId: 'auth.*', do: 'status', status: 500 });
  bank.clock.advance(700_000);
  const input = bank.give(101);
  expect((await bank.move('cardDeposit', input)).state).toBe('UPSTREAM_UNAVAILABLE');
  expect(bank.sends()).toBe(0);
  bank.sandbox.faults.clear();
  bank.clock.advance(120_000);
  expect(await bank.move('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: false } });
});

test('an open breaker sends nothing, says when to ask again, and uses up no key', async () => {
  const bank = await given({ http: true, warm: true });
  bank.fault({ operationId: 'operations.deposit', do: 'reset' });
  const failed = [];
  for (let at = 0; at < 20; at++) {
    const input = bank.give(101 + (at % 6));
    failed.push(input);
    await bank.move('cardDeposit', input);
  }
  const sends = bank.sends();
  const input = bank.give(101);
  const refused = await bank.move('cardDeposit', input);
  expect(refused).toMatchObject({
    state: 'UPSTREAM_UNAVAILABLE',
    errors: [{ extensions: { retryAfter: expect.any(Number) } }],
  });
  expect(bank.sends()).toBe(sends);
  bank.sandbox.faults.clear();
  bank.clock.advance(20_000);
  expect(await bank.move('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: false } });
  expect((await bank.move('cardDeposit', { ...input, amount: '11' })).state).toBe('IdempotencyKeyReusedError');
});

test('a full line sends nothing and uses up no key: in the end each is booked once', async () => {
  const bank = await given({ http: true, warm: true, upstream: { timeoutMs: 5000, maxConcurrent: 1, maxQueue: 2 } });
  bank.fault({ operationId: 'operations.deposit', latencyMs: 120 });
  const inputs = Array.from({ length: 8 }, (_, at) => bank.give([101, 102, 103, 104, 105, 106, 108, 110][at] ?? 0));
  const first = await Promise.all(inputs.map((input) => bank.move('cardDeposit', input)));
  const refused = inputs.filter((_, at) => first[at]?.state === 'OVERLOADED');
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(first.map(({ state }) => state))).toEqual(new Set(['Payload', 'OVERLOADED']));
  expect(bank.sends()).toBe(inputs.length - refused.length);
  for (const input of refused) expect(bank.rows(input.idempotencyKey)).toEqual([]);
  for (const input of inputs)
    expect(await bank.move('cardDeposit', input)).toMatchObject({
      state: 'Payload',
      result: { replayed: !refused.includes(input) },
    });
});

test('a move that nobody may know of leaves no trace in a document that fails validation', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const { body } = await bank.ask(DOCUMENTS.cardDeposit.replace('replayed', 'replayed nonsense'), { input });
  expect(body.data).toBeUndefined();
  expect(bank.sandbox.callCounts()).toEqual({});
});
