import { expect, test } from 'vitest';
import type { DialectConfig } from '../../../src/config/dialect.ts';
import type { OperationId } from '../../../src/contract/schemas.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createResponseDecoder, createStepDecoder } from '../../../src/upstream/codec/decode-response.ts';
import { resolveDialect } from '../../../src/upstream/codec/dialect.ts';
import { type FieldReader, reader } from '../../../src/upstream/codec/read-fields.ts';
import { isLeftOut } from '../../../src/upstream/codec/rows/leave-out.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import type { Account } from '../../../src/upstream/resources/accounts.ts';
import { accountRow } from '../../kit/upstream-client.ts';

const decode = (operation: OperationId, text: string, dialect: Partial<DialectConfig> = {}) =>
  createResponseDecoder(resolveDialect(dialect), systemClock)(operation, text) as never as Record<string, never>;
const decodeJson = (operation: OperationId, body: unknown, dialect: Partial<DialectConfig> = {}) =>
  decode(operation, JSON.stringify(body), dialect);

const reasonOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof UpstreamError) return `${error.kind} ${error.reason ?? error.field}`;
    throw error;
  }
  return undefined;
};

test.each([
  ['accounts.list', '', 'MALFORMED EMPTY'],
  ['accounts.list', '  \n', 'MALFORMED EMPTY'],
  ['accounts.list', '<html>Bad gateway</html>', 'MALFORMED HTML'],
  ['accounts.list', '{"items":[{"id":1', 'MALFORMED NOT_JSON'],
  ['accounts.list', '{"items":"many","total":1}', 'MALFORMED NOT_A_LIST'],
  ['accounts.list', '{"items":[null],"total":1}', 'MALFORMED NOT_A_LIST'],
  ['accounts.list', '{"items":[],"total":"1"}', 'MALFORMED NOT_A_TOTAL'],
  ['accounts.list', '{}', 'MALFORMED NOT_A_LIST'],
  ['accounts.list', 'null', 'MALFORMED NOT_AN_OBJECT'],
  ['accounts.get', '[]', 'MALFORMED NOT_AN_OBJECT'],
  ['accounts.get', '"ok"', 'MALFORMED NOT_AN_OBJECT'],
  ['reports.list', '{"detail":"x"}', 'MALFORMED NOT_A_LIST'],
  // A refusal with status 200 would pass for a list without rows, settings without values, and a change that was made.
  ['accounts.list', '{"items":[],"total":0,"status":"error"}', 'MALFORMED REFUSED_INSIDE'],
  ['tags.list', '{"items":[],"code":401}', 'MALFORMED REFUSED_INSIDE'],
  ['settings.public', '{"success":false}', 'MALFORMED REFUSED_INSIDE'],
  ['auth.logout', '{"error":"token"}', 'MALFORMED REFUSED_INSIDE'],
  ['tags.list', '{"items":[],"errors":{"token":["expired"]}}', 'MALFORMED REFUSED_INSIDE'],
  ['tags.list', '{"items":[],"error":{"code":7,"message":""}}', 'MALFORMED REFUSED_INSIDE'],
  ['tags.list', '{"items":[],"error":true}', 'MALFORMED REFUSED_INSIDE'],
  ['tags.list', '{"items":[],"code":"401"}', 'MALFORMED REFUSED_INSIDE'],
  // An error that is empty, as some servers send it with every answer.
  ...['{}', '[]', '[{}]', '""', 'false', '0', '"0"', 'null', '"OK"', '{"code":0,"message":""}'].flatMap((none) =>
    ['error', 'errors'].map((name) => ['tags.list', `{"items":[],"total":0,"${name}":${none}}`, undefined] as const),
  ),
  ['tags.list', '{"items":[],"total":0,"status":"ok","success":true,"error":null,"code":0}', undefined],
  ['auth.logout', '{"result":false,"error":"token"}', 'MALFORMED REFUSED_INSIDE'],
  ['operations.get', '{"id":5,"status":"error"}', undefined],
  // What was booked for some cards of a group is no refusal, nor is a code that is no status.
  ['operations.groupDeposit', '{"processed":2,"skipped":[],"total":200,"errors":["card 3"]}', undefined],
  ['tags.list', '{"items":[],"total":0,"code":20000}', undefined],
] as const)('%s answering %j is %s', (operation, text, expected) => {
  expect(reasonOf(() => decode(operation, text))).toBe(expected);
});

