import { expect, onTestFinished, test } from 'vitest';
import { NO_EVIDENCE, RETENTION_MS, TOMBSTONE_MS } from '../../../src/intents/intent.ts';
import type { NewIntent } from '../../../src/intents/new-intent.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { newIntent } from '../../kit/new-intent.ts';

/** A store on what was there before. */
export type OpenStore = () => IntentStore;
/** Gives a way to open one store; null where it cannot be opened again. */
export type GivenStore = () => Promise<{ store: IntentStore; reopen: OpenStore | null }>;

export function closing(store: IntentStore): IntentStore {
  onTestFinished(() => store.close());
  return store;
}

/** What every store must do. */
export function storeCases(given: GivenStore): void {
  const on = (name: string, run: (store: IntentStore, reopen: OpenStore | null) => Promise<void>) =>
    test(name, async () => {
      const { store, reopen } = await given();
      await run(store, reopen);
    });

  on('gives the right to send to one of fifty that ask at once', async (store) => {
    const wanted = newIntent();
    const begun = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        store.begin({ ...wanted, attempt: `attempt-${at}`, lockKey: `card:${at}` }),
      ),
    );
    expect(begun.filter(({ type }) => type === 'begun')).toHaveLength(1);
    expect(begun.filter(({ type }) => type === 'existing')).toHaveLength(49);
  });

  on('lets one move of a lock key be sent at a time, and keeps the others unwritten', async (store) => {
    const rows = Array.from({ length: 20 }, () => newIntent({ lockKey: 'card:7' }));
    const begun = await Promise.all(rows.map((row) => store.begin(row)));
    expect(begun.filter(({ type }) => type === 'begun')).toHaveLength(1);
    expect(begun.filter(({ type }) => type === 'busy')).toHaveLength(19);
    expect(await store.list({ limit: 100 })).toHaveLength(1);
    const other = await store.begin(newIntent({ lockKey: 'card:7', tenant: 'neptune' }));
    expect(other.type).toBe('begun');
  });

  on('frees the lock of a send whose deadline is over, where its reason is known to come back', async (store) => {
    const [dead, unmarked] = [newIntent({ lockKey: 'card:7' }), newIntent({ lockKey: 'card:8', holdsLock: true })];
    await store.begin(dead);
    await store.begin(unmarked);
    const ask = async (lockKey: string | null, submittedAt: number) =>
      (await store.begin(newIntent({ lockKey: String(lockKey), submittedAt, deadline: submittedAt + 1 }))).type;
    for (const { lockKey, deadline } of [dead, unmarked])
      expect([await ask(lockKey, deadline), await ask(lockKey, deadline)]).toEqual(['busy', 'busy']);
    expect([await ask('card:7', dead.deadline + 1), await ask('card:7', dead.deadline + 1)]).toEqual(['busy', 'begun']);
    expect([await ask('card:8', dead.deadline + 1), await ask('card:8', dead.deadline + 1)]).toEqual(['busy', 'busy']);
    // Its outcome may come still.
    expect(await store.get(dead)).toMatchObject({ state: 'SENDING', lockKey: null });
    expect(await store.change(dead, ['SENDING'], { state: 'SUCCEEDED' })).toMatchObject({ state: 'SUCCEEDED' });
  });

  on('gives no right to send where the statement runs after its end, and then none is there', async (store) => {
    const fresh = newIntent();
    expect(await store.begin(fresh, 0)).toEqual({ type: 'busy' });
    expect(await store.get(fresh)).toBeNull();
    const unused = newIntent();
    await store.begin(unused, 60_000);
    await store.change(unused, ['SENDING'], { state: 'INTENT', lockKey: null });
    expect(await store.begin({ ...unused, attempt: 'late' }, -1)).toEqual({ type: 'busy' });
    expect(await store.get(unused)).toMatchObject({ state: 'INTENT', attempt: unused.attempt });
    expect(await store.begin({ ...unused, attempt: 'in time' }, 60_000)).toMatchObject({ type: 'begun' });
  });

  on('keeps the markers of a key that was turned away, and its content', async (store) => {
    const row = newIntent();
    await store.begin(row);
    const turnedAway = { state: 'INTENT', lockKey: null, settleFrom: 5000, formerMarkers: [row.marker] } as const;
    await store.change(row, ['SENDING'], turnedAway);
    const again = { ...row, attempt: 'again', marker: 'AGAINAGAINAG' };
    expect(await store.begin(again)).toMatchObject({ type: 'existing', intent: { settleFrom: 5000 } });
    await store.change(row, ['INTENT'], { settleFrom: null });
    expect(await store.begin({ ...again, fingerprint: 'other' })).toMatchObject({ type: 'existing' });
    const begun = { ...again, formerMarkers: [row.marker] };
    expect(await store.begin(again)).toMatchObject({ type: 'begun', intent: begun });
    expect(await store.ownMarkers('saturn', [row.marker, again.marker])).toEqual(new Set([row.marker, again.marker]));
    await store.change(again, ['SENDING'], { state: 'INTENT', lockKey: null });
    await store.sweep(Number.MAX_SAFE_INTEGER, 0, 0);
    expect((await store.get(row))?.formerMarkers).toEqual([row.marker]);
  });

  on('changes what was told only where nobody heard it, if so asked', async (store) => {
    const row = newIntent();
    await store.begin(row);
    await store.change(row, ['SENDING'], { state: 'NOT_APPLIED', lockKey: null });
    expect(await store.change(row, ['NOT_APPLIED'], { nextAt: 7 }, { isUntold: true })).toMatchObject({ nextAt: 7 });
    await store.change(row, ['NOT_APPLIED'], { toldAt: 9 });
    expect(await store.change(row, ['NOT_APPLIED'], { state: 'SUCCEEDED' }, { isUntold: true })).toBeNull();
    expect(await store.get(row)).toMatchObject({ state: 'NOT_APPLIED', toldAt: 9 });
  });

  on('books an operation only where no other row of the card has booked it, if so asked', async (store) => {
    const lockKey = 'card:98';
    const [first, second] = [newIntent({ key: 'first', lockKey }), newIntent({ key: 'second', lockKey })];
    const change = { state: 'SUCCEEDED', lockKey: null, upstreamId: 5 } as const;
    await store.begin(first);
    expect(await store.change(first, ['SENDING'], change, { unclaimedId: 5 })).toMatchObject(change);
    expect(await store.change(first, ['SUCCEEDED'], { nextAt: 7 }, { unclaimedId: 5 })).toMatchObject({ nextAt: 7 });
    await store.begin(second);
    expect(await store.change(second, ['SENDING'], change, { unclaimedId: 5 })).toBeNull();
    expect(await store.change(second, ['SENDING'], change, { unclaimedId: 6 })).toMatchObject(change);
    const other = newIntent({ key: 'third', lockKey: 'card:99' });
    await store.begin(other);
    expect(await store.change(other, ['SENDING'], change, { unclaimedId: 5 })).toMatchObject(change);
  });

  on('gives back what was written, to the letter', async (store, reopen) => {
    const row = newIntent({ lockKey: 'card:142' });
    await store.begin(row);
    const operation = { id: 5, accountId: 1, kind: 'DEPOSIT', amount: 100, createdAt: '2026-03-01T10:00:00' } as const;
    const change = {
      state: 'SUCCEEDED',
      lockKey: null,
      settledAt: 2000,
      upstreamId: 5,
      verbatim: true,
      result: { type: 'OPERATION', operation },
      evidence: { ...NO_EVIDENCE, lookups: 3, why: 'BLIND', serverAt: 7 },
      reversals: [{ key: 'k', amount: 2n ** 60n, until: 9 }],
      toldAt: 3000,
      settlement: [{ action: 'BOOKED', by: 'anna', at: 4000, because: 'по чеку', alarm: null, seen: 'row 5' }],
      formerMarkers: ['FORMERMARKER'],
      notedIds: [1, 2],
    } as const;
    const kept = { ...row, ...BLANK, target: 'card:142', ...change };
    expect(await store.change(row, ['SENDING'], change)).toEqual(kept);
    expect(await store.get(row)).toEqual(kept);
    if (!reopen) return;
    await store.close();
    expect(await reopen().get(row)).toEqual(kept);
  });

  on('keeps amounts beyond 2^53 exact', async (store) => {
    const row = newIntent({ move: { kind: 'GROUP_DEPOSIT', groupId: 1, amount: 1, reason: 'x' } });
    await store.begin(row);
    const total = 2n ** 60n;
    const result = { type: 'GROUP', processed: 1, skipped: [], total, complete: true } as const;
    await store.change(row, ['SENDING'], { state: 'SUCCEEDED', result });
    expect((await store.get(row))?.result).toEqual(result);
  });

  on('changes a row only from the states and of the attempt that are named', async (store) => {
    const row = newIntent();
    await store.begin(row);
    expect(await store.change(row, ['UNKNOWN', 'STUCK'], { state: 'SUCCEEDED' })).toBeNull();
    expect(await store.change({ ...row, attempt: 'other' }, ['SENDING'], { state: 'INTENT' })).toBeNull();
    expect(await store.change(newIntent(), ['SENDING'], { state: 'INTENT' })).toBeNull();
    const races = await Promise.all(
      (['SUCCEEDED', 'UNKNOWN', 'REJECTED'] as const).map((state) => store.change(row, ['SENDING'], { state })),
    );
    expect(races.filter((result) => result !== null)).toHaveLength(1);
  });

  on('lets an unused key be sent again, with whatever content, by one of two', async (store) => {
    const row = newIntent();
    await store.begin(row);
    await store.change(row, ['SENDING'], { state: 'INTENT', lockKey: null });
    const again = await Promise.all([
      store.begin({ ...row, attempt: 'c', marker: 'CCCCCCCCCCCC', submittedAt: 5000, deadline: 9000 }),
      store.begin({
        ...row,
        attempt: 'd',
        fingerprint: 'g',
        marker: 'DDDDDDDDDDDD',
        submittedAt: 5000,
        deadline: 9000,
      }),
    ]);
    const begun = again.flatMap((result) => (result.type === 'begun' ? [result.intent] : []));
    expect(begun).toHaveLength(1);
    expect(begun[0]).toMatchObject({ state: 'SENDING', submittedAt: 5000, deadline: 9000 });
    expect(await store.get(row)).toEqual(begun[0]);
  });

  on(
    'takes sends that were left behind for unknown, and counts their settle time from their deadline',
    async (store) => {
      const old = newIntent({ deadline: 5000 });
      const holding = newIntent({ deadline: 5000, holdsLock: true });
      const young = newIntent({ deadline: 90_000 });
      for (const row of [old, holding, young]) await store.begin(row);
      expect(await store.expireSends(5001, 4000)).toBe(2);
      expect(await store.get(old)).toMatchObject({ state: 'UNKNOWN', settleFrom: 5000, nextAt: 4000, lockKey: null });
      expect(await store.get(holding)).toMatchObject({ state: 'UNKNOWN', lockKey: holding.lockKey });
      expect(await store.get(young)).toMatchObject({ state: 'SENDING', nextAt: null });
      expect(await store.expireSends(Number.MAX_SAFE_INTEGER, 95_000)).toBe(1);
      expect(await store.get(young)).toMatchObject({ state: 'UNKNOWN', settleFrom: 95_000 });
    },
  );

  on('gives what is due to one taker, earliest first, and again after the lease', async (store) => {
    const rows = Array.from({ length: 30 }, () => newIntent());
    for (const row of rows) await store.begin(row);
    for (const [at, row] of rows.entries())
      await store.change(row, ['SENDING'], { state: 'UNKNOWN', nextAt: 10_000 + at, lockKey: null });
    expect(await store.nextDue()).toBe(10_000);
    expect(await store.takeDue(9999, 1000, 10)).toEqual([]);
    const taken = (await Promise.all([store.takeDue(20_000, 1000, 10), store.takeDue(20_000, 1000, 10)])).flat();
    expect(new Set(taken.map(({ key }) => key)).size).toBe(20);
    expect(taken.map(({ key }) => key).sort()).toEqual(
      rows
        .slice(0, 20)
        .map(({ key }) => key)
        .sort(),
    );
    expect(await store.takeDue(20_000, 1000, 100)).toHaveLength(10);
    expect(await store.takeDue(20_999, 1000, 100)).toEqual([]);
    expect(await store.takeDue(21_000, 1000, 100)).toHaveLength(30);
  });

  on('knows its own markers and bookings, of each tenant alone', async (store) => {
    const rows = Array.from({ length: 250 }, () => newIntent());
    for (const row of rows) await store.begin(row);
    const [first, last] = [rows[0], rows[249]] as [NewIntent, NewIntent];
    await store.change(first, ['SENDING'], { state: 'SUCCEEDED', upstreamId: 2_147_483_647 });
    const asked = [...rows.map(({ marker }) => marker), 'NOTOURSATALL'];
    expect((await store.ownMarkers('saturn', asked)).size).toBe(250);
    expect(await store.ownMarkers('neptune', [last.marker])).toEqual(new Set());
    const claims = (tenant: string) => store.list({ tenant, upstreamId: 2_147_483_647, limit: 9 });
    expect((await claims('saturn')).map(({ key }) => key)).toEqual([first.key]);
    expect(await claims('neptune')).toEqual([]);
    expect(await store.ownMarkers('saturn', [])).toEqual(new Set());
  });

  on('lists the newest booked moves of a card, of a sort and of a server', async (store) => {
    const rows = [3000, 9000, 5000].map((submittedAt) => newIntent({ submittedAt, server: 'old' }));
    for (const [at, row] of rows.entries()) {
      await store.begin({ ...row, lockKey: 'card:7', sort: at === 2 ? 'CARD_WITHDRAW' : 'CARD_DEPOSIT' });
      const settledAt = row.submittedAt + 100;
      await store.change(row, ['SENDING'], { state: 'SUCCEEDED', settledAt, lockKey: null });
    }
    const found = async (filter: object) =>
      (await store.list({ tenant: 'saturn', states: ['SUCCEEDED'], limit: 9, ...filter })).map(
        (row) => row.submittedAt,
      );
    expect(await found({ target: 'card:7' })).toEqual([9000, 5000, 3000]);
    expect(await found({ target: 'card:8' })).toEqual([]);
    expect(await found({ sort: 'CARD_DEPOSIT' })).toEqual([9000, 3000]);
    expect(await found({ sort: 'CARD_DEPOSIT', settledBefore: 9099 })).toEqual([3000]);
    expect(await found({ submittedSince: 5000 })).toEqual([9000, 5000]);
    await store.renameServer('saturn', 'old', 'new');
    expect(await found({ server: 'old' })).toEqual([]);
    expect(await found({ server: 'new' })).toEqual([9000, 5000, 3000]);
  });

  on('lists and counts what people look for', async (store) => {
    const [done, lost, stuck] = [
      newIntent({ submittedAt: 1 }),
      newIntent({ submittedAt: 2 }),
      newIntent({ submittedAt: 3 }),
    ];
    for (const row of [done, lost, stuck]) await store.begin(row);
    await store.change(done, ['SENDING'], { state: 'NOT_APPLIED', alarm: 'LATE_APPLIED' });
    await store.change(stuck, ['SENDING'], { state: 'STUCK' });
    const keys = async (filter: object) => (await store.list({ limit: 10, ...filter })).map(({ key }) => key);
    expect(await keys({})).toEqual([stuck.key, lost.key, done.key]);
    expect(await keys({ states: ['STUCK', 'SENDING'] })).toEqual([stuck.key, lost.key]);
    expect(await keys({ alarmed: true })).toEqual([done.key]);
    expect(await keys({ name: lost.marker })).toEqual([lost.key]);
    expect(await keys({ name: done.key, tenant: 'saturn' })).toEqual([done.key]);
    expect(await keys({ tenant: 'neptune' })).toEqual([]);
    expect((await store.counts()).map(({ state, alarm, count }) => [state, alarm, count]).sort()).toEqual([
      ['NOT_APPLIED', 'LATE_APPLIED', 1],
      ['SENDING', null, 1],
      ['STUCK', null, 1],
    ]);
  });

  on('empties outcomes after 30 days, forgets keys after 400 more, and never those that are open', async (store) => {
    const rows = { done: newIntent(), unused: newIntent(), lost: newIntent(), stuck: newIntent(), fresh: newIntent() };
    for (const row of Object.values(rows)) await store.begin(row);
    await store.change(rows.done, ['SENDING'], { state: 'SUCCEEDED', settledAt: 2000, upstreamId: 9, lockKey: null });
    await store.change(rows.unused, ['SENDING'], { state: 'INTENT', lockKey: null });
    await store.change(rows.lost, ['SENDING'], { state: 'UNKNOWN' });
    await store.change(rows.stuck, ['SENDING'], { state: 'STUCK' });
    const later = 5000 + RETENTION_MS;
    await store.change(rows.fresh, ['SENDING'], { state: 'SUCCEEDED', settledAt: later, lockKey: null });
    expect(await store.sweep(later - RETENTION_MS, later - TOMBSTONE_MS, later)).toBe(2);
    expect(await store.get(rows.done)).toMatchObject({
      state: 'SUCCEEDED',
      move: null,
      result: null,
      expiredAt: 2000 + RETENTION_MS,
    });
    expect(await store.ownMarkers('saturn', [rows.done.marker])).toEqual(new Set([rows.done.marker]));
    expect(await store.get(rows.unused)).toBeNull();
    const end = later + TOMBSTONE_MS;
    await store.sweep(0, end - TOMBSTONE_MS, end);
    expect(await store.get(rows.done)).toBeNull();
    expect(await store.list({ limit: 10 })).toHaveLength(3);
  });

  on(
    'expires no outcome that an audit is due for, and puts an alarm away with the content of its move',
    async (store) => {
      const [audited, alarmed, again] = [newIntent(), newIntent(), newIntent()];
      for (const row of [audited, alarmed, again]) await store.begin(row);
      const known = { state: 'NOT_APPLIED', settledAt: 2000, lockKey: null } as const;
      await store.change(audited, ['SENDING'], { ...known, nextAt: 2000 + RETENTION_MS });
      await store.change(alarmed, ['SENDING'], { ...known, alarm: 'LATE_APPLIED' });
      const acked = {
        action: 'ACKNOWLEDGED',
        by: 'anna',
        at: 1,
        because: 'по "чеку"',
        alarm: 'DOUBLED',
        seen: null,
      } as const;
      await store.change(again, ['SENDING'], { ...known, alarm: 'LATE_APPLIED', settlement: [acked] });
      const now = 3000 + RETENTION_MS;
      expect(await store.sweep(now - RETENTION_MS, 0, now)).toBe(2);
      expect((await store.get(audited))?.expiredAt).toBeNull();
      const expired = { action: 'EXPIRED', by: null, at: now, because: null, alarm: 'LATE_APPLIED', seen: null };
      expect(await store.get(alarmed)).toMatchObject({ alarm: null, move: null, settlement: [expired] });
      expect((await store.get(again))?.settlement).toEqual([acked, expired]);
      expect(await store.counts()).toEqual([]);
      const dayAfter = now + 86_400_000;
      expect(await store.sweep(dayAfter - RETENTION_MS, 0, dayAfter)).toBe(1);
    },
  );

  on('knows the markers of sends that were turned away, and keeps their keys', async (store) => {
    const row = newIntent();
    await store.begin(row);
    await store.change(row, ['SENDING'], { state: 'INTENT', lockKey: null, formerMarkers: ['FORMERMARKER'] });
    const asked = ['FORMERMARKER', 'NOTOURSATALL', row.marker];
    expect(await store.ownMarkers('saturn', asked)).toEqual(new Set(['FORMERMARKER', row.marker]));
    expect(await store.ownMarkers(null, asked)).toEqual(new Set(['FORMERMARKER', row.marker]));
    expect(await store.ownMarkers('neptune', asked)).toEqual(new Set());
    await store.sweep(Number.MAX_SAFE_INTEGER, 0, 5000);
    expect(await store.get(row)).not.toBeNull();
  });

  on('writes a key as stuck in the place of a right to send', async (store) => {
    const row = newIntent({ stuck: 'ORPHAN' });
    const { stuck, ...rest } = row;
    expect((await store.begin(row)).type).toBe('begun');
    expect(await store.get(row)).toMatchObject({
      state: 'STUCK',
      lockKey: null,
      nextAt: null,
      evidence: { why: stuck },
    });
    // What an earlier version looks at before it takes absence for a proof.
    const { settleFrom } = (await store.get(row)) ?? {};
    expect(settleFrom).toBeGreaterThan(Date.now() + 1000 * RETENTION_MS);
    expect((await store.begin(rest)).type).toBe('existing');
    expect((await store.begin(newIntent({ lockKey: row.lockKey }))).type).toBe('begun');
  });

  on('adds whole rows once, and lists them by what they are', async (store) => {
    const row = newIntent();
    await store.begin(row);
    const begun = await store.get(row);
    if (!begun) throw new Error('it is there');
    const orphan = { ...begun, key: 'orphan', marker: 'ORPHANMARKER', alarm: 'ORPHAN', lockKey: null } as const;
    await store.add([{ ...orphan, upstreamId: 7, server: 'a' }]);
    await store.add([orphan, { ...orphan, key: 'other' }, { ...begun, marker: 'ANOTHERMARKER' }]);
    expect(await store.list({ limit: 10 })).toHaveLength(2);
    for (const filter of [{ alarm: 'ORPHAN' }, { upstreamId: 7 }, { server: 'a' }] as const)
      expect((await store.list({ limit: 10, ...filter })).map(({ key }) => key)).toEqual(['orphan']);
    const { target, sort } = begun;
    if (target === null || sort === null) throw new Error('they are set');
    expect(await store.list({ limit: 10, target, sort })).toHaveLength(2);
    expect(await store.list({ limit: 10, target, sort: 'GROUP_DEPOSIT' })).toEqual([]);
    await store.renameServer('saturn', 'a', 'b');
    expect(await store.list({ limit: 10, server: 'b' })).toHaveLength(1);
  });

  on('keeps facts about itself', async (store, reopen) => {
    expect(await store.readMeta('tag')).toBeNull();
    const tags = await Promise.all(['AAAA', 'BBBB', 'CCCC'].map((tag) => store.addMeta('tag', tag)));
    expect(new Set(tags).size).toBe(1);
    await store.writeMeta('adopted', 'x');
    await store.writeMeta('adopted', 'y');
    await store.writeMeta('otherTags', 'z');
    await store.writeMeta('otherTags', null);
    const kept = async (one: IntentStore) =>
      Promise.all((['tag', 'adopted', 'otherTags'] as const).map((name) => one.readMeta(name)));
    expect(await kept(store)).toEqual([tags[0], 'y', null]);
    if (!reopen) return;
    await store.close();
    expect(await kept(reopen())).toEqual([tags[0], 'y', null]);
  });

  on('refuses work once it is closed', async (store) => {
    await store.probe();
    await store.close();
    await store.close();
    await expect(store.begin(newIntent())).rejects.toMatchObject({ name: 'IntentStoreError', fault: 'CLOSED' });
  });
}

const BLANK = {
  nextAt: null,
  settleFrom: null,
  alarm: null,
  expiredAt: null,
  server: null,
  meaning: null,
  reverses: null,
};
