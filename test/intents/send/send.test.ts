import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import type { CardMove } from '../../../src/intents/move.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { IntentStoreError } from '../../../src/intents/store/store-error.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import { tenantConfig } from '../../kit/graph.ts';
import { fakeServer, listen } from '../../upstream/kit.ts';
import { type GivenIntents, givenIntents, KEY } from '../kit.ts';

const QUICK = { upstream: { ...DEFAULT_LIMITS, timeoutMs: 200, deadlineMs: 2000 } };

const deposit = (changes: Partial<CardMove> = {}): CardMove => ({
  kind: 'CARD_DEPOSIT',
  cardId: 1,
  amount: 15_000,
  reason: 'Проверка',
  ...changes,
});

/** A card that may move value, and one that is blocked. */
function cards({ sandbox }: GivenIntents) {
  const open = sandbox.accounts().find(({ isBlocked, balance }) => !isBlocked && balance > 0);
  const blocked = sandbox.accounts().find(({ isBlocked }) => isBlocked);
  if (!open || !blocked) throw new Error('the sandbox has no such cards');
  return { open, blocked };
}

test('a deposit is booked once, and its key gives the same operation again without a call', async () => {
  const given = await givenIntents();
  const { open } = cards(given);
  const move = deposit({ cardId: open.id });
  const first = await given.ask(move);
  expect(first).toMatchObject({ state: 'BOOKED', replayed: false, operation: { accountId: open.id, amount: 15_000 } });
  const again = await given.ask({ ...move });
  expect(again).toEqual({ ...first, replayed: true });
  expect(given.sends()).toBe(1);
  expect(given.booked('Проверка')).toHaveLength(1);
});

test('the marker is the last word of the upstream reason, and is taken off what is shown', async () => {
  const given = await givenIntents();
  await given.ask(deposit({ cardId: cards(given).open.id }));
  const [row] = given.booked('Проверка');
  expect(row?.reason).toMatch(/^Проверка #[A-Z2-7]{12}$/);
  const { intents } = given;
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
  const { intents } = await givenIntents({ store: counting });
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
  const given = await givenIntents();
  given.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 50 });
  const move = deposit({ cardId: cards(given).open.id });
  const answers = await Promise.all(Array.from({ length: 50 }, () => given.ask({ ...move })));
  expect(given.booked('Проверка')).toHaveLength(1);
  const operations = answers.map((answer) => answer.state === 'BOOKED' && JSON.stringify(answer.operation));
  expect(new Set(operations).size).toBe(1);
  expect(answers.filter((answer) => answer.state === 'BOOKED' && !answer.replayed)).toHaveLength(1);
});

test('the same key while the first still runs waits two seconds, then is pending', async () => {
  const given = await givenIntents();
  given.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 2600, times: 1 });
  const move = deposit({ cardId: cards(given).open.id });
  const first = given.ask(move, { deadlineMs: 5000 });
  const begun = performance.now();
  expect((await given.ask({ ...move }, { deadlineMs: 5000 })).state).toBe('PENDING');
  expect(performance.now() - begun).toBeGreaterThan(1900);
  expect((await first).state).toBe('BOOKED');
});

test('a key with other content is refused, whatever part differs; other principals and tenants are independent', async () => {
  const given = await givenIntents();
  const [one, two] = given.sandbox.accounts().filter(({ isBlocked, balance }) => !isBlocked && balance > 20_000);
  const move = deposit({ cardId: one?.id ?? 0 });
  await given.ask(move);
  const others = [
    { amount: 15_001 },
    { cardId: two?.id ?? 0 },
    { reason: 'Другое' },
    { expiresAt: '2027-01-01' },
    { kind: 'CARD_WITHDRAW' as const },
  ];
  for (const other of others)
    expect(await given.ask({ ...move, ...other })).toMatchObject({ state: 'KEY_REUSED', expiredAt: null });
  expect((await given.ask({ ...move }, { principal: 'API_KEY:crm' })).state).toBe('BOOKED');
  const tenants = createTenants(
    { tenants: [tenantConfig(given.sandbox.url, { slug: 'neptune' })] },
    { clock: given.clock },
  );
  const neptune = tenants.all[0] as Tenant;
  expect((await given.ask({ ...move }, { tenant: neptune })).state).toBe('BOOKED');
  await tenants.close();
  expect(given.booked('Проверка')).toHaveLength(3);
});