test('a page, a bare array and a page without a total are read alike', () => {
  const rows = [{ id: 1, name: 'VIP' }];
  expect(decodeJson('tags.list', { items: rows, total: 7 })).toEqual({ items: rows, total: 7 });
  expect(decodeJson('tags.list', rows)).toEqual({ items: rows, total: null });
  expect(decodeJson('tags.list', { items: rows })).toEqual({ items: rows, total: null });
  // By which some servers say that they did not count.
  expect(decodeJson('tags.list', { items: rows, total: -1 })).toEqual({ items: rows, total: null });
});

test('rows are left out by any value of a property, and not by what programs write for none', () => {
  const none = [null, undefined, '', 0, '0', false, '0001-01-01T00:00:00', '0000-00-00 00:00:00', '01.01.0001 0:00:00'];
  const values = [...none, '2026-02-03T04:05:06', '03.02.2026 04:05:06', 1_770_000_000, 'да'];
  const items = values.map((deletedAt, id) => ({ id, name: 'VIP', deletedAt }));
  const { items: rows } = decodeJson('tags.list', { items }, { leaveOut: { Tag: { deletedAt: '*' } } });
  const kept = (rows as never as { id: number }[]).filter((row) => !isLeftOut(row));
  expect(kept.map(({ id }) => id)).toEqual([...none.keys()]);
});

test('an answer of the default dialect is what JSON.parse made, not a copy', () => {
  const text = JSON.stringify({ items: [accountRow(1, { ['unknown' as string]: 1 })], total: 1 });
  expect(decode('accounts.list', text)).toEqual(JSON.parse(text));
});

test('kopecks beyond 2^53 keep their last digit, in lists too', () => {
  const text =
    '{"items":[{"id":1,"balance":9007199254740993,"lastName":"9007199254740993"},{"id":2,"balance":-5}],"total":2}';
  const { items } = decode('accounts.list', text);
  expect(items).toEqual([
    { id: 1, balance: 9_007_199_254_740_993n, lastName: '9007199254740993' },
    { id: 2, balance: -5 },
  ]);
});

test.each([
  ['0.1', 10],
  ['482.5', 48250],
  ['0.30000000000000004', 30],
  ['1e15', 10n ** 17n],
  ['1000000000000000.37', 100_000_000_000_000_037n],
  ['-12.30', -1230],
  ['0', 0],
  ['"482.50"', 48250],
])('roubles written %s are %s kopecks', (written, kopecks) => {
  const { balance } = decode('accounts.get', `{"id":1,"balance":${written},"identifiers":[]}`, {
    moneyUnit: 'roubles',
  });
  expect(balance).toBe(kopecks);
});

test('roubles are read in nested rows and reports', () => {
  const roubles = { moneyUnit: 'roubles' } as const;
  expect(
    decodeJson(
      'accounts.balance',
      { accountId: 1, bonusBalance: 1.1, lateIssues: [{ sumLateIssue: 2.2, date: '2026-01-01' }] },
      roubles,
    ),
  ).toEqual({
    accountId: 1,
    bonusBalance: 110,
    lateIssues: [{ sumLateIssue: 220, date: '2026-01-01' }],
  });
  const report = decodeJson(
    'reports.get',
    {
      columns: [
        { name: 'fio', title: 'ФИО', type: 'STRING' },
        { name: 'balance', title: 'Баланс', type: 'MONEY' },
        { name: 'checks', title: 'Чеков', type: 'INTEGER' },
      ],
      rows: [{ fio: 'Иванов', balance: 10.01, checks: 3 }],
      totals: { balance: 10.01, checks: 3 },
      total: 1,
    },
    roubles,
  );
  expect(report.rows).toEqual([{ fio: 'Иванов', balance: 1001, checks: 3 }]);
  expect(report.totals).toEqual({ balance: 1001, checks: 3 });
});

