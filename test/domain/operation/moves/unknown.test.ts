import { expect, test } from 'vitest';
import type { FaultRule } from '../../../../src/sandbox/failures/faults.ts';
import type { ProxyFaults } from '../../../kit/fault-proxy.ts';
import { type GivenHttp, given } from '../../../kit/given.ts';

const SETTLE_MS = 600_000;
/** For servers that fall silent. */
const QUICK = { timeoutMs: 400 };
const DEPOSIT = { operationId: 'operations.deposit', times: 1 };

/** A booking of ours, by which the server's clock is known. */
async function acquaint(bank: GivenHttp) {
  expect(await bank.move('cardDeposit', bank.give(120))).toMatchObject({ state: 'Payload' });
}

const applied: [string, FaultRule][] = [
  ['reset', { do: 'reset', phase: 'after' }],
  ['closed', { do: 'close', phase: 'after' }],
  ['silence', { do: 'hang', phase: 'after' }],
  ['the head and then silence', { do: 'headers', phase: 'after' }],
  ['cut', { do: 'cut', bytes: 20 }],
  ['500', { do: 'status', status: 500, phase: 'after' }],
  ['502 in HTML', { do: 'html', phase: 'after' }],
  ['504', { do: 'status', status: 504, phase: 'after' }],
  ['408', { do: 'status', status: 408, phase: 'after' }],
  ['302', { do: 'status', status: 302, headers: { location: '/' }, phase: 'after' }],
  ['204', { do: 'status', status: 204, phase: 'after' }],
  ['an empty 200', { do: 'empty', phase: 'after' }],
  ['garbage', { do: 'garbage', phase: 'after' }],
  ['another content type', { do: 'contentType' }],
  [
    'the row of another card',
    {
      do: 'status',
      status: 200,
      phase: 'after',
      body: { id: 1, accountId: 2, kind: 'DEPOSIT', amount: 1, createdAt: '2026-03-10T15:00:00' },
    },
  ],
  [
    'a row without a time',
    { do: 'status', status: 200, phase: 'after', body: { id: 1, accountId: 101, kind: 'DEPOSIT', amount: 1 } },
  ],
];

test.each(applied)('booked, and the answer lost (%s): found at once, then replayed', async (_name, rule) => {
  const bank = await given({ http: true, warm: true, upstream: QUICK });
  bank.fault({ ...DEPOSIT, ...rule });
  const input = bank.give(101);
  const first = await bank.move('cardDeposit', input);
  expect(first).toMatchObject({
    state: 'Payload',
    result: { replayed: false, operation: { amount: '10.00', reason: input.reason } },
  });
  expect((await bank.move('cardDeposit', input)).result).toEqual({ ...first.result, replayed: true });
  expect([bank.sends(), bank.rows(input.idempotencyKey).length]).toEqual([1, 1]);
});

