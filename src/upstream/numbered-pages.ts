import { isDeepStrictEqual } from 'node:util';
import type { UpstreamLimits } from '../config/upstream-limits.ts';
import { isPaged } from '../contract/names.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { Clock } from '../lib/clock.ts';
import { memoize } from '../lib/memoize.ts';
import type { Dialect } from './codec/dialect.ts';
import type { CallArgs } from './codec/encode-request.ts';
import { malformed, UpstreamError } from './errors.ts';

type Call<Context> = (operation: OperationId, args: CallArgs, context: Context) => Promise<unknown>;

export interface NumberPagesOptions {
  readonly dialect: Pick<Dialect, 'paging' | 'maxLimit'>;
  readonly limits: Pick<UpstreamLimits, 'deadlineMs'>;
  readonly clock: Clock;
}

/** Calls with any `offset` and `limit`, also where the server numbers its pages. Without `paging` they are the calls given. */
export function numberPages<Context extends { readonly deadline?: number | undefined }>(
  call: Call<Context>,
  { dialect, limits, clock }: NumberPagesOptions,
): Call<Context> {
  if (dialect.paging === null) return call;
  const readWindow = createWindowReader(dialect.maxLimit);
  const checkFirst = createFirstPageCheck(dialect.paging.from);
  return (operation, args, context) => {
    const { offset, limit } = args.query ?? {};
    if (!isPaged(operation) || limit == null) return call(operation, args, context);
    // Of all pages together.
    const shared = { ...context, deadline: context.deadline ?? clock.now() + limits.deadlineMs };
    const ask: AskPage = (index, size) =>
      call(operation, { ...args, query: { ...args.query, limit: size, offset: index * size } }, shared);
    const checked: AskPage = (index, size) => checkFirst(operation, { index, size }, ask);
    return readWindow(operation, { offset: Number(offset ?? 0), limit: Number(limit) }, checked);
  };
}

/** Reads the page of this index, from 0, of so many rows. */
type AskPage = (index: number, size: number) => Promise<unknown>;

/**
 * Reads pages of a server that numbers them from `from`, or does not: then its first rows stand before the page that is taken for
 * the first, and would be lost without a word. So the page before that is asked for once, until it shows no such rows. A refusal
 * shows none, nor does a failure that comes twice beside a first page that is there. Rejects with MALFORMED, PAGE_BEFORE_FIRST.
 */
function createFirstPageCheck(from: number) {
  let isProven = from === 0;
  return async (operation: OperationId, { index, size }: PageNumber, ask: AskPage): Promise<unknown> => {
    if (isProven || index > 0) return ask(index, size);
    for (let isAgain = false; ; isAgain = true) {
      const first = pageOf(await ask(index, size));
      const before = await pageBefore(size, ask);
      const isNone = before === 'refused' || (before === 'failed' && isAgain);
      if (isNone || (before !== 'failed' && !hasOthers(before, first))) {
        // Rows of a report bear no id.
        isProven ||= isNone || Object(first.rows[0]).id !== undefined;
        return first.answer;
      }
      // Rows may be booked between two calls, so that both are asked for once more.
      if (isAgain) throw malformed(operation, 'PAGE_BEFORE_FIRST');
    }
  };
}

/** Rejects as the call does where the server was not heard, or is busy or away: it says nothing of its pages. */
async function pageBefore(size: number, ask: AskPage): Promise<Page | 'refused' | 'failed'> {
  try {
    return pageOf(await ask(-1, size));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.kind === 'REJECTED') return 'refused';
    if (error.kind === 'MALFORMED' || error.kind === 'UNSUPPORTED' || error.status === 500) return 'failed';
    throw error;
  }
}

function hasOthers(before: Page, first: Page): boolean {
  const isOfFirst = (row: unknown) => first.rows.some((one) => isSameRow(one, row));
  return before.rows.length > 0 && !isSame(before, first) && !before.rows.some(isOfFirst);
}

