import { expect, test } from 'vitest';
import { conform } from '../../src/conform/conform.ts';
import { configOf } from '../kit/config.ts';
import { conformAt, withVerdict } from '../kit/conform.ts';
import { given } from '../kit/given.ts';

test('small pages use up 200 calls at most, four at once; what was not asked then is untold', async () => {
  const { file, clock, sandbox } = await given({ dialect: { maxLimit: 3, idsFilter: false } });
  const found = await conformAt(file, clock);
  const { 'auth.login': _login, ...counts } = sandbox.callCounts();
  const asked = Object.values(counts).reduce((sum, count) => sum + count, 0);
  // The read of a dictionary that was begun is not cut.
  expect(asked).toBeLessThanOrEqual(210);
  expect(found.calls).toBe(asked);
  expect(sandbox.peakCalls()).toBeLessThanOrEqual(4);
  expect(withVerdict(found, 'SUSPECT')).toEqual({});
  expect(Object.values(withVerdict(found, 'UNTOLD'))).toContain('not asked: 200 calls were spent');
});

test('what differs is asked for again with at most 300 calls in all', async () => {
  const { file, clock, sandbox } = await given({
    dialect: { maxLimit: 10 },
    tenant: { dialect: { maxLimit: 10, values: { 'Account.gender': { MALE: 'FEMALE', FEMALE: 'MALE' } } } },
  });
  const found = await conformAt(file, clock);
  expect(Object.keys(withVerdict(found, 'SUSPECT'))).toEqual(['guests.gender']);
  expect(sandbox.calls.length).toBeLessThanOrEqual(311);
});

test('after five minutes nothing more is asked', async () => {
  const { file, clock, sandbox } = await given();
  const { config } = configOf([file]);
  const [tenant] = config.tenants;
  if (!tenant) throw new Error('no tenant');
  const late = { ...clock, after: (ms: number, run: () => void) => clock.after(ms === 300_000 ? 0 : ms, run) };
  const found = await conform({ config, tenant, clock: late });
  expect(withVerdict(found, 'SUSPECT')).toEqual({});
  expect(Object.values(withVerdict(found, 'UNTOLD'))).toContain('not asked: the time is up');
  expect(sandbox.calls.length).toBeLessThan(10);
});

test('it reads alone: nothing but GET and one login reaches the server', async () => {
  const { file, clock, sandbox } = await given();
  await conformAt(file, clock);
  const others = sandbox.calls.filter(({ method }) => method !== 'GET');
  expect(others.map(({ operationId }) => operationId)).toEqual(['auth.login']);
});
