import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Adapter } from 'probonus-gateway/adapter';
import { afterAll, expect, test } from 'vitest';
import { fakeServer, type Request } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf } from '../../kit/upstream-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The code of each recipe in `docs/adapter.md`, by its heading. */
const recipes = new Map(
  [...readFileSync('docs/adapter.md', 'utf8').matchAll(/^### (.+)\n(?:(?!^###)[\s\S])*?```js\n([\s\S]*?)```/gm)].map(
    ([, heading = '', code = '']) => [heading, code],
  ),
);

/** A client under this recipe. The server answers what `handler` gives. */
async function cooked(heading: string, handler: (request: Request) => unknown, dialect: object = {}) {
  const path = join(folder, `${[...recipes.keys()].indexOf(heading)}.mjs`);
  writeFileSync(path, recipes.get(heading) ?? '');
  const adapter: Adapter = await import(pathToFileURL(path).href);
  const server = await fakeServer((request) => ({ body: handler(request) ?? 'null' }));
  const { client, context } = clientOf(server.url, { adapter: { ...adapter, file: path }, dialect });
  return {
    server,
    list: (query = {}) => client.call('accounts.list', { query }, context),
    get: (id: number) => client.call('accounts.get', { path: { id } }, context),
    operations: (query = {}) => client.call('operations.list', { query }, context),
    deposit: () => client.call('operations.deposit', { body: { accountId: 1, amount: 1050, reason: 'x' } }, context),
    types: () => client.call('identifierTypes.list', {}, context),
    context,
  };
}
const operationRow = (more: object) => ({
  id: 1,
  accountId: 1,
  kind: 'DEPOSIT',
  amount: 5,
  createdAt: '2026-03-01T10:00:00',
  ...more,
});

const tested: Record<string, (heading: string) => Promise<void>> = {
  async 'Lists are read by POST, with filters in the body'(heading) {
    const { list, server } = await cooked(heading, () => ({ items: [], total: 0 }));
    await list({ phone: '79161234567', limit: 20 });
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: '{"filter":{"phone":"79161234567"},"offset":0,"limit":20}',
    });
    expect(String(server.requests[0]?.query)).toBe('');
  },
  async 'Another envelope'(heading) {
    const { list, get } = await cooked(heading, ({ path }) => ({
      data: path.endsWith('list') ? { list: [accountRow(1)], count: 7 } : accountRow(2),
    }));
    expect(await list()).toMatchObject({ items: [{ id: 1 }], total: 7 });
    expect(await get(2)).toMatchObject({ id: 2 });
  },
  async 'A failure inside a 200, and a dead token'(heading) {
    let code = 'TOKEN';
    const { get, server } = await cooked(heading, () => {
      const failure = { success: false, code };
      code = 'NOT_FOUND';
      return failure;
    });
    expect(await failureOf(get(1))).toMatchObject({ kind: 'REJECTED', status: 404 });
    expect([server.requests.length, server.refreshes.length]).toEqual([2, 1]);
    code = 'LOCKED';
    expect(await failureOf(get(1))).toMatchObject({ kind: 'REJECTED', status: 409 });
  },
  async 'A 200 with null for a row that is not there'(heading) {
    const { get } = await cooked(heading, () => null);
    expect(await failureOf(get(1))).toMatchObject({ kind: 'REJECTED', status: 404 });
  },
  async 'The token in the query or in the body'(heading) {
    const { get, deposit, server } = await cooked(heading, ({ method }) =>
      method === 'GET' ? accountRow(1) : operationRow({}),
    );
    await get(1);
    await deposit();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    expect(String(server.requests[0]?.query)).toBe('token=access-1');
    expect(JSON.parse(server.requests[1]?.body ?? '')).toMatchObject({ amount: 1050, token: 'access-1' });
  },
  async 'A dictionary that the server lacks'(heading) {
    const { types, server } = await cooked(heading, () => ({ id: 1, login: 'gateway' }));
    expect(await types()).toMatchObject({ items: [{ kind: 'CARD' }, { kind: 'PHONE' }] });
    expect(server.requests.map(({ path }) => path)).toEqual(['/auth/info']);
  },
  async 'The sign of an amount stands in another property'(heading) {
    const items = [operationRow({ direction: 'debit' }), operationRow({ direction: 'credit' })];
    const { operations } = await cooked(heading, () => ({ items, total: 2 }));
    expect(await operations()).toMatchObject({ items: [{ amount: -5 }, { amount: 5 }] });
  },
  async 'Times in another form'(heading) {
    const { operations, server } = await cooked(heading, () => ({
      items: [operationRow({ createdAt: '01.03.2026 18:42:10' })],
      total: 1,
    }));
    expect(await operations({ dateFrom: '2026-02-28T00:00:00' })).toMatchObject({
      items: [{ createdAt: '2026-03-01T18:42:10' }],
    });
    expect(server.requests[0]?.query.get('dateFrom')).toBe('28.02.2026 00:00:00');
  },
  async 'One field for the whole name'(heading) {
    const { get } = await cooked(heading, () => accountRow(1, { fio: 'Каренина Анна Аркадьевна' }));
    expect(await get(1)).toMatchObject({ lastName: 'Каренина', firstName: 'Анна', patronymic: 'Аркадьевна' });
  },
  async 'Identifiers of a card by a call of their own'(heading) {
    const handler = ({ path }: Request) =>
      path.endsWith('/identifiers')
        ? [{ id: 5, accountId: 1, typeId: 1, value: path }]
        : path.endsWith('/list')
          ? { items: [accountRow(3), accountRow(4)], total: 2 }
          : accountRow(9);
    const { list, get, context } = await cooked(heading, handler);
    expect(await list()).toMatchObject({
      items: [
        { identifiers: [{ value: '/accounts/3/identifiers' }] },
        { identifiers: [{ value: '/accounts/4/identifiers' }] },
      ],
    });
    expect(await get(9)).toMatchObject({ identifiers: [{ value: '/accounts/9/identifiers' }] });
    expect(context.stats.calls).toBe(5);
  },
  async 'Pages by a cursor'(heading) {
    const { list, server } = await cooked(heading, ({ query }) => {
      const at = Number(query.get('cursor') ?? 0);
      const end = at + Number(query.get('limit'));
      const data = [1, 2, 3, 4, 5].slice(at, end).map((id) => accountRow(id));
      return { data, nextCursor: end < 5 ? String(end) : null };
    });
    const idsAt = async (offset: number) =>
      ((await list({ offset, limit: 2 })) as { items: { id: number }[] }).items.map(({ id }) => id);
    // From the first page, then by the cursors that were seen.
    expect(await idsAt(4)).toEqual([5]);
    expect(server.requests).toHaveLength(3);
    expect(await idsAt(2)).toEqual([3, 4]);
    expect(server.requests).toHaveLength(4);
    // No page begins with this row, and the answer is a whole page all the same.
    expect(await idsAt(1)).toEqual([2, 3]);
    expect(await idsAt(9)).toEqual([]);
  },
  async 'The id of a row in the body'(heading) {
    const { get, server } = await cooked(heading, () => accountRow(42));
    expect(await get(42)).toMatchObject({ id: 42 });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/accounts/get', body: '{"id":42}' });
  },
  async 'The card of a move in its path'(heading) {
    const { deposit, server } = await cooked(heading, () => operationRow({}));
    await deposit();
    expect(server.requests[0]).toMatchObject({ path: '/accounts/1/deposit', body: '{"amount":1050,"reason":"x"}' });
  },
  async 'A list of objects where values belong'(heading) {
    const { get } = await cooked(heading, () => accountRow(1, { phones: [{ number: '79001112233', isMain: 1 }] }));
    expect(await get(1)).toMatchObject({ phones: ['79001112233'] });
  },
  async 'A list of values where objects belong'(heading) {
    const { get } = await cooked(heading, () => accountRow(1, { identifiers: ['2200', '79001112233'] }));
    expect(await get(1)).toMatchObject({
      identifiers: [
        { typeId: 1, value: '2200' },
        { typeId: 2, value: '79001112233' },
      ],
    });
  },
  async 'Several phones in one text'(heading) {
    const { get } = await cooked(heading, () => accountRow(1, { phone: '79001112233; 79001112244' }));
    expect(await get(1)).toMatchObject({ phones: ['79001112233', '79001112244'] });
  },
  async 'Amounts as text in bodies'(heading) {
    const { deposit, server } = await cooked(heading, () => operationRow({}), { moneyUnit: 'roubles' });
    await deposit();
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ amount: '10.50' });
  },
  async 'A part of the server is under another version'(heading) {
    const { get, server } = await cooked(heading, () => accountRow(1));
    await get(1);
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/accounts/1']);
  },
  async 'Property names in PascalCase'(heading) {
    const { deposit, server } = await cooked(heading, () => ({
      Id: 1,
      AccountId: 1,
      Kind: 'DEPOSIT',
      Amount: 1050,
      CreatedAt: '2026-03-01T10:00:00',
    }));
    expect(await deposit()).toMatchObject({ id: 1, amount: 1050 });
    expect(server.requests[0]?.body).toBe('{"AccountId":1,"Amount":1050,"Reason":"x"}');
  },
  async 'Ids that are GUIDs'(heading) {
    const guid = '0123abcd-4567-89ab-cdef-0123456789ab';
    const id = 0x0123abcd45678;
    const row = { ...accountRow(1), id: guid };
    const { get, server } = await cooked(heading, ({ path }) =>
      path.endsWith('list') ? { items: [row], total: 1 } : row,
    );
    expect(await get(id)).toMatchObject({ id });
    expect(await get(id)).toMatchObject({ id });
    expect(server.requests.map(({ path }) => path)).toEqual(['/accounts/list', `/accounts/${guid}`]);
    expect(await failureOf(get(77))).toMatchObject({ status: 404 });
  },
  async 'A list whose rows lack fields'(heading) {
    const { list } = await cooked(heading, ({ path }) =>
      path.endsWith('/list') ? { items: [{ id: 3 }, { id: 4 }], total: 2 } : accountRow(Number(path.split('/').at(-1))),
    );
    expect(await list()).toMatchObject({ items: [accountRow(3), accountRow(4)], total: 2 });
  },
  async 'Texts in place of numbers, and texts or flags in place of nothing'(heading) {
    const rows = [{ ...accountRow(7), id: '0007', email: '', isBlocked: false, group: false, discount_id: '5' }];
    const names = { 'Account.groupId': 'group.id', 'Account.discountId': 'discount_id' };
    const { list } = await cooked(heading, () => ({ items: rows, total: '1' }), { names });
    expect(await list()).toMatchObject({
      items: [{ id: 7, email: null, isBlocked: false, groupId: null, discountId: 5 }],
      total: 1,
    });
  },
  async 'Operations come oldest first'(heading) {
    const all = [1, 2, 3, 4, 5].map((id) => operationRow({ id }));
    const { operations } = await cooked(heading, ({ query }) => {
      const offset = Number(query.get('offset') ?? 0);
      return { items: all.slice(offset, offset + Number(query.get('limit'))), total: all.length };
    });
    const idsAt = async (offset: number) =>
      ((await operations({ offset, limit: 2 })) as { items: { id: number }[] }).items.map(({ id }) => id);
    expect([await idsAt(0), await idsAt(2), await idsAt(4), await idsAt(6)]).toEqual([[5, 4], [3, 2], [1], []]);
  },
  async 'Operations of the last month, unless a time is asked for'(heading) {
    const { operations, server } = await cooked(heading, () => ({ items: [], total: 0 }));
    await operations({});
    await operations({ dateFrom: '2026-02-28T00:00:00' });
    expect(server.requests.map(({ query }) => query.get('dateFrom'))).toEqual([
      '2000-01-01T00:00:00',
      '2026-02-28T00:00:00',
    ]);
  },
  async 'A filter by time leaves its first second out'(heading) {
    const { operations, server } = await cooked(heading, () => ({ items: [], total: 0 }));
    await operations({ dateFrom: '2026-03-01T00:00:00' });
    expect(server.requests[0]?.query.get('dateFrom')).toBe('2026-02-28T23:59:59');
  },
};

test('each recipe has a test', () => {
  expect([...recipes.keys()]).toEqual(Object.keys(tested));
});

test.each(Object.keys(tested))('%s', (heading) => tested[heading]?.(heading));
