import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

function faultsOf(dialect: object): string[] {
  const tenant = { slug: 'saturn', baseUrl: 'http://127.0.0.1:1/api', timeZone: 'Europe/Moscow', dialect };
  const text = JSON.stringify({ tenants: [{ ...tenant, name: 'x', credentials: { token: 'x' } }] });
  const result = loadConfig({ path: 'test', text, env: {} });
  return 'faults' in result ? result.faults.map(({ path, message }) => `${path}: ${message}`) : [];
}

test('places of properties are names, paths, and lists of them', () => {
  const names = {
    'Account.groupId': 'group.id',
    'Account.phones': '[phone1, contact.phone2]',
    'Account.tagIds': '[tag1,tag2]',
    'Operation.createdAt': 'at',
    'Operation.businessDate': 'at',
  };
  expect(faultsOf({ names })).toEqual([]);
  expect(
    faultsOf({ names: { 'Account.email': '[a, b]', 'Account.phones': 'a..b', 'Account.info': '[a' } }),
  ).toMatchInlineSnapshot(`
    [
      "tenants[0].dialect.names["Account.phones"]: must be a name, a path such as group.id, or a list such as "[phone1, phone2]"",
      "tenants[0].dialect.names["Account.info"]: must be a name, a path such as group.id, or a list such as "[phone1, phone2]"",
      "tenants[0].dialect.names["Account.email"]: only a list has several names: phones, tagIds",
      "tenants[0].dialect.names["Account.info"]: only a list has several names: phones, tagIds",
    ]
  `);
});

test('units are of what has amounts', () => {
  expect(
    faultsOf({ money: { Account: 'roubles', 'Operation.balanceAfter': 'unproven', 'ReportTable.any': 'roubles' } }),
  ).toEqual([]);
  expect(
    faultsOf({ money: { Discount: 'roubles', 'Account.balanse': 'roubles', Operation: 'dollars' } }),
  ).toMatchInlineSnapshot(`
    [
      "tenants[0].dialect.money.Operation: must be one of kopecks, roubles, unproven",
      "tenants[0].dialect.money.Discount: the contract has no amounts of this name; those with amounts are Account, AccountBalance, AccountInsert, AccountProfile, AccountReport, AccountUpdate, DepositInput, DiscountLevel, GroupDepositInput, GroupOperationResult, GroupWithdrawInput, Operation, ReportTable, WithdrawInput",
      "tenants[0].dialect.money["Account.balanse"]: the contract has no amounts of this name (did you mean "Account.balance"?)",
    ]
  `);
});