test('booked, the answer lost, and no reading back: pending, and with the same key the operation', async () => {
  const bank = await given({ http: true, warm: true });
  bank.fault({ ...DEPOSIT, do: 'reset', phase: 'after' });
  bank.fault({ operationId: 'operations.list', do: 'status', status: 500, times: 6 });
  const input = bank.give(101);
  expect(await bank.move('cardDeposit', input)).toEqual({
    state: 'OperationPending',
    errors: undefined,
    result: {
      __typename: 'OperationPending',
      idempotencyKey: input.idempotencyKey,
      submittedAt: '2026-03-10T15:00:00+03:00',
      state: 'WAITING',
      askAgainAfter: expect.any(Number),
    },
  });
  bank.sandbox.faults.clear();
  bank.clock.advance(1000);
  expect(await bank.move('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: true } });
  expect(bank.sends()).toBe(1);
});

const lost: [string, FaultRule][] = [
  ['reset', { do: 'reset' }],
  ['closed', { do: 'close' }],
  ['silence', { do: 'hang' }],
  ['500', { do: 'status', status: 500 }],
  ['502 in HTML', { do: 'html' }],
  ['503', { do: 'status', status: 503, headers: { 'retry-after': '5' } }],
  ['408', { do: 'status', status: 408 }],
  ['an empty 200', { do: 'empty' }],
];

test.each(lost)(
  'not booked, and the answer lost (%s): pending, in the end not applied, a new key works',
  async (_name, rule) => {
    const bank = await given({ http: true, warm: true, upstream: QUICK });
    await acquaint(bank);
    bank.fault({ ...DEPOSIT, ...rule });
    const input = bank.give(101);
    expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
    bank.clock.advance(SETTLE_MS - 1000);
    expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
    bank.clock.advance(1000);
    // One clean read is no proof.
    expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
    bank.clock.advance(31_000);
    const final = await bank.move('cardDeposit', input);
    expect(final).toMatchObject({
      state: 'OperationNotAppliedError',
      result: { code: 'OPERATION_NOT_APPLIED', submittedAt: '2026-03-10T15:00:00+03:00' },
    });
    bank.clock.advance(3_600_000);
    expect(await bank.move('cardDeposit', input)).toEqual(final);
    expect((await bank.move('cardDeposit', { ...input, amount: '11' })).state).toBe('IdempotencyKeyReusedError');
    expect((await bank.move('cardDeposit', bank.give(101))).state).toBe('Payload');
    expect(bank.sends()).toBe(3);
  },
);

test('a server that books long after we gave up: pending all the while, then the operation', async () => {
  const bank = await given({
    http: true,
    warm: true,
    upstream: { timeoutMs: 150 },
    tenant: { valueMoves: { settleSeconds: 60 } },
  });
  await acquaint(bank);
  bank.fault({ ...DEPOSIT, latencyMs: 700 });
  const input = bank.give(101);
  expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
  bank.clock.advance(55_000);
  expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
  await expect.poll(() => bank.rows(input.idempotencyKey).length).toBe(1);
  bank.clock.advance(10_000);
  expect(await bank.move('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: true } });
});

const HOUR = 3_600_000;
const clocks: [string, { offset?: number; timeZone?: string }][] = [
  ['3 hours behind', { offset: -3 * HOUR }],
  ['3 hours ahead', { offset: 3 * HOUR }],
  ['25 hours behind', { offset: -25 * HOUR }],
  ['read in a zone far to the east', { timeZone: 'Pacific/Kiritimati' }],
  ['read in a zone far to the west', { timeZone: 'America/Los_Angeles' }],
  ['10 days behind', { offset: -240 * HOUR }],
];

for (const met of [true, false]) {
  test.each(clocks)(
    `a server whose time is %s, ${met ? 'met' : 'not met'} before: never "not applied" for what was booked`,
    async (_name, { offset = 0, timeZone }) => {
      const bank = await given({ http: true, warm: true, skewMs: offset, tenant: timeZone ? { timeZone } : {} });
      const { clock } = bank;
      if (met) await acquaint(bank);
      // Nobody can read back until the settle time is long over.
      bank.fault({ ...DEPOSIT, do: 'reset', phase: 'after' });
      bank.fault({ operationId: 'operations.list', do: 'status', status: 500, times: 12 });
      const input = bank.give(101);
      expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
      clock.advance(2 * SETTLE_MS);
      bank.sandbox.faults.clear();
      const states = [];
      for (let tries = 0; tries < 6; tries++) {
        states.push((await bank.move('cardDeposit', input)).state);
        clock.advance(120_000);
      }
      expect(states).not.toContain('OperationNotAppliedError');
      expect(states.at(-1)).toBe('Payload');
    },
  );
}

test.each(clocks)(
  'a server whose time is known to be %s: what was not booked is told so, for a booked move is seen',
  async (_name, { offset = 0, timeZone }) => {
    const bank = await given({ http: true, warm: true, skewMs: offset, tenant: timeZone ? { timeZone } : {} });
    const { clock } = bank;
    await acquaint(bank);
    bank.fault({ ...DEPOSIT, do: 'reset' });
    const input = bank.give(101);
    expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
    clock.advance(SETTLE_MS - 1000);
    expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
    expect((await bank.insist('cardDeposit', input)).state).toBe('OperationNotAppliedError');
    expect(bank.rows(input.idempotencyKey)).toEqual([]);
  },
);

const nights: [string, string, string][] = [
  ['the hour that comes twice', '2026-10-25T00:30:00Z', '2026-10-25T01:15:00Z'],
  ['the second of two equal hours', '2026-10-25T01:10:00Z', '2026-10-25T01:40:00Z'],
  ['the hour that is left out', '2026-03-29T00:50:00Z', '2026-03-29T01:05:00Z'],
];

test.each(nights)('%s hides no deposit and fails none', async (_name, before, at) => {
  const bank = await given({ http: true, warm: true, clock: before, timeZone: 'Europe/Berlin' });
  const { clock } = bank;
  await acquaint(bank);
  clock.set(at);
  bank.fault({ ...DEPOSIT, do: 'reset', phase: 'after' });
  bank.fault({ operationId: 'operations.list', do: 'status', status: 500, times: 6 });
  const input = bank.give(101);
  expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
  bank.sandbox.faults.clear();
  expect((await bank.insist('cardDeposit', input, SETTLE_MS)).state).toBe('Payload');
});

test('a clock that goes wrong after we met it hides nothing', async () => {
  let offset = 0;
  const bank = await given({ http: true, warm: true, skewMs: () => offset });
  const { clock } = bank;
  await acquaint(bank);
  offset = -3 * HOUR;
  bank.fault({ ...DEPOSIT, do: 'reset', phase: 'after' });
  bank.fault({ operationId: 'operations.list', do: 'status', status: 500, times: 6 });
  const input = bank.give(101);
  await bank.move('cardDeposit', input);
  bank.sandbox.faults.clear();
  clock.advance(2 * SETTLE_MS);
  expect((await bank.insist('cardDeposit', input)).state).toBe('Payload');
});

test('one card, many moves, one of them unknown: the others go on', async () => {
  const bank = await given({ http: true, warm: true });
  await acquaint(bank);
  const inputs = Array.from({ length: 12 }, () => bank.give(101));
  const [unknown] = inputs;
  bank.fault({ ...DEPOSIT, do: 'reset' });
  const first = await bank.move('cardDeposit', inputs[0] ?? {});
  expect(first.state).toBe('OperationPending');
  const others = await Promise.all(inputs.slice(1).map((input) => bank.move('cardDeposit', input)));
  expect(others.map(({ state }) => state)).toEqual(others.map(() => 'Payload'));
  expect((await bank.move('cardWithdraw', { ...bank.give(101) })).state).toBe('Payload');
  expect((await bank.insist('cardDeposit', unknown ?? {}, SETTLE_MS)).state).toBe('OperationNotAppliedError');
});

const links: [string, ProxyFaults, boolean][] = [
  ['the request is cut', { cutUpAfter: 60 }, false],
  ['the request is swallowed', { mode: 'blackHole' }, false],
  ['the answer is lost', { mode: 'applyThenCut' }, true],
  ['the answer is cut in its headers', { cutDownAfter: 30 }, true],
  ['the server is gone and nobody says so', { mode: 'halfOpen' }, false],
];

test.each(links)('over a link where %s nothing is lost and nothing doubled', async (_name, faults, isBooked) => {
  const bank = await given({ http: true, warm: true, proxy: true, upstream: QUICK });
  const { proxy } = bank;
  await acquaint(bank);
  await proxy.set(faults);
  const input = bank.give(101);
  expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
  await proxy.clear();
  const { state } = await bank.insist('cardDeposit', input, SETTLE_MS);
  expect([state, bank.rows(input.idempotencyKey).length]).toEqual(
    isBooked ? ['Payload', 1] : ['OperationNotAppliedError', 0],
  );
});

test('the reconciler finds out by itself, and the key tells it without another lookup', async () => {
  const bank = await given({ http: true, warm: true });
  await acquaint(bank);
  bank.fault({ ...DEPOSIT, do: 'reset', phase: 'after' });
  bank.fault({ operationId: 'operations.list', do: 'status', status: 500, times: 6 });
  const input = bank.give(101);
  expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
  bank.clock.advance(10_000);
  await expect
    .poll(
      () =>
        bank.sandbox.calls.filter(({ operationId, status }) => operationId === 'operations.list' && status === 200)
          .length,
    )
    .toBeGreaterThan(0);
  await expect.poll(async () => (await bank.move('cardDeposit', input)).state).toBe('Payload');
});

test('an unknown withdrawal is found too, and its void in the books does not make it a deposit', async () => {
  const bank = await given({ http: true, warm: true });
  await bank.move('cardDeposit', bank.give(101, '100'));
  bank.fault({ operationId: 'operations.withdraw', times: 1, do: 'reset', phase: 'after' });
  const input = bank.give(101, '40');
  expect(await bank.move('cardWithdraw', input)).toMatchObject({
    state: 'Payload',
    result: { operation: { amount: '-40.00', kind: 'WITHDRAW' } },
  });
  expect(bank.sends()).toBe(2);
});
