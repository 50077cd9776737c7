import { expect, test } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import { identityOf } from '../../src/tenants/identity.ts';
import { tenantConfig } from '../kit/config.ts';

const identity = (dialect: Partial<DialectConfig>) =>
  identityOf(tenantConfig({ slug: 'saturn', baseUrl: 'http://127.0.0.1:1/api', dialect }));

test('amounts of moves keep their meaning under another spelling, and what earlier versions wrote of it', () => {
  expect(identity({}).meaning).toBe('vMjGUMCiavZVeDrq');
  expect(identity({ moneyUnit: 'roubles', money: { Operation: 'kopecks' } }).meaning).toBe(identity({}).meaning);
  expect(identity({ money: { Account: 'roubles', ReportTable: 'roubles' } }).meaning).toBe(identity({}).meaning);
  expect(identity({ money: { Operation: 'roubles' } }).meaning).toBe(identity({ moneyUnit: 'roubles' }).meaning);
});

test.each([
  [{ moneyUnit: 'roubles' }],
  [{ moneyUnit: 'unproven' }],
  [{ money: { Operation: 'roubles' } }],
  [{ money: { 'Operation.amount': 'roubles' } }],
  [{ money: { DepositInput: 'roubles' } }],
  [{ money: { GroupOperationResult: 'roubles' } }],
] as const)('amounts of moves mean something else under %j', (dialect) => {
  expect(identity(dialect).meaning).not.toBe(identity({}).meaning);
});

test('a balance in another unit ends what was concluded of units, and no row of the log', () => {
  const units = [{}, { money: { Account: 'roubles' } }, { money: { 'Operation.balanceAfter': 'roubles' } }] as const;
  expect(new Set(units.map((dialect) => identity(dialect).units)).size).toBe(3);
  expect(new Set(units.map((dialect) => identity(dialect).meaning)).size).toBe(1);
  expect(identity({}).units).toBe(identity({}).meaning);
});
