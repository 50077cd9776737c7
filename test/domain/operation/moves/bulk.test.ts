import { expect, test } from 'vitest';
import { fastClock } from '../../../kit/clock.ts';
import { type GivenHttp, given } from '../../../kit/given.ts';
import type { Input } from '../../../kit/moves.ts';

type Row = Record<string, unknown> & { __typename: string };
const rowsOf = ({ result }: { result: Record<string, unknown> | null }) => Object(result).results as (Row | null)[];
const cards = [101, 102, 103, 104, 105, 106, 108, 110, 111, 112];

test('100 deposits with mixed outcomes: each row its own, in its place, and none hides another', async () => {
  const bank = await given({ http: true, warm: true, upstream: { timeoutMs: 250 } });
  const deposits: Input[] = Array.from({ length: 100 }, (_, at) => bank.give(cards[at % cards.length] ?? 0));
  const put = (at: number, change: Partial<Input>) => {
    deposits[at] = { ...(deposits[at] as Input), ...change };
  };
  put(3, { cardId: bank.card(107) });
  put(10, { cardId: bank.card(99_999) });
  put(20, { amount: '0' });
  put(21, { amount: '100000.01' });
  put(30, { idempotencyKey: 'short' });
  put(31, { reason: '' });
  put(32, { cardId: 'nonsense' });
  put(33, { cardId: Buffer.from('jupiter:Card:101').toString('base64url') });
  const twin = deposits[40] as Input;
  deposits[41] = twin;
  deposits[90] = twin;
  deposits[91] = { ...twin, amount: '99' };
  const answer = await bank.move('cardDepositMany', { deposits });
  const rows = rowsOf(answer);
  expect(rows).toHaveLength(100);
  const special: Record<number, object | null> = {
    3: { code: 'CARD_BLOCKED', path: ['input', 'deposits', '3', 'cardId'] },
    10: { code: 'CARD_NOT_FOUND', path: ['input', 'deposits', '10', 'cardId'] },
    20: { code: 'INVALID_AMOUNT', path: ['input', 'deposits', '20', 'amount'] },
    21: { code: 'INVALID_AMOUNT', maxAmount: '100000.00' },
    30: null,
    31: null,
    32: null,
    33: { code: 'CARD_NOT_FOUND' },
    91: { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'deposits', '91', 'idempotencyKey'] },
  };
  rows.forEach((row, at) => {
    const wanted = special[at];
    if (wanted === null) expect(row, String(at)).toBe(null);
    else expect(row, String(at)).toMatchObject(wanted ?? { __typename: 'CardDepositPayload' });
  });
  expect(answer.errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual(
    [30, 31, 32].map((at) => [`cardDepositMany.results.${at}`, 'BAD_USER_INPUT']),
  );
  const twins = [40, 41, 90].map((at) => Object(rows[at]));
  expect(new Set(twins.map(({ operation }) => operation.upstreamId)).size).toBe(1);
  expect(twins.filter(({ replayed }) => replayed === false)).toHaveLength(1);
  expect(bank.rows(twin.idempotencyKey)).toHaveLength(1);

  // The whole list again: nothing is sent, and each row says the same.
  const sends = bank.sends();
  for (const _ of [1, 2]) {
    const again = rowsOf(await bank.move('cardDepositMany', { deposits }));
    const plain = (row: Row | null) => row && { ...row, replayed: null, card: null };
    expect(again.map(plain)).toEqual(rows.map(plain));
  }
  expect(bank.sends()).toBe(sends);
  // So does a single one by its key.
  expect(await bank.move('cardDeposit', deposits[0] as Input)).toMatchObject({ result: { replayed: true } });
});

