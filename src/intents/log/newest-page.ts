import type { Clock } from '../../lib/clock.ts';
import { within } from '../../lib/concurrency/wait-for.ts';
import type { Tenant } from '../../tenants/registry.ts';
import { listOperations, type Operation } from '../../upstream/resources/operations.ts';

const PAGE = 1000;
/** Longest wait for a search: it is a nicety, and slow on some servers. */
const SEARCH_MS = 2000;

/** The newest operations of a server, and the newest with the tag where it has a search. Rejects with UpstreamError. */
export async function readNewestPage(tenant: Tenant, tag: string | null, clock: Clock): Promise<Operation[]> {
  const upstream = { client: tenant.client, context: { deadline: clock.now() + tenant.deadlineMs } };
  const page = { limit: Math.min(PAGE, tenant.client.dialect.maxLimit), offset: 0 };
  const search = tag === null ? null : listOperations(upstream, { ...page, search: tag }).catch(() => null);
  const newest = await listOperations(upstream, page);
  const found = search && (await within(clock, SEARCH_MS, search));
  return [...newest.items, ...(found?.items ?? [])];
}
