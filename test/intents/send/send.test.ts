import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import type { CardMove } from '../../../src/intents/move.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { IntentStoreError } from '../../../src/intents/store/store-error.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import { fastClock } from '../../kit/clock.ts';
import { tenantConfig } from '../../kit/config.ts';
import { fakeServer, listen } from '../../kit/fake-server.ts';
import { type Given, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';
import { eventually } from '../../kit/server.ts';

const QUICK = { upstream: { timeoutMs: 200, deadlineMs: 2000 } };

const deposit = (changes: Partial<CardMove> = {}): CardMove => ({
  kind: 'CARD_DEPOSIT',
  cardId: 1,
  amount: 15_000,
  reason: 'Проверка',
  ...changes,
});

/** A card that may move value, and one that is blocked. */
function cards({ sandbox }: Given) {
  const open = sandbox.accounts().find(({ isBlocked, balance }) => !isBlocked && balance > 0);
  const blocked = sandbox.accounts().find(({ isBlocked }) => isBlocked);
  if (!open || !blocked) throw new Error('the sandbox has no such cards');
  return { open, blocked };
}

test('a deposit is booked once, and its key gives the same operation again without a call', async () => {
  const saturn = await given();
  const { open } = cards(saturn);
  const move = deposit({ cardId: open.id });
  const first = await saturn.book(move);
  expect(first).toMatchObject({ state: 'BOOKED', replayed: false, operation: { accountId: open.id, amount: 15_000 } });
  const again = await saturn.book({ ...move });
  expect(again).toEqual({ ...first, replayed: true });
  expect(saturn.sends()).toBe(1);
  expect(saturn.booked('Проверка')).toHaveLength(1);
});

test('the marker is the last word of the upstream reason, and is taken off what is shown', async () => {
  const saturn = await given();
  await saturn.book(deposit({ cardId: cards(saturn).open.id }));
  const [row] = saturn.booked('Проверка');
  expect(row?.reason).toMatch(/^Проверка #[A-Z2-7]{12}$/);
  const { intents } = saturn;
  expect(await intents.stripMarker('saturn', row?.reason ?? '')).toBe('Проверка');
  // Known by now: no promise.
  expect(intents.stripMarker('saturn', row?.reason ?? '')).toBe('Проверка');
  expect(await intents.stripMarker('neptune', row?.reason ?? '')).toBe(row?.reason);
  expect(await intents.stripMarker('saturn', 'Заказ #ABCDEFGHIJKL')).toBe('Заказ #ABCDEFGHIJKL');
  expect(intents.stripMarker('saturn', 'Заказ #12')).toBe('Заказ #12');
});

test('a page of a thousand reasons costs one look-up', async () => {
  const store = createMemoryStore();
  let lookUps = 0;
  const counting = {
    ...store,
    ownMarkers(...asked: Parameters<typeof store.ownMarkers>) {
      lookUps++;
      return store.ownMarkers(...asked);
    },
  };
  const { intents } = await given({ intents: { store: counting } });
  const reasons = Array.from(
    { length: 1000 },
    (_, at) =>
      `Чек #${String(at)
        .padStart(12, 'Z')
        .replace(/[0189]/g, 'Q')}`,
  );
  expect(await Promise.all(reasons.map((reason) => intents.stripMarker('saturn', reason)))).toEqual(reasons);
  await Promise.all(reasons.map((reason) => intents.stripMarker('saturn', reason)));
  expect(lookUps).toBe(1);
});

test('the same key fifty times at once is one booking and fifty equal answers', async () => {
  const saturn = await given();
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 50 });
  const move = deposit({ cardId: cards(saturn).open.id });
  const answers = await Promise.all(Array.from({ length: 50 }, () => saturn.book({ ...move })));
  expect(saturn.booked('Проверка')).toHaveLength(1);
  const operations = answers.map((answer) => answer.state === 'BOOKED' && JSON.stringify(answer.operation));
  expect(new Set(operations).size).toBe(1);
  expect(answers.filter((answer) => answer.state === 'BOOKED' && !answer.replayed)).toHaveLength(1);
});

