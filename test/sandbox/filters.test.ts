import { expect, test } from 'vitest';
import type { Account, Operation } from '../../src/sandbox/model.ts';
import { given } from '../kit/given.ts';
import type { Call } from '../kit/sandbox-call.ts';

const rows = async <T>(call: Call, path: string): Promise<T[]> => {
  const { body, text } = await call('GET', path);
  expect(Array.isArray(body?.items), text).toBe(true);
  return body.items;
};

const ids = async (call: Call, query: string) =>
  (await rows<Account>(call, `/accounts/list?limit=1000&${query}`)).map((r) => r.id);

test('each filter of accounts gives exactly the rows that it describes', async () => {
  const { call, sandbox } = await given({ size: 'full' });
  const all = sandbox.accounts();
  const where = (wanted: (row: Account) => boolean) => all.filter(wanted).map((row) => row.id);
  expect(await ids(call, 'groupId=3')).toEqual(where((row) => row.groupId === 3));
  expect(await ids(call, 'discountId=102')).toEqual(where((row) => row.discountId === 102));
  expect(await ids(call, 'tagId=3')).toEqual(where((row) => row.tagIds.includes(3)));
  expect(await ids(call, 'isBlocked=true')).toEqual(where((row) => row.isBlocked));
  expect(await ids(call, 'ids=142,101,99999,7')).toEqual([101, 142]);
  expect(await ids(call, 'ids=142,101&groupId=2&isBlocked=false')).toContain(142);
  expect(await ids(call, 'phone=79000001042')).toEqual([142]);
  expect(await ids(call, 'phone=79000001002')).toEqual([102, 103, 104]);
  expect(await ids(call, 'phone=79000001005')).toEqual([105, 106]);
  expect(await ids(call, 'email=FAMILY2@saturn-guest.example')).toEqual([102, 103, 104]);
  expect(await ids(call, 'identifier=9223372036854775001')).toEqual([113]);
  expect(await ids(call, 'identifier=7654321')).toEqual([]);
  expect(await ids(call, 'birthdayFrom=02-29&birthdayTo=02-29')).toEqual([117, 118]);
  expect(await ids(call, 'birthdayFrom=12-20&birthdayTo=01-10')).toEqual(
    where((row) => row.birthday !== null && (row.birthday.slice(5) >= '12-20' || row.birthday.slice(5) <= '01-10')),
  );
  expect(await ids(call, 'registeredFrom=2025-07-01&registeredTo=2025-07-31')).toEqual(
    where((row) => row.registeredAt.startsWith('2025-07')),
  );
  expect(await ids(call, 'updatedFrom=2026-03-09T20:00:00')).toEqual(
    where((row) => row.updatedAt >= '2026-03-09T20:00:00'),
  );
  expect(await ids(call, 'search=иванова мария')).toContain(142);
  expect(await ids(call, 'search=0000010427')).toEqual([142]);
});

test('accounts sort by every field in both orders, and pages do not overlap', async () => {
  const { call } = await given();
  for (const sort of ['id', 'balance', 'registeredAt'] as const)
    for (const order of ['asc', 'desc']) {
      const values = (await rows<Account>(call, `/accounts/list?sort=${sort}&order=${order}`)).map((row) => row[sort]);
      const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(values).toEqual(order === 'asc' ? sorted : sorted.reverse());
    }
  const names = (await rows<Account>(call, '/accounts/list?sort=lastName')).map((row) => row.lastName ?? '');
  expect(names).toEqual([...names].sort(new Intl.Collator('ru').compare));
  const first = await ids(call, 'sort=balance&limit=10'.replace('limit=10', 'offset=0'));
  const paged = [
    ...(await rows<Account>(call, '/accounts/list?sort=balance&limit=20')),
    ...(await rows<Account>(call, '/accounts/list?sort=balance&limit=20&offset=20')),
  ].map((row) => row.id);
  expect(paged).toEqual(first);
});

