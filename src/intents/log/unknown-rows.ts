import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { RETENTION_MS, TOMBSTONE_MS } from '../intent.ts';
import { lastMarkerIn, TEST_TAG, tagOf } from '../marker.ts';
import { timeOf } from '../read-back/rows.ts';
import type { IntentStore } from '../store/store.ts';
import type { LogIdentity } from './identity.ts';

/** A row of a server with a marker that the log does not know. */
export interface UnknownRow {
  readonly row: Operation;
  readonly marker: string;
}

export interface UnknownRows {
  /** The log, or the one in whose place a new log stands, must have sent them. */
  readonly orphans: readonly UnknownRow[];
  /** Tags of other logs. */
  readonly otherTags: ReadonlySet<string>;
}

export interface UnknownRowsOptions {
  readonly store: IntentStore;
  readonly tenant: Tenant;
  readonly identity: LogIdentity;
  /** Rows of any tag may be of the log that was lost. */
  readonly isNew: boolean;
  readonly now: number;
}

/** Rows that the log should know. Markers leave the log after 430 days, so that older rows count for nothing. */
export async function findUnknownRows(rows: readonly Operation[], options: UnknownRowsOptions): Promise<UnknownRows> {
  const { store, tenant, identity, isNew, now } = options;
  const marked = rows.flatMap((row) => {
    const marker = lastMarkerIn(row.reason);
    return marker === null || tagOf(marker) === TEST_TAG ? [] : [{ row, marker, at: timeOf(row, tenant.zone) }];
  });
  // Two tenants may share one server, and former rows bear no tag.
  const own = await store.ownMarkers(null, [...new Set(marked.map(({ marker }) => marker))]);
  const unknown = marked.filter(({ marker }) => !own.has(marker));
  const isWithin = (at: number | null, ms: number) => at === null || at > now - ms;
  const orphans = unknown.filter(({ marker, at }) =>
    isNew ? isWithin(at, RETENTION_MS) : tagOf(marker) === identity.tag && isWithin(at, TOMBSTONE_MS),
  );
  const others = unknown.map(({ marker }) => tagOf(marker)).filter((tag) => tag !== identity.tag);
  return { orphans, otherTags: new Set(isNew ? [] : others) };
}
