import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { listOperations, type Operation, type OperationQuery } from '../../upstream/resources/operations.ts';

const PAGE = 1000;

export interface Walk {
  /** Those that were wanted, each once. */
  readonly rows: Operation[];
  /** True: read to its end, so what is not among the rows is not there. */
  readonly isWhole: boolean;
}

export interface WalkOptions {
  readonly maxPages: number;
  /** What to keep. */
  readonly isWanted: (row: Operation) => boolean;
  /** What lies before `since` need not be read. Null where a row's time cannot be read. */
  readonly past?: { readonly since: number; readonly timeOf: (row: Operation) => number | null } | undefined;
  /** Ends the walk, which then is not whole. */
  readonly stopAt?: (row: Operation) => boolean;
}

/**
 * Reads all pages of a list of operations. What is booked meanwhile shifts the pages, so rows may come twice; none is missed.
 * Only a page without a new row is an end: a total may be wrong, and a short page a limit of the server's own.
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
      // A server may give one id twice: neither row may hide the other.
      if (isWanted(row)) rows.set(JSON.stringify([row.id, row.accountId, row.reason]), row);
      if (stopAt?.(row)) return walk(false);
    }
    offset += items.length;
    // It has rows and gives none: more were asked for at once than it likes.
    if (items.length === 0) return walk(page > 0 || !(total !== null && total > 0));
    if (isOver(fresh)) return walk(true);
    if (fresh.length > 0) continue;
    // The first page again: a server that knows no offset.
    if (items[0]?.id === first[0]?.id)
      return walk(total === null ? isOddlyShort(items.length, limit) : seen.size >= total);
    // Its last rows again, shifted by what was booked meanwhile.
    if (items.length < first.length) return walk(true);
  }
  return walk(false);
}

/** Fewer than asked for, and not as many as a limit of the server's own would be: it gave all that it has. */
function isOddlyShort(count: number, limit: number): boolean {
  return count < limit && count % 50 !== 0;
}

/**
 * Whether whatever follows these rows lies in the past: they do, and the list has been seen to go from new to old. A server that
 * ignores both the date and the order begins with its oldest rows.
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

/** Whether a failed read may work in another form: the server does not know the parameter, or the operation. */
export function isRefusedQuery(error: unknown): boolean {
  return error instanceof UpstreamError && (error.kind === 'REJECTED' || error.kind === 'UNSUPPORTED');
}