test('a rightful repeat is told its operation beside a call with other content that runs at the same instant', async () => {
  const given = await givenIntents();
  const move = deposit({ cardId: cards(given).open.id });
  const booked = await given.ask(move);
  const [wrong, right] = await Promise.all([given.ask({ ...move, amount: 1 }), given.ask({ ...move })]);
  expect(wrong.state).toBe('KEY_REUSED');
  expect(right).toEqual({ ...booked, replayed: true });
});

test('a documented refusal is explained by the card, and final for its key', async () => {
  const given = await givenIntents();
  const { open, blocked } = cards(given);
  const refused = async (move: CardMove, key: string) => {
    const outcome = await given.ask(move, { key });
    expect(await given.ask({ ...move }, { key })).toEqual(outcome);
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
  given.sandbox.faults.add({ operationId: 'operations.deposit', do: 'status', status: 409, times: 1 });
  expect(await refused(deposit({ cardId: open.id }), `${KEY}e`)).toMatchObject({
    state: 'REFUSED',
    reason: 'OTHER',
    status: 409,
  });
  expect(given.booked('Проверка')).toHaveLength(0);
});

test('what was refused stays refused when the card could take it later', async () => {
  const given = await givenIntents();
  const { open } = cards(given);
  const move = deposit({ kind: 'CARD_WITHDRAW', cardId: open.id, amount: open.balance + open.creditLimit + 100 });
  const refused = await given.ask(move);
  await given.ask(deposit({ cardId: open.id, amount: 100_000 }), { key: `${KEY}x` });
  expect(await given.ask(move)).toEqual(refused);
});

test('nothing sent: the error says so, and the same key may be sent again', async () => {
  const holder = createServer();
  const port = await listen(holder);
  await new Promise((done) => holder.close(done));
  const given = await givenIntents({ tenant: { baseUrl: `http://127.0.0.1:${port}/api/v0`, ...QUICK } });
  const move = deposit({ cardId: cards(given).open.id });
  for (let tries = 0; tries < 2; tries++)
    await expect(given.ask(move)).rejects.toMatchObject({
      name: 'UpstreamError',
      kind: 'UNAVAILABLE',
      sent: 'NOT_SENT',
    });
  const [row] = await given.store.list({ limit: 9 });
  expect(row?.state).toBe('INTENT');

  const tenants = createTenants({ tenants: [tenantConfig(given.sandbox.url)] }, { clock: given.clock });
  const moved = await given.ask(move, { tenant: tenants.all[0] as Tenant });
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
  const given = await givenIntents({ tenant: QUICK });
  given.sandbox.faults.add({ operationId: 'operations.deposit', ...fault });
  const move = deposit({ cardId: cards(given).open.id });
  expect(await given.ask(move)).toMatchObject({ state: 'BOOKED', replayed: false, operation: { amount: 15_000 } });
  expect(await given.ask(move)).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(given.sends()).toBe(1);
  expect(given.booked('Проверка')).toHaveLength(1);
});

test('a server that answers with the row of another card has booked nobody knows what', async () => {
  const given = await givenIntents({ tenant: QUICK });
  const { open } = cards(given);
  const row = { id: 77, accountId: open.id + 1, kind: 'DEPOSIT', amount: 15_000, createdAt: '2026-03-10T15:00:00' };
  given.sandbox.faults.add({ operationId: 'operations.deposit', do: 'status', status: 200, body: row });
  expect((await given.ask(deposit({ cardId: open.id }))).state).toBe('PENDING');
});

test('moves of one card go one after another; where the turn does not come, nothing is sent and the key is unused', async () => {
  const given = await givenIntents();
  given.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 400, times: 1 });
  const move = deposit({ cardId: cards(given).open.id });
  const first = given.ask(move, { key: `${KEY}1` });
  const second = given.ask({ ...move, reason: 'Второй' }, { key: `${KEY}2`, deadlineMs: 200 });
  await expect(second).rejects.toMatchObject({ kind: 'OVERLOADED', sent: 'NOT_SENT' });
  expect((await first).state).toBe('BOOKED');
  expect(given.sandbox.peakCalls()).toBe(1);
  expect(await given.ask({ ...move, reason: 'Второй' }, { key: `${KEY}2` })).toMatchObject({
    state: 'BOOKED',
    replayed: false,
  });
});

