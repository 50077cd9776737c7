import type { Upstream } from '../client.ts';
import { malformed } from '../errors.ts';
import type { Page, Window } from './page.ts';

const PAGE = 1000;
const MAX_PAGES = 100;

/**
 * Every row of a small list, each once, in the server's order. Copes with servers that ignore limit or offset, or give
 * fewer rows than asked. Rejects with MALFORMED for a list that has no end.
 */
export async function readAll<T extends { readonly id: number }>(
  upstream: Upstream,
  list: (upstream: Upstream, window: Window) => Promise<Page<T>>,
): Promise<T[]> {
  const limit = Math.min(PAGE, upstream.client.dialect.maxLimit);
  const rows = new Map<number, T>();
  let offset = 0;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { items, total } = await list(upstream, { limit, offset });
    const before = rows.size;
    for (const row of items) if (!rows.has(row.id)) rows.set(row.id, row);
    offset += items.length;
    const isNew = rows.size > before;
    if (!isNew || isLast(items.length, limit, offset, total)) return [...rows.values()];
  }
  throw malformed(undefined, 'ENDLESS_LIST');
}

function isLast(count: number, limit: number, read: number, total: number | null): boolean {
  if (total !== null) return read >= total;
  if (count > limit) return true;
  // Without a total a short page is the last one, unless the server has a round limit of its own.
  return count < limit && count % 50 !== 0;
}
