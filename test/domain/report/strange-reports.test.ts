import { expect, test } from 'vitest';
import { type Alterations, createAlteringServer } from '../../kit/altering-server.ts';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

type Rows = Record<string, unknown>[];

const REPORT =
  'query ($code: ReportCode!, $input: ReportInput!) { report(code: $code, input: $input) { rows totalCount } }';

async function givenReports(alterations: Alterations = {}, dialect: object = {}) {
  const the = await given({ dialect, between: ({ origin }) => createAlteringServer(origin, alterations) });
  const ids = (type: 'Group' | 'Tag' | 'Restaurant', ...numbers: number[]) => numbers.map((one) => the.id(type, one));
  const see = async (code: string, input: object) => {
    const { data, errors, calls } = await the.ask(REPORT, { code, input });
    return { rows: errors.length > 0 ? errors : at<unknown[]>(data, 'report', 'rows'), calls: calls['reports.get'] };
  };
  return { ids, see };
}

/** What a server makes of the values of each filter. */
const hearing = (hear: (values: string[]) => string[] | null): Alterations => ({
  query(path, query) {
    for (const name of ['groupIds', 'tagIds', 'restaurantIds']) {
      const heard = hear(query.get(name)?.split(',') ?? []);
      if (path.startsWith('/reports/') && query.has(name)) heard ? query.set(name, heard.join()) : query.delete(name);
    }
  },
});

const IGNORED = ['UPSTREAM_UNSUPPORTED at report'];

test('filters of a report that are applied are seen to be so once', async () => {
  const { ids, see } = await givenReports();
  const both = { groupIds: ids('Group', 2, 3), restaurantIds: ids('Restaurant', 1) };
  expect((await see('TRANSACTIONS', both)).calls).toBe(3);
  expect((await see('TRANSACTIONS', both)).calls).toBe(1);
  expect((await see('TRANSACTIONS', { groupIds: ids('Group', 2) })).calls).toBe(2);
  expect((await see('TRANSACTIONS', { groupIds: ids('Group', 3) })).calls).toBe(1);
});

test.each<[string, Alterations, ('Group' | 'Tag' | 'Restaurant')[], number[]]>([
  ['does not apply it', hearing(() => null), ['Group', 'Tag'], [2]],
  ['does not apply several', hearing((values) => (values.length > 1 ? null : values)), ['Group', 'Tag'], [2, 3]],
  ['heeds the first', hearing((values) => values.slice(0, 1)), ['Group', 'Tag', 'Restaurant'], [2, 3]],
  ['heeds the last', hearing((values) => values.slice(-1)), ['Group', 'Tag', 'Restaurant'], [2, 3]],
  [
    'takes several for one that nobody has',
    hearing((values) => (values.length > 1 ? ['777777'] : values)),
    ['Group', 'Tag', 'Restaurant'],
    [2, 3],
  ],
])('a report of a server that %s is refused', async (_how, server, types, numbers) => {
  const { ids, see } = await givenReports(server);
  for (const type of types) {
    const name = `${type.toLowerCase()}Ids`;
    const { rows } = await see('TRANSACTIONS', { [name]: ids(type, ...numbers) });
    expect([type, rows]).toEqual([type, IGNORED]);
  }
});

test('a report whose rows are of other days is refused', async () => {
  const { see } = await givenReports({
    query: (_path, query) => {
      for (const name of ['dateFrom', 'dateTo']) query.delete(name);
    },
  });
  const input = { from: '2026-03-01', to: '2026-03-02' };
  for (const code of ['TRANSACTIONS', 'SPEND_BY_DAY', 'BASE_GROWTH'])
    expect((await see(code, input)).rows).toEqual(IGNORED);
});

test('pages of a report that are cut without a word are read to the end, or told', async () => {
  const { see: whole } = await givenReports();
  const truth = (await whole('TRANSACTIONS', { first: 120 })).rows;
  const cut = (more: (answer: Record<string, unknown>, rows: Rows) => void = () => {}): Alterations => ({
    answer(path, answer) {
      if (!path.startsWith('/reports/')) return;
      const rows = (answer.rows as Rows).slice(0, 50);
      Object.assign(answer, { rows });
      more(answer, rows);
    },
  });
  expect((await (await givenReports(cut())).see('TRANSACTIONS', { first: 120 })).rows).toEqual(truth);
  const ofPage = await givenReports(cut((answer, { length }) => Object.assign(answer, { total: length })));
  expect((await ofPage.see('TRANSACTIONS', { first: 120 })).rows).toEqual([
    'UPSTREAM_MALFORMED TOTAL_BELOW_ROWS at report',
  ]);
  const same = await givenReports({ ...cut(), query: (_path, query) => query.delete('offset') });
  expect((await same.see('TRANSACTIONS', { first: 120 })).rows).toEqual([
    'UPSTREAM_MALFORMED OFFSET_IGNORED at report',
  ]);
});

test.each([{}, { paging: { offset: 'page', limit: 'size' } }])(
  'amounts that no double holds are compared as any others: %j',
  async (dialect) => {
    const big = 99_900_012_345_678_900;
    const { see, ids } = await givenReports(
      {
        query(_path, query) {
          if (!query.has('page')) return;
          query.set('offset', String(Math.max(0, Number(query.get('page')) - 1) * Number(query.get('size'))));
          query.set('limit', String(query.get('size')));
          for (const name of ['page', 'size']) query.delete(name);
        },
        answer(path, answer) {
          if (!path.startsWith('/reports/')) return;
          const rows = (answer.rows as Rows).slice(0, 'paging' in dialect ? 1000 : 50);
          for (const row of rows) row.sum = big;
          Object.assign(answer, { rows });
        },
      },
      dialect,
    );
    for (const input of [
      { first: 60, offset: 7 },
      { first: 10, groupIds: ids('Group', 2, 3) },
    ]) {
      const { rows } = await see('TRANSACTIONS', input);
      expect(rows).toHaveLength(input.first);
      expect(rows.every((row) => (row as unknown[]).includes('999000123456789.00'))).toBe(true);
    }
  },
);

test.each<[string, unknown]>([
  ['createdAt', '10.03.2026 12:00'],
  ['createdAt', 1_773_100_800],
  ['sum', '482,50 руб.'],
  ['restaurant', { id: 1, name: 'Сатурн' }],
  ['restaurant', ['Сатурн']],
])('a cell of a report that is not of its type is told: %s %j', async (name, value) => {
  const { see } = await givenReports({
    answer: (_path, { rows }) => {
      for (const row of (rows ?? []) as Rows) row[name] = value;
    },
  });
  expect((await see('TRANSACTIONS', { first: 5 })).rows).toEqual(['UPSTREAM_MALFORMED at report']);
});
