import { expect, test } from 'vitest';
import type { SandboxDialect } from '../../src/sandbox/dialect/dialect.ts';
import { type Doc, operationsOf } from '../../src/sandbox/dialect/openapi.ts';
import { createContractCheck } from '../kit/contract-check.ts';
import { given } from '../kit/given.ts';
import { callerOf } from '../kit/sandbox-call.ts';

/** Everything at once. */
const OTHER: Partial<SandboxDialect> = {
  keyCase: 'snake',
  moneyUnit: 'roubles',
  listEnvelope: 'array',
  idsFilter: false,
  operationIdsFilter: false,
  maxLimit: 50,
  numericIdentifiers: true,
  authScheme: 'Token',
  unauthorized: [403],
  paths: {
    'accounts.insert': 'POST /accounts/add',
    'accounts.get': 'GET /accounts/one/{id}',
    'operations.deposit': 'PUT /bonuses/accrue',
    'reports.get': 'GET /report/{code}',
  },
  names: { 'Account.lastName': 'surname', 'Operation.reason': 'comment', 'Account.groupId': 'group_no' },
  parameters: { 'operations.list.accountId': 'account_no' },
  values: { 'Operation.kind': { POS_PAYMENT: 0, POS_DISCOUNT: 1, POS_BONUS: 2, POS_SPEND: 3 } },
  missing: ['tags.list'],
};

async function other(more: Partial<SandboxDialect> = {}) {
  const kit = await given({ dialect: { ...OTHER, ...more } });
  const call = callerOf(kit.sandbox, 'saturn-gateway-token', 'Token');
  return { ...kit, call, raw: kit.call };
}

const document = async (origin: string): Promise<Doc> => {
  const doc = (await (await fetch(`${origin}/openapi.json`)).json()) as Doc;
  const paths = Object.fromEntries(
    Object.entries(doc.paths).map(([path, item]) => [path.replace('/api/v0', ''), item]),
  );
  return { ...doc, paths };
};

test('results are in the dialect', async () => {
  const { call } = await other();
  const account = await call('GET', '/accounts/one/142');
  expect(account.text).toContain('"value":2000000010427,');
  expect(account.body).toMatchObject({
    surname: 'Иванова',
    first_name: 'Мария',
    group_no: 2,
    balance: 2080.7,
    tag_ids: [1, 3],
    consents: { personal_data: true },
  });
  const nineteen = await call('GET', '/accounts/by_identifier?value=9223372036854775001');
  expect(nineteen.text).toContain('"value":9223372036854775001,');
  const rows = (await call('GET', '/operations/list?account_no=142&kind=3,2&limit=2')).body;
  expect(rows).toMatchObject([
    { account_id: 142, kind: 2, amount: 49, comment: null },
    { account_id: 142, kind: 3, amount: 980 },
  ]);
  const report = (await call('GET', '/report/TOTALS?date_from=2026-01-01&limit=1')).body;
  expect(Number.isInteger(report.rows[0].balance * 100)).toBe(true);
  const pair = (await call('POST', '/auth/login', { login: 'admin', password: 'admin' })).body;
  expect(Object.keys(pair)).toEqual(['access_token', 'refresh_token', 'token_type', 'expires_in']);
  expect((await call('POST', '/auth/refresh_token', { refresh_token: pair.refresh_token })).status).toBe(200);
});

test('bodies are read in the dialect, roubles to the kopeck', async () => {
  const { call, sandbox } = await other();
  const move = { account_id: 142, amount: 0.29, comment: 'Копейки' };
  const booked = await call('PUT', '/bonuses/accrue', move);
  expect([booked.status, booked.body.amount]).toEqual([200, 0.29]);
  expect(sandbox.operations().at(-1)).toMatchObject({ amount: 29, reason: 'Копейки' });
  expect((await call('PUT', '/bonuses/accrue', { ...move, amount: 4_503_599_627_370.49 })).body.amount).toBe(
    4_503_599_627_370.49,
  );
  const refused = await call('PUT', '/bonuses/accrue', { account_id: 142, amount: 0.001 });
  expect(refused.body.detail.map((fault: { loc: string[] }) => fault.loc)).toEqual([
    ['body', 'amount'],
    ['body', 'amount'],
    ['body', 'comment'],
  ]);
  const text = '{"group_no":1,"phones":["79000005555"],"identifiers":[{"type_id":1,"value":9223372036854775807}]}';
  const added = await call('POST', '/accounts/add', text);
  expect(added.text).toContain('"value":9223372036854775807,');
  expect(sandbox.accounts().at(-1)?.identifiers[0]?.value).toBe('9223372036854775807');
  const phoneless = await call('POST', '/accounts/add', { group_no: 1, surname: 'Без телефона' });
  expect(phoneless.body.detail[0].loc).toEqual(['body', 'phones']);
});