test('one row that hangs holds up no other, and cards show what all rows did', async () => {
  const bank = await given({ http: true, warm: true, upstream: { timeoutMs: 600 } });
  bank.fault({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  const deposits = Array.from({ length: 40 }, () => bank.give(101, '1'));
  deposits[0] = bank.give(102, '1');
  const before = bank.sandbox.accounts().find(({ id }) => id === 101)?.balance ?? 0;
  const rows = rowsOf(await bank.move('cardDepositMany', { deposits }));
  const states = rows.map((row) => row?.__typename);
  expect(states.filter((state) => state === 'OperationPending').length).toBe(1);
  expect(states.filter((state) => state === 'CardDepositPayload').length).toBe(39);
  const balances = rows.flatMap((row) => (Object(row).card?.upstreamId === '101' ? Object(row).card.balance : []));
  expect(new Set(balances)).toEqual(new Set([((before + 100 * balances.length) / 100).toFixed(2)]));
});

test('outages within the list: rows that were not sent say so in place, and the list asked again books them once', async () => {
  const bank = await given({ http: true, warm: true, upstream: { maxConcurrent: 2, maxQueue: 2, timeoutMs: 5000 } });
  bank.fault({ operationId: 'operations.deposit', latencyMs: 20 });
  bank.fault({ operationId: 'operations.deposit', do: 'reset', phase: 'after', probability: 0.2 });
  const deposits = Array.from({ length: 40 }, (_, at) => bank.give(cards[at % cards.length] ?? 0));
  const seen = new Set<string>();
  let rows: (Row | null)[] = [];
  for (let tries = 0; tries < 30; tries++) {
    const answer = await bank.move('cardDepositMany', { deposits });
    rows = rowsOf(answer);
    for (const [at, row] of rows.entries()) {
      const error = answer.errors?.find(({ path }) => path?.[2] === at);
      seen.add(row?.__typename ?? String(error?.extensions.code));
    }
    if (rows.every((row) => row?.__typename === 'CardDepositPayload')) break;
    bank.clock.advance(2000);
  }
  expect(rows.map((row) => row?.__typename)).toEqual(rows.map(() => 'CardDepositPayload'));
  expect([...seen]).toEqual(expect.arrayContaining(['CardDepositPayload']));
  expect(
    [...seen].filter((state) => !/^(CardDepositPayload|OperationPending|OVERLOADED|UPSTREAM_UNAVAILABLE)$/.test(state)),
  ).toEqual([]);
  for (const { idempotencyKey } of deposits) expect(bank.rows(idempotencyKey), idempotencyKey).toHaveLength(1);
});

test('none at all is an empty list; 101 are refused, nothing sent', async () => {
  const bank = await given({ http: true, warm: true });
  expect(rowsOf(await bank.move('cardDepositMany', { deposits: [] }))).toEqual([]);
  const deposits = Array.from({ length: 101 }, () => bank.give(101));
  expect((await bank.move('cardDepositMany', { deposits })).state).toBe('BAD_USER_INPUT');
  expect(bank.sandbox.callCounts()).toEqual({});
});

const groupInput = (bank: GivenHttp, amount = '5.00') => {
  const { cardId: _, ...rest } = bank.give(1, amount);
  return { ...rest, groupId: bank.group(7) };
};

test('a group of 3,000: each card once, the blocked ones told, the sums exact, and the same again for the key', async () => {
  const bank = await given({ http: true, warm: true, size: 'full', upstream: { timeoutMs: 10_000 } });
  const group = bank.sandbox.accounts().filter(({ groupId }) => groupId === 7);
  const blocked = group.filter(({ isBlocked }) => isBlocked).map(({ id }) => String(id));
  const count = group.length - blocked.length;
  const input = groupInput(bank);
  const first = await bank.move('groupDeposit', input);
  expect(first).toMatchObject({
    state: 'Payload',
    result: { replayed: false, complete: true, processed: count, total: (count * 5).toFixed(2) },
  });
  const skipped = Object(first.result).skipped as {
    reason: string;
    card: { upstreamId: string; isBlocked: boolean };
  }[];
  expect([count > 2900, skipped.length]).toEqual([true, blocked.length]);
  expect(skipped.map(({ card }) => card.upstreamId).sort()).toEqual(blocked.sort());
  expect(skipped.every(({ reason, card }) => reason === 'BLOCKED' && card.isBlocked)).toBe(true);
  expect((await bank.move('groupDeposit', input)).result).toEqual({ ...first.result, replayed: true });
  expect((await bank.move('groupDeposit', { ...input, amount: '6' })).state).toBe('IdempotencyKeyReusedError');
  expect((await bank.move('groupDeposit', { ...input, groupId: bank.group(3) })).state).toBe(
    'IdempotencyKeyReusedError',
  );
  expect([bank.sends(), bank.rows(input.idempotencyKey).length]).toEqual([1, count]);
  const { body } = await bank.ask('{ operations(first: 1) { nodes { reason } } }');
  expect(Object(body.data).operations.nodes).toEqual([{ reason: input.reason }]);
});

test('from a group is taken where there is enough; who lacks it or is blocked is told', async () => {
  const bank = await given({ http: true, warm: true });
  const group = bank.sandbox.accounts().filter(({ groupId }) => groupId === 7);
  const [poor, closed] = group;
  await bank.move('cardWithdraw', bank.give(poor?.id ?? 0, ((poor?.balance ?? 0) / 100).toFixed(2)));
  await bank.ask('mutation ($id: ID!) { cardBlock(input: { cardId: $id }) { __typename } }', {
    id: bank.card(closed?.id ?? 0),
  });
  const { result } = await bank.move('groupWithdraw', groupInput(bank, '1'));
  expect(result).toMatchObject({ processed: group.length - 2, total: (group.length - 2).toFixed(2), complete: true });
  const skipped = Object(result).skipped as { reason: string; card: { upstreamId: string } }[];
  expect(Object.fromEntries(skipped.map(({ reason, card }) => [card.upstreamId, reason]))).toEqual({
    [String(poor?.id)]: 'INSUFFICIENT',
    [String(closed?.id)]: 'BLOCKED',
  });
});

test.each(['groupDeposit', 'groupWithdraw'] as const)(
  '%s whose answer is lost: pending, then put together from the rows',
  async (name) => {
    const bank = await given({ http: true, warm: true });
    await bank.move('cardDeposit', bank.give(120));
    bank.fault({ operationId: `operations.${name}`, do: 'reset', phase: 'after', times: 1 });
    const input = groupInput(bank, '1');
    expect((await bank.move(name, input)).state).toBe('OperationPending');
    const booked = bank.rows(input.idempotencyKey).length;
    expect(booked).toBeGreaterThan(1);
    // Cards move between groups meanwhile, and that hides nothing.
    const moved = bank.rows(input.idempotencyKey)[0]?.account ?? 0;
    await bank.ask(
      'mutation ($card: ID!, $group: ID!) { cardMoveToGroup(input: { cardId: $card, groupId: $group }) { __typename } }',
      { card: bank.card(moved), group: bank.group(3) },
    );
    const final = await bank.insist(name, input, 301_000);
    expect(final).toMatchObject({
      state: 'Payload',
      result: { complete: false, skipped: null, processed: booked, total: booked.toFixed(2) },
    });
    expect((await bank.move(name, input)).result).toEqual({ ...final.result, replayed: true });
    expect(bank.sends()).toBe(2);
  },
);

test('a group move that never arrived: in the end not applied, and a new key works', async () => {
  const bank = await given({ http: true, warm: true });
  // One that was booked must be seen before the absence of another is believed.
  expect((await bank.move('groupDeposit', groupInput(bank))).state).toBe('Payload');
  bank.clock.advance(31_000);
  bank.fault({ operationId: 'operations.groupDeposit', do: 'reset', times: 1 });
  const input = groupInput(bank);
  expect((await bank.insist('groupDeposit', input, 301_000)).state).toBe('OperationNotAppliedError');
  expect(bank.rows(input.idempotencyKey)).toEqual([]);
  expect((await bank.move('groupDeposit', groupInput(bank))).state).toBe('Payload');
});

test('two keys for one group at once: each books once', async () => {
  const bank = await given({ http: true, warm: true, upstream: { timeoutMs: 5000 } });
  bank.fault({ operationId: 'operations.groupDeposit', latencyMs: 100 });
  const [one, two] = [groupInput(bank), groupInput(bank)];
  const answers = await Promise.all([one, two, one, two, one].map((input) => bank.move('groupDeposit', input)));
  expect(answers.map(({ state }) => state)).toEqual(answers.map(() => 'Payload'));
  expect(bank.sends()).toBe(2);
});

test('a group that takes longer than ten seconds: pending, and the same key tells its outcome when it is there', async () => {
  const bank = await given({ http: true, warm: true, clock: fastClock(20), upstream: { timeoutMs: 8000 } });
  // More than a single card may take.
  bank.fault({ operationId: 'operations.groupDeposit', phase: 'after', latencyMs: 24_000 });
  const input = groupInput(bank);
  const first = await bank.move('groupDeposit', input);
  expect(first.state).toBe('OperationPending');
  expect((await bank.move('groupDeposit', input)).state).toBe('OperationPending');
  await expect
    .poll(async () => (await bank.move('groupDeposit', input)).result)
    .toMatchObject({ replayed: true, complete: true, processed: bank.rows(input.idempotencyKey).length });
  expect(bank.sends()).toBe(1);
});
