import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { type Alterations, createAlteringServer } from '../../kit/altering-server.ts';
import { type GivenOptions, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

const UPSTREAM = { upstream: { timeoutMs: 2000, deadlineMs: 8000 } };

/** A server whose balances of accounts, or those of operations too, are in roubles beside amounts in kopecks. */
const roubles = (path: string, answer: Record<string, unknown>, isWhole: boolean): void => {
  const divide = (row: Record<string, unknown>, name: string) => {
    if (typeof row[name] === 'number') row[name] = row[name] / 100;
  };
  if (/^\/accounts\/\d+$/.test(path)) divide(answer, 'balance');
  const rows = path === '/operations/list' ? (answer.items as Record<string, unknown>[]) : [answer];
  for (const row of rows) if (isWhole) divide(row, 'balanceAfter');
};

async function givenServer(alterations: Alterations = {}, options: GivenOptions = {}) {
  const reads: string[] = [];
  const answer = (path: string, body: Record<string, unknown>) => {
    reads.push(path);
    alterations.answer?.(path, body);
  };
  const saturn = await given({
    tenant: { ...UPSTREAM },
    between: (sandbox) => createAlteringServer(sandbox.url, { ...alterations, answer }),
    ...options,
  });
  const accounts = saturn.sandbox.accounts().filter(({ isBlocked, balance }) => !isBlocked && balance % 100 === 0);
  const move = (at = 0, amount = 10_000) =>
    ({ kind: 'CARD_DEPOSIT', cardId: accounts[at]?.id ?? 0, amount, reason: 'Проверка' }) as const;
  return { ...saturn, intents: saturn.intents, store: saturn.store, tenant: saturn.tenant, reads, move };
}

test('the first move under a meaning of amounts is held against the balance of its card, and none after it', async () => {
  const saturn = await givenServer();
  const told = await Promise.all(
    [0, 1, 2].map((at) => saturn.book(saturn.move(at), { key: `${KEY}${at}`, deadlineMs: 8000 })),
  );
  expect(told.map(({ state }) => state)).toEqual(['BOOKED', 'BOOKED', 'BOOKED']);
  expect(saturn.reads.filter((path) => path.startsWith('/accounts/'))).toHaveLength(2);
  expect(await saturn.store.readMeta('units saturn')).toBe(saturn.tenant.meaning);
  const restarted = await saturn.another();
  saturn.reads.length = 0;
  expect((await saturn.book(saturn.move(), { key: `${KEY}3` }, restarted)).state).toBe('BOOKED');
  expect(saturn.reads.filter((path) => path.startsWith('/accounts/'))).toEqual([]);
});

test('balances a hundredfold of what was booked stop the tenant after one move, on every replica', async () => {
  const saturn = await givenServer({ answer: (path, body) => roubles(path, body, false) });
  const moves = [0, 1, 2].map((at) =>
    saturn.book(saturn.move(at), { key: `${KEY}${at}`, deadlineMs: 8000 }).catch((error) => error),
  );
  const told = await Promise.all(moves);
  const stopped = { kind: 'MALFORMED', sent: 'NOT_SENT', reason: 'UNITS_MIXED' };
  expect(told.filter(({ state }) => state === 'BOOKED').length).toBeLessThanOrEqual(1);
  expect(told.filter(({ reason }) => reason === 'UNITS_MIXED').length).toBeGreaterThanOrEqual(2);
  const replica = await saturn.another();
  await expect(saturn.book(saturn.move(), { key: `${KEY}4` }, replica)).rejects.toMatchObject(stopped);
  // What was told is told again.
  const booked = told.findIndex(({ state }) => state === 'BOOKED');
  if (booked >= 0)
    expect(await saturn.book(saturn.move(booked), { key: `${KEY}${booked}` })).toMatchObject({ state: 'BOOKED' });
  // An operator says that they are right.
  const { saturn: stop } = JSON.parse((await saturn.store.readMeta('unitsStop')) ?? '{}');
  await saturn.intents.operate({ action: 'ack', marker: stop.marker, by: 'anna', because: null });
  expect((await saturn.book(saturn.move(), { key: `${KEY}5`, deadlineMs: 8000 })).state).toBe('BOOKED');
});

test('other money lines end the stop', async () => {
  const saturn = await givenServer();
  const stopOf = (meaning: string) => JSON.stringify({ saturn: { meaning, marker: 'AAAAAAAAAAAA' } });
  await saturn.store.writeMeta('unitsStop', stopOf(saturn.tenant.meaning));
  await expect(saturn.book(saturn.move())).rejects.toMatchObject({ reason: 'UNITS_MIXED' });
  await saturn.store.writeMeta('unitsStop', stopOf('of former money lines'));
  expect((await saturn.book(saturn.move())).state).toBe('BOOKED');
});

test('rows whose balances are in other units than their amounts stop the tenant before anything is sent', async () => {
  const store = createMemoryStore();
  const saturn = await givenServer({}, { intents: { store } });
  await saturn.book(saturn.move(), { key: `${KEY}-1` });
  await saturn.book(saturn.move(0, 20_000), { key: `${KEY}-2` });
  const sends = saturn.sends();
  const between = await createAlteringServer(saturn.sandbox.url, { answer: (path, body) => roubles(path, body, true) });
  const mixed = await givenServer({}, { between: async () => between, intents: { store: createMemoryStore() } });
  const { cardId } = saturn.move();
  // The rows of the sandbox behind the altering server.
  await expect(mixed.book({ ...saturn.move(), cardId }, { key: `${KEY}-3`, deadlineMs: 8000 })).rejects.toMatchObject({
    reason: 'UNITS_MIXED',
    sent: 'NOT_SENT',
  });
  expect(saturn.sends()).toBe(sends);
});

test('another difference tells nothing: a till beside, or a delayed accrual; the next move tells', async () => {
  const saturn = await givenServer();
  const delayed = { ...saturn.move(), availableFrom: '2026-04-01' };
  expect((await saturn.book(delayed, { key: `${KEY}-1`, deadlineMs: 8000 })).state).toBe('BOOKED');
  await expect.poll(() => saturn.reads.filter((path) => path.startsWith('/accounts/')).length).toBe(2);
  expect(await saturn.store.readMeta('units saturn')).toBeNull();
  expect((await saturn.book(saturn.move(1), { key: `${KEY}-2`, deadlineMs: 8000 })).state).toBe('BOOKED');
  await expect.poll(() => saturn.store.readMeta('units saturn')).toBe(saturn.tenant.meaning);
});

test('a server that never tells keeps nobody waiting after twenty moves; the stop of another replica still stops it', async () => {
  const saturn = await givenServer({
    answer: (path, body) => {
      if (/^\/accounts\/\d+$/.test(path)) delete body.balance;
    },
  });
  const book = (key: number) => saturn.book(saturn.move(), { key: `${KEY}-${key}`, deadlineMs: 8000 });
  const accounts = () => saturn.reads.filter((path) => path.startsWith('/accounts/')).length;
  for (let key = 0; key < 21; key++) expect((await book(key)).state).toBe('BOOKED');
  expect(accounts()).toBe(20);
  const stop = { saturn: { meaning: saturn.tenant.meaning, marker: 'AAAAAAAAAAAA' } };
  await saturn.store.writeMeta('unitsStop', JSON.stringify(stop));
  await expect(book(21)).rejects.toMatchObject({ reason: 'UNITS_MIXED' });
});
