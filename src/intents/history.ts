import type { Upstream } from '../upstream/client.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { listOperations, type Operation, type OperationQuery } from '../upstream/resources/operations.ts';

const PAGE = 1000;

export interface Walk {
  /** Each once. */
  readonly rows: Operation[];
  /** False: there are more pages than were allowed. */
  readonly isWhole: boolean;
}

/**
 * Reads all pages of a list of operations. What is booked meanwhile shifts the pages, so rows may come twice; none is missed.
 * Ends early where a page lies wholly in the past.
 */
export async function walkOperations(
  upstream: Upstream,
  query: OperationQuery,
  options: { readonly isPast?: (row: Operation) => boolean; readonly maxPages: number },
): Promise<Walk> {
  const { isPast = () => false, maxPages } = options;
  const limit = Math.min(PAGE, upstream.client.dialect.maxLimit);
  const rows = new Map<number, Operation>();
  let offset = 0;
  for (let page = 0; page < maxPages; page++) {
    const { items, total } = await listOperations(upstream, { ...query, limit, offset });
    const before = rows.size;
    for (const row of items) rows.set(row.id, row);
    offset += items.length;
    const isLast = items.length === 0 || (total !== null && offset >= total);
    if (isLast || items.every(isPast)) return { rows: [...rows.values()], isWhole: true };
    // A server that ignores the offset gives the same rows again: there is no way to the others.
    if (rows.size === before) break;
  }
  return { rows: [...rows.values()], isWhole: false };
}

/** Whether a failed read may work in another form: the server does not know the parameter, or the operation. */
export function isRefusedQuery(error: unknown): boolean {
  return error instanceof UpstreamError && (error.kind === 'REJECTED' || error.kind === 'UNSUPPORTED');
}
