import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Intent } from '../../../src/intents/intent.ts';
import { createIntents } from '../../../src/intents/intents.ts';
import type { CardMove } from '../../../src/intents/move.ts';
import { NO_ROWS } from '../../../src/intents/read-back/our-rows.ts';
import { createReconciler } from '../../../src/intents/reconcile/reconciler.ts';
import { silentLogger } from '../../../src/intents/services.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { inOwnTime } from '../../../src/intents/store/time/own-time.ts';
import { type Clock, type Instant, instantOf } from '../../../src/lib/clock.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import { atEnd } from '../../kit/at-end.ts';
import { standingClock } from '../../kit/clock.ts';
import { tenantConfig } from '../../kit/config.ts';
import { given } from '../../kit/given.ts';
import { newIntent } from '../../kit/new-intent.ts';
import { createLedgerServer } from '../servers/ledger-server.ts';

const MINUTE_MS = 60_000;
const WRONG_MS = 20 * MINUTE_MS;

/** The machine of one replica, whose clock is wrong by so much. */
const off = ({ now, after }: Clock, ms: number): Clock => ({ now: () => now() + ms, after });

/** A log that replicas share: its clock is right. Each opening of it is that of one replica. */
function sharedLog(clock: Clock) {
  const log = { ...createMemoryStore(), databaseNow: async () => clock.now() };
  return { ...log, seenBy: (ms: number) => inOwnTime(log, off(clock, ms)) };
}

test('a replica whose clock is wrong tells every time of a row as its own clock shows it', async () => {
  const clock = standingClock();
  const log = sharedLog(clock);
  const [right, ahead] = [log.seenBy(0), log.seenBy(WRONG_MS)];
  const now = clock.now();
  const row = newIntent({ submittedAt: now, deadline: now + 1000 });
  await right.begin(row);
  const evidence = { cleanAt: now, countAt: now, serverAt: 7 };
  const change = {
    state: 'UNKNOWN',
    settleFrom: now,
    nextAt: now,
    toldAt: now,
    settledAt: now,
    expiredAt: now,
  } as const;
  const parts = {
    reversals: [{ key: 'k', amount: 5, until: now }],
    settlement: [{ action: 'BOOKED', by: 'anna', at: now, because: null, alarm: null, seen: null }],
  } as const;
  const written = await right.change(row, ['SENDING'], { ...change, ...parts, evidence: evidence as never });
  expect(written).toMatchObject({ ...change, ...parts, evidence });

  const later = now + WRONG_MS;
  const seen = await ahead.get(row);
  const times = { settleFrom: later, nextAt: later, toldAt: later, settledAt: later, expiredAt: later };
  expect(seen).toMatchObject({ ...times, submittedAt: later, deadline: later + 1000 });
  expect(seen?.evidence).toMatchObject({ cleanAt: later, countAt: later, serverAt: 7 });
  expect(seen).toMatchObject({ reversals: [{ until: later }], settlement: [{ at: later }] });
  expect(await ahead.nextDue()).toBe(later);
  expect(await ahead.counts()).toMatchObject([{ state: 'UNKNOWN', oldest: later }]);
  expect(await ahead.list({ submittedSince: later + 10, limit: 1 })).toEqual([]);
  expect(await ahead.list({ submittedSince: later - 10, settledBefore: later + 10, limit: 1 })).toHaveLength(1);
  expect(await ahead.takeDue(later - 10, MINUTE_MS, 1)).toEqual([]);
  expect(await ahead.takeDue(later + 10, MINUTE_MS, 1)).toHaveLength(1);
  // What it writes, the others read in theirs; a condition on what it read still holds.
  const reversals = [{ key: 'other', amount: 5, until: later }];
  const condition = { reversals: seen?.reversals ?? null };
  expect(await ahead.change(row, ['UNKNOWN'], { reversals }, condition)).toMatchObject({ reversals });
  expect(await right.get(row)).toMatchObject({ reversals: [{ until: now }] });
  expect(await ahead.get(row)).toMatchObject({ submittedAt: later });
});

