import { expect, test } from 'vitest';
import { movesBalance, type Operation } from '../../src/sandbox/model.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { given } from '../kit/given.ts';

/** What a balance must be, from the rows alone. */
function sums(sandbox: Sandbox, today: string): Map<number, number> {
  const sums = new Map<number, number>();
  for (const row of sandbox.operations()) {
    if (!movesBalance(row.kind) || (row.availableFrom ?? '') > today) continue;
    sums.set(row.accountId, (sums.get(row.accountId) ?? 0) + row.amount);
  }
  return sums;
}

function expectBalanced(sandbox: Sandbox, today: string): void {
  const expected = sums(sandbox, today);
  for (const account of sandbox.accounts())
    expect([account.id, account.balance]).toEqual([account.id, expected.get(account.id) ?? 0]);
}

test('every balance is the sum of its effective operations, on every day of a year', async () => {
  const { sandbox, call, clock } = await given({ size: 'full' });
  expectBalanced(sandbox, '2026-03-10');
  for (const day of ['2026-03-11', '2026-03-17', '2026-05-01', '2026-09-09', '2027-03-01']) {
    clock.set(`${day}T12:00:00Z`);
    await call('POST', '/operations/group_withdraw', { groupId: 7, amount: 5_000, reason: 'Акция' });
    await call('POST', '/operations/deposit', {
      accountId: 142,
      amount: 700,
      reason: 'x',
      availableFrom: '2026-05-02',
      expiresAt: '2027-01-31',
    });
    expectBalanced(sandbox, day);
    const { body } = await call('GET', '/accounts/142/balance');
    const parts = body.burning.reduce((sum: number, one: { sum: number }) => sum + one.sum, body.neverBurns);
    expect(parts).toBe(body.bonusBalance);
  }
});

test('a delayed accrual counts from the day-change hour of its day, not from midnight', async () => {
  const { call, clock } = await given();
  const balance = async () => (await call('GET', '/accounts/109/balance')).body;
  expect(await balance()).toMatchObject({
    bonusBalance: 10_000,
    bonusAwaitingIssue: 75_000,
    lateIssues: [{ sumLateIssue: 75_000, date: '2026-03-11' }],
  });
  clock.set('2026-03-11T02:59:59Z'); // 05:59:59 in Moscow
  expect(await balance()).toMatchObject({ bonusBalance: 10_000 });
  clock.set('2026-03-11T03:00:00Z');
  expect(await balance()).toMatchObject({ bonusBalance: 85_000, bonusAwaitingIssue: 0, lateIssues: [] });
});

test('what expires today can be spent today; at the day change the rest is booked as EXPIRE', async () => {
  const { call, clock } = await given();
  const withdraw = await call('POST', '/operations/withdraw', { accountId: 110, amount: 1_000, reason: 'Чек' });
  expect(withdraw.body).toMatchObject({ amount: -1_000, balanceAfter: 61_345, userLogin: 'gateway' });
  clock.set('2026-03-11T03:00:00Z');
  const { body } = await call('GET', '/operations/list?accountId=110');
  expect(body.total).toBe(6);
  expect(body.items[0]).toMatchObject({
    kind: 'EXPIRE',
    amount: -49_000,
    createdAt: '2026-03-11T06:00:00',
    businessDate: '2026-03-11',
    balanceAfter: 12_345,
  });
  expect((await call('GET', '/accounts/110')).body).toMatchObject({
    balance: 12_345,
    updatedAt: '2026-03-11T06:00:00',
  });
});

test('the next bonuses pay a debt first', async () => {
  const { call } = await given();
  expect((await call('GET', '/accounts/115')).body.balance).toBe(-60_000);
  await call('POST', '/operations/deposit', { accountId: 115, amount: 70_000, reason: 'x', expiresAt: '2026-04-01' });
  expect((await call('GET', '/accounts/115/balance')).body).toMatchObject({
    bonusBalance: 10_000,
    burning: [{ sum: 10_000, date: '2026-04-01' }],
    neverBurns: 0,
  });
});

test('credit can be withdrawn to the kopeck and no further', async () => {
  const { call } = await given();
  const { balance } = (await call('GET', '/accounts/122')).body;
  const over = { accountId: 122, amount: balance + 1_000_001, reason: 'x' };
  expect((await call('POST', '/operations/withdraw', over)).status).toBe(400);
  expect((await call('POST', '/operations/withdraw', { ...over, amount: over.amount - 1 })).body.balanceAfter).toBe(
    -1_000_000,
  );
});

test('a group operation books one row per account and lists the accounts that it skipped', async () => {
  const { call, sandbox } = await given({ size: 'full' });
  const before = sandbox.operations().length;
  const { body } = await call('POST', '/operations/group_deposit', { groupId: 7, amount: 500, reason: 'Всем' });
  expect(body).toMatchObject({ processed: 2995, total: 2995 * 500 });
  expect(body.skipped).toHaveLength(5);
  expect(body.skipped[0]).toEqual({ accountId: 10_600, detail: 'Счёт заблокирован' });
  expect(sandbox.operations().length - before).toBe(2995);
  const page = await call('GET', '/operations/list?search=Всем&limit=1000&offset=2000');
  expect(page.body.total).toBe(2995);
  expect(page.body.items).toHaveLength(995);
});

test('a guest exactly on a threshold has the level', async () => {
  const { call } = await given();
  expect((await call('GET', '/accounts/111/report')).body).toMatchObject({
    spentSumDiscountPeriod: 2_000_000,
    discountLevelName: 'Серебро',
    nextLevelName: 'Золото',
    sumToNextLevel: 8_000_000,
  });
});

test('a level falls when the accumulation period slides past the spend', async () => {
  const { call, clock } = await given();
  clock.set('2027-03-01T12:00:00Z');
  expect((await call('GET', '/accounts/111/report')).body).toMatchObject({
    spentSumTotal: 2_000_000,
    spentSumDiscountPeriod: 0,
    discountLevelName: 'Бронза',
  });
});

test('operations come newest first, by createdAt and then by id, and ids do not always rise with time', async () => {
  const { call } = await given({ size: 'full' });
  const rows: Operation[] = [];
  for (let offset = 0; offset === rows.length; offset += 1000)
    rows.push(...(await call('GET', `/operations/list?limit=1000&offset=${offset}`)).body.items);
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  let surprises = 0;
  rows.forEach((row, at) => {
    const next = rows[at + 1];
    if (!next) return;
    expect(row.createdAt > next.createdAt || (row.createdAt === next.createdAt && row.id > next.id)).toBe(true);
    if (row.id < next.id) surprises++;
  });
  expect(surprises).toBeGreaterThan(20);
});

test('balanceAfter of each row is that of the row before, plus what it moves or what became due', async () => {
  const { sandbox } = await given({ size: 'full' });
  const last = new Map<number, number>();
  const due = new Set(sandbox.operations().flatMap((row) => (row.availableFrom ? row.accountId : [])));
  for (const row of sandbox.operations()) {
    const before = last.get(row.accountId) ?? 0;
    last.set(row.accountId, row.balanceAfter);
    if (due.has(row.accountId)) continue;
    expect([row.id, row.balanceAfter]).toEqual([row.id, movesBalance(row.kind) ? before + row.amount : before]);
  }
});
