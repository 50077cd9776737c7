import { inParallel } from '../lib/concurrency/in-parallel.ts';
import type { ResponseOf } from '../upstream/client.ts';
import { type ListOperation, listCall, type QueryOf, type RowOf, readAll } from '../upstream/resources/list-call.ts';
import { getCall, type RowOperation } from '../upstream/resources/row-call.ts';
import type { GatewayContext } from './context.ts';
import { defineLoader } from './loader.ts';

/** The operations that answer with one such row. */
type RowOperationOf<Row> = {
  [O in RowOperation]: ResponseOf<O> extends Row ? O : never;
}[RowOperation];

interface Operations<O extends ListOperation> {
  readonly list: O;
  /** Without it a row is found in the whole list. */
  readonly get?: RowOperationOf<RowOf<O>>;
}

/**
 * Defines the rows of a resource that may change any time: read once per request and never cached. Rows that belong to
 * somebody are read by a query, and `listCall` holds each row against its values.
 */
export function defineRows<O extends ListOperation, T extends { readonly id: number }>(
  { list: operation, get }: Operations<O>,
  fromWire: (row: RowOf<O>) => T,
) {
  const list = listCall(operation);
  const lists = defineLoader<QueryOf<O>, T[]>(
    (context, queries) =>
      inParallel(queries, async (query) => (await readAll(context.upstream, list, query)).map(fromWire)),
    { cacheKey: (query) => JSON.stringify(query) },
  );
  const where = (context: GatewayContext, query: QueryOf<O>): Promise<T[]> => lists(context).load(query);
  const all = (context: GatewayContext): Promise<T[]> => where(context, {} as QueryOf<O>);
  const inList = async (context: GatewayContext, id: number): Promise<T | null> =>
    (await all(context)).find((row) => row.id === id) ?? null;

  const getRow = get && getCall(get);
  const rows = defineLoader<number, T | null>((context, ids) =>
    inParallel(ids, async (id) => {
      const row = getRow ? await getRow(context.upstream, id) : null;
      return row && fromWire(row as RowOf<O>);
    }),
  );
  return {
    /** The rows with these values, in the server's order. */
    where,
    /** All rows, in the server's order. */
    all,
    /** The row of an id; null if there is none. */
    find: async (context: GatewayContext, id: number | null): Promise<T | null> => {
      if (id === null) return null;
      return getRow ? rows(context).load(id) : inList(context, id);
    },
  };
}
