import { expect, test } from 'vitest';
import type { SandboxDialect } from '../../src/sandbox/dialect/dialect.ts';
import { codes, examineAt } from '../kit/examine.ts';
import { given } from '../kit/given.ts';

const dialects: [string, Partial<SandboxDialect>][] = [
  ['nothing', {}],
  ['snake case', { keyCase: 'snake' }],
  ['roubles', { moneyUnit: 'roubles' }],
  ['no filters by many ids', { idsFilter: false, operationIdsFilter: false }],
  ['repeated lists', { repeatedLists: true }],
  ['a smaller page', { maxLimit: 200 }],
  ['numeric identifiers', { numericIdentifiers: true }],
  ['another scheme', { authScheme: 'Token' }],
  ['403 for a wrong token', { unauthorized: [403] }],
  ['a section that is not there', { missing: ['reports.list', 'reports.get'] }],
  [
    'paths',
    {
      paths: {
        'accounts.insert': 'POST /accounts/add',
        'accounts.update': 'PATCH /accounts/{id}',
        'accounts.get': 'GET /guests/{id}/info',
        'accounts.block': 'POST /accounts/{id}/lock',
        'accounts.unblock': 'POST /accounts/{id}/unlock',
        'accounts.balance': 'GET /accounts/{id}/bonuses',
        'operations.list': 'GET /transactions',
        'operations.deposit': 'POST /operations/accrue',
        'operations.withdraw': 'POST /operations/write_off',
        'operations.groupDeposit': 'POST /operations/group/accrue',
        'discounts.updateCompound': 'PUT /discounts/ladder/{id}',
        'restaurants.list': 'GET /outlets',
        'settings.public': 'GET /config',
      },
    },
  ],
  [
    'names',
    {
      names: {
        'Account.lastName': 'surname',
        'Account.birthday': 'dateOfBirth',
        'Account.phones': 'phoneNumbers',
        'Identifier.value': 'code',
        'Operation.accountId': 'accountNo',
        'Operation.amount': 'sum',
        'Operation.reason': 'comment',
        'Discount.levels': 'steps',
      },
    },
  ],
  [
    'names that no dictionary holds',
    { names: { 'Account.patronymic': 'zz', 'AccountGroup.comment': 'uuu', 'Operation.stationNo': 'qqq' } },
  ],
  [
    'parameters',
    {
      parameters: {
        'accounts.list.phone': 'phoneNumber',
        'operations.list.accountId': 'cardId',
        'operations.list.dateFrom': 'from',
        'operations.list.dateTo': 'to',
        'users.list.search': 'q',
      },
    },
  ],
  [
    'values',
    {
      values: {
        'Account.gender': { MALE: 'M', FEMALE: 'F' },
        'Discount.kind': { RK: 'rk', COMPOUND: 'compound' },
        'IdentifierType.kind': { CARD: 'card', PHONE: 'phone', OTHER: 'other' },
        'Operation.kind': { DEPOSIT: 'accrual' },
      },
    },
  ],
  [
    'everything at once',
    {
      keyCase: 'snake',
      moneyUnit: 'roubles',
      listEnvelope: 'array',
      idsFilter: false,
      operationIdsFilter: false,
      maxLimit: 500,
      numericIdentifiers: true,
      authScheme: 'Token',
      paths: { 'accounts.list': 'GET /cards/all', 'tags.list': 'GET /labels' },
      names: { 'Account.lastName': 'surname', 'Operation.reason': 'comment' },
      parameters: { 'operations.list.accountId': 'account_no' },
      values: { 'Operation.kind': { DEPOSIT: 'deposit', WITHDRAW: 'withdraw' } },
      missing: ['settings.public'],
    },
  ],
];

/** `auto` takes bare arrays, so they need no line. */
const written = ({ listEnvelope: _, ...dialect }: Partial<SandboxDialect>) => dialect;

test.each(
  dialects.flatMap(([name, dialect]) => [[name, 'contract', dialect] as const, [name, 'fastapi', dialect] as const]),
)('a server with %s is seen through by its %s document', async (_name, document, dialect) => {
  const { sandbox } = await given({ dialect: { ...dialect, document } });
  const found = await examineAt(sandbox.url);
  expect(found.dialect).toEqual(written(dialect));
  expect(codes(found, 'info')).toContain(Object.keys(dialect).length === 0 ? 'DIALECT_FITS' : 'DIALECT_VERIFIED');
  // With the proposal in place there is nothing more to write.
  const again = await examineAt(sandbox.url, { dialect: found.dialect });
  expect(again).toMatchObject({ ok: true, dialect: found.dialect });
  expect(codes(again, 'info')).toContain('DIALECT_FITS');
});

test('bare numbers are not guessed over: which kind is which is asked', async () => {
  const values = {
    'IdentifierType.kind': { CARD: 0, PHONE: 1, OTHER: 2 },
    'Operation.kind': { POS_PAYMENT: 7 },
  };
  const { sandbox } = await given({ dialect: { values, document: 'contract' } });
  const found = await examineAt(sandbox.url);
  expect(found.dialect).toEqual({});
  const told = found.findings.filter(({ code }) => code === 'VALUES_UNKNOWN').map(({ text }) => text);
  expect(told).toEqual([
    'IdentifierType.kind: 3 values are not in the contract (0, 1, 2), and read as UNKNOWN. Write which is which: values: { IdentifierType.kind: { CARD: …, PHONE: … } }',
    expect.stringMatching(
      /^Operation\.kind: 1 value is not in the contract \(7: negative, with a check, such as operation \d+\), and reads as UNKNOWN\. Write which is which: values: \{ Operation\.kind: \{ DEPOSIT: …, WITHDRAW: … \} \}$/,
    ),
  ]);
  // What somebody wrote is kept.
  const again = await examineAt(sandbox.url, { dialect: { values } });
  expect(again.dialect).toEqual({ values });
  expect(codes(again, 'warning')).not.toContain('VALUES_UNKNOWN');
});

test.each([
  ['nothing', {}],
  ['snake case and roubles', { keyCase: 'snake', moneyUnit: 'roubles' }],
  ['bare arrays without filters', { listEnvelope: 'array', idsFilter: false, operationIdsFilter: false }],
  ['a smaller page', { maxLimit: 20 }],
  [
    'names',
    { names: { 'Account.lastName': 'surname', 'Operation.reason': 'comment', 'Operation.accountId': 'accountNo' } },
  ],
  [
    'a parameter that bears another name than the field',
    { keyCase: 'snake', parameters: { 'operations.list.accountId': 'card_id' } },
  ],
  ['numeric identifiers', { numericIdentifiers: true }],
  ['another scheme', { authScheme: 'Token', unauthorized: [403] }],
  ['lists elsewhere', { paths: { 'accounts.list': 'GET /accounts', 'tags.list': 'GET /tags/all' } }],
  ['a section that is not there', { missing: ['reports.list', 'reports.get', 'tags.list'] }],
] as [string, Partial<SandboxDialect>][])(
  'a server with %s is seen through without a document',
  async (_name, dialect) => {
    const { sandbox } = await given({ dialect: { ...dialect, document: 'none' } });
    const found = await examineAt(sandbox.url);
    // Whole numbers prove no unit, and no document names one.
    const { moneyUnit = 'unproven' } = dialect;
    expect(found.dialect).toEqual({ ...written(dialect), moneyUnit });
    expect(codes(found, 'warning')).toContain('DOCUMENT_MISSING');
    const { moneyUnit: known = 'kopecks' } = dialect;
    expect((await examineAt(sandbox.url, { dialect: { ...found.dialect, moneyUnit: known } })).ok).toBe(true);
  },
);
