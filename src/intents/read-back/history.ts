import { type Clock, monotonic } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { listOperations, type Operation, type OperationQuery } from '../../upstream/resources/operations.ts';
import { lastMarkerIn } from '../marker.ts';
import { ZONES_MS } from './our-row.ts';
import { timeOf } from './rows.ts';

export const PAGE = 1000;

export interface Walk {
  /** The wanted rows, each once. */
  readonly rows: Operation[];
  /** Read to its end: a row that is not among these does not exist. */
  readonly isWhole: boolean;
}

export interface WalkOptions {
  readonly maxPages: number;
  /** Rows to be kept. */
  readonly isWanted: (row: Operation) => boolean;
  /** Rows before `since` need not be read. `timeOf` is null where a row's time cannot be read. */
  readonly past?: { readonly since: number; readonly timeOf: (row: Operation) => number | null } | undefined;
  /** Ends the walk; the result is not whole then. */
  readonly stopAt?: (row: Operation) => boolean;
}

/**
 * Reads all pages of a list of operations. A booking meanwhile shifts the pages, so rows may come twice; none is missed.
 * Only a page without a new row is the end: a total may be wrong, and a short page may be a limit of the server. A round number of rows
 * may be all that the server pages through.
 */
export async function walkOperations(upstream: Upstream, query: OperationQuery, options: WalkOptions): Promise<Walk> {
  const { maxPages, isWanted, past, stopAt } = options;
  const limit = Math.min(PAGE, upstream.client.dialect.maxLimit);
  const isOver = past ? createPast(past) : () => false;
  const seen = new Set<number>();
  const rows = new Map<string, Operation>();
  const walk = (isWhole: boolean): Walk => ({ rows: [...rows.values()], isWhole });
  let offset = 0;
  let first: readonly Operation[] = [];
  for (let page = 0; page < maxPages; page++) {
    const { items, total } = await listOperations(upstream, { ...query, limit, offset });
    const fresh = items.filter(({ id }) => !seen.has(id));
    if (page === 0) first = items;
    for (const row of items) {
      seen.add(row.id);
      // A server may send one id twice: neither row may hide the other.
      if (isWanted(row)) rows.set(JSON.stringify([row.id, row.accountId, row.reason]), row);
      if (stopAt?.(row)) return walk(false);
    }
    offset += items.length;
    // Rows exist and none came: the limit was above the server's own.
    if (items.length === 0) return walk(page > 0 ? !isRound(seen.size, total) : !(total !== null && total > 0));
    if (isOver(fresh)) return walk(true);
    if (fresh.length > 0) continue;
    // The first page again: the server ignores the offset.
    if (items[0]?.id === first[0]?.id)
      return walk(total === null ? isPartialPage(items.length, limit) : seen.size >= total);
    // The last rows again, shifted by bookings meanwhile.
    if (items.length < first.length) return walk(true);
  }
  return walk(false);
}

/** Rows with a marker of all cards: from the day before `since` on, or, with null, of any time. */
export function walkMarked(
  { zone }: Tenant,
  upstream: Upstream,
  { since, maxPages }: { readonly since: number | null; readonly maxPages: number },
): Promise<Walk> {
  const isWanted = ({ reason }: Operation) => lastMarkerIn(reason) !== null;
  if (since === null) return walkOperations(upstream, {}, { maxPages, isWanted });
  const past = { since: since - ZONES_MS, timeOf: (row: Operation) => timeOf(row, zone) };
  return walkOperations(upstream, { dateFrom: zone.localBound(past.since) }, { past, maxPages, isWanted });
}

/** Longest time that a walk is kept for others: a lookup that waits for longer takes its place in the line anew. */
const KEPT_MS = 60_000;

export interface MarkedRead {
  readonly since: number;
  readonly maxPages: number;
  /** On the monotonic clock: what was read since then serves. */
  readonly asOf: number;
}

/** `walkMarked`, shared by the lookups of a tenant: a backlog of moves without a search is one walk, not one for each of them. */
export type ReadMarked = (tenant: Tenant, upstream: Upstream, read: MarkedRead) => Promise<Walk>;

export function createMarkedReads(clock: Clock): ReadMarked {
  const latest = new WeakMap<
    Tenant,
    { readonly begunAt: number; readonly read: MarkedRead; readonly walk: Promise<Walk> }
  >();
  const readAnew: ReadMarked = (tenant, upstream, read) => {
    const begun = { begunAt: monotonic(clock), read, walk: walkMarked(tenant, upstream, read) };
    latest.set(tenant, begun);
    const forget = () => {
      if (latest.get(tenant) === begun) latest.delete(tenant);
    };
    begun.walk.then(({ isWhole }) => (isWhole ? void clock.after(KEPT_MS, forget) : forget()), forget);
    return begun.walk;
  };
  return (tenant, upstream, read) => {
    const kept = latest.get(tenant);
    const serves =
      kept && kept.begunAt >= read.asOf && kept.read.since <= read.since && kept.read.maxPages >= read.maxPages;
    const again = () => readAnew(tenant, upstream, read);
    // One that was cut may lack the newest rows, and one that failed had the deadline of another lookup.
    return serves ? kept.walk.then((walk) => (walk.isWhole ? walk : again()), again) : again();
  };
}

/** A number of rows at which a server stops, where its total does not say that these are all. */
function isRound(count: number, total: number | null): boolean {
  return total === null ? count % 1000 === 0 : total > count && count % 100 === 0;
}

/** Fewer rows than the limit, and not a round number as a limit of the server would be: all rows that exist. */
function isPartialPage(count: number, limit: number): boolean {
  return count < limit && count % 50 !== 0;
}

/**
 * Whether all rows after these are older than `since`: these are, and the list so far goes from new to old. A server that ignores
 * both the date and the order begins with its oldest rows.
 */
function createPast({ since, timeOf }: NonNullable<WalkOptions['past']>): (items: readonly Operation[]) => boolean {
  let isFalling = true;
  let newest: number | null = null;
  let last: number | null = null;
  return (items) => {
    let isPast = items.length > 0;
    for (const row of items) {
      const at = timeOf(row);
      if (at === null || at >= since) isPast = false;
      if (at === null) continue;
      if (last !== null && at > last) isFalling = false;
      newest ??= at;
      last = at;
    }
    return isPast && isFalling && newest !== null && last !== null && last < newest;
  };
}

/** The server rejected the query, or has no such operation: another form of the read may work. */
export function isRefusedQuery(error: unknown): boolean {
  return error instanceof UpstreamError && (error.kind === 'REJECTED' || error.kind === 'UNSUPPORTED');
}
