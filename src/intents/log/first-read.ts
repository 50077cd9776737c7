import { within } from '../../lib/concurrency/wait-for.ts';
import type { Tenant } from '../../tenants/registry.ts';
import { listOperations, type Operation } from '../../upstream/resources/operations.ts';
import type { Services } from '../services.ts';
import { IntentStoreError } from '../store/store-error.ts';
import { isNewFor, type LogIdentity } from './identity.ts';
import type { OlderCopy } from './older-copy.ts';
import { findUnknownRows } from './unknown-rows.ts';

const PAGE = 1000;
/** Longest wait for a search: it is a nicety, and slow on some servers. */
const SEARCH_MS = 2000;
/** Pause between two reads of a server that cannot be read. */
const RETRY_MS = 30_000;

/** The newest operations of each server, read before the first move that this process sends there. */
export interface FirstReads {
  /** Synchronous. */
  isDone(slug: string): boolean;
  /**
   * Waits for the read at most so long. Rejects with IntentStoreError (OLDER_COPY) where it shows that the log is an older copy. A
   * server that cannot be read in time stops no move; it is read again at a later one.
   */
  read(slug: string, identity: LogIdentity, ms: number): Promise<void>;
}

export function createFirstReads(
  options: Pick<Services, 'store' | 'tenants' | 'clock' | 'logger'> & { readonly olderCopy: OlderCopy },
): FirstReads {
  const { store, tenants, olderCopy, clock, logger } = options;
  /** By tenant, so that a reload with another server reads again. */
  const done = new WeakSet<Tenant>();
  const reading = new Map<Tenant, Promise<void>>();
  const retryAt = new WeakMap<Tenant, number>();

  /** The newest operations, and the newest with the tag where the server has a search. Rejects with UpstreamError. */
  const readNewest = async ({ client, deadlineMs }: Tenant, tag: string | null): Promise<Operation[]> => {
    const upstream = { client, context: { deadline: clock.now() + deadlineMs } };
    const page = { limit: Math.min(PAGE, client.dialect.maxLimit), offset: 0 };
    const search = tag === null ? null : listOperations(upstream, { ...page, search: tag }).catch(() => null);
    const newest = await listOperations(upstream, page);
    const found = search && (await within(clock, SEARCH_MS, search));
    return [...newest.items, ...(found?.items ?? [])];
  };

  const run = async (tenant: Tenant, identity: LogIdentity): Promise<void> => {
    const { slug } = tenant;
    const isNew = await isNewFor(store, slug, identity, clock.now());
    const rows = await readNewest(tenant, isNew ? null : identity.tag);
    const { orphans, otherTags } = await findUnknownRows(rows, { store, tenant, identity, isNew, now: clock.now() });
    const [orphan] = orphans;
    if (orphan) await olderCopy.found({ why: isNew ? 'NEW' : 'MARKER', tenant: slug, marker: orphan.marker });
    else done.add(tenant);
    await noteOthers(slug, otherTags);
  };

  const noteOthers = async (tenant: string, tags: ReadonlySet<string>): Promise<void> => {
    if (tags.size === 0) return;
    const noted = new Set<string>(JSON.parse((await store.readMeta('otherTags')) ?? '[]') as string[]);
    const fresh = [...tags].filter((tag) => !noted.has(tag));
    if (fresh.length === 0) return;
    logger.info({ tenant, tags: fresh }, 'the server also shows moves of other logs');
    await store.writeMeta('otherTags', JSON.stringify([...noted, ...fresh]));
  };

  const failed = (tenant: Tenant): void => {
    if (clock.now() < (retryAt.get(tenant) ?? 0)) return;
    retryAt.set(tenant, clock.now() + RETRY_MS);
    logger.warn(
      { tenant: tenant.slug },
      'the newest operations could not be read, so that an older copy of the log would not be noticed; they are read again',
    );
  };

  return {
    isDone(slug) {
      const tenant = tenants.get(slug);
      return tenant === undefined || done.has(tenant);
    },
    async read(slug, identity, ms) {
      const tenant = tenants.get(slug);
      if (tenant === undefined || done.has(tenant) || clock.now() < (retryAt.get(tenant) ?? 0)) return;
      const read =
        reading.get(tenant) ??
        run(tenant, identity)
          .catch((error: unknown) => {
            if (error instanceof IntentStoreError) throw error;
            failed(tenant);
          })
          .finally(() => reading.delete(tenant));
      reading.set(tenant, read);
      const isRead = await within(
        clock,
        ms,
        read.then(() => true),
      );
      if (!isRead) failed(tenant);
      await olderCopy.refuse();
    },
  };
}