test('the same key while the first still runs waits two seconds, then is pending', async () => {
  const saturn = await given({ clock: fastClock(5) });
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 2600, times: 1 });
  const move = deposit({ cardId: cards(saturn).open.id });
  const first = saturn.book(move, { deadlineMs: 20_000 });
  const begun = saturn.clock.now();
  expect((await saturn.book({ ...move }, { deadlineMs: 20_000 })).state).toBe('PENDING');
  expect(saturn.clock.now() - begun).toBeGreaterThan(1900);
  expect((await first).state).toBe('BOOKED');
});

test('a key with other content is refused, whatever part differs; other principals and tenants are independent', async () => {
  const saturn = await given();
  const [one, two] = saturn.sandbox.accounts().filter(({ isBlocked, balance }) => !isBlocked && balance > 20_000);
  const move = deposit({ cardId: one?.id ?? 0 });
  await saturn.book(move);
  const others = [
    { amount: 15_001 },
    { cardId: two?.id ?? 0 },
    { reason: 'Другое' },
    { expiresAt: '2027-01-01' },
    { kind: 'CARD_WITHDRAW' as const },
  ];
  for (const other of others)
    expect(await saturn.book({ ...move, ...other })).toMatchObject({ state: 'KEY_REUSED', expiredAt: null });
  expect((await saturn.book({ ...move }, { principal: 'API_KEY:crm' })).state).toBe('BOOKED');
  const tenants = createTenants(
    { tenants: [tenantConfig({ ...saturn.file, slug: 'neptune' })] },
    { clock: saturn.clock },
  );
  const neptune = tenants.all[0] as Tenant;
  expect((await saturn.book({ ...move }, { tenant: neptune })).state).toBe('BOOKED');
  await tenants.close();
  expect(saturn.booked('Проверка')).toHaveLength(3);
});

test('a rightful repeat is told its operation beside a call with other content that runs at the same instant', async () => {
  const saturn = await given();
  const move = deposit({ cardId: cards(saturn).open.id });
  const booked = await saturn.book(move);
  const [wrong, right] = await Promise.all([saturn.book({ ...move, amount: 1 }), saturn.book({ ...move })]);
  expect(wrong.state).toBe('KEY_REUSED');
  expect(right).toEqual({ ...booked, replayed: true });
});

test('a documented refusal is explained by the card, and final for its key', async () => {
  const saturn = await given();
  const { open, blocked } = cards(saturn);
  const refused = async (move: CardMove, key: string) => {
    const outcome = await saturn.book(move, { key });
    expect(await saturn.book({ ...move }, { key })).toEqual(outcome);
    return outcome;
  };
  expect(await refused(deposit({ cardId: 999_999 }), `${KEY}a`)).toMatchObject({
    state: 'REFUSED',
    reason: 'NOT_FOUND',
    status: 404,
  });
  expect(await refused(deposit({ cardId: blocked.id }), `${KEY}b`)).toMatchObject({
    state: 'REFUSED',
    reason: 'BLOCKED',
    status: 400,
  });
  const all = open.balance + open.creditLimit;
  const tooMuch = deposit({ kind: 'CARD_WITHDRAW', cardId: open.id, amount: all + 1 });
  expect(await refused(tooMuch, `${KEY}c`)).toMatchObject({ state: 'REFUSED', reason: 'INSUFFICIENT', available: all });
  const past = deposit({ cardId: open.id, expiresAt: '2020-01-01' });
  expect(await refused(past, `${KEY}d`)).toMatchObject({ state: 'REFUSED', reason: 'OTHER', status: 400 });
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', do: 'status', status: 409, times: 1 });
  expect(await refused(deposit({ cardId: open.id }), `${KEY}e`)).toMatchObject({
    state: 'REFUSED',
    reason: 'OTHER',
    status: 409,
  });
  expect(saturn.booked('Проверка')).toHaveLength(0);
});

test('what was refused stays refused when the card could take it later', async () => {
  const saturn = await given();
  const { open } = cards(saturn);
  const move = deposit({ kind: 'CARD_WITHDRAW', cardId: open.id, amount: open.balance + open.creditLimit + 100 });
  const refused = await saturn.book(move);
  await saturn.book(deposit({ cardId: open.id, amount: 100_000 }), { key: `${KEY}x` });
  expect(await saturn.book(move)).toEqual(refused);
});

