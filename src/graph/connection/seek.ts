import type { OperationId } from '../../contract/schemas.ts';
import { malformed } from '../../upstream/errors.ts';

export interface Rows<T> {
  readonly items: readonly T[];
  readonly total: number | null;
}

/** Rows of a sorted list from a place on. */
export interface Sought<T> {
  /** Position of the first of `rows` in the whole list. */
  readonly offset: number;
  readonly rows: readonly T[];
  readonly total: number | null;
  /** No row follows these. */
  readonly isEnd: boolean;
}

/** Whether a page is the last one. A short page is not, where the server counts more: it may give less than asked. */
export function isLastPage({ items, total }: Rows<unknown>, offset: number, limit: number): boolean {
  if (items.length === 0) return true;
  return items.length < limit && (total === null || offset + items.length >= total);
}

/** Doubling and halving finds a place among four thousand million rows in fewer. */
const MAX_READS = 48;

/**
 * Finds where a sorted list goes on behind a place, from a guess of its position. When nothing moved that is one read;
 * when rows came or went before it, it is found by doubling steps and halving, so that thousands of them cost a few reads.
 * Throws MALFORMED for a server that ignores what it is asked for; it never takes the end of its patience for the end of the list.
 */
export async function seek<T extends { readonly id: number }>(options: {
  operation: OperationId;
  read: (offset: number, limit: number) => Promise<Rows<T>>;
  /** Index of the first row behind the place, the length where the place is the last row; -1 when all lie before it. */
  cut: (items: readonly T[]) => number;
  guess: number;
  /** Of the first read, and of those that search: 2 at least, for the place itself and a row behind it. */
  limit: number;
  wide: number;
}): Promise<Sought<T>> {
  const { operation, read, cut, guess, wide } = options;
  // Every row before `low` lies before the place; the row at `high` lies behind it, or is beyond the end.
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let offset = guess;
  let limit = options.limit;
  let step = wide;
  let before: { offset: number; first: number | undefined } | null = null;
  for (let reads = 0; reads < MAX_READS; reads++) {
    const page = await read(offset, limit);
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
    // What follows the place is on the next page, which is to hold the place too: rows may come in between.
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
