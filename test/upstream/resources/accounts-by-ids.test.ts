import { expect, test } from 'vitest';
import type { Finding } from '../../../src/upstream/habits/findings.ts';
import { accountsByIds } from '../../../src/upstream/resources/accounts-by-ids.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, withToken } from '../../kit/upstream-client.ts';

/** What a server makes of the ids of a filter; null: it refuses them. */
type Hears = (ids: readonly string[]) => readonly string[] | 'all' | null;

const HEARS: Record<string, Hears> = {
  'all ids': (ids) => ids,
  'the first id alone': (ids) => ids.slice(0, 1),
  'the last id alone': (ids) => ids.slice(-1),
  'the list as one id, that nobody has': (ids) => (ids.length === 1 ? ids : []),
  'at most 30 ids': (ids) => ids.slice(0, 30),
  'no filter at all': () => 'all',
  'one id, and refuses more': (ids) => (ids.length === 1 ? ids : null),
};

/** A server of the accounts 1 to 200, less those that are missing. */
async function given(hears: Hears, isThere: (id: number) => boolean = () => true) {
  const server = await fakeServer(({ path, query }) => {
    const exists = (id: number) => id >= 1 && id <= 200 && isThere(id);
    const single = /\/(\d+)$/.exec(path)?.[1];
    if (single !== undefined)
      return exists(Number(single))
        ? { body: accountRow(Number(single)) }
        : { status: 404, body: { detail: 'нет такого' } };
    const heard = hears(query.get('ids')?.split(',') ?? []);
    if (heard === null) return { status: 422, body: { detail: [{ loc: ['query', 'ids'], msg: 'не число' }] } };
    const every = Array.from({ length: 200 }, (_, index) => index + 1);
    const ids = (heard === 'all' ? every : every.filter((id) => heard.includes(String(id)))).filter(exists);
    return { body: { items: ids.slice(0, Number(query.get('limit'))).map((id) => accountRow(id)), total: ids.length } };
  });
  const findings: Finding[] = [];
  const upstream = clientOf(server.url, { ...withToken, onFinding: (finding) => findings.push(finding) });
  const read = async (ids: readonly number[]) => {
    const rows = await accountsByIds(upstream, ids);
    return {
      rows: rows.map((row) => (row instanceof Error ? row : (row?.id ?? null))),
      calls: server.requests.splice(0).length,
    };
  };
  return { read, findings };
}

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test.each(Object.keys(HEARS))('a server that hears %s gives each account that is there, and no other', async (name) => {
  // The first and the last are missing, and some between.
  const isThere = (id: number) => id % 7 !== 1 && id < 190;
  const the = await given(HEARS[name] as Hears, isThere);
  for (const asked of [ids(1, 100), ids(150, 200), [1, 8], [2, 1], [1, 2], [200, 3, 500], ids(1, 200).reverse()])
    expect((await the.read(asked)).rows).toEqual(asked.map((id) => (id <= 200 && isThere(id) ? id : null)));
});

test.each<[string, number, number, Finding[]]>([
  ['all ids', 1, 1, []],
  ['the first id alone', 100, 100, [{ kind: 'cut', operation: 'accounts.list', name: 'ids' }]],
  ['the last id alone', 100, 100, [{ kind: 'cut', operation: 'accounts.list', name: 'ids' }]],
  ['the list as one id, that nobody has', 101, 100, [{ kind: 'cut', operation: 'accounts.list', name: 'ids' }]],
  ['at most 30 ids', 71, 4, [{ kind: 'cut', operation: 'accounts.list', name: 'ids' }]],
  ['no filter at all', 1, 101, [{ kind: 'ignored', operation: 'accounts.list', name: 'ids' }]],
  ['one id, and refuses more', 101, 100, [{ kind: 'cut', operation: 'accounts.list', name: 'ids' }]],
])(
  '100 accounts of a server that hears %s: %i calls, then %i, and it is told once',
  async (name, first, then, found) => {
    const the = await given(HEARS[name] as Hears);
    expect((await the.read(ids(1, 100))).calls).toBe(first);
    expect((await the.read(ids(101, 200))).calls).toBe(then);
    expect(the.findings).toEqual(found);
  },
);

test('a server that hears all ids is asked once, missing accounts or not, once it has shown so', async () => {
  const the = await given(HEARS['all ids'] as Hears, (id) => id > 10 && id <= 190);
  expect((await the.read(ids(11, 60))).calls).toBe(1);
  expect(await the.read([1, 2, 3])).toEqual({ rows: [null, null, null], calls: 1 });
  expect((await the.read(ids(151, 200))).calls).toBe(1);
  expect(the.findings).toEqual([]);
});
