import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newMarker, withMarker } from '../../../src/intents/marker.ts';
import type { CardMove, GroupMove } from '../../../src/intents/move.ts';
import { createMarkedReads, type Walk, walkOperations } from '../../../src/intents/read-back/history.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import { createTenants } from '../../../src/tenants/registry.ts';
import type { Operation } from '../../../src/upstream/resources/operations.ts';
import { tenantConfig } from '../../kit/config.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { type GivenOptions, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

const HOUR = 3_600_000;
const upstream = { timeoutMs: 300, deadlineMs: 2000, retryBaseMs: 1 };
/** A short settle time, so that the clock stays near the server's Date header. */
const TENANT = {
  upstream,
  valueMoves: { settleSeconds: 5, reasonVerbatim: 'auto', groupTimeoutMs: 5000 },
} as const;
const NO_READS: FaultRule = { operationId: 'operations.list', do: 'status', status: 503 };
const LOST: FaultRule = { operationId: 'operations.deposit', do: 'reset', phase: 'after', times: 1 };
const DROPPED: FaultRule = { operationId: 'operations.deposit', do: 'hang', times: 1 };

type Tenant = NonNullable<GivenOptions['tenant']>;

/** A server that takes these parameters for unknown, and ignores them as FastAPI does. */
const ignoring = (...names: string[]): Tenant => ({
  ...TENANT,
  dialect: { parameters: Object.fromEntries(names.map((name) => [`operations.list.${name}`, `x_${name}`])) },
});

/** A gateway that has seen this server's clock agree, and then sent a deposit whose answer was lost. */
async function givenLost(tenant: Tenant, fault: FaultRule, skewMs?: () => number, jump?: () => void) {
  // The clock of this machine too, so that the server's Date header agrees.
  const saturn = await given({ tenant, clock: Date.now(), ...(skewMs ? { skewMs } : {}) });
  const cardId = saturn.sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const move: CardMove = { kind: 'CARD_DEPOSIT', cardId, amount: 12_345, reason: 'Проверка' };
  expect((await saturn.book({ ...move, reason: 'Первая проверка' }, { key: `${KEY}-first` })).state).toBe('BOOKED');
  jump?.();
  saturn.sandbox.faults.add(fault);
  const forget = saturn.sandbox.faults.add(NO_READS);
  expect((await saturn.book(move)).state).toBe('PENDING');
  forget();
  saturn.clock.advance(6_000);
  return { ...saturn, move };
}

test.each([
  ['that searches', TENANT],
  ['that ignores the search', ignoring('search')],
  ['that ignores the search and the date', ignoring('search', 'dateFrom')],
])(
  'a server %s, and whose clock jumps back by a month after it was seen to agree: what is booked is found',
  async (_, tenant) => {
    let skew = 0;
    const saturn = await givenLost(
      tenant,
      LOST,
      () => skew,
      () => {
        skew = -30 * 24 * HOUR;
      },
    );
    expect((await saturn.bookUntil('BOOKED', saturn.move, {})).state).toBe('BOOKED');
  },
);

test.each([
  ['that ignores the search', ignoring('search')],
  ['that ignores the search and the date', ignoring('search', 'dateFrom')],
  ['that ignores whose operations are asked for', ignoring('search', 'accountId')],
])('a server %s: what is booked is found, what is not is not applied', async (_, tenant) => {
  const lost = await givenLost(tenant, LOST);
  expect((await lost.bookUntil('BOOKED', lost.move, {})).state).toBe('BOOKED');
  const dropped = await givenLost(tenant, DROPPED);
  expect((await dropped.bookUntil('NOT_APPLIED', dropped.move, {})).state).toBe('NOT_APPLIED');
});

test('a server that ignores the search is asked for one page more, and the next time for none', async () => {
  const saturn = await givenLost(ignoring('search'), LOST);
  await saturn.bookUntil('BOOKED', saturn.move, {});
  for (const pages of [1, 0]) {
    saturn.sandbox.faults.add(LOST);
    saturn.sandbox.clearCalls();
    expect((await saturn.book(saturn.move, { key: `${KEY}-${pages}` })).state).toBe('BOOKED');
    const reads = saturn.sandbox.calls.filter(({ operationId }) => operationId === 'operations.list');
    expect(reads.filter(({ query }) => 'x_search' in query)).toHaveLength(pages);
    expect(reads).toHaveLength(1 + pages);
  }
});

