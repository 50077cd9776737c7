import { expect, test } from 'vitest';
import { type OperationId, operations } from '../../src/contract/schemas.ts';
import { contractDoc, operationsOf } from '../../src/sandbox/dialect/openapi.ts';
import { routes } from '../../src/sandbox/routes/all.ts';
import type { Routes } from '../../src/sandbox/routes/route.ts';
import { createContractCheck } from '../kit/contract-check.ts';
import { given } from '../kit/given.ts';

/**
 * Requests that must succeed, in an order in which each can. An operation that is not here is read without parameters, or by the
 * id of the first row of its resource.
 */
const REQUESTS: [operationId: string, method: string, path: string, body?: unknown][] = [
  ['auth.login', 'POST', '/auth/login', { login: 'gateway', password: 'gateway' }],
  ['auth.info', 'GET', '/auth/info'],
  ['users.list', 'GET', '/users/list?search=мар'],
  ['accountGroups.insert', 'POST', '/account_groups/insert', { name: 'Новые' }],
  ['accountGroups.update', 'PUT', '/account_groups/10', { comment: 'с сайта' }],
  ['identifierTypes.insert', 'POST', '/identifier_types/insert', { name: 'Кольцо', kind: 'OTHER' }],
  ['identifierTypes.update', 'PUT', '/identifier_types/6', { name: 'Кольцо NFC' }],
  ['accounts.list', 'GET', '/accounts/list?limit=1000&sort=balance&order=desc'],
  ['accounts.byIdentifier', 'GET', '/accounts/by_identifier?value=2000000010427&typeId=1'],
  [
    'accounts.insert',
    'POST',
    '/accounts/insert',
    { groupId: 1, phones: ['79000009999'], lastName: 'Новая', identifiers: [{ typeId: 2, value: '79000009999' }] },
  ],
  ['accounts.get', 'GET', '/accounts/142'],
  ['accounts.update', 'PUT', '/accounts/142', { email: null, consents: { adult: false } }],
  ['accounts.block', 'POST', '/accounts/142/block', { reason: 'проверка' }],
  ['accounts.unblock', 'POST', '/accounts/142/unblock'],
  ['accounts.addIdentifier', 'POST', '/accounts/142/identifiers', { typeId: 5, value: 'BR-42' }],
  ['accounts.removeIdentifier', 'DELETE', '/accounts/142/identifiers/ID'],
  ['accounts.issueTemporaryIdentifier', 'POST', '/accounts/142/temporary_identifier'],
  ['accounts.balance', 'GET', '/accounts/142/balance'],
  ['accounts.report', 'GET', '/accounts/142/report'],
  ['operations.list', 'GET', '/operations/list?limit=1000'],
  ['operations.deposit', 'POST', '/operations/deposit', { accountId: 142, amount: 100, reason: 'тест' }],
  ['operations.withdraw', 'POST', '/operations/withdraw', { accountId: 142, amount: 50, reason: 'тест' }],
  ['operations.groupDeposit', 'POST', '/operations/group_deposit', { groupId: 7, amount: 100, reason: 'группа' }],
  ['operations.groupWithdraw', 'POST', '/operations/group_withdraw', { groupId: 7, amount: 100, reason: 'группа' }],
  ['discounts.get', 'GET', '/discounts/101'],
  [
    'discounts.insertCompound',
    'POST',
    '/discounts/compound/insert',
    { name: 'Новая', levels: [{ name: 'А', threshold: 0, rkDiscountCode: 5 }] },
  ],
  ['discounts.updateCompound', 'PUT', '/discounts/compound/103', { accumulationPeriod: { unit: 'DAY', value: 30 } }],
  ['reports.get', 'GET', '/reports/TOTALS'],
  ['auth.refreshToken', 'POST', '/auth/refresh_token', { refreshToken: 'REFRESH' }],
  ['auth.logout', 'POST', '/auth/logout'],
];

test('every operation of the contract has a route and answers as the contract says', async () => {
  const check = createContractCheck();
  const { call } = await given();
  const names = operationsOf(contractDoc()).map(({ operation }) => operation.operationId);
  expect(Object.keys(routes).sort()).toEqual([...names].sort());

  const others = Object.entries(operations).filter(([id]) => !REQUESTS.some(([name]) => name === id));
  // All but reads need a body.
  expect(others.filter(([, { method }]) => method !== 'GET')).toEqual([]);
  const firstIdOf = async (id: string) => {
    const list = operations[id.replace(/\.get$/, '.list') as OperationId];
    return (await call('GET', list.path)).body.items[0].id;
  };
  const reads = others.map(async ([id, { path }]): Promise<(typeof REQUESTS)[number]> => {
    return [id, 'GET', path.includes('{id}') ? path.replace('{id}', String(await firstIdOf(id))) : path];
  });

  let refresh = '';
  let identifier = '';
  const faults: string[] = [];
  for (const [name, method, path, body] of [...(await Promise.all(reads)), ...REQUESTS]) {
    const text = body === undefined ? undefined : JSON.stringify(body).replace('REFRESH', refresh);
    const answer = await call(method, path.replace('ID', identifier), text);
    if (answer.status !== 200) faults.push(`${name} answered ${answer.status} ${answer.text}`);
    else faults.push(...check(name, 200, answer.body).map((fault) => `${name}: ${fault}`));
    if (name === 'auth.login') refresh = answer.body.refreshToken;
    if (name === 'accounts.addIdentifier') identifier = String(answer.body.id);
  }
  expect(faults).toEqual([]);
});