test('nothing sent: the error says so, and the same key may be sent again', async () => {
  const holder = createServer();
  const port = await listen(holder);
  await new Promise((done) => holder.close(done));
  const saturn = await given({ tenant: { baseUrl: `http://127.0.0.1:${port}/api/v0`, ...QUICK } });
  const move = deposit({ cardId: cards(saturn).open.id });
  for (let tries = 0; tries < 2; tries++)
    await expect(saturn.book(move)).rejects.toMatchObject({
      name: 'UpstreamError',
      kind: 'UNAVAILABLE',
      sent: 'NOT_SENT',
    });
  // Without a token no right to send is asked for.
  expect(await saturn.store.list({ limit: 9 })).toEqual([]);

  const tenants = createTenants({ tenants: [tenantConfig({ baseUrl: saturn.sandbox.url })] }, { clock: saturn.clock });
  const moved = await saturn.book(move, { tenant: tenants.all[0] as Tenant });
  expect(moved).toMatchObject({ state: 'BOOKED', replayed: false });
  await tenants.close();
});

test.each([
  ['the connection is reset after it was booked', { do: 'reset', phase: 'after' }],
  ['the connection is closed after it was booked', { do: 'close', phase: 'after' }],
  ['the answer is cut', { do: 'cut' }],
  ['the answer is garbage', { do: 'garbage', phase: 'after' }],
  ['the answer is empty', { do: 'empty', phase: 'after' }],
  ['the answer is of the wrong type', { do: 'contentType' }],
  ['the answer is a 500', { do: 'status', status: 500, phase: 'after' }],
  ['the answer is a 502 of a proxy', { do: 'html', phase: 'after' }],
  ['the answer is a 408', { do: 'status', status: 408, phase: 'after' }],
  ['no answer comes', { do: 'hang', phase: 'after' }],
  ['only the head of the answer comes', { do: 'headers', phase: 'after' }],
  ['the answer drips', { do: 'drip', bytes: 1, everyMs: 50 }],
] as const)('%s: one reading within the deadline finds it', async (_, fault) => {
  const saturn = await given({ tenant: QUICK });
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', ...fault });
  const move = deposit({ cardId: cards(saturn).open.id });
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', replayed: false, operation: { amount: 15_000 } });
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(saturn.sends()).toBe(1);
  expect(saturn.booked('Проверка')).toHaveLength(1);
});

test('a server that answers with the row of another card has booked nobody knows what', async () => {
  const saturn = await given({ tenant: QUICK });
  const { open } = cards(saturn);
  const row = { id: 77, accountId: open.id + 1, kind: 'DEPOSIT', amount: 15_000, createdAt: '2026-03-10T15:00:00' };
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', do: 'status', status: 200, body: row });
  expect((await saturn.book(deposit({ cardId: open.id }))).state).toBe('PENDING');
});

test('moves of one card go one after another; where the turn does not come, nothing is sent and the key is unused', async () => {
  const saturn = await given();
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 400, times: 1 });
  const move = deposit({ cardId: cards(saturn).open.id });
  const first = saturn.book(move, { key: `${KEY}1` });
  const second = saturn.book({ ...move, reason: 'Второй' }, { key: `${KEY}2`, deadlineMs: 200 });
  await expect(second).rejects.toMatchObject({ kind: 'OVERLOADED', sent: 'NOT_SENT' });
  expect((await first).state).toBe('BOOKED');
  expect(saturn.sandbox.peakCalls()).toBe(1);
  expect(await saturn.book({ ...move, reason: 'Второй' }, { key: `${KEY}2` })).toMatchObject({
    state: 'BOOKED',
    replayed: false,
  });
});

test('an unknown outcome does not lock the card', async () => {
  const saturn = await given({ tenant: QUICK });
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', times: 1 });
  const move = deposit({ cardId: cards(saturn).open.id });
  expect((await saturn.book(move, { key: `${KEY}0` })).state).toBe('PENDING');
  for (let at = 1; at <= 5; at++)
    expect((await saturn.book({ ...move, reason: `Чек ${at}` }, { key: `${KEY}${at}` })).state).toBe('BOOKED');
  expect((await saturn.book(move, { key: `${KEY}0` })).state).toBe('PENDING');
});

