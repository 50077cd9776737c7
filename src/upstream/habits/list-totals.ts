import type { OperationId } from '../../contract/schemas.ts';
import { malformed } from '../errors.ts';

/** A page as it came. */
interface Came {
  readonly items: readonly unknown[];
  readonly total: number | null;
}

/** A server that gives fewer rows than it is asked for gives at least so many. */
const SHORTEST_PAGE = 10;

/** To how many rows servers cut a page without a word. */
const USUAL_CUTS: ReadonlySet<number> = new Set([10, 20, 25, 30, 40, 50, 100, 200, 250, 500]);

/** What the totals of one server's lists have shown to be: of the whole list, or of the page alone. */
export class ListTotals {
  readonly #ofPage = new Set<OperationId>();
  readonly #longest = new Map<OperationId, number>();
  readonly #ofAll = new Map<OperationId, number>();
  #isOfList = false;

  /** Whether a total has counted rows of another page, so that it can end a list. What one list does the others do. */
  isOfList(operation: OperationId): boolean {
    return this.#isOfList && !this.isOfPage(operation);
  }

  /** Once of a page, never believed again: a server may count right up to a bound. */
  isOfPage(operation: OperationId): boolean {
    return this.#ofPage.has(operation);
  }

  /**
   * Whether a total may be of another list than that of a filter: it is no less than that of all rows, as far as that was told. What
   * a filter lets through may be all there is.
   */
  isOdd(operation: OperationId, total: number, isFiltered: boolean): boolean {
    if (!isFiltered) this.#ofAll.set(operation, total);
    return isFiltered && total > 0 && total >= (this.#ofAll.get(operation) ?? Number.POSITIVE_INFINITY);
  }

  /** Learns from the page behind one that held as many rows as its total. */
  settle(operation: OperationId, before: Came, behind: Came): void {
    if (behind.items.length > 0 || before.total === null) return;
    if (behind.total === before.total) this.#isOfList = true;
    else if (behind.total === 0) this.#ofPage.add(operation);
  }

  /**
   * Whether a page is the last one; undefined where nothing in it proves that. Throws MALFORMED for a total that counts rows
   * which do not come.
   */
  isEnd(operation: OperationId, { items, total }: Came, offset: number, limit: number): boolean | undefined {
    const count = items.length;
    const read = offset + count;
    const longest = this.#longest.get(operation) ?? 0;
    this.#longest.set(operation, Math.max(longest, count));
    if (total !== null && count > 0 && total < read) {
      // More than the page and less than was read is a count of neither: these may be the rows of another page again.
      if (total > count) return undefined;
      this.#ofPage.add(operation);
    }
    const believed = this.isOfPage(operation) ? null : total;
    if (count === 0) {
      if (believed !== null && believed > offset) throw malformed(operation, 'TOTAL_EXCEEDS_ROWS');
      return true;
    }
    if (believed !== null && believed > read) {
      this.#isOfList = true;
      return false;
    }
    if (believed === null) return count < Math.min(limit, SHORTEST_PAGE) ? true : undefined;
    if (offset > 0) this.#isOfList = true;
    // As many rows as the total says: a count of the page looks the same where the page may have been cut.
    const isUncut = count < limit && (count < longest || !USUAL_CUTS.has(count));
    return this.isOfList(operation) || isUncut ? true : undefined;
  }
}