test('a clock that is set tells the times of rows anew at once', async () => {
  const clock = standingClock();
  let wrongBy = 0;
  const log = sharedLog(clock);
  const store = inOwnTime(log, { now: () => clock.now() + wrongBy, after: clock.after });
  const row = newIntent({ submittedAt: clock.now() });
  await store.begin(row);
  wrongBy = WRONG_MS;
  expect((await store.get(row))?.submittedAt).toBe(clock.now() + WRONG_MS);
  expect((await log.get(row))?.submittedAt).toBe(clock.now());
});

test('what was booked before a lost move is no control of what came after it, though the clock of its gateway was ahead', async () => {
  const clock = standingClock();
  const server = await createLedgerServer({ clock });
  const log = sharedLog(clock);
  const open = async (wrongBy: number) => {
    const own = off(clock, wrongBy);
    const tenants = createTenants(
      { tenants: [tenantConfig({ baseUrl: server.url, valueMoves: { audit: 0 } })] },
      { clock: own },
    );
    const intents = createIntents({ store: log, clock: own, tenants });
    atEnd(() => tenants.close());
    const tenant = tenants.all[0] as Tenant;
    return (cardId: number) => {
      const move: CardMove = { kind: 'CARD_DEPOSIT', cardId, amount: 1005, reason: `Заказ ${cardId}` };
      const deadline = own.now() + 2000;
      const upstream = { client: tenant.client, context: { deadline } };
      return intents.move({ tenant, principal: 'API_KEY:till', key: `key-${cardId}`, move, upstream, deadline });
    };
  };
  const [right, ahead] = [await open(0), await open(WRONG_MS)];
  expect((await ahead(2)).state).toBe('BOOKED');
  clock.advance(MINUTE_MS);
  server.stall(24 * 60 * MINUTE_MS);
  server.fault({ books: 'NOW', answers: 'RESET' });
  expect((await right(1)).state).toBe('PENDING');
  clock.advance(1000);
  expect((await right(3)).state).toBe('BOOKED');
  // Lists show the first one, and nothing that was booked since.
  for (let asked = 0; asked < 6; asked++) {
    clock.advance(10 * MINUTE_MS);
    expect((await right(1)).state).toBe('PENDING');
  }
  expect((await log.list({ name: 'key-1', limit: 1 }))[0]?.evidence.why).toBe('BLIND');
});

test('a clock that is set back while a lookup waits brings two readings no nearer together than they are', async () => {
  const { store, tenants, clock } = await given();
  const tenant = tenants.all[0] as Tenant;
  const absent = { type: 'ABSENT', isOvertaken: false } as const;
  const readBack = { quick: async () => NO_ROWS, full: async () => absent };
  const options = { store, tenants, clock, readBack, random: randomBytes, logger: silentLogger };
  const servers = { compare: async () => 'SAME' as const, isElsewhere: async () => false };
  const reconciler = createReconciler({ ...options, servers, failpoint: () => {}, onKnown: () => {} });
  const own = { tenant: tenant.slug, server: tenant.server, meaning: tenant.meaning, submittedAt: clock.now() };
  const row = newIntent({ ...own, deadline: clock.now() });
  await store.begin(row);
  await store.change(row, ['SENDING'], { state: 'UNKNOWN', settleFrom: clock.now() });
  const look = async (dueSince: Instant) => reconciler.inspect((await store.get(row)) as Intent, { dueSince });
  await look(instantOf(clock));
  clock.advance(tenant.valueMoves.settleSeconds * 1000);
  expect((await look(instantOf(clock))).evidence.clean).toBe(1);
  clock.advance(1000);
  const beforeItWasSet = { at: clock.now() + 60 * MINUTE_MS, monotonic: clock.now() };
  expect((await look(beforeItWasSet)).state).toBe('UNKNOWN');
  clock.advance(30_000);
  expect((await look(instantOf(clock))).state).toBe('NOT_APPLIED');
});