test('a log that cannot be written refuses moves before anything is sent, says why, and recovers', async () => {
  const store = createMemoryStore();
  let isFull = false;
  const begin: typeof store.begin = (intent) => {
    if (isFull) throw new IntentStoreError('FULL', 'the disk is full');
    return store.begin(intent);
  };
  const saturn = await given({ intents: { store: { ...store, begin: async (intent) => begin(intent) } } });
  const move = deposit({ cardId: cards(saturn).open.id });
  isFull = true;
  await expect(saturn.book(move)).rejects.toMatchObject({ name: 'IntentStoreError', fault: 'FULL' });
  expect(saturn.sends()).toBe(0);
  expect(saturn.intents.status()).toMatchObject({ store: 'memory', fault: 'FULL' });
  isFull = false;
  expect((await saturn.book(move)).state).toBe('BOOKED');
  expect(saturn.intents.status().fault).toBeNull();
});

test('an outcome that the log cannot take is pending, kept, and written and told when the log works again', async () => {
  const store = createMemoryStore();
  let isFull = true;
  const change: typeof store.change = async (...args) => {
    if (isFull) throw new IntentStoreError('FULL', 'the disk is full');
    return store.change(...args);
  };
  const saturn = await given({ intents: { store: { ...store, change } } });
  const move = deposit({ cardId: cards(saturn).open.id });
  expect((await saturn.book(move)).state).toBe('PENDING');
  expect(saturn.intents.status().fault).toBe('FULL');
  isFull = false;
  await eventually(async () => expect((await saturn.store.list({ limit: 1 }))[0]?.state).toBe('SUCCEEDED'));
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(saturn.sends()).toBe(1);
});

test('an outcome that died with its process before the log took it is found', async () => {
  const store = createMemoryStore();
  const full = async () => Promise.reject(new IntentStoreError('FULL', 'the disk is full'));
  const saturn = await given({ intents: { store: { ...store, change: full } } });
  const move = deposit({ cardId: cards(saturn).open.id });
  expect((await saturn.book(move)).state).toBe('PENDING');
  const restarted = await saturn.another({ store });
  expect(await saturn.book(move, {}, restarted)).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(saturn.sends()).toBe(1);
});

test('a reason that ends like a marker, or none, and an amount of nothing never get to the server', async () => {
  const saturn = await given();
  for (const wrong of [
    { reason: 'Чек #ABCDEFGHIJ23' },
    { reason: '' },
    { reason: 'x'.repeat(241) },
    { amount: 0 },
    { amount: -5 },
  ])
    await expect(saturn.book(deposit(wrong))).rejects.toThrow(RangeError);
  expect(await saturn.store.list({ limit: 1 })).toEqual([]);
  expect((await saturn.book(deposit({ cardId: cards(saturn).open.id, reason: 'я'.repeat(240) }))).state).toBe('BOOKED');
});

test('the client that leaves stops nothing', async () => {
  const saturn = await given();
  const leaving = new AbortController();
  saturn.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 100, phase: 'after', do: 'reset' });
  const upstream = { client: saturn.tenant.client, context: { signal: leaving.signal } };
  const outcome = saturn.book(deposit({ cardId: cards(saturn).open.id }), { upstream });
  setTimeout(() => leaving.abort(), 30);
  expect((await outcome).state).toBe('BOOKED');
});

test('a key past its thirty days is refused with its date, whether or not it was swept', async () => {
  const saturn = await given();
  const move = deposit({ cardId: cards(saturn).open.id });
  await saturn.book(move);
  const bookedAt = saturn.clock.now();
  saturn.clock.advance(30 * 86_400_000 + 1);
  const refused = { state: 'KEY_REUSED', submittedAt: bookedAt, expiredAt: bookedAt + 30 * 86_400_000 };
  expect(await saturn.book(move)).toEqual(refused);
  await saturn.store.sweep(saturn.clock.now() - 30 * 86_400_000, 0, saturn.clock.now());
  expect(await saturn.book(move)).toEqual(refused);
  expect(saturn.booked('Проверка')).toHaveLength(1);
});

test('a refusal with a body that looks like success is still a refusal', async () => {
  const server = await fakeServer(({ path }) =>
    path.startsWith('/accounts') ? { status: 500 } : { status: 409, body: { id: 1, accountId: 1 } },
  );
  const saturn = await given({ tenant: { baseUrl: server.url, ...QUICK } });
  expect(await saturn.book(deposit())).toMatchObject({ state: 'REFUSED', reason: 'OTHER', status: 409 });
});