test('a backlog of moves on a server without a search is a few walks over its rows, not two for each move', async () => {
  const saturn = await givenLost(ignoring('search'), DROPPED);
  const cards = saturn.sandbox.accounts().filter(({ isBlocked }) => !isBlocked);
  const moves = cards.slice(1, 16).map(({ id }): CardMove => ({ ...saturn.move, cardId: id }));
  saturn.sandbox.faults.add({ ...DROPPED, times: moves.length });
  const forget = saturn.sandbox.faults.add(NO_READS);
  const sent = await Promise.all(moves.map((move, at) => saturn.book(move, { key: `${KEY}-of-many-${at}` })));
  expect(new Set(sent.map(({ state }) => state))).toEqual(new Set(['PENDING']));
  saturn.clock.advance(6_000);
  forget();
  saturn.sandbox.clearCalls();
  const open = async () => (await saturn.store.list({ states: ['UNKNOWN'], limit: 100 })).length;
  for (let tries = 0; (await open()) > 0; tries++) {
    if (tries > 2000) throw new Error('the backlog is never worked off');
    saturn.clock.advance(2_000);
    await pause(20);
  }
  expect(await saturn.store.list({ states: ['NOT_APPLIED'], limit: 100 })).toHaveLength(1 + moves.length);
  const walks = saturn.sandbox.calls.filter(
    ({ operationId, query }) => operationId === 'operations.list' && !('accountId' in query) && !('x_search' in query),
  );
  expect(walks.length).toBeLessThan(moves.length);
});

test('asking again and again for a stuck move uses up none of our own lookups', async () => {
  const saturn = await givenLost(TENANT, DROPPED);
  // Nothing that is booked is seen.
  saturn.sandbox.faults.add({
    operationId: 'operations.list',
    do: 'status',
    status: 200,
    body: { items: [], total: 0 },
  });
  const row = async () => (await saturn.store.list({ limit: 1, name: KEY }))[0];
  for (let times = 0; times < 40; times++) {
    expect((await saturn.book(saturn.move)).state).toBe('PENDING');
    saturn.clock.advance(11_000);
  }
  expect(await row()).toMatchObject({ state: 'STUCK', evidence: { why: 'BLIND', audits: 1 } });
  expect((await row())?.nextAt).toBeGreaterThan(saturn.clock.now());
});

const operation = (id: number, createdAt: string): Operation =>
  ({ id, accountId: 1, kind: 'DEPOSIT', amount: 100, createdAt }) as Operation;

type Answer = (offset: number, limit: number) => unknown;

const paged =
  (rows: readonly Operation[], total = rows.length): Answer =>
  (offset, limit) => ({ items: rows.slice(offset, offset + limit), total });

async function walked(answer: Answer, maxLimit = 2) {
  const server = await fakeServer(({ query }) => ({
    body: answer(Number(query.get('offset')), Number(query.get('limit'))),
  }));
  const tenants = createTenants(
    { tenants: [tenantConfig({ baseUrl: server.url, dialect: { maxLimit } })] },
    { clock: systemClock },
  );
  const client = tenants.all[0]?.client;
  if (!client) throw new Error('no tenant');
  const past = { since: Date.UTC(2026, 2, 5), timeOf: (row: Operation) => Date.parse(`${row.createdAt}Z`) };
  const walk = await walkOperations({ client, context: {} }, {}, { past, maxPages: 50, isWanted: () => true });
  await tenants.close();
  return { isWhole: walk.isWhole, ids: walk.rows.map(({ id }) => id), pages: server.requests.length };
}

test('a walk serves a lookup that was due before it began, asks no further back and for no more pages; a failed one serves nobody', async () => {
  let isDown = false;
  const server = await fakeServer(() => (isDown ? { status: 400 } : { body: { items: [], total: 0 } }));
  const config = tenantConfig({ baseUrl: server.url });
  const tenants = createTenants({ tenants: [config] }, { clock: systemClock });
  const [tenant] = tenants.all;
  if (!tenant) throw new Error('no tenant');
  let passed = 1000;
  const read = createMarkedReads({ ...systemClock, monotonic: () => passed });
  const since = Date.UTC(2026, 2, 5);
  const requests = async (changes: { asOf: number; since?: number; maxPages?: number }) => {
    const before = server.requests.length;
    await read(tenant, { client: tenant.client, context: {} }, { since, maxPages: 20, ...changes }).catch(() => {});
    return server.requests.length - before;
  };
  expect(await requests({ asOf: 1000 })).toBe(1);
  passed = 2000;
  expect(await requests({ asOf: 1000 })).toBe(0);
  expect(await requests({ asOf: 500, since: since + 1, maxPages: 19 })).toBe(0);
  expect(await requests({ asOf: 1001 })).toBe(1);
  expect(await requests({ asOf: 2000, since: since - 1 })).toBe(1);
  expect(await requests({ asOf: 2000, maxPages: 21 })).toBe(1);
  isDown = true;
  expect(await requests({ asOf: 2001 })).toBe(1);
  isDown = false;
  expect(await requests({ asOf: 1000 })).toBe(1);
  await tenants.close();
});

