import { type Clock, monotonicNow } from '../../../lib/clock.ts';
import type { Begun, IntentFilter, IntentStore } from '../store.ts';
import { moveTimes } from './move-times.ts';

/** A measurement serves so long. */
const FRESH_MS = 10_000;
/** Our clock was set where it has moved so much against one that nobody sets. */
const STEP_MS = 1000;
/** Clocks are read in whole milliseconds. */
const TICK_MS = 2;

/**
 * The store with the times of rows as this process would tell them. In a database that replicas share they stand in its time: whether a
 * move was sent before another, or longer ago than the settle time, must not depend on whose clock was wrong. A clock that tells
 * monotonic time too is one of a test, and stands for the database's.
 */
export function inOwnTime(store: IntentStore, clock: Clock): IntentStore {
  const { databaseNow } = store;
  if (databaseNow === undefined || clock.monotonic !== undefined) return store;
  /** Milliseconds that the database's clock is ahead of ours. */
  let ahead = 0;
  let measured = { at: Number.NEGATIVE_INFINITY, skew: 0, connections: 0 };
  let measuring: Promise<void> | null = null;

  const skew = () => clock.now() - monotonicNow();
  const isFresh = () =>
    monotonicNow() - measured.at < FRESH_MS &&
    Math.abs(skew() - measured.skew) < STEP_MS &&
    store.connections() === measured.connections;

  /** What the time of the answer leaves open changes nothing. */
  const measure = async (): Promise<void> => {
    const sentAt = clock.now();
    const now = await databaseNow();
    const least = Math.floor(now) - clock.now() - TICK_MS;
    const most = Math.ceil(now) - sentAt + TICK_MS;
    if (ahead < least || ahead > most) ahead = Math.round((least + most) / 2);
    measured = { at: monotonicNow(), skew: skew(), connections: store.connections() };
  };
  const aheadNow = async (): Promise<number> => {
    if (!isFresh()) {
      measuring ??= measure().finally(() => {
        measuring = null;
      });
      await measuring;
    }
    return ahead;
  };

  const ours = <T extends object>(row: T | null, by: number): T | null => row && moveTimes(row, -by);

  return {
    ...store,
    async begin(intent, withinMs): Promise<Begun> {
      const startedAt = monotonicNow();
      const by = await aheadNow();
      const left = withinMs === undefined ? undefined : withinMs - (monotonicNow() - startedAt);
      const begun = await store.begin(moveTimes(intent, by), left);
      return begun.type === 'busy' ? begun : { ...begun, intent: moveTimes(begun.intent, -by) };
    },
    async get(key) {
      return ours(await store.get(key), await aheadNow());
    },
    async change(row, from, change, condition) {
      const by = await aheadNow();
      return ours(await store.change(row, from, moveTimes(change, by), condition && moveTimes(condition, by)), by);
    },
    async expireSends(deadlineBefore, now) {
      const by = await aheadNow();
      return store.expireSends(deadlineBefore + by, now + by);
    },
    async takeDue(now, leaseMs, limit) {
      const by = await aheadNow();
      return (await store.takeDue(now + by, leaseMs, limit)).map((row) => moveTimes(row, -by));
    },
    async nextDue() {
      const at = await store.nextDue();
      return at === null ? null : at - (await aheadNow());
    },
    async list(filter) {
      const by = await aheadNow();
      return (await store.list(filterIn(filter, by))).map((row) => moveTimes(row, -by));
    },
    async counts() {
      const by = await aheadNow();
      return (await store.counts()).map((count) => moveTimes(count, -by));
    },
    async sweep(expireBefore, forgetBefore, now) {
      const by = await aheadNow();
      return store.sweep(expireBefore + by, forgetBefore + by, now + by);
    },
    async add(rows) {
      const by = await aheadNow();
      await store.add(rows.map((row) => moveTimes(row, by)));
    },
  };
}

function filterIn({ submittedSince, settledBefore, ...filter }: IntentFilter, by: number): IntentFilter {
  return {
    ...filter,
    ...(submittedSince === undefined ? {} : { submittedSince: submittedSince + by }),
    ...(settledBefore === undefined ? {} : { settledBefore: settledBefore + by }),
  };
}