test('what the dialect lacks is not there', async () => {
  const { call, raw } = await other();
  const short = async (method: string, path: string, body?: unknown) => (await call(method, path, body)).status;
  expect((await call('GET', '/tags/list')).body).toEqual({ detail: 'Not Found' });
  expect(await short('GET', '/accounts/142')).toBe(405);
  expect(await short('POST', '/accounts/insert', {})).toBe(405);
  expect(await short('GET', '/accounts/list?limit=51')).toBe(422);
  expect((await call('GET', '/accounts/list?ids=142')).body.length).toBeGreaterThan(30);
  const all = (await call('GET', '/operations/list?account_ids=142&accountId=142&limit=50')).body;
  expect(new Set(all.map((row: { account_id: number }) => row.account_id)).size).toBeGreaterThan(1);
  const bearer = await raw('GET', '/accounts/list');
  expect([bearer.status, bearer.body]).toEqual([403, { detail: 'Not authenticated' }]);
  const wrong = await call('GET', '/accounts/list', undefined, 'wrong');
  expect([wrong.status, wrong.body]).toEqual([403, { detail: 'Could not validate credentials' }]);
});

test.each(['contract', 'fastapi'] as const)('/openapi.json in the %s style is true of the dialect', async (style) => {
  const { call, sandbox } = await other({ document: style, numericIdentifiers: false });
  const doc = await document(sandbox.origin);
  const find = (path: string, method: string) =>
    operationsOf(doc).find((one) => one.path === path && one.method === method)?.operation;
  const list = find('/accounts/list', 'get');
  const names = list?.parameters?.map((parameter) => parameter.name);
  expect(names).toContain('group_no');
  expect(names).toContain('birthday_from');
  expect(names).not.toContain('ids');
  expect(list?.parameters?.find(({ name }) => name === 'limit')?.schema.maximum).toBe(50);
  expect(find('/operations/list', 'get')?.parameters?.map(({ name }) => name)).toContain('account_no');
  expect(find('/tags/list', 'get')).toBeUndefined();
  expect(find('/bonuses/accrue', 'put')).toBeDefined();
  expect(find('/operations/deposit', 'post')).toBeUndefined();
  expect(doc.components.schemas.AccountProfile?.properties).toHaveProperty('surname');
  expect(doc.components.schemas.DepositInput?.required).toEqual(['account_id', 'amount', 'comment']);
  expect(JSON.stringify(doc)).not.toMatch(/x-(resource|moves-value)/);
  expect(doc.openapi.slice(0, 3)).toBe(style === 'fastapi' ? '3.1' : '3.0');

  const check = createContractCheck(doc);
  for (const [path, template] of [
    ['/accounts/one/142', '/accounts/one/{id}'],
    ['/accounts/list', '/accounts/list'],
    ['/accounts/142/balance', '/accounts/{id}/balance'],
    ['/accounts/142/report', '/accounts/{id}/report'],
    ['/operations/list?limit=50', '/operations/list'],
    ['/discounts/list', '/discounts/list'],
    ['/report/TOTALS', '/report/{code}'],
    ['/settings/public', '/settings/public'],
  ] as const) {
    const operationId = find(template, 'get')?.operationId ?? '';
    if (style === 'fastapi') expect(operationId).toMatch(/^[a-z_]+_api_v0_.*_get$/);
    const { status, body } = await call('GET', path);
    expect(check(operationId, status, body), path).toEqual([]);
  }
});

test("names and values of the contract's resources hold for tokens and for the codes of reports", async () => {
  const { call } = await given({
    dialect: { names: { 'TokenPair.refreshToken': 'renewal' }, values: { 'ReportInfo.code': { TOTALS: 'sum' } } },
  });
  const { body: tokens } = await call('POST', '/auth/login', { login: 'gateway', password: 'gateway' });
  expect((await call('POST', '/auth/refresh_token', { renewal: tokens.renewal })).body.renewal).toMatch(/./);
  expect((await call('GET', '/reports/list')).body[0].code).toBe('sum');
  expect((await call('GET', '/reports/sum')).status).toBe(200);
  expect((await call('GET', '/reports/TOTALS')).status).toBe(422);
});

test('a server may publish no document, and may use pydantic 2', async () => {
  const { call, sandbox } = await other({ document: 'none', pydantic: 2 });
  expect((await fetch(`${sandbox.origin}/openapi.json`)).status).toBe(404);
  expect((await call('PUT', '/bonuses/accrue', { amount: 0, comment: 'x', account_id: 1 })).body).toEqual({
    detail: [
      {
        type: 'greater_than_equal',
        loc: ['body', 'amount'],
        msg: 'Input should be greater than or equal to 0.01',
        input: 0,
        ctx: { ge: 0.01 },
      },
    ],
  });
  expect((await call('GET', '/accounts/one/x')).body.detail[0]).toEqual({
    type: 'int_parsing',
    loc: ['path', 'id'],
    msg: 'Input should be a valid integer, unable to parse string as an integer',
    input: 'x',
  });
});