test('a walk that is cut, or fails for the lookup that began it, serves nobody else: what a shorter time needs is read', async () => {
  const rows = march(1, 9).map((row) => ({ ...row, reason: withMarker('Бонус', newMarker()) }));
  const server = await fakeServer(({ query }) => {
    const from = String(query.get('dateFrom'));
    const offset = Number(query.get('offset'));
    const limit = Number(query.get('limit'));
    return { body: paged(rows.filter(({ createdAt }) => createdAt >= from))(offset, limit) };
  });
  const tenants = createTenants(
    { tenants: [tenantConfig({ baseUrl: server.url, dialect: { maxLimit: 2 } })] },
    { clock: systemClock },
  );
  const [tenant] = tenants.all;
  if (!tenant) throw new Error('no tenant');
  const read = createMarkedReads({ ...systemClock, monotonic: () => 0 });
  const since = (day: number) => ({ since: Date.UTC(2026, 2, day, 20), maxPages: 3, asOf: 0 });
  const ask = (day: number, context = {}) => read(tenant, { client: tenant.client, context }, since(day));
  const ids = async (walk: Promise<Walk>) => (await walk).rows.map(({ id }) => id);
  const shown = await Promise.all([ids(ask(1)), ids(ask(8))]);
  expect(shown).toEqual([
    [1, 2, 3, 4, 5, 6],
    [8, 9],
  ]);
  expect(await ids(ask(8))).toEqual([8, 9]);
  const hasty = ask(7, { deadline: Date.now() - 1 }).catch(() => 'LATE');
  expect(await Promise.all([hasty, ids(ask(8))])).toEqual(['LATE', [8, 9]]);
  await tenants.close();
});

const march = (from: number, to: number): Operation[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => {
    const day = from < to ? from + at : from - at;
    return operation(day, `2026-03-${String(day).padStart(2, '0')}T12:00:00`);
  });

test('a list that goes from old to new is read to its end, though it begins in the past', async () => {
  expect(await walked(paged(march(1, 9)))).toMatchObject({ isWhole: true, ids: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
});

test('a list that goes from new to old is left where the past begins', async () => {
  expect(await walked(paged(march(9, 1)))).toEqual({ isWhole: true, ids: [9, 8, 7, 6, 5, 4, 3, 2], pages: 4 });
});

test('a total that is too small ends nothing', async () => {
  expect(await walked(paged(march(9, 5), 2))).toMatchObject({ isWhole: true, ids: [9, 8, 7, 6, 5] });
});

test('a server that pages through a round number of rows alone: not whole, unless its total says that these are all', async () => {
  const rows = Array.from({ length: 1000 }, (_, at) => operation(2000 - at, '2026-03-20T12:00:00'));
  const whole = async (count: number, total: number | null) =>
    (await walked((offset, limit) => ({ items: rows.slice(offset, Math.min(count, offset + limit)), total }), 50))
      .isWhole;
  expect(await whole(300, 301)).toBe(false);
  expect(await whole(300, 300)).toBe(true);
  expect(await whole(300, null)).toBe(true);
  expect(await whole(320, 321)).toBe(true);
  expect(await whole(1000, null)).toBe(false);
  expect(await whole(1000, 1000)).toBe(true);
});

test.each([
  ['comes to its end', march(9, 5), [5, 6, 7, 8, 9]],
  ['is left where the past begins', march(9, 1), [4, 5, 6, 7, 8, 9]],
])('a list that grows while it is read %s all the same', async (_, start, ids) => {
  let rows = start;
  const told = await walked((offset, limit) => {
    const items = rows.slice(offset, offset + limit);
    rows = [operation(100 + offset, '2026-03-20T12:00:00'), ...rows];
    return { items, total: rows.length };
  });
  expect(told.isWhole).toBe(true);
  expect(told.ids.sort((a, b) => a - b)).toEqual(ids);
});

test('a server that knows no offset: all that it has where it says so, else not whole', async () => {
  const all = march(9, 8);
  expect((await walked(() => ({ items: all, total: 2 }))).isWhole).toBe(true);
  expect((await walked(() => ({ items: all, total: 40 }))).isWhole).toBe(false);
  expect((await walked(() => all)).isWhole).toBe(false);
  expect((await walked(() => all, 1000)).isWhole).toBe(true);
});

test('a group on a server whose Date disagrees with its rows of old: everything is read, and what was booked is found', async () => {
  let skew = 0;
  const start = await given({ tenant: ignoring('search'), clock: Date.now(), skewMs: () => skew });
  const cardId = start.sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const first: CardMove = { kind: 'CARD_DEPOSIT', cardId, amount: 1, reason: 'Первая' };
  expect((await start.book(first, { key: `${KEY}-first` })).state).toBe('BOOKED');
  skew = -40 * 24 * HOUR;
  const groupId = start.sandbox.accounts()[0]?.groupId ?? 0;
  const move: GroupMove = { kind: 'GROUP_DEPOSIT', groupId, amount: 500, reason: 'Всем' };
  start.sandbox.faults.add({ operationId: 'operations.groupDeposit', do: 'reset', phase: 'after', times: 1 });
  expect((await start.book(move)).state).toBe('PENDING');
  // Our clock goes on, the header's does not: it disagrees.
  start.clock.advance(601_000);
  const told = await start.bookUntil('GROUP_BOOKED', move, {});
  expect(told).toMatchObject({ processed: start.booked('Всем').length, complete: false });
});
