import { expect, test } from 'vitest';
import { readFaultRules } from '../../src/sandbox/failures/read-faults.ts';
import { REHEARSAL_RULES, REHEARSALS } from '../../src/sandbox/failures/rehearsals.ts';
import { given } from '../kit/given.ts';

test('each amount fails in its own way, as often as it is sent, and the gateway tells the truth of it', async () => {
  const bank = await given({ http: true, warm: true, faults: REHEARSAL_RULES });
  // "Not booked" is believed only where another move that was booked is seen.
  await bank.move('cardDeposit', bank.give(101));
  const told: Record<string, string[]> = {};
  for (const amount of ['13.01', '13.02', '13.03', '13.05', '13.06', '13.04', '13.00']) {
    const input = bank.give(101, amount);
    const [first, last] = [await bank.move('cardDeposit', input), await bank.insist('cardDeposit', input)];
    told[amount] = [first.state, last.state, `${bank.rows(input.idempotencyKey).length} booked`];
  }
  expect(told).toEqual({
    '13.01': ['Payload', 'Payload', '1 booked'],
    '13.02': ['OperationPending', 'OperationNotAppliedError', '0 booked'],
    '13.03': ['UPSTREAM_REJECTED', 'UPSTREAM_REJECTED', '0 booked'],
    '13.04': ['CardBlockedError', 'CardBlockedError', '0 booked'],
    '13.05': ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE', '0 booked'],
    '13.06': ['Payload', 'Payload', '1 booked'],
    // The card is blocked since 13.04.
    '13.00': ['CardBlockedError', 'CardBlockedError', '0 booked'],
  });
  const withdrawal = await bank.move('cardWithdraw', bank.give(102, '13.03'));
  expect(withdrawal.state).toBe('UPSTREAM_REJECTED');
});

test('phones fail by every way to look for them; others do not', async () => {
  const { ask } = await given({ faults: REHEARSAL_RULES });
  const lookUp = async (phone: string) => {
    const { data, errors } = await ask('query ($phone: String!) { guest(by: { phone: $phone }) { id } }', { phone });
    return errors[0] ?? data;
  };
  expect(await lookUp('+7 900 999-13-98')).toContain('UPSTREAM_UNAVAILABLE');
  expect(await lookUp('89009991398')).toContain('UPSTREAM_UNAVAILABLE');
  expect(await lookUp('+7 900 999-13-97')).toEqual({ guest: null });
  expect(await lookUp('+7 900 000-10-02')).toContain('BAD_USER_INPUT');
});

test('a reset keeps the faults of the start and drops those that were added', async () => {
  const { sandbox } = await given({ faults: REHEARSAL_RULES });
  sandbox.faults.add({ do: 'reset' });
  sandbox.reset();
  expect(sandbox.faults.rules()).toEqual(REHEARSAL_RULES);
});

test('/docs/failures lists what can be rehearsed on this server, and escapes what others added', async () => {
  const page = async (origin: string) => (await fetch(`${origin}/docs/failures`)).text();
  const { sandbox: plain } = await given();
  plain.faults.add({ path: '<script>', do: 'reset' });
  const text = await page(plain.origin);
  expect(text).toContain('No amount and no phone is special here');
  expect(text).not.toContain('<script>');
  const { sandbox } = await given({ faults: REHEARSAL_RULES });
  const listed = await page(sandbox.origin);
  for (const { send } of REHEARSALS) expect(listed).toContain(send);
});

test.each([
  ['nothing', undefined, 'rule 1 is no object'],
  ['a text', ['x'], 'rule 1 is no object'],
  ['an unknown key', [{ do: 'reset' }, { opertionId: 'x', do: 'reset' }], 'rule 2: unknown key opertionId'],
  ['an unknown action', { do: 'explode' }, 'do must be one of status, reset'],
  ['an amount that is a number', { amount: 13.01, do: 'reset' }, 'amount must be an amount in quotes'],
  ['a negative count', { times: -1, do: 'reset' }, 'times must be a whole number'],
  ['a rule that does nothing', { operationId: 'tags.list' }, 'rule 1 does nothing'],
])('rules that hold %s are refused in words', (_what, rules, fault) => {
  expect(readFaultRules(rules)).toEqual({ fault: expect.stringContaining(fault) });
});

test('what the demo fails by is a right file of rules', () => {
  expect(readFaultRules(REHEARSAL_RULES)).toEqual(REHEARSAL_RULES);
});
