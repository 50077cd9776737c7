import { expect, test, vi } from 'vitest';
import type { GatewayContext } from '../../src/graph/context.ts';
import { defineRows, defineRowsById } from '../../src/graph/rows.ts';
import { rowModel } from '../../src/upstream/codec/row-model.ts';
import { getOperation } from '../../src/upstream/resources/operations.ts';
import { given } from '../kit/given.ts';

const groups = defineRows({ list: 'accountGroups.list', get: 'accountGroups.get' }, rowModel('Group', 'AccountGroup'));
const listed = defineRows({ list: 'accountGroups.list' }, rowModel('Group', 'AccountGroup'));
const discounts = defineRows({ list: 'discounts.list' }, ({ id, kind }) => ({ id, kind }));

/** Requests to the sandbox, each with as much of a context as rows look at. */
async function givenRows() {
  const { upstream, sandbox } = await given();
  const loads = { batches: 0, keys: 0 };
  const request = () => ({ upstream, loaders: new Map(), loads }) as unknown as GatewayContext;
  return { request, sandbox };
}

test('a row is read by its id, once per request; one that is not there is null', async () => {
  const { request, sandbox } = await givenRows();
  const context = request();
  const read = () => Promise.all([1, 7, 1, 999].map((id) => groups.find(context, id)));
  expect((await read()).map((row) => row?.name)).toEqual(['Гости', 'Telegram-бот', 'Гости', undefined]);
  await read();
  expect(sandbox.callCounts()).toMatchObject({ 'accountGroups.get': 3 });
  await groups.find(request(), 1);
  expect(sandbox.callCounts()).toMatchObject({ 'accountGroups.get': 4 });
});

test('without an operation for single rows the whole list is read, once per request', async () => {
  const { request, sandbox } = await givenRows();
  const context = request();
  expect((await listed.find(context, 7))?.name).toBe('Telegram-бот');
  expect(await listed.find(context, 999)).toBeNull();
  expect((await listed.all(context)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(sandbox.callCounts()).toMatchObject({ 'accountGroups.list': 1 });
});

test('an id of another tenant finds nothing, and nothing is asked', async () => {
  const { request, sandbox } = await givenRows();
  expect([await groups.find(request(), null), await listed.find(request(), null)]).toEqual([null, null]);
  expect(sandbox.callCounts()).toEqual({});
});

test('rows are read by the values of a query, and those of another are refused', async () => {
  const { request, sandbox } = await givenRows();
  const kindsOf = async (context = request()) =>
    new Set((await discounts.where(context, { kind: 'COMPOUND' })).map(({ kind }) => kind));
  expect(await kindsOf()).toEqual(new Set(['COMPOUND']));
  const items = [{ id: 1, kind: 'RK', name: 'Скидка' }];
  sandbox.faults.add({ operationId: 'discounts.list', do: 'status', status: 200, body: { items, total: 1 } });
  await expect(kindsOf()).rejects.toMatchObject({ kind: 'UNSUPPORTED', reason: 'FILTER_IGNORED' });
});

test('a failed row fails alone, and the next request asks again', async () => {
  const { request, sandbox } = await givenRows();
  sandbox.faults.add({ operationId: 'accountGroups.get', do: 'status', status: 422, times: 1 });
  const context = request();
  const outcomes = await Promise.allSettled([groups.find(context, 1), groups.find(context, 2)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await groups.find(context, 1))?.name).toBe('Гости');
});

test('a row of an account is one more person that is asked for, until it is known whose it is', async () => {
  const { request, sandbox } = await givenRows();
  const [{ id = 0, accountId = 0 } = {}] = sandbox.operations();
  const people = { ask: vi.fn(), found: vi.fn(), check: vi.fn() };
  const read = ({ upstream }: GatewayContext, one: number) => getOperation(upstream, one);
  const context = Object.assign(request(), { people });
  const found = ['operations.get', 'accountGroups.get'] as const;
  const [operations, others] = found.map((name) => defineRowsById(name, read, (row) => row.id));
  expect(await Promise.all([id, 999_999].map((one) => operations?.(context).load(one)))).toEqual([id, null]);
  expect(people.ask.mock.calls).toEqual([[`operations.get ${id}`], ['operations.get 999999']]);
  expect(people.found.mock.calls).toEqual([[`operations.get ${id}`, accountId]]);
  await others?.(request()).load(999_999);
});