test('each filter of operations gives exactly the rows that it describes', async () => {
  const { call, sandbox } = await given();
  const all = [...sandbox.operations()].reverse();
  const check = async (query: string, wanted: (row: Operation) => boolean) => {
    const { body } = await call('GET', `/operations/list?limit=1000&${query}`);
    const expected = all.filter(wanted);
    expect(expected.length, query).toBeGreaterThan(0);
    expect(
      body.items.map((row: Operation) => row.id),
      query,
    ).toEqual(expected.map((row) => row.id));
    expect(body.total, query).toBe(expected.length);
  };
  const group = new Map(sandbox.accounts().map((row) => [row.id, row.groupId]));
  await check('accountId=142', (row) => row.accountId === 142);
  await check('accountIds=142,121,9', (row) => [142, 121].includes(row.accountId));
  await check('groupId=7', (row) => group.get(row.accountId) === 7);
  await check('kind=EXPIRE, PROMO', (row) => row.kind === 'EXPIRE' || row.kind === 'PROMO');
  await check('restaurantId=2', (row) => row.restaurantId === 2);
  await check('search=отзыв', (row) => row.reason === 'Отзыв');
  await check(
    'dateFrom=2026-03-01T12:00:03&dateTo=2026-03-09T12:00:03',
    (row) => row.createdAt >= '2026-03-01T12:00:03' && row.createdAt < '2026-03-09T12:00:03',
  );
  await check('accountId=142&kind=POS_SPEND&dateFrom=2026-01-01', (row) => {
    return row.accountId === 142 && row.kind === 'POS_SPEND' && row.createdAt >= '2026-01-01';
  });
});

test('a value is taken while it lives and free again afterwards', async () => {
  const { call, clock } = await given();
  const issued = (await call('POST', '/accounts/142/temporary_identifier')).body;
  expect(issued).toMatchObject({ expiresAt: '2026-03-10T15:10:00', lifetimeMinutes: 10 });
  expect(issued.value).toMatch(/^\d{7}$/);
  const find = () => call('GET', `/accounts/by_identifier?value=${issued.value}`);
  const take = () => call('POST', '/accounts/101/identifiers', { typeId: 5, value: issued.value });
  expect((await find()).body.id).toBe(142);
  expect((await take()).status).toBe(400);
  clock.advance(600_000);
  expect((await find()).status).toBe(404);
  expect((await take()).status).toBe(200);
  expect((await find()).body.id).toBe(101);
});

test('a plain list is filtered by the fields of its rows, and searched in their texts', async () => {
  const { call } = await given();
  const idsIn = async (path: string) => (await rows<{ id: number }>(call, path)).map(({ id }) => id);
  expect(await idsIn('/discounts/list?kind=COMPOUND')).toEqual([101, 102]);
  expect(await idsIn('/discounts/list?search=БОНУС')).toEqual([8, 9, 10, 101]);
  expect(await idsIn('/discounts/list?kind=RK&search=бонус&limit=2&offset=1')).toEqual([9, 10]);
  expect(await idsIn('/account_groups/list?search=анкеты'), 'the comment').toEqual([7]);
  expect((await call('GET', '/discounts/999')).status).toBe(404);
});

test('a blocked account gets no temporary identifier', async () => {
  const { call } = await given();
  expect((await call('POST', '/accounts/107/temporary_identifier')).status).toBe(400);
});

test('an update changes what is sent, clears what is null, and moves the lookups', async () => {
  const { call } = await given();
  const before = (await call('GET', '/accounts/142')).body;
  const sent = { email: null, phones: ['79005550000'], consents: { adult: false }, groupId: 3 };
  const { body } = await call('PUT', '/accounts/142', sent);
  expect(body).toEqual({
    ...before,
    ...sent,
    consents: { ...before.consents, adult: false },
    updatedAt: '2026-03-10T15:00:00',
  });
  expect(await ids(call, 'phone=79005550000')).toEqual([142]);
  expect(await ids(call, 'email=maria.ivanova@saturn-guest.example')).toEqual([]);
  expect(await ids(call, 'phone=79000001042'), 'still her identifier').toEqual([142]);
});
