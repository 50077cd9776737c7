import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { listOperations, type Operation, type OperationQuery } from '../../upstream/resources/operations.ts';
import { newMarker, tagOf, withTag } from '../marker.ts';
import { isRefusedQuery, type Walk, walkOperations } from './history.ts';

/** How long a server counts as one without search, or without one in time. */
const OFF_MS = 3_600_000;
/** More rows with one marker than any card move has. */
const FEW = 100;
/** Pages of the rows of one group move. */
const GROUP_PAGES = 1000;

export interface Hits {
  readonly rows: readonly Operation[];
  /** Ids of rows that count as marked though they show no marker. */
  readonly found: ReadonlySet<number>;
}

/** Searches for a marker, where a server has them. */
export interface Searches {
  /** On one card, in one call. Null where the server has no search. Rejects with UpstreamError where it cannot be read. */
  onCard(tenant: Tenant, upstream: Upstream, marker: string, cardId: number): Promise<Hits | null>;
  /** Over all cards. A nicety: null where it fails or does not come in time. */
  everywhere(tenant: Tenant, upstream: Upstream, marker: string): Promise<Hits | null>;
  /** Every row of a group move. Null where the server has no search, or none in time. */
  ofGroup(tenant: Tenant, upstream: Upstream, marker: string): Promise<Walk | null>;
}

type Scope = 'card' | 'everywhere';

export function createSearches(clock: Clock): Searches {
  /** Until when no search of a scope is tried, for each tenant. */
  const offUntil = new Map<string, number>();
  const isOff = ({ slug }: Tenant, scope: Scope) => clock.now() < (offUntil.get(`${scope} ${slug}`) ?? 0);
  const turnOff = ({ slug }: Tenant, ...scopes: Scope[]): null => {
    for (const scope of scopes) offUntil.set(`${scope} ${slug}`, clock.now() + OFF_MS);
    return null;
  };

  const page = async (upstream: Upstream, query: OperationQuery): Promise<readonly Operation[] | null> => {
    const limit = Math.min(FEW, upstream.client.dialect.maxLimit);
    return listOperations(upstream, { ...query, limit }).then(
      ({ items }) => items,
      (error: unknown) => {
        if (isRefusedQuery(error)) return null;
        throw error;
      },
    );
  };

  const hits = async (
    tenant: Tenant,
    upstream: Upstream,
    scope: Scope,
    query: OperationQuery & { readonly search: string },
  ): Promise<Hits | null> => {
    if (isOff(tenant, scope)) return null;
    const rows = await page(upstream, query);
    if (!rows) return turnOff(tenant, scope);
    if (rows.every((row) => shows(row, query.search))) return { rows, found: new Set<number>() };
    // A list may show less of a reason than its search reads; but a search may find what begins alike, as all of our markers do.
    const ofNobody = withTag(newMarker(), tagOf(query.search));
    const isAlone = rows.length === 1 && (await page(upstream, { ...query, search: ofNobody }))?.length === 0;
    if (isAlone) return { rows, found: new Set(rows.map(({ id }) => id)) };
    return turnOff(tenant, 'card', 'everywhere');
  };

  return {
    onCard: (tenant, upstream, search, accountId) => hits(tenant, upstream, 'card', { search, accountId }),
    async everywhere(tenant, { client, context }, search) {
      const soon = clock.now() + client.limits.timeoutMs;
      const patience = { ...context, deadline: Math.min(soon, context.deadline ?? soon) };
      return hits(tenant, { client, context: patience }, 'everywhere', { search }).catch((error: unknown) => {
        if (!(error instanceof UpstreamError)) throw error;
        return error.kind === 'TIMEOUT' ? turnOff(tenant, 'everywhere') : null;
      });
    },
    async ofGroup(tenant, upstream, search) {
      if (isOff(tenant, 'everywhere')) return null;
      let isIgnored = false;
      const stopAt = (row: Operation): boolean => {
        isIgnored ||= !shows(row, search);
        return isIgnored;
      };
      const walk = await walkOperations(
        upstream,
        { search },
        { stopAt, maxPages: GROUP_PAGES, isWanted: () => true },
      ).catch((error: unknown) => {
        if (isRefusedQuery(error) || (error instanceof UpstreamError && error.kind === 'TIMEOUT')) return null;
        throw error;
      });
      return !walk || isIgnored ? turnOff(tenant, 'everywhere') : walk;
    },
  };
}

/** Anywhere in the reason, as a search matches it. */
function shows({ reason }: Operation, marker: string): boolean {
  return typeof reason === 'string' && reason.toUpperCase().includes(marker);
}
