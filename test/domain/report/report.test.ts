import { describe, expect, test } from 'vitest';
import { reportFromWire } from '../../../src/domain/report/model.ts';
import { zone } from '../../../src/lib/local-time.ts';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

const saturn = await given();

const REPORT =
  'query ($code: ReportCode!, $input: ReportInput!) { report(code: $code, input: $input) { info { code name } columns { name title type } rows totals totalCount } }';

test('the reports of the server', async () => {
  const { data, calls } = await saturn.ask('{ reports { code name } }');
  expect(at<unknown[]>(data, 'reports')).toHaveLength(10);
  expect(calls).toEqual({ 'reports.list': 1 });
});

describe('every report', () => {
  test.each([
    'TOTALS',
    'TRANSACTIONS',
    'IDENTIFIERS',
    'SPEND_BY_DAY',
    'BIRTHDAYS',
    'INACTIVE',
    'LOST_GUESTS',
    'BASE_GROWTH',
    'TOP_GUESTS',
    'TURNOVER',
  ])('%s has a cell per column, amounts as decimals', async (code) => {
    const { data, errors } = await saturn.ask(REPORT, {
      code,
      input: { from: '2026-01-01', to: '2026-03-10', first: 5 },
    });
    expect(errors).toEqual([]);
    const { columns, rows, totals, info } = at<{
      columns: { type: string }[];
      rows: unknown[][];
      totals: unknown[] | null;
      info: { code: string };
    }>(data, 'report');
    expect(info.code).toBe(code);
    expect(columns.length).toBeGreaterThan(1);
    expect(rows.length).toBeLessThanOrEqual(5);
    for (const row of [...rows, ...(totals ? [totals] : [])]) {
      expect(row).toHaveLength(columns.length);
      for (const [at, cell] of row.entries()) {
        if (cell === null) continue;
        if (columns[at]?.type === 'MONEY') expect(cell).toMatch(/^-?\d+\.\d{2}$/);
        if (columns[at]?.type === 'DATETIME') expect(cell).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+03:00$/);
      }
    }
  });
});

test('pages of a report, and its groups and restaurants', async () => {
  const ask = async (input: unknown) =>
    at<{ rows: unknown[][]; totalCount: number }>(
      (await saturn.ask(REPORT, { code: 'TRANSACTIONS', input })).data,
      'report',
    );
  const whole = await ask({ first: 1000 });
  const part = await ask({ first: 10, offset: 5 });
  expect(part.rows).toEqual(whole.rows.slice(5, 15));
  expect(part.totalCount).toBe(whole.totalCount);
  const narrow = await ask({
    groupIds: [saturn.id('Group', 2)],
    restaurantIds: [saturn.id('Restaurant', 1)],
    first: 1000,
  });
  expect(narrow.totalCount).toBeLessThan(whole.totalCount);
  expect(narrow.totalCount).toBeGreaterThan(0);
});

test.each([
  [{ first: 0 }, 'BAD_USER_INPUT PAGE_SIZE'],
  [{ first: 1001 }, 'BAD_USER_INPUT PAGE_SIZE'],
  [{ offset: -1 }, 'BAD_USER_INPUT OUT_OF_RANGE'],
  [{ offset: 2_147_483_647 }, 'BAD_USER_INPUT OUT_OF_RANGE'],
  [{ from: '2026-02-01', to: '2026-01-01' }, 'BAD_USER_INPUT OUT_OF_RANGE'],
  [{ groupIds: ['x'] }, 'BAD_USER_INPUT INVALID_ID'],
  [{ groupIds: [Buffer.from('saturn:Tag:1').toString('base64url')] }, 'BAD_USER_INPUT NOT_FOUND'],
  [{ tagIds: Array.from({ length: 101 }, () => 'x') }, 'BAD_USER_INPUT TOO_MANY'],
  // Sent as it is, an empty parameter would be refused by one server and be no condition at all to another.
  [{ groupIds: [] }, 'BAD_USER_INPUT EMPTY_LIST'],
  [{ restaurantIds: [] }, 'BAD_USER_INPUT EMPTY_LIST'],
  [{ tagIds: [] }, 'BAD_USER_INPUT EMPTY_LIST'],
])('%j is refused without a call', async (input, error) => {
  expect(await saturn.see(REPORT, { code: 'TOTALS', input })).toEqual({
    data: { report: null },
    errors: [`${error} at report`],
    calls: {},
  });
});

test('a report that the server does not have is null', async () => {
  const remove = saturn.sandbox.faults.add({
    operationId: 'reports.get',
    times: 1,
    do: 'status',
    status: 404,
    body: { detail: 'нет' },
  });
  const { data, errors } = await saturn.ask(REPORT, { code: 'TURNOVER', input: {} });
  remove();
  expect({ data, errors }).toEqual({ data: { report: null }, errors: [] });
});

test('a server that gives ten rows at once is asked for as many pages as are wanted', async () => {
  const narrow = await given({ dialect: { maxLimit: 10 } });
  const ask = (one: Given, input: unknown) => one.ask(REPORT, { code: 'TRANSACTIONS', input });
  const [expected, { data, calls }] = [
    await ask(saturn, { first: 35, offset: 3 }),
    await ask(narrow, { first: 35, offset: 3 }),
  ];
  await narrow.close();
  expect(data).toEqual(expected.data);
  expect(calls).toEqual({ 'reports.get': 4, 'reports.list': 1 });
});

test('a column that is no object is the fault of the server', async () => {
  const body = { columns: [null], rows: [], total: 0 };
  const remove = saturn.sandbox.faults.add({ operationId: 'reports.get', times: 1, do: 'status', status: 200, body });
  const { data, errors } = await saturn.ask(REPORT, { code: 'TOTALS', input: {} });
  remove();
  expect({ data, errors }).toEqual({ data: { report: null }, errors: ['UPSTREAM_MALFORMED at report'] });
});

describe('a server that ignores limit, or offset as well, makes no page longer than asked', () => {
  const columns = [{ name: 'n', title: 'n', type: 'INTEGER' }];
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ n: from + at }));
  const ask = async (input: object, rows: object[]) => {
    const remove = saturn.sandbox.faults.add({
      operationId: 'reports.get',
      do: 'status',
      status: 200,
      body: { columns, rows, total: 30 },
    });
    const { data } = await saturn.ask(REPORT, { code: 'TOTALS', input });
    remove();
    return at<number[][]>(data, 'report', 'rows').flat();
  };

  test.each([
    ['limit', { first: 3 }, numbers(0, 30), [0, 1, 2]],
    ['limit, far down', { first: 3, offset: 20 }, numbers(20, 30), [20, 21, 22]],
    ['both', { first: 3, offset: 20 }, numbers(0, 30), [20, 21, 22]],
    ['both, at the end', { first: 5, offset: 28 }, numbers(0, 30), [28, 29]],
    ['neither', { first: 5, offset: 28 }, numbers(28, 30), [28, 29]],
  ])('%s', async (_what, input, rows, expected) => {
    expect(await ask(input, rows)).toEqual(expected);
  });
});

test('a column named like a part of every object is an empty column', () => {
  const columns = ['constructor', '__proto__', 'toString'].map((name) => ({
    name,
    title: name,
    type: 'STRING' as const,
  }));
  const { rows } = reportFromWire(
    { code: 'TOTALS', name: '' },
    { columns, rows: [{}], total: 1 },
    zone('Europe/Moscow'),
    () => true,
  );
  expect(rows).toEqual([[null, null, null]]);
});
