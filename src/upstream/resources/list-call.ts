import type { OperationId } from '../../contract/schemas.ts';
import type { operations } from '../../contract/types.ts';
import type { CallArgs, ResponseOf, Upstream } from '../client.ts';
import { createDictionaryReading } from '../dictionary-reading.ts';
import { unsupported } from '../errors.ts';

/** One page of a list. `total` is null for a server that does not give one. */
export interface Page<T> {
  readonly items: T[];
  readonly total: number | null;
}

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
    const page = await listPage(upstream, operation, query);
    const wanted = Object.entries(query).filter(([name, value]) => value !== undefined && !isUnchecked(name));
    const isWanted = (row: object) => wanted.every(([name, value]) => Reflect.get(row, name) === value);
    if (!page.items.every(isWanted)) throw unsupported(operation, 'FILTER_IGNORED');
    return page;
  };
  return Object.assign(read, { operation });
}

/** Reads one page, in several calls where it exceeds the server's largest page. The caller holds the rows against the query. */
export async function listPage<O extends PageOperation>(
  { client, context }: Upstream,
  operation: O,
  query: CallArgs['query'] & Window,
): Promise<Page<RowOf<O>>> {
  const { maxLimit } = client.dialect;
  const readPage = async (window: Window) =>
    (await client.call(operation, { query: { ...query, ...window } }, context)) as unknown as Page<RowOf<O>>;
  const wanted = query.limit;
  if (wanted === undefined || wanted <= maxLimit) return readPage({});

  const items: RowOf<O>[] = [];
  let total: number | null = null;
  while (items.length < wanted) {
    const limit = Math.min(maxLimit, wanted - items.length);
    const page = await readPage({ limit, offset: (query.offset ?? 0) + items.length });
    total = page.total;
    items.push(...page.items.slice(0, limit));
    if (page.items.length < limit) break;
  }
  return { items, total };
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
  for (let pages = 0; pages * READ_ALL_SHORTEST <= dictionaryRows; pages++) {
    const { items, total } = await list(shared, { ...query, limit, offset } as Q);
    const before = rows.size;
    for (const row of items) if (!rows.has(row.id)) rows.set(row.id, row);
    offset += items.length;
    if (offset > dictionaryRows) break;
    const hasNewRows = rows.size > before;
    if (!hasNewRows || isLastPage(items.length, limit, offset, total)) return [...rows.values()];
  }
  throw client.exceeded(list.operation, 'upstream.dictionaryRows');
}

function isLastPage(count: number, limit: number, read: number, total: number | null): boolean {
  if (total !== null) return read >= total;
  if (count > limit) return true;
  // Without a total a short page is the last, unless its round length shows a limit of the server's own.
  return count < limit && count % 50 !== 0;
}
