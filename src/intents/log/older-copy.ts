import type { Clock } from '../../lib/clock.ts';
import { type Intent, type IntentKey, RETENTION_MS } from '../intent.ts';
import type { Logger } from '../logger.ts';
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

type SentRow = Pick<Intent, keyof IntentKey | 'submittedAt'>;

export interface OlderCopy {
  /** False where `refuse` has to be asked. Synchronous. */
  isFine(): boolean;
  /** Rejects with IntentStoreError (OLDER_COPY) where the log is an older copy. */
  refuse(): Promise<void>;
  found(finding: Omit<OlderCopyFinding, 'at'>): Promise<void>;
  /** A row that this process wrote, which the log must have from now on. */
  remember(row: SentRow): void;
  /** Resolves true where the log was adopted meanwhile. */
  watch(): Promise<boolean>;
  fault(): IntentStoreFault | null;
}

/** A row of this age is no counter: soon it may leave the log. */
const TOO_OLD_MS = RETENTION_MS / 2;

/**
 * Notices a database that went back: one that was failed over to a stale standby, or restored beside a running gateway. The newest rows
 * serve as the log's counter: they must be there on each new connection.
 */
export function createOlderCopy(options: { store: IntentStore; clock: Clock; logger: Logger }): OlderCopy {
  const { store, clock, logger } = options;
  let finding: OlderCopyFinding | null = null;
  /** The trail of adoptions before the finding; another one ends it. */
  let adoptedBefore: string | null = null;
  /** The last row that this process wrote, and the newest of all: clocks of replicas differ, so that neither stands for the other. */
  const newest = new Map<'OWN' | 'ANY', SentRow>();
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
    for (const row of newest.values())
      if (clock.now() - row.submittedAt < TOO_OLD_MS && (await store.get(row)) === null)
        await found({ why: 'LOST', tenant: row.tenant, marker: null });
    checkedConnections = connections;
  };

  return {
    found,
    remember: (row) => void newest.set('OWN', row),
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
      const [row] = await store.list({ limit: 1 });
      if (row) newest.set('ANY', row);
      return isAdopted;
    },
    fault: () => (finding === null ? null : 'OLDER_COPY'),
  };
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
