import type { Clock } from '../../lib/clock.ts';
import { type Intent, type IntentChange, type IntentKey, type IntentState, RETENTION_MS } from '../intent.ts';
import type { Logger } from '../services.ts';
import type { IntentStore } from '../store/store.ts';
import { IntentStoreError, type IntentStoreFault } from '../store/store-error.ts';

/** Why the log counts as an older copy. Kept in the log, so that replicas and later processes refuse too. */
export interface OlderCopyFinding {
  /** MARKER: a server shows an operation that this log must have sent. NEW: one that a lost log may have sent. LOST: a row is gone. */
  readonly why: 'MARKER' | 'NEW' | 'LOST';
  readonly tenant: string | null;
  readonly marker: string | null;
  readonly at: number;
}

type SentRow = Pick<Intent, keyof IntentKey | 'attempt' | 'marker' | 'submittedAt'>;
type Attempt = Pick<Intent, 'attempt'>;

export interface OlderCopy {
  /** False where `refuse` has to be asked. Synchronous. */
  isFine(): boolean;
  /** Rejects with IntentStoreError (OLDER_COPY) where the log is an older copy. */
  refuse(): Promise<void>;
  found(finding: Omit<OlderCopyFinding, 'at'>): Promise<void>;
  /** A right that this process got, which the log must have from now on. */
  remember(row: SentRow): void;
  /** Called before a right is changed: one that is not used may be given to another. */
  changing(row: Attempt, change: IntentChange): void;
  changed(row: Intent): void;
  /** Resolves true where the log was adopted meanwhile. */
  watch(): Promise<boolean>;
  fault(): IntentStoreFault | null;
}

/** A row of this age is no counter: soon it may leave the log. */
const TOO_OLD_MS = RETENTION_MS / 2;
/** In these a key is given to no other attempt, ever. */
const USED: readonly IntentState[] = ['SUCCEEDED', 'REJECTED', 'UNKNOWN', 'NOT_APPLIED', 'STUCK', 'CLOSED'];

/**
 * Notices a database that went back: one that was failed over to a stale standby, or restored beside a running gateway. The newest rows
 * serve as the log's counter: they must be there on each new connection.
 */
export function createOlderCopy(options: { store: IntentStore; clock: Clock; logger: Logger }): OlderCopy {
  const { store, clock, logger } = options;
  let finding: OlderCopyFinding | null = null;
  /** The trail of adoptions before the finding; another one ends it. */
  let adoptedBefore: string | null = null;
  /** The last right of this process, its newest used one, and the newest of all: clocks of replicas differ, so that none stands for another. */
  const newest = new Map<'OWN' | 'USED' | 'ANY', SentRow>();
  const unused = new WeakSet<SentRow>();
  let checkedConnections = 0;
  let isRead = false;

  const found = async (fresh: Omit<OlderCopyFinding, 'at'>): Promise<void> => {
    if (finding !== null) return;
    finding = { ...fresh, at: clock.now() };
    logger.error({ tenant: fresh.tenant, marker: fresh.marker, fault: 'OLDER_COPY', why: fresh.why }, textOf(finding));
    await store.writeMeta('olderCopy', JSON.stringify(finding));
  };

  const readFinding = async (): Promise<boolean> => {
    const kept = await store.readMeta('olderCopy');
    const adopted = await store.readMeta('adopted');
    isRead = true;
    if (finding === null) adoptedBefore = adopted;
    if (finding === null && kept !== null) {
      finding = JSON.parse(kept) as OlderCopyFinding;
      logger.error({ fault: 'OLDER_COPY', why: finding.why }, textOf(finding));
    }
    if (finding === null || kept !== null) return false;
    // It could not be written when it was made.
    if (adopted === adoptedBefore) {
      await store.writeMeta('olderCopy', JSON.stringify(finding));
      return false;
    }
    finding = null;
    newest.clear();
    logger.info({}, 'the log of value moves was adopted');
    return true;
  };

  const checkNewest = async (): Promise<void> => {
    const connections = store.connections();
    for (const row of newest.values()) {
      if (clock.now() - row.submittedAt >= TOO_OLD_MS) continue;
      const isThere = isOf(row, await store.get(row));
      // It may have been given to another while it was read.
      if (!isThere && !unused.has(row)) await found({ why: 'LOST', tenant: row.tenant, marker: null });
    }
    checkedConnections = connections;
  };

  return {
    found,
    remember: (row) => void newest.set('OWN', row),
    changing({ attempt }, { state, formerMarkers }) {
      const isUnused = (state === 'INTENT' || state === 'WAITING') && formerMarkers === undefined;
      if (!isUnused) return;
      for (const [which, row] of newest) {
        if (row.attempt !== attempt) continue;
        unused.add(row);
        newest.delete(which);
      }
    },
    changed(row) {
      if (USED.includes(row.state) && row.submittedAt >= (newest.get('USED')?.submittedAt ?? 0))
        newest.set('USED', row);
    },
    isFine: () => isRead && finding === null && store.connections() === checkedConnections,
    async refuse() {
      const isReconnected = store.connections() !== checkedConnections;
      if (!isRead || finding !== null || isReconnected) await readFinding();
      if (isReconnected) await checkNewest();
      if (finding !== null) throw new IntentStoreError('OLDER_COPY', textOf(finding));
    },
    async watch() {
      const isAdopted = await readFinding();
      await checkNewest();
      const [row] = await store.list({ states: USED, limit: 1 });
      if (row) newest.set('ANY', row);
      return isAdopted;
    },
    fault: () => (finding === null ? null : 'OLDER_COPY'),
  };
}

/** A key that was asked for again after its row was lost has a row too, but of another attempt. */
function isOf({ attempt, marker }: SentRow, found: Intent | null): boolean {
  return found !== null && (found.attempt === attempt || (found.formerMarkers ?? []).includes(marker));
}

const UNTIL =
  'Value moves are refused. Put the newest copy of the log in its place and start again, or run `probonus-gateway intents adopt`.';

function textOf({ why, tenant, marker }: OlderCopyFinding): string {
  switch (why) {
    case 'MARKER':
      return `the intent log is an older copy: the server of ${tenant} has the operation #${marker}, which this log sent and no longer knows. ${UNTIL}`;
    case 'NEW':
      return `the intent log is new, but the server of ${tenant} has the operation #${marker} of the last 30 days, which another log sent. ${UNTIL}`;
    case 'LOST':
      return `the intent log went back: moves that it had are gone, as after a failover to a stale standby or a restore. ${UNTIL}`;
  }
}
