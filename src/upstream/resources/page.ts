import type { OperationId } from '../../contract/schemas.ts';
import type { CallArgs, Upstream } from '../client.ts';
import { UpstreamError } from '../errors.ts';

/** One page of a list. `total` is null where the server does not say it. */
export interface Page<T> {
  readonly items: T[];
  readonly total: number | null;
}

/** Where in a list, and how much of it. The server's own defaults are not relied upon. */
export interface Window {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Null for the 404 of a row; every other failure passes. */
export async function orNull<T>(row: Promise<T>): Promise<T | null> {
  try {
    return await row;
  } catch (error) {
    if (error instanceof UpstreamError && error.kind === 'REJECTED' && error.status === 404) return null;
    throw error;
  }
}

/**
 * A page of rows. The type says what the contract promises of their fields; read them with `read` of fields.ts.
 * A page greater than the server gives at once is put together from several.
 */
export async function listPage<T>(
  upstream: Upstream,
  operation: OperationId,
  query: CallArgs['query'] & Window,
): Promise<Page<T>> {
  const { client, context } = upstream;
  const { maxLimit } = client.dialect;
  const ask = async (window: Window): Promise<Page<T>> =>
    (await client.call(operation, { query: { ...query, ...window } }, context)) as unknown as Page<T>;
  const wanted = query.limit;
  if (wanted === undefined || wanted <= maxLimit) return ask({});

  const items: T[] = [];
  let total: number | null = null;
  while (items.length < wanted) {
    const limit = Math.min(maxLimit, wanted - items.length);
    const page = await ask({ limit, offset: (query.offset ?? 0) + items.length });
    total = page.total;
    items.push(...page.items.slice(0, limit));
    if (page.items.length < limit) break;
  }
  return { items, total };
}
