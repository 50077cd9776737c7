import { rowFieldsOf } from '../contract/rows.ts';
import type { OperationId } from '../contract/schemas.ts';
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
 * Defines how rows are read by id: each once per request, null for one that is not there. Ids can be guessed, so that a row of
 * an account counts as a person who is asked for, found or not.
 */
export function defineRowsById<Row extends { readonly id: number }, T>(
  operation: OperationId,
  read: (context: GatewayContext, id: number) => Promise<Row | null>,
  fromWire: (row: Row) => T,
) {
  const person = (id: number) => `${operation} ${id}`;
  const isOfAccount = Object.hasOwn(rowFieldsOf(operation), 'accountId');
  return defineLoader<number, T | null>(
    (context, ids) =>
      inParallel(ids, async (id) => {
        const row = await read(context, id);
        if (row && 'accountId' in row && typeof row.accountId === 'number')
          context.people.found(person(id), row.accountId);
        return row && fromWire(row);
      }),
    isOfAccount ? { person } : {},
  );
}

/**
 * Defines the rows of a resource that may change any time: read once per request and never cached. Rows that belong to
 * somebody are read by a query, and `listCall` holds each row against its values.
 */
export function defineRows<O extends ListOperation, T>(
  { list: operation, get }: Operations<O>,
  fromWire: (row: RowOf<O>) => T,
) {
  const list = listCall(operation);
  const lists = defineLoader<QueryOf<O>, RowOf<O>[]>(
    (context, queries) => inParallel(queries, (query) => readAll(context.upstream, list, query)),
    { cacheKey: (query) => JSON.stringify(query) },
  );
  const where = async (context: GatewayContext, query: QueryOf<O>): Promise<T[]> =>
    (await lists(context).load(query)).map(fromWire);
  const inList = async (context: GatewayContext, id: number): Promise<RowOf<O> | null> =>
    (await lists(context).load({} as QueryOf<O>)).find((row) => row.id === id) ?? null;

  const getRow = get && getCall(get);
  const rows = defineRowsById<RowOf<O>, T>(
    get ?? operation,
    getRow ? async ({ upstream }, id) => (await getRow(upstream, id)) as RowOf<O> | null : inList,
    fromWire,
  );
  return {
    /** The rows with these values, in the server's order. */
    where,
    /** All rows, in the server's order. */
    all: (context: GatewayContext): Promise<T[]> => where(context, {} as QueryOf<O>),
    /** The row of an id; null if there is none. */
    find: async (context: GatewayContext, id: number | null): Promise<T | null> =>
      id === null ? null : rows(context).load(id),
  };
}
