import { expect, test } from 'vitest';
import { conformAt, withVerdict } from '../kit/conform.ts';
import { type GivenOptions, given } from '../kit/given.ts';

const dialects: [string, NonNullable<GivenOptions['dialect']>][] = [
  ['the contract', {}],
  ['snake case', { keyCase: 'snake' }],
  ['roubles', { moneyUnit: 'roubles' }],
  ['no filters by many ids', { idsFilter: false, operationIdsFilter: false }],
  ['repeated lists', { repeatedLists: true }],
  ['a smaller page', { maxLimit: 30 }],
  ['numeric identifiers', { numericIdentifiers: true }],
  ['sections that are not there', { missing: ['reports.list', 'reports.get', 'settings.public'] }],
  [
    'names, parameters and paths',
    {
      paths: { 'accounts.list': 'GET /cards/all', 'operations.list': 'GET /transactions' },
      names: { 'Account.lastName': 'surname', 'Operation.amount': 'sum', 'Operation.accountId': 'accountNo' },
      parameters: { 'accounts.list.phone': 'phoneNumber', 'operations.list.dateFrom': 'since' },
    },
  ],
  [
    'values',
    {
      values: {
        'Account.gender': { MALE: 'M', FEMALE: 'F' },
        'Discount.kind': { RK: 'rk', COMPOUND: 'compound' },
        'IdentifierType.kind': { CARD: 0, PHONE: 1, OTHER: 2 },
        'Operation.kind': { DEPOSIT: 'accrual', POS_PAYMENT: 7 },
      },
    },
  ],
];

test.each(dialects)('the sandbox fits in its dialect: %s', async (name, dialect) => {
  const { file, clock, sandbox } = await given({ dialect, size: name === 'the contract' ? 'full' : 'small' });
  const found = await conformAt(file, clock);
  const { missing = [] } = dialect;
  expect(withVerdict(found, 'SUSPECT')).toEqual({});
  expect(Object.keys(withVerdict(found, 'UNTOLD'))).toEqual(missing.includes('reports.get') ? ['report.amounts'] : []);
  expect(found.calls).toBeLessThanOrEqual(150);
  expect(sandbox.peakCalls()).toBeLessThanOrEqual(4);
  expect(sandbox.calls.filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId)).toEqual([
    'auth.login',
  ]);
});