test('amounts in a report are exact beyond 2^53', () => {
  const text = (cell: string) =>
    `{"columns":[{"name":"sum","title":"Сумма","type":"MONEY"},{"name":"card","title":"Карта","type":"STRING"}],
      "rows":[{"sum":${cell},"card":12345678901234567}],"totals":{"sum":${cell}},"total":1}`;
  for (const [cell, dialect] of [
    ['12345678901234567', {}],
    ['123456789012345.67', { moneyUnit: 'roubles' }],
  ] as const) {
    const { columns, rows, totals, total } = decode('reports.get', text(cell), dialect);
    // What is no amount is the double that JSON.parse gives, which no reader takes for an exact number.
    expect(rows).toEqual([{ sum: 12345678901234567n, card: Number('12345678901234567') }]);
    expect({ totals, total }).toEqual({ totals: { sum: 12345678901234567n }, total: 1 });
    expect(columns).toHaveLength(2);
  }
  const named = '{"columns":[{"name":12345678901234567,"title":12345678901234567}],"rows":[{"a":1e300}],"total":1}';
  expect(JSON.stringify(decode('reports.get', named))).not.toContain('\uE0F1');
});

test('parsing and conversion are steps of their own, and each 256 KB in which long numbers are marked', () => {
  const stepsOf = (text: string) => {
    const steps = createStepDecoder(resolveDialect({}), systemClock)('accounts.list', text);
    let count = 1;
    while (!steps.next().done) count += 1;
    return count;
  };
  const text = (balance: string) =>
    `{"items":[${Array.from({ length: 10_000 }, (_, at) => `{"id":${at + 1},"balance":${balance}}`).join()}],"total":1}`;
  expect(stepsOf(text('1'))).toBe(2);
  const exact = text('12345678901234567');
  expect(stepsOf(exact)).toBe(5 + Math.floor(exact.length / (256 * 1024)));
});

test('snake case becomes camel case at every depth, values stay', () => {
  const snake = {
    id: 1,
    group_id: 2,
    is_blocked: false,
    registered_at: '2026-03-01T18:42:10',
    last_name: 'snake_case',
    discount_id: null,
    consents: { personal_data: true },
    identifiers: [{ id: 1, account_id: 1, type_id: 2, value: 'a_b', is_temporary: true, expires_at: null }],
  };
  expect(decodeJson('accounts.list', [snake], { keyCase: 'snake' }).items).toEqual([
    {
      id: 1,
      groupId: 2,
      isBlocked: false,
      registeredAt: '2026-03-01T18:42:10',
      lastName: 'snake_case',
      discountId: null,
      consents: { personalData: true },
      identifiers: [{ id: 1, accountId: 1, typeId: 2, value: 'a_b', isTemporary: true, expiresAt: null }],
    },
  ]);
});

test('a report of a snake-case server keeps the words that its columns use', () => {
  const table = {
    columns: [{ name: 'checkCount', title: 'Чеков', type: 'INTEGER' }],
    rows: [{ check_count: 3 }],
    totals: null,
    total: 1,
  };
  expect(decodeJson('reports.get', table, { keyCase: 'snake' }).rows).toEqual([{ checkCount: 3 }]);
});

test('a renamed property holds in every schema of its resource, not in what lies within', () => {
  const dialect = { names: { 'Account.lastName': 'surname', 'Account.id': 'no', 'Account.creditLimit': 'credit' } };
  const row = { no: 1, surname: 'Иванов', identifiers: [{ id: 5, value: '1' }] };
  expect(decodeJson('accounts.get', row, dialect)).toEqual({
    id: 1,
    lastName: 'Иванов',
    identifiers: [{ id: 5, value: '1' }],
  });
  expect(decodeJson('accounts.balance', { accountId: 1, bonusBalance: 1, credit: 2 }, dialect)).toEqual({
    accountId: 1,
    bonusBalance: 1,
    creditLimit: 2,
  });
  // A view of the resource that keeps the contract's word is read as well.
  expect(decodeJson('accounts.balance', { accountId: 1, bonusBalance: 1, creditLimit: 2 }, dialect)).toMatchObject({
    creditLimit: 2,
  });
});

