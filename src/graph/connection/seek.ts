import type { OperationId } from '../../contract/schemas.ts';
import { malformed } from '../../upstream/errors.ts';

export interface Rows<T> {
  readonly items: readonly T[];
  readonly total: number | null;
  /** Set where these are proven to be the last rows. */
  readonly isEnd?: true;
}

/** Rows of a sorted list behind a position. */
export interface Sought<T> {
  /** Offset of the first row in the whole list. */
  readonly offset: number;
  readonly rows: readonly T[];
  readonly total: number | null;
  /** Whether these are the last rows. */
  readonly isEnd: boolean;
}

/** Whether a page is proven to be the last: by what was learned of the server, by its total, or by being empty. */
export function isLastPage({ items, total, isEnd }: Rows<unknown>, offset: number, limit: number): boolean {
  if (items.length === 0) return true;
  return isEnd ?? (items.length < limit && total !== null && offset + items.length >= total);
}

/** More reads than doubling and halving needs among 2^32 rows. */
const MAX_READS = 48;

/**
 * Finds the rows behind a position of a sorted list, from a guess of its offset. One read if no row moved; otherwise an
 * exponential search, then a binary one. Throws MALFORMED for a server that ignores the offset or the order.
 */
export async function seek<T extends { readonly id: number }>(options: {
  operation: OperationId;
  read: (offset: number, limit: number) => Promise<Rows<T>>;
  /** Index of the first row behind the position; the length if the position is the last row; -1 if all rows lie before it. */
  cut: (items: readonly T[]) => number;
  guess: number;
  /** Rows of the first read, and of each read of the search (`wide`). At least 2: the position and a row behind it. */
  limit: number;
  wide: number;
}): Promise<Sought<T>> {
  const { operation, read, cut, guess, wide } = options;
  // Invariant: rows before `low` lie before the position; the row at `high` lies behind it or beyond the end.
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let offset = guess;
  let limit = options.limit;
  let step = wide;
  let before: { offset: number; first: number | undefined } | null = null;
  for (let reads = 0; reads < MAX_READS; reads++) {
    let page: Rows<T> = await read(offset, limit);
    // The position alone, on a page that proves nothing: whatever follows is on the next one.
    if (page.items.length === 1 && cut(page.items) === 1 && !isLastPage(page, offset, limit)) {
      const { items, ...behind } = await read(offset + 1, limit);
      page = { ...behind, items: [...page.items, ...items.filter(({ id }) => id !== page.items[0]?.id)] };
      if (items.length === 0) page = { ...page, isEnd: true };
    }
    const { items, total } = page;
    const first = items[0]?.id;
    if (before && first !== undefined && first === before.first && offset !== before.offset)
      throw malformed(operation, 'OFFSET_IGNORED');
    before = { offset, first };
    const isEnd = isLastPage(page, offset, limit);
    const at = cut(items);
    const isLastRow = at === items.length && !isEnd && at > 0;
    if ((at > 0 && !isLastRow) || (at === 0 && offset <= low))
      return { offset: offset + at, rows: items.slice(at), total, isEnd };
    // The next page starts with the position itself: rows may be inserted meanwhile.
    if (isLastRow) low = offset + at - 1;
    else if (at === 0 || (items.length === 0 && offset > low)) high = offset;
    else if (isEnd) return { offset: offset + items.length, rows: [], total, isEnd };
    else low = offset + items.length;

    limit = wide;
    if (isLastRow || high <= low + wide) offset = low;
    else if (high < Number.POSITIVE_INFINITY && low > 0) offset = Math.floor((low + high) / 2);
    else if (high < Number.POSITIVE_INFINITY) offset = Math.max(0, high - step);
    else offset = reads === 0 ? low : low + step;
    step *= 2;
  }
  throw malformed(operation, 'ORDER_IGNORED');
}
