import type { OperationId } from '../../contract/schemas.ts';
import type { operations } from '../../contract/types.ts';
import type { CallArgs, ResponseOf, Upstream } from '../client.ts';
import { isLeftOut } from '../codec/rows/leave-out.ts';
import { createDictionaryReading } from '../dictionary-reading.ts';
import { malformed, unsupported } from '../errors.ts';
import type { ListTotals } from '../habits/list-totals.ts';

/** One page of a list. */
export interface Page<T> {
  readonly items: T[];
  /** Null for a server that does not give one, or counts the page alone. */
  readonly total: number | null;
  /** Set where these are proven to be the last rows. */
  readonly isEnd?: true;
}

/** What a page tells of the length of its list. */
type CountedPage = Omit<Page<unknown>, 'items'> & { readonly items: readonly unknown[] };

/** Part of a list. Pass `limit`: the server's own default is unknown. */
export interface Window {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Operations that respond with a page of rows. */
export type PageOperation = {
  [O in OperationId]: ResponseOf<O> extends { items: unknown[] } ? O : never;
}[OperationId];

/** Row of a list, as the contract promises it; read its fields with `read-fields.ts`. */
export type RowOf<O extends PageOperation> =
  ResponseOf<O> extends { items: (infer Row extends { id: number })[] } ? Row : never;

/** Query parameters by the contract. Those in `Lists` are comma-separated there and arrays of T here. */
export type QueryOf<
  O extends OperationId,
  Lists extends Readonly<Record<string, unknown>> = Record<never, never>,
> = operations[O]['parameters'] extends { query?: infer Query }
  ? { readonly [K in keyof Query]?: (K extends keyof Lists ? Lists[K] : Query[K]) | undefined }
  : never;

/** Parameters that choose no rows by a field of theirs: what they leave out, the caller may see as well. */
const UNCHECKED = ['limit', 'offset', 'search'] as const;

/** Lists whose every other parameter is a field of the row, so that rows can be held against the query. */
export type ListOperation = {
  [O in PageOperation]: Exclude<keyof QueryOf<O>, keyof RowOf<O> | (typeof UNCHECKED)[number]> extends never
    ? O
    : never;
}[PageOperation];

/** Reads a page of a list. */
export interface ListCall<O extends ListOperation> {
  (upstream: Upstream, query: QueryOf<O>): Promise<Page<RowOf<O>>>;
  readonly operation: O;
}

/**
 * Defines the read of a list: its rows are those that have the values of the query. Rejects with UNSUPPORTED, FILTER_IGNORED
 * where a server gives others, which may be of somebody whom this caller must not see.
 */
export function listCall<O extends ListOperation>(operation: O): ListCall<O> {
  const isUnchecked = (name: string) => UNCHECKED.some((one) => one === name);
  const read = async (upstream: Upstream, query: QueryOf<O>): Promise<Page<RowOf<O>>> => {
    const page = await readPage(upstream, operation, query);
    const wanted = Object.entries(query).filter(([name, value]) => value !== undefined && !isUnchecked(name));
    const isWanted = (row: object) =>
      isLeftOut(row) || wanted.every(([name, value]) => Reflect.get(row, name) === value);
    if (!page.items.every(isWanted)) throw unsupported(operation, 'FILTER_IGNORED');
    return page;
  };
  return Object.assign(read, { operation });
}

/** Reads one page in one call. */
export async function readPage<O extends PageOperation>(
  { client, context }: Upstream,
  operation: O,
  query: CallArgs['query'] & Window,
): Promise<Page<RowOf<O>>> {
  const { items, total } = (await client.call(operation, { query }, context)) as unknown as Page<RowOf<O>>;
  // In place of another row, or by a join of the server's: then its total and its pages count it twice.
  if (new Set(items.map(({ id }) => id)).size < items.length) throw malformed(operation, 'ROW_REPEATED');
  const { offset = 0, limit = Number.POSITIVE_INFINITY } = query;
  const isEnd = client.totals.isEnd(operation, { items, total }, offset, limit);
  return { items, total: client.totals.isOfPage(operation) ? null : total, ...(isEnd === true && { isEnd }) };
}

/** Reads one page as it comes, in several calls where it exceeds the server's largest page. */
export async function plainPage<O extends PageOperation>(
  { client, context }: Upstream,
  operation: O,
  query: CallArgs['query'] & Window,
): Promise<Page<RowOf<O>>> {
  const { maxLimit } = client.dialect;
  const wanted = query.limit ?? 0;
  const read = async (window: Window) =>
    (await client.call(operation, { query: { ...query, ...window } }, context)) as unknown as Page<RowOf<O>>;
  if (wanted <= maxLimit) return read({});
  const items: RowOf<O>[] = [];
  for (;;) {
    const limit = Math.min(maxLimit, wanted - items.length);
    const page = await read({ limit, offset: (query.offset ?? 0) + items.length });
    items.push(...page.items.slice(0, limit));
    if (page.items.length < limit || items.length >= wanted) return { items, total: page.total };
  }
}

/**
 * Reads one page, in several calls where it exceeds the server's largest page, and in one more where nothing proves that a page
 * shorter than asked is the last. The caller holds the rows against the query.
 */
export async function listPage<O extends PageOperation>(
  upstream: Upstream,
  operation: O,
  query: CallArgs['query'] & Window,
): Promise<Page<RowOf<O>>> {
  const { dialect, totals } = upstream.client;
  const { limit: wanted, offset: start = 0 } = query;
  if (wanted === undefined) return readPage(upstream, operation, query);
  let limit = Math.min(dialect.maxLimit, wanted);
  let page = await readPage(upstream, operation, { ...query, limit });
  const items = page.items.slice(0, limit);
  for (let hasDoubted = false; items.length < wanted && page.isEnd !== true; ) {
    const isShort = page.items.length < limit;
    // A page that is short though more rows follow, or again: the caller reads on from a row that it knows.
    if (isShort && (hasDoubted || saysMore(page, start + items.length))) break;
    hasDoubted ||= isShort;
    limit = Math.min(dialect.maxLimit, wanted - items.length);
    const behind = await readPage(upstream, operation, { ...query, limit, offset: start + items.length });
    totals.settle(operation, page, behind);
    const known = new Set(items.map(({ id }) => id));
    // Rows may be booked between two calls: one that comes again is the same row.
    const fresh = behind.items.slice(0, limit).filter(({ id }) => !known.has(id));
    if (fresh.length === 0 && behind.items.length > 0) throw malformed(operation, 'OFFSET_IGNORED');
    items.push(...fresh);
    page = behind;
  }
  const total = totals.isOfPage(operation) ? null : page.total;
  return { items, total, ...(page.isEnd && page.items.length <= limit && { isEnd: true }) };
}

/** A doubtful total, or null where the page behind it shows that it counts the page alone. */
export async function provenTotal(
  totals: ListTotals,
  operation: OperationId,
  total: number | null,
  read: (offset: number, limit: number) => Promise<CountedPage>,
): Promise<number | null> {
  if (total === null || totals.isOfList(operation)) return total;
  const behind = await read(total, 1);
  totals.settle(operation, { items: [], total }, behind);
  return behind.items.length > 0 || totals.isOfPage(operation) ? null : total;
}

/**
 * A total that may be of another list, as `ListTotals.isOdd` says; null where more rows follow. Rejects with MALFORMED,
 * TOTAL_EXCEEDS_ROWS where the row that it counts last is not there.
 */
export async function heldTotal(
  operation: OperationId,
  total: number,
  read: (offset: number, limit: number) => Promise<CountedPage>,
): Promise<number | null> {
  const { items } = await read(total - 1, 2);
  if (items.length === 0) throw malformed(operation, 'TOTAL_EXCEEDS_ROWS');
  return items.length === 1 ? total : null;
}

function saysMore({ total }: Page<unknown>, read: number): boolean {
  return total !== null && total > read;
}

/** Whether the total of a page may count the page alone: it says neither more nor less. */
export function isDoubtful({ items, total, isEnd }: CountedPage): boolean {
  return isEnd === undefined && total === items.length;
}

const READ_ALL_LIMIT = 1000;
/** The shortest page of a server that has a limit of its own. */
const READ_ALL_SHORTEST = 50;

/**
 * Reads a small list whole: each row once, in the server's order. Works on servers that ignore limit or offset, or send
 * shorter pages than asked. All its pages share the limits of a dictionary: bytes, rows and time; beyond them it rejects with
 * MALFORMED, TOO_LARGE.
 */
export async function readAll<T extends { readonly id: number }, Q extends Window>(
  upstream: Upstream,
  list: ((upstream: Upstream, query: Q) => Promise<Page<T>>) & { readonly operation: OperationId },
  query?: Q,
): Promise<T[]> {
  const { client, context } = upstream;
  const { dictionaryRows } = client.limits;
  const shared: Upstream = { client, context: { ...context, reading: context.reading ?? createDictionaryReading() } };
  const limit = Math.min(READ_ALL_LIMIT, client.dialect.maxLimit);
  const rows = new Map<number, T>();
  let offset = 0;
  let longest = 0;
  let before: Page<T> = { items: [], total: null };
  for (let pages = 0; pages * READ_ALL_SHORTEST <= dictionaryRows; pages++) {
    const page = await list(shared, { ...query, limit, offset } as Q);
    const { items, total, isEnd } = page;
    client.totals.settle(list.operation, before, page);
    const known = rows.size;
    for (const row of items) if (!rows.has(row.id)) rows.set(row.id, row);
    const hasNewRows = rows.size > known;
    if (!hasNewRows && total !== null && total > rows.size && pages > 0)
      throw malformed(list.operation, 'OFFSET_IGNORED');
    offset += items.length;
    if (offset > dictionaryRows) break;
    // A page longer than asked holds everything; one shorter than another of this list was not cut.
    const isWhole = isEnd ?? ((items.length > limit || items.length < longest) && !saysMore(page, offset));
    if (!hasNewRows || isWhole) return [...rows.values()].filter((row) => !isLeftOut(row));
    longest = Math.max(longest, items.length);
    before = page;
  }
  throw client.exceeded(list.operation, 'upstream.dictionaryRows');
}