test('values are turned into ours, and unknown ones stay', () => {
  const dialect = {
    values: { 'Operation.kind': { POS_PAYMENT: 0, DEPOSIT: 'in' }, 'Account.isBlocked': { true: 1, false: 0 } },
  };
  const kinds = [0, 'in', 'WITHDRAW', 'НОВЫЙ', 7].map(
    (kind) => decodeJson('operations.get', { id: 1, kind }, dialect).kind,
  );
  expect(kinds).toEqual(['POS_PAYMENT', 'DEPOSIT', 'WITHDRAW', 'НОВЫЙ', 7]);
  expect(decodeJson('accounts.get', { id: 1, isBlocked: 0 }, dialect)).toEqual({ id: 1, isBlocked: false });
});

test('a kind that is a schema of its own is renamed by the property that has it', () => {
  const dialect = { values: { 'Discount.kind': { RK: 'rkeeper' } } };
  expect(decodeJson('discounts.list', [{ id: 1, kind: 'rkeeper' }], dialect).items).toEqual([{ id: 1, kind: 'RK' }]);
});

const numeric =
  '{"id":1,"identifiers":[{"id":2,"value":9223372036854775807},{"id":3,"value":8002}],"balance":5,"phones":[79000001042]}';

test('numeric identifiers keep all their digits', () => {
  expect(decode('accounts.get', numeric, { numericIdentifiers: true })).toEqual({
    id: 1,
    identifiers: [
      { id: 2, value: '9223372036854775807' },
      { id: 3, value: '8002' },
    ],
    balance: 5,
    phones: ['79000001042'],
  });
});

test('without that line an identifier whose digits are lost is malformed, never rounded', () => {
  const { identifiers } = decode('accounts.get', numeric) as never as Account;
  const [lossy, short] = identifiers.map((row) => reader('Identifier', row));
  expect(reasonOf(() => lossy?.text('value'))).toBe('MALFORMED Identifier.value');
  expect(short?.text('value')).toBe('8002');
});

test('a lossy identifier beside a lossy amount is still malformed', () => {
  const text = numeric.replace('"balance":5', '"balance":9007199254740993');
  const { identifiers, balance } = decode('accounts.get', text) as never as Account;
  expect(balance).toBe(9_007_199_254_740_993n);
  const [lossy] = identifiers.map((row) => reader('Identifier', row));
  expect(reasonOf(() => lossy?.text('value'))).toBe('MALFORMED Identifier.value');
});

test('all lines of a dialect hold at once', () => {
  const dialect = {
    keyCase: 'snake',
    moneyUnit: 'roubles',
    numericIdentifiers: true,
    names: { 'Account.lastName': 'surname' },
    values: { 'Account.gender': { MALE: 'm' } },
  } as const;
  const text =
    '[{"id":1,"surname":"Иванов","gender":"m","balance":1.5,"credit_limit":10000000000000.01,"identifiers":[{"type_id":1,"value":1234567890123456789}]}]';
  expect(decode('accounts.list', text, dialect).items).toEqual([
    {
      id: 1,
      lastName: 'Иванов',
      gender: 'MALE',
      balance: 150,
      creditLimit: 1_000_000_000_000_001,
      identifiers: [{ typeId: 1, value: '1234567890123456789' }],
    },
  ]);
});

test.each([
  { accessToken: 'a', refreshToken: 'r', expiresIn: 60 },
  { access_token: 'a', refresh_token: 'r', expires_in: 60 },
])('the token pair is read in either case: %j', (pair) =>
  expect(decodeJson('auth.login', pair)).toEqual({ accessToken: 'a', refreshToken: 'r', lifetimeMs: 60_000 }),
);

