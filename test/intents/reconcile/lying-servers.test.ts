import { expect, onTestFinished, test } from 'vitest';
import type { CardMove, GroupMove } from '../../../src/intents/move.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { IntentStoreError } from '../../../src/intents/store/store-error.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import { fastClock } from '../../kit/clock.ts';
import { tenantConfig } from '../../kit/config.ts';
import { fakeServer, type Reply, type Request } from '../../kit/fake-server.ts';
import { type GivenOptions, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

type Row = Record<string, unknown>;

interface Lies {
  /** What it answers to a deposit that it has booked; `lost`: nothing. */
  deposit?(row: Row, booked: Row[]): Reply | 'lost' | undefined;
  /** What it makes of the rows that it would give. */
  list?(rows: Row[], request: Request): unknown;
  /** How a row is kept. */
  keep?(row: Row): Row;
  group?: Reply;
}

const upstream = { timeoutMs: 300, deadlineMs: 2000, retryBaseMs: 1 };
const valueMoves = { settleSeconds: 60, reasonVerbatim: 'auto', groupTimeoutMs: 5000 } as const;

/** Intents on a server of a few lines that keeps its books as it likes. Its clock is ours, and so is its Date. */
async function givenLiar(lies: Lies = {}, kit: GivenOptions = {}) {
  const booked: Row[] = [];
  let now = () => 0;
  const local = () => new Date(now() + 3 * 3_600_000).toISOString().slice(0, 19);
  let skew = 0;
  const route = (request: Request): Reply => {
    if (request.path === '/operations/deposit' || request.path === '/give') {
      const { accountId, amount, reason } = request.body
        ? JSON.parse(request.body)
        : { accountId: 1, amount: 1, reason: '' };
      const row: Row = {
        id: 100 + booked.length,
        accountId,
        kind: 'DEPOSIT',
        amount,
        reason,
        createdAt: local(),
        userLogin: 'gateway',
      };
      const kept = lies.keep?.(row) ?? row;
      booked.push(kept);
      const reply = lies.deposit?.(kept, booked);
      if (reply === 'lost') return { status: 502, body: '<html>' };
      return reply ?? { body: kept };
    }
    if (request.path.startsWith('/operations/group_')) return lies.group ?? { status: 502, body: '<html>' };
    if (request.path === '/operations/list') {
      const { query } = request;
      const rows = [...booked].reverse().filter((row) => {
        const isCard = !query.has('accountId') || String(row.accountId) === query.get('accountId');
        return isCard && String(row.reason ?? '').includes(query.get('search') ?? '');
      });
      const from = Number(query.get('offset') ?? 0);
      const page = rows.slice(from, from + Number(query.get('limit') ?? 100));
      return { body: lies.list?.(page, request) ?? { items: page, total: rows.length } };
    }
    return { status: 404, body: { detail: 'Not Found' } };
  };
  const server = await fakeServer((request) => {
    const reply = route(request);
    return { ...reply, headers: { date: new Date(now() + skew).toUTCString(), ...reply.headers } };
  });
  const saturn = await given({ ...kit, tenant: { upstream, valueMoves, ...kit.tenant, baseUrl: server.url } });
  now = saturn.clock.now;
  return {
    ...saturn,
    server,
    books: booked,
    setDate(ms: number) {
      skew = ms;
    },
    /** Sends of the key whose reason this is. */
    sent: (reason: string) => server.requests.filter(({ body }) => body.includes(reason)).length,
    /** Past the settle time, asks until nothing changes. */
    async conclude(move: CardMove | GroupMove, asked = {}) {
      for (let times = 0; times < 12; times++) {
        saturn.clock.advance(31_000);
        const { state } = await saturn.book(move, asked);
        if (state !== 'PENDING') return state;
      }
      return (await saturn.store.list({ limit: 9, name: KEY }))[0]?.evidence.why ?? 'PENDING';
    },
  };
}

const move: CardMove = { kind: 'CARD_DEPOSIT', cardId: 1, amount: 700, reason: 'Отзыв о ресторане на сайте' };
const first: CardMove = { ...move, amount: 1, reason: 'Первая' };
const FIRST = { key: `${KEY}-first` };

test('a move is never repeated, whatever method a dialect gives it', async () => {
  const saturn = await givenLiar({ deposit: () => 'lost' });
  // No configuration file may say so.
  const config = tenantConfig(saturn.file);
  const dialect = { ...config.dialect, paths: { 'operations.deposit': 'GET /give' } };
  const tenants = createTenants({ tenants: [{ ...config, dialect }] }, { clock: saturn.clock });
  onTestFinished(() => tenants.close());
  await saturn.book(move, { tenant: tenants.all[0] as Tenant });
  expect(saturn.server.requests.filter(({ path }) => path === '/give').length).toBeLessThanOrEqual(1);
});

test.each([
  ['cut in the middle of a letter', (reason: string) => `${reason.slice(0, 14)}\uFFFD`],
  ['with other white space, and cut', (reason: string) => `  ${reason.replaceAll(' ', '\u00a0')}`.slice(0, 14)],
  ['escaped, and cut', (reason: string) => `&quot;${reason}`.slice(0, 24)],
  ['emptied', () => ''],
])(
  'a reason that comes back %s, though the last one came back whole: nobody says that it was not booked',
  async (_, change) => {
    const saturn = await givenLiar({
      keep: (row) => (row.amount === 1 ? row : { ...row, reason: change(String(row.reason)) }),
      deposit: (row) => (row.amount === 1 ? undefined : 'lost'),
    });
    expect((await saturn.book(first, FIRST)).state).toBe('BOOKED');
    expect((await saturn.book(move)).state).toBe('PENDING');
    expect(await saturn.conclude(move)).toBe('AMBIGUOUS');
  },
);

test('a login that the server spells otherwise hides no row of the first move of all', async () => {
  const saturn = await givenLiar({
    keep: (row) => ({ ...row, userLogin: 'Шлюз', reason: 'Отзыв' }),
    deposit: () => 'lost',
  });
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('BLIND');
});

test('a card that was put together with another one after the move: it is found there', async () => {
  const saturn = await givenLiar({
    deposit: (row) => (row.amount === 1 ? undefined : 'lost'),
  });
  await saturn.book(first, FIRST);
  const lost = saturn.book(move);
  await expect.poll(() => saturn.books.length).toBe(2);
  Object.assign(saturn.books[1] ?? {}, { accountId: 2 });
  await lost;
  expect(await saturn.conclude(move)).toBe('BOOKED');
});

test('an empty page of a server that says it has rows is no end', async () => {
  const saturn = await givenLiar({
    deposit: (row) => (row.amount === 1 ? undefined : 'lost'),
    list: () => ({ items: [], total: 2 }),
  });
  await saturn.book(first, FIRST);
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('TOO_LONG');
});

test('two rows with one id hide neither the other', async () => {
  const saturn = await givenLiar({
    deposit: (row) => (row.amount === 1 ? undefined : 'lost'),
    list: (rows, { query }) =>
      query.get('search') && Number(query.get('offset')) === 0
        ? { items: [] }
        : { items: rows.flatMap((row) => [row, { ...row, reason: 'другая' }]) },
  });
  await saturn.book(first, FIRST);
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('BOOKED');
});

test.each([
  [403, '<html>Forbidden</html>'],
  [404, '<html>Not Found</html>'],
  [400, ''],
])("a proxy's own %i says nothing of a move that was booked", async (status, body) => {
  const saturn = await givenLiar({ deposit: () => ({ status, body, headers: { 'content-type': 'text/html' } }) });
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED' });
  expect(saturn.books).toHaveLength(1);
});

test.each([401, 429])(
  'a %i for what was booked all the same: the next time it is found, and not sent again',
  async (status) => {
    const saturn = await givenLiar({
      deposit: (_, { length }) => (length > 1 ? undefined : { status, body: { detail: 'no' } }),
    });
    await expect(saturn.book(move)).rejects.toMatchObject({ kind: 'UNAVAILABLE', sent: 'ANSWERED' });
    expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', operation: { id: 100 } });
    expect(saturn.sent('/')).toBe(0);
    expect(saturn.books).toHaveLength(1);
  },
);

test('an answer that is the row of another move is no answer', async () => {
  const saturn = await givenLiar({ deposit: (_, [one]) => ({ body: one }) });
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', operation: { id: 100 } });
  const other = { ...move, reason: 'Другой отзыв' };
  expect(await saturn.book(other, { key: `${KEY}-2` })).toMatchObject({ state: 'BOOKED', operation: { id: 101 } });
});

test('an answer without a reason that is the operation of another key is no answer', async () => {
  const saturn = await givenLiar({ deposit: (_, [one]) => ({ body: { ...one, reason: null } }) });
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', operation: { id: 100 } });
  const other = { ...move, reason: 'Другой отзыв' };
  expect(await saturn.book(other, { key: `${KEY}-2` })).toMatchObject({ state: 'BOOKED', operation: { id: 101 } });
});

test('the same, where the log cannot tell at once whose operation it is', async () => {
  const log = createMemoryStore();
  const list: IntentStore['list'] = async (filter) => {
    if (filter.upstreamId !== undefined) throw new IntentStoreError('UNREACHABLE', 'the log does not answer');
    return log.list(filter);
  };
  const saturn = await givenLiar(
    { deposit: (_, [one]) => ({ body: { ...one, reason: null } }) },
    { intents: { store: { ...log, list } } },
  );
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', operation: { id: 100 } });
  const other = { ...move, reason: 'Другой отзыв' };
  expect(await saturn.book(other, { key: `${KEY}-2` })).toMatchObject({ state: 'BOOKED', operation: { id: 101 } });
});

test('an id that a server gives to two operations of other amounts hides neither', async () => {
  const saturn = await givenLiar({ keep: (row) => ({ ...row, id: 100, reason: null }) });
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', operation: { id: 100, amount: 700 } });
  const other = { ...move, amount: 800 };
  expect(await saturn.book(other, { key: `${KEY}-2` })).toMatchObject({ state: 'BOOKED', operation: { amount: 800 } });
});

test('one foreign row like ours, where reasons do not come back: nobody guesses', async () => {
  let isOff = false;
  const saturn = await givenLiar({
    keep: (row) => ({ ...row, reason: row.amount === 1 ? null : 'вручную' }),
    deposit: () => (isOff ? 'lost' : undefined),
  });
  await saturn.book(first, FIRST);
  isOff = true;
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('AMBIGUOUS');
});

/** A server that keeps no reasons, and has booked for us before; then it loses its answers, or the moves. */
async function givenForgetful({ checkNo = null }: { checkNo?: number | null } = {}) {
  let mode: 'on' | 'lost' | 'dropped' = 'on';
  const saturn = await givenLiar({
    keep: (row) => ({ ...row, reason: null, checkNo }),
    deposit(_, rows) {
      if (mode === 'dropped') rows.pop();
      return mode === 'on' ? undefined : 'lost';
    },
  });
  await saturn.book(first, FIRST);
  const set = (next: typeof mode) => {
    mode = next;
  };
  return { ...saturn, set };
}

test('where no reasons are kept: what was booked before the send is not taken for it, and hides no absence', async () => {
  for (const agoMs of [20_000, 240_000, 600_000]) {
    const saturn = await givenForgetful();
    const createdAt = new Date(saturn.clock.now() + 3 * 3_600_000).toISOString().slice(0, 19);
    saturn.books.push({
      id: 77,
      accountId: 1,
      kind: 'DEPOSIT',
      amount: 700,
      reason: null,
      createdAt,
      userLogin: 'gateway',
    });
    saturn.clock.advance(agoMs);
    saturn.set('dropped');
    await saturn.book(move);
    expect(await saturn.conclude(move)).toBe('NOT_APPLIED');
  }
});

test('where no reasons are kept: a row that may be a move is never told for it, however alike', async () => {
  const saturn = await givenForgetful();
  saturn.set('lost');
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('AMBIGUOUS');

  saturn.clock.advance(3_600_000 * 2);
  saturn.set('dropped');
  const [one, two] = [
    { ...move, amount: 800 },
    { ...move, amount: 800, reason: 'Вторая' },
  ];
  await saturn.book(one, { key: `${KEY}-1` });
  expect(await saturn.conclude(one, { key: `${KEY}-1` })).toBe('NOT_APPLIED');
  saturn.set('lost');
  await saturn.book(two, { key: `${KEY}-2` });
  // The first may have come late.
  for (let times = 0; times < 6; times++) {
    saturn.clock.advance(31_000);
    expect((await saturn.book(two, { key: `${KEY}-2` })).state).toBe('PENDING');
  }
});

test('where no reasons are kept: a check of number 0 is none, as databases write it, so that a booked row is no other', async () => {
  const saturn = await givenForgetful({ checkNo: 0 });
  saturn.set('lost');
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('AMBIGUOUS');
});

test('where no reasons are kept: what comes after it was told to be not booked, and may be it, is an alarm', async () => {
  const saturn = await givenForgetful();
  saturn.set('dropped');
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('NOT_APPLIED');
  const row = async () => (await saturn.store.list({ limit: 1, name: KEY }))[0];
  const came = { accountId: 1, kind: 'DEPOSIT', reason: null, createdAt: '2026-03-10T15:00:00', userLogin: 'gateway' };
  saturn.books.push({ ...came, id: 201, amount: 701 }, { ...came, id: 202, amount: 700, checkNo: 5 });
  // Each begins with a lookup of what is due.
  saturn.clock.advance(3_601_000);
  await saturn.another();
  await expect.poll(async () => (await row())?.evidence.audits).toBe(1);
  expect((await row())?.alarm).toBe(null);
  saturn.books.push({ ...came, id: 203, amount: 700 });
  saturn.clock.advance(24 * 3_600_000);
  await saturn.another();
  await expect.poll(async () => (await row())?.alarm).toBe('MAYBE_APPLIED');
  expect((await row())?.evidence.otherIds).toEqual([203]);
  expect((await saturn.book(move)).state).toBe('NOT_APPLIED');
});

test('a value that no row should have hides nothing, and is told as pending', async () => {
  const saturn = await givenLiar({
    deposit: (row) => (row.amount === 1 ? undefined : 'lost'),
    keep: (row) => (row.amount === 1 ? row : { ...row, reason: 500, amount: 'seven', createdAt: 77, userLogin: {} }),
  });
  await saturn.book(first, FIRST);
  expect((await saturn.book(move)).state).toBe('PENDING');
  expect(await saturn.conclude(move)).toBe('AMBIGUOUS');
});

test('a Date header that begins to disagree hides no absence', async () => {
  const saturn = await givenLiar({
    deposit(row, rows) {
      if (row.amount === 1) return undefined;
      rows.pop();
      return 'lost';
    },
  });
  await saturn.book(first, FIRST);
  saturn.setDate(-20 * 60_000);
  await saturn.book(move);
  expect(await saturn.conclude(move)).toBe('NOT_APPLIED');
});

test('a server that does not let its operations be read: after a day it is for people, and the card is free', async () => {
  const saturn = await givenLiar({ deposit: () => 'lost', list: () => 'no list' });
  await saturn.book(move);
  const row = async () => (await saturn.store.list({ limit: 1 }))[0];
  for (let lookups = 1; lookups <= 12; lookups++) {
    saturn.clock.advance(3 * 3_600_000);
    // Each begins with a lookup of what is due.
    await saturn.another();
    await expect
      .poll(async () => [(await row())?.state, (await row())?.evidence.failures])
      .not.toEqual(['UNKNOWN', lookups - 1]);
    expect((await row())?.state).toBe(lookups < 10 ? 'UNKNOWN' : 'STUCK');
    if (lookups === 10) break;
  }
  expect(await row()).toMatchObject({ state: 'STUCK', lockKey: null, evidence: { why: 'UNREADABLE' } });
});

const group: GroupMove = { kind: 'GROUP_DEPOSIT', groupId: 7, amount: 500, reason: 'Всем' };

test('a group of more cards than there can be is no answer', async () => {
  const saturn = await givenLiar({ group: { body: { processed: 2 ** 31, total: 1, skipped: [] } } });
  expect((await saturn.book(group)).state).toBe('PENDING');
});

test('a group that was seen in part is not put together from that part, and never told to be not applied', async () => {
  const rows: Row[] = [];
  // It knows no offset.
  const saturn = await givenLiar({ list: () => ({ items: rows.slice(0, 10), total: rows.length }) });
  await saturn.book(first, FIRST);
  await saturn.book(group);
  const marker = (await saturn.store.list({ limit: 1, name: KEY }))[0]?.marker;
  const createdAt = saturn.books[0]?.createdAt;
  for (let id = 1; id <= 30; id++)
    rows.push({ id, accountId: id, kind: 'DEPOSIT', amount: 500, reason: `Всем #${marker}`, createdAt });
  expect(await saturn.conclude(group)).toBe('TOO_LONG');
});

test('a group that was seen, and then is not: stuck, never not applied', async () => {
  let isHidden = false;
  const saturn = await givenLiar({ list: () => (isHidden ? { items: [], total: 0 } : undefined) });
  await saturn.book(first, FIRST);
  await saturn.book(group);
  const marker = (await saturn.store.list({ limit: 1, name: KEY }))[0]?.marker;
  const row = {
    accountId: 1,
    kind: 'DEPOSIT',
    amount: 500,
    reason: `Всем #${marker}`,
    createdAt: saturn.books[0]?.createdAt,
  };
  saturn.books.push({ id: 1, ...row });
  saturn.clock.advance(600);
  expect((await saturn.book(group)).state).toBe('PENDING');
  isHidden = true;
  expect(await saturn.conclude(group)).toBe('BLIND');
});

test('a limit that was lowered changes nothing for a key that was used before', async () => {
  const saturn = await givenLiar();
  const booked = await saturn.book(move);
  const lower = { ...saturn.tenant, valueMoves: { ...saturn.tenant.valueMoves, maxAmount: 100 } };
  expect(await saturn.book(move, { tenant: lower })).toEqual({ ...booked, replayed: true });
  expect(await saturn.book(move, { tenant: lower, key: `${KEY}-2` })).toEqual({ state: 'TOO_MUCH' });
  expect(saturn.books).toHaveLength(1);
});

test('what was sent is never told to be unsent: not when its time is over, and not when the log cannot be written', async () => {
  const store = createMemoryStore();
  let isFull = false;
  const begin: typeof store.begin = (intent) => (isFull ? new Promise(() => {}) : store.begin(intent));
  const saturn = await givenLiar(
    { deposit: () => 'lost', list: () => 'no list' },
    { clock: fastClock(5), intents: { store: { ...store, begin } } },
  );
  expect((await saturn.book(move)).state).toBe('PENDING');
  expect((await saturn.book(move, { deadlineMs: 1 })).state).toBe('PENDING');
  const group = { kind: 'GROUP_DEPOSIT', groupId: 7, amount: 500, reason: 'Всем' } as const;
  const ofGroup = { key: `${KEY}-group` };
  expect((await saturn.book(group, ofGroup)).state).toBe('PENDING');
  isFull = true;
  expect((await saturn.book(move)).state).toBe('PENDING');
  const together = [saturn.book(group, ofGroup), saturn.book(group, ofGroup)];
  expect((await Promise.all(together)).map(({ state }) => state)).toEqual(['PENDING', 'PENDING']);
  // A key that was not used learns in time that nothing can be written.
  await expect(saturn.book(move, { key: `${KEY}-2`, deadlineMs: 700 })).rejects.toMatchObject({ fault: 'UNREACHABLE' });
});

test('our clock set back by two days: a client that asks is answered from the server all the same', async () => {
  let isDown = true;
  const saturn = await givenLiar({ deposit: () => 'lost', list: () => (isDown ? 'no list' : undefined) });
  expect((await saturn.book(move)).state).toBe('PENDING');
  saturn.clock.advance(-48 * 3_600_000);
  isDown = false;
  expect((await saturn.book(move)).state).toBe('BOOKED');
});
