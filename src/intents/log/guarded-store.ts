import { monotonicNow } from '../../lib/clock.ts';
import type { Intent } from '../intent.ts';
import { TEST_PRINCIPAL, TEST_TAG, withTag } from '../marker.ts';
import type { NewIntent } from '../new-intent.ts';
import type { Services } from '../services.ts';
import type { HealthyStore } from '../store/health.ts';
import type { Begun } from '../store/store.ts';
import { IntentStoreError } from '../store/store-error.ts';
import { resting } from '../unsent.ts';
import { createFirstReads } from './first-read.ts';
import { identify, type LogIdentity } from './identity.ts';
import { createOlderCopy } from './older-copy.ts';
import { orphansLike } from './orphans.ts';

/** Longest wait for the first read of a server, where nothing is to be sent. */
const READ_MS = 2000;

export interface GuardedStore extends HealthyStore {
  /** Called each round: what other replicas and `intents adopt` wrote, and whether the log still has its newest move. */
  watch(): Promise<void>;
}

type GuardOptions = Omit<Services, 'store' | 'failpoint'> & { readonly store: HealthyStore };

/**
 * The same store, which gives no right to send where it is an older copy of itself. Marks each move with the log's tag. A move that
 * may be an orphan of an adopted log is STUCK.
 */
export function createGuardedStore(options: GuardOptions): GuardedStore {
  const { store, clock } = options;
  if (store.kind === 'memory') return unguarded(store);
  let identity: Promise<LogIdentity> | null = null;
  let hasOrphans: Promise<boolean> | null = null;
  const olderCopy = createOlderCopy(options);
  const firstReads = createFirstReads({ ...options, olderCopy });

  const identityOf = (): Promise<LogIdentity> => {
    identity ??= identify(store, options).catch((error: unknown) => {
      identity = null;
      throw error;
    });
    return identity;
  };

  const isOrphan = async (intent: NewIntent): Promise<boolean> => {
    hasOrphans ??= store.list({ alarm: 'ORPHAN', limit: 1 }).then(({ length }) => length > 0);
    hasOrphans.catch(() => {
      hasOrphans = null;
    });
    return (await hasOrphans) && (await orphansLike(store, intent)).length > 0;
  };

  /** The row of a key that is used: its outcome is replayed, whatever the log is. */
  const usedKey = async (intent: NewIntent): Promise<Intent | null> => {
    const found = await store.get(intent);
    return found === null || found.state === 'INTENT' || found.state === 'WAITING' ? null : found;
  };

  /** The right that was just given is not used. */
  const giveBack = async (begun: Intent, intent: NewIntent, error: unknown): Promise<never> => {
    await store.change(begun, [begun.state], { ...resting(intent, clock.now()), settleFrom: null });
    throw error;
  };

  const begin = async (intent: NewIntent, withinMs?: number): Promise<Begun> => {
    const startedAt = monotonicNow();
    const log = await identityOf();
    if (!olderCopy.isFine() || !firstReads.isDone(intent.tenant)) {
      const used = await usedKey(intent);
      if (used) return { type: 'existing', intent: used };
      await olderCopy.refuse();
      await firstReads.read(intent.tenant, log, (withinMs ?? intent.deadline - clock.now()) / 2);
    }
    const stuck = (await isOrphan(intent)) ? { stuck: 'ORPHAN' as const } : {};
    const tagged = { ...intent, ...stuck, marker: withTag(intent.marker, tagFor(intent, log)) };
    const left = withinMs === undefined ? [] : [withinMs - (monotonicNow() - startedAt)];
    const begun = await store.begin(tagged, ...left);
    if (begun.type !== 'begun') return begun;
    // The statement itself may have made the connection, to a database that went back.
    if (!olderCopy.isFine()) await olderCopy.refuse().catch((error: unknown) => giveBack(begun.intent, intent, error));
    // One that comes too late is being given back.
    if (withinMs === undefined || monotonicNow() - startedAt < withinMs) olderCopy.remember(begun.intent);
    return 'stuck' in stuck ? { type: 'existing', intent: begun.intent } : begun;
  };

  /** Rejects unless the log is the newest, as far as the server shows. */
  const expectNewest = async (tenant: string): Promise<void> => {
    const log = await identityOf();
    if (!olderCopy.isFine()) await olderCopy.refuse();
    if (!firstReads.isDone(tenant)) await firstReads.read(tenant, log, READ_MS);
  };

  /** The same, and rejects while an operation of an unknown key is left: any key that is to be called unbooked may be it. */
  const expectNoOrphans = async (tenant: string): Promise<void> => {
    await expectNewest(tenant);
    if ((await store.list({ tenant, alarm: 'ORPHAN', limit: 1 })).length > 0)
      throw new IntentStoreError(
        'OLDER_COPY',
        'the key may be of an operation that the log did not know when it was adopted: settle or acknowledge what has the alarm ORPHAN',
      );
  };

  const change: HealthyStore['change'] = async (row, from, to, ...rest) => {
    // What is never sent from now on: a lost log may have sent it.
    if (from.includes('INTENT') && (to.state === 'CLOSED' || to.state === 'UNKNOWN')) await expectNoOrphans(row.tenant);
    olderCopy.changing(row, to);
    const changed = await store.change(row, from, to, ...rest);
    if (changed) olderCopy.changed(changed);
    return changed;
  };

  /** Rows that are no orphans say what a log can only know if it is the newest: that a key was never sent, what a reversal waits for. */
  const add = async (rows: readonly Intent[]): Promise<void> => {
    for (const { tenant, alarm, state } of rows) {
      if (alarm === 'ORPHAN') continue;
      await (state === 'WAITING' ? expectNewest(tenant) : expectNoOrphans(tenant));
    }
    await store.add(rows);
  };

  return {
    ...store,
    begin,
    change,
    add,
    fault: () => olderCopy.fault() ?? store.fault(),
    async watch() {
      await identityOf();
      hasOrphans = null;
      if (await olderCopy.watch()) identity = null;
    },
  };
}

function tagFor({ principal }: NewIntent, { tag }: LogIdentity): string {
  return principal === TEST_PRINCIPAL ? TEST_TAG : tag;
}

/** A log that ends with its process is no copy of another. */
function unguarded(store: HealthyStore): GuardedStore {
  const tagged = (intent: NewIntent) => ({ ...intent, marker: withTag(intent.marker, TEST_TAG) });
  return { ...store, begin: (intent, ...rest) => store.begin(tagged(intent), ...rest), watch: async () => {} };
}