type Method = Exclude<keyof FieldReader<Account>, 'label' | 'unchecked'>;

/** A field of this value, read by a method whatever type the contract gives it. */
function readField(method: Method, value: unknown): unknown {
  const field: unknown = reader('Account', { field: value } as never);
  return (field as Record<Method, (key: string) => unknown>)[method]('field');
}

test.each([
  ['id', 0],
  ['id', '01'],
  ['id', '9007199254740993'],
  ['id', 1.5],
  ['id', null],
  ['integer', '1'],
  ['text', null],
  ['text', 2 ** 60],
  ['text', {}],
  ['boolean', 'true'],
  ['boolean', 1],
  ['money', '1'],
  ['money', 0.5],
  ['money', null],
  ['records', {}],
  ['records', [[]]],
  ['rows', [null]],
  ['optionalId', -1],
  ['optionalInteger', '1'],
  ['optionalText', {}],
  ['optionalBoolean', 1],
  ['optionalMoney', '1'],
  ['optionalRecord', []],
  ['optionalList', {}],
  ['optionalRecords', [1]],
  ['optionalRows', ['x']],
  ['optionalIds', [1, '-2']],
  ['optionalTexts', '79000001042'],
  ['optionalTexts', { number: '79000001042' }],
  ['optionalTexts', [{ number: '79000001042' }, null]],
  ['optionalTexts', [['79000001042']]],
  ['optionalTexts', [true]],
] as const)('%s refuses %j, and the error names the field alone', (method, value) => {
  expect(reasonOf(() => readField(method, value))).toBe('MALFORMED Account.field');
});

test('an id may be a text of digits, and 0 is none there too', () => {
  expect([readField('id', '7'), readField('optionalId', '0'), readField('optionalIds', [1, '2'])]).toEqual([
    7,
    null,
    [1, 2],
  ]);
});

test('an entry of a list of texts that is none is null, and the others stay', () => {
  expect(readField('optionalTexts', ['a', null, 5, { b: 1 }])).toEqual(['a', null, '5', null]);
  expect(readField('optionalTexts', [null])).toEqual([null]);
});

test.each([
  'optionalId',
  'optionalInteger',
  'optionalText',
  'optionalBoolean',
  'optionalMoney',
  'optionalRecord',
] as const)('%s gives null for what is absent', (method) =>
  expect([readField(method, undefined), readField(method, null)]).toEqual([null, null]),
);

test.each(['optionalList', 'optionalRecords', 'optionalRows', 'optionalIds', 'optionalTexts'] as const)(
  '%s is empty where the list is absent',
  (method) => expect([readField(method, undefined), readField(method, null)]).toEqual([[], []]),
);

test('a row within a row is named after the field that holds it', () => {
  const [late] = reader('AccountBalance', { accountId: 1, bonusBalance: 0, lateIssues: [{} as never] }).rows(
    'lateIssues',
  );
  expect(reasonOf(() => late?.money('sumLateIssue'))).toBe('MALFORMED AccountBalance.lateIssues.sumLateIssue');
});

test('a field that the contract does not have, or has with another type, does not compile', () => {
  const field = reader('Account', { id: 1, balance: 5 } as Account);
  // @ts-expect-error no such field
  expect(() => field.text('surname')).toThrow();
  // @ts-expect-error an amount
  expect(field.integer('balance')).toBe(5);
  // @ts-expect-error no amount
  expect(field.money('id')).toBe(1);
});

test('an empty text where there may be none is none', () => {
  const row = accountRow(1, { patronymic: '', gender: '', lastName: ' ' });
  const field = reader('Account', row);
  expect([field.optionalText('patronymic'), field.optionalText('gender'), field.optionalText('lastName')]).toEqual([
    null,
    null,
    ' ',
  ]);
  const texts = { ...row, discountId: '', bonusTypeCode: '' };
  const others = reader('Account', texts as never);
  expect([others.optionalId('discountId'), others.optionalInteger('bonusTypeCode')]).toEqual([null, null]);
});