interface PageNumber {
  readonly index: number;
  readonly size: number;
}

interface RowWindow {
  readonly offset: number;
  readonly limit: number;
}

/** What the pages of one list have shown. */
interface Shown {
  /** A page of so many rows came full: up to this size a page begins where its number says. */
  honoured: number;
  /** Rows of the longest page that the server gives, whatever it is asked for. */
  most: number;
}

/**
 * Windows of lists on a server that numbers its pages. A window mostly lies within one page of some size, else it is cut from two.
 * A short page is compared with another one of its size: a server that cuts pages without a word moves all pages behind.
 */
function createWindowReader(maxLimit: number) {
  const shownBy = memoize((_operation: OperationId): Shown => ({ honoured: 0, most: maxLimit }));

  /**
   * Resolves with an answer that holds the rows of the window, or fewer where the server has a limit of its own. One that ignores
   * the number of the page gives the same rows again. Rejects with MALFORMED, OFFSET_IGNORED where only the size is ignored.
   */
  return async function readWindow(operation: OperationId, window: RowWindow, ask: AskPage): Promise<unknown> {
    const shown = shownBy(operation);
    const { offset } = window;
    const wanted = Math.min(window.limit, shown.most);
    const size = sizeOf(offset, wanted, shown.most);
    const index = Math.floor(offset / size);
    const start = offset - index * size;
    const read = async (at: number): Promise<Page> => {
      const page = pageOf(await ask(at, size));
      if (page.rows.length === size) shown.honoured = Math.max(shown.honoured, size);
      return page;
    };

    const page = await read(index);
    const count = page.rows.length;
    // The first rows are the first whatever the size of pages.
    if (offset === 0) return page.answer;
    const isPlaced = (index === 0 && start + wanted <= count) || (count <= size && size <= shown.honoured);
    if (!isPlaced) {
      const other = await read(index === 0 ? 1 : 0);
      const [head, behind] = index === 0 ? [page, other] : [other, page];
      if (isSame(head, behind)) return behind.answer;
      const longest = head.rows.length;
      if (longest > size || (longest === 0 && behind.rows.length > 0)) throw malformed(operation, 'OFFSET_IGNORED');
      if (longest < size && behind.rows.length > 0) {
        shown.most = longest;
        return readWindow(operation, window, ask);
      }
    }
    const rows = page.rows.slice(start, start + wanted);
    if (rows.length === wanted || count < size) return withRows(page, rows);
    const next = await read(index + 1);
    // Rows may be booked between two calls: one that comes again is the same row.
    const fresh = next.rows.filter((row) => !rows.some((one) => isSameRow(one, row)));
    return withRows(next, [...rows, ...fresh].slice(0, wanted));
  };
}

/** The smallest size with a page that holds the whole window; else that of the window, which then lies on two pages. */
function sizeOf(offset: number, wanted: number, most: number): number {
  for (let size = wanted; size <= Math.min(most, 2 * wanted); size++) if ((offset % size) + wanted <= size) return size;
  return wanted;
}

interface Page {
  readonly answer: unknown;
  readonly rows: readonly unknown[];
}

function pageOf(answer: unknown): Page {
  const { items, rows = items } = Object(answer);
  return { answer, rows: Array.isArray(rows) ? rows : [] };
}

function withRows({ answer }: Page, rows: readonly unknown[]): unknown {
  return { ...Object(answer), ...(Object(answer).rows === undefined ? { items: rows } : { rows }) };
}

/** Rows of a report have no id, so all of them are compared. */
function isSame({ rows }: Page, other: Page): boolean {
  if (rows.length === 0) return false;
  return isSameRow(rows[0], other.rows[0]) || isDeepStrictEqual(rows, other.rows);
}

function isSameRow(one: unknown, other: unknown): boolean {
  const id = Object(one).id;
  return id !== undefined && id === Object(other).id;
}