test('an unknown outcome does not lock the card', async () => {
  const given = await givenIntents({ tenant: QUICK });
  given.sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', times: 1 });
  const move = deposit({ cardId: cards(given).open.id });
  expect((await given.ask(move, { key: `${KEY}0` })).state).toBe('PENDING');
  for (let at = 1; at <= 5; at++)
    expect((await given.ask({ ...move, reason: `Чек ${at}` }, { key: `${KEY}${at}` })).state).toBe('BOOKED');
  expect((await given.ask(move, { key: `${KEY}0` })).state).toBe('PENDING');
});

test('a log that cannot be written refuses moves before anything is sent, says why, and recovers', async () => {
  const store = createMemoryStore();
  let isFull = false;
  const begin: typeof store.begin = (intent) => {
    if (isFull) throw new IntentStoreError('FULL', 'the disk is full');
    return store.begin(intent);
  };
  const given = await givenIntents({ store: { ...store, begin: async (intent) => begin(intent) } });
  const move = deposit({ cardId: cards(given).open.id });
  isFull = true;
  await expect(given.ask(move)).rejects.toMatchObject({ name: 'IntentStoreError', fault: 'FULL' });
  expect(given.sends()).toBe(0);
  expect(given.intents.status()).toMatchObject({ store: 'memory', fault: 'FULL' });
  isFull = false;
  expect((await given.ask(move)).state).toBe('BOOKED');
  expect(given.intents.status().fault).toBeNull();
});

test('what the server said is told even where the log can no longer keep it', async () => {
  const store = createMemoryStore();
  const full = async () => Promise.reject(new IntentStoreError('FULL', 'the disk is full'));
  const given = await givenIntents({ store: { ...store, change: full } });
  const move = deposit({ cardId: cards(given).open.id });
  expect((await given.ask(move)).state).toBe('BOOKED');
  expect(given.intents.status().fault).toBe('FULL');
  const restarted = await given.another({ store });
  expect(await given.ask(move, {}, restarted)).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(given.sends()).toBe(1);
});

test('a reason that ends like a marker, or none, and an amount of nothing never get to the server', async () => {
  const given = await givenIntents();
  for (const wrong of [
    { reason: 'Чек #ABCDEFGHIJ23' },
    { reason: '' },
    { reason: 'x'.repeat(241) },
    { amount: 0 },
    { amount: -5 },
  ])
    await expect(given.ask(deposit(wrong))).rejects.toThrow(RangeError);
  expect(await given.store.list({ limit: 1 })).toEqual([]);
  expect((await given.ask(deposit({ cardId: cards(given).open.id, reason: 'я'.repeat(240) }))).state).toBe('BOOKED');
});

test('the client that leaves stops nothing', async () => {
  const given = await givenIntents();
  const leaving = new AbortController();
  given.sandbox.faults.add({ operationId: 'operations.deposit', latencyMs: 100, phase: 'after', do: 'reset' });
  const upstream = { client: given.tenant.client, context: { signal: leaving.signal } };
  const outcome = given.ask(deposit({ cardId: cards(given).open.id }), { upstream });
  setTimeout(() => leaving.abort(), 30);
  expect((await outcome).state).toBe('BOOKED');
});

test('a key past its thirty days is refused with its date, whether or not it was swept', async () => {
  const given = await givenIntents();
  const move = deposit({ cardId: cards(given).open.id });
  await given.ask(move);
  const bookedAt = given.clock.now();
  given.clock.advance(30 * 86_400_000 + 1);
  const refused = { state: 'KEY_REUSED', submittedAt: bookedAt, expiredAt: bookedAt + 30 * 86_400_000 };
  expect(await given.ask(move)).toEqual(refused);
  await given.store.sweep(given.clock.now() - 30 * 86_400_000, 0, given.clock.now());
  expect(await given.ask(move)).toEqual(refused);
  expect(given.booked('Проверка')).toHaveLength(1);
});

test('a refusal with a body that looks like success is still a refusal', async () => {
  const server = await fakeServer(({ path }) =>
    path.startsWith('/accounts') ? { status: 500 } : { status: 409, body: { id: 1, accountId: 1 } },
  );
  const given = await givenIntents({ tenant: { baseUrl: server.url, ...QUICK } });
  expect(await given.ask(deposit())).toMatchObject({ state: 'REFUSED', reason: 'OTHER', status: 409 });
});