test('the types refuse a set of routes that lacks an operation, and a route of none', () => {
  const { 'auth.login': login, ...others } = routes;
  // @ts-expect-error auth.login has no route
  const lacking: typeof routes = others;
  // @ts-expect-error the contract has no such operation
  const strange: Routes = { 'nothing.list': login };
  expect([lacking, strange]).toHaveLength(2);
});

test('the contract check sees what is wrong', () => {
  const check = createContractCheck();
  const group = { id: 1, name: 'Гости', comment: null };
  expect(check('accountGroups.get', 200, group)).toEqual([]);
  expect(check('accountGroups.get', 200, { ...group, id: '1' })).toEqual(['/id must be integer']);
  expect(check('accountGroups.list', 200, { items: [group] })).toEqual([" must have required property 'total'"]);
  expect(check('accountGroups.get', 404, { detail: 1 })).not.toEqual([]);
  expect(check('accountGroups.get', 500, {})).toEqual(['accountGroups.get documents no 500']);
});

test('every report is a table whose rows have its columns and whose totals are the sums of all rows', async () => {
  const check = createContractCheck();
  const { call } = await given();
  const { body: list } = await call('GET', '/reports/list');
  expect(list.map((one: { code: string }) => one.code)).toHaveLength(10);
  for (const { code } of list) {
    const { body } = await call('GET', `/reports/${code}?dateFrom=2025-10-01&dateTo=2026-03-10&limit=1000`);
    expect(check('reports.get', 200, body)).toEqual([]);
    expect(body.rows.length, code).toBeGreaterThan(0);
    expect(body.total, code).toBe(body.rows.length);
    const names = body.columns.map((column: { name: string }) => column.name).sort();
    for (const row of body.rows) expect(Object.keys(row).sort(), code).toEqual(names);
    for (const column of body.columns)
      if (body.totals?.[column.name] != null)
        expect(body.totals[column.name], `${code}.${column.name}`).toBe(
          body.rows.reduce((sum: number, row: Record<string, number>) => sum + (row[column.name] ?? 0), 0),
        );
    const paged = await call('GET', `/reports/${code}?dateFrom=2025-10-01&dateTo=2026-03-10&limit=2&offset=1`);
    expect(paged.body).toEqual({ ...body, rows: body.rows.slice(1, 3) });
  }
});

test('refusals have the shapes that the contract documents', async () => {
  const check = createContractCheck();
  const { call } = await given();
  const refused = async (name: string, status: number, method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    expect([name, answer.status]).toEqual([name, status]);
    expect(check(name, status, answer.body)).toEqual([]);
    return answer.body.detail;
  };
  const move = { accountId: 107, amount: 100, reason: 'x' };
  expect(await refused('operations.deposit', 400, 'POST', '/operations/deposit', move)).toBe('Счёт заблокирован');
  expect(
    await refused('operations.withdraw', 400, 'POST', '/operations/withdraw', { ...move, accountId: 142, amount: 1e9 }),
  ).toBe('Недостаточно средств');
  await refused('operations.deposit', 404, 'POST', '/operations/deposit', { ...move, accountId: 99 });
  await refused('operations.deposit', 422, 'POST', '/operations/deposit', { ...move, amount: 0 });
  await refused('operations.groupDeposit', 404, 'POST', '/operations/group_deposit', {
    groupId: 99,
    amount: 1,
    reason: 'x',
  });
  await refused('accountGroups.insert', 400, 'POST', '/account_groups/insert', { name: 'гости' });
  await refused('accountGroups.insert', 422, 'POST', '/account_groups/insert', {});
  await refused('accounts.insert', 400, 'POST', '/accounts/insert', {
    groupId: 1,
    phones: ['79000001042'],
    identifiers: [{ typeId: 1, value: '2000000010427' }],
  });
  await refused('accounts.addIdentifier', 400, 'POST', '/accounts/142/identifiers', { typeId: 1, value: '8112' });
  await refused('accounts.byIdentifier', 404, 'GET', '/accounts/by_identifier?value=7654321');
  await refused('discounts.updateCompound', 400, 'PUT', '/discounts/compound/1', { name: 'x' });
  const levels = [{ name: 'А', threshold: 0, rkDiscountCode: 5 }];
  for (const wrong of [
    [{ ...levels[0], threshold: 1 }],
    [...levels, { ...levels[0] }],
    [{ ...levels[0], rkDiscountCode: 999 }],
  ])
    await refused('discounts.insertCompound', 400, 'POST', '/discounts/compound/insert', { name: 'Я', levels: wrong });
});
