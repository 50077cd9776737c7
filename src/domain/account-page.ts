import { badCursor, type Connection, decodeCursor, encodeCursor, fingerprint, pageSize } from '../graph/connection.ts';
import type { GatewayContext } from '../graph/context.ts';
import { type AccountQuery, listAccounts } from '../upstream/resources/accounts.ts';
import { type AccountRow, primeAccounts } from './account.ts';

export type AccountOrderField = 'ID' | 'LAST_NAME' | 'BALANCE' | 'REGISTERED_AT';
export interface AccountOrder {
  readonly field: AccountOrderField;
  readonly direction: 'ASC' | 'DESC';
}

const SORT = { ID: 'id', LAST_NAME: 'lastName', BALANCE: 'balance', REGISTERED_AT: 'registeredAt' } as const;

export interface AccountPageQuery {
  /** The field of the schema that asks, so that its cursors are good for no other. */
  readonly field: string;
  /** Null: the filter names something that does not exist here, so nothing matches and nothing is asked. */
  readonly filter: AccountQuery | null;
  readonly order?: AccountOrder | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * One page of accounts. In order ID a walk neither repeats nor misses rows: the cursor holds the last id, and where the
 * rows before it have moved meanwhile, its place is found again. Other orders go by position.
 */
export async function accountPage<T>(
  context: GatewayContext,
  query: AccountPageQuery,
  toModel: (row: AccountRow) => T,
): Promise<Connection<T>> {
  const size = pageSize(query.first);
  const order = query.order ?? { field: 'ID', direction: 'ASC' };
  const mark = fingerprint([context.tenant.slug, query.field, query.filter, order]);
  const after = query.after == null ? null : readPosition(mark, query.after);
  if (query.filter === null) return emptyPage();

  const { filter } = query;
  const window: Window = async (offset, limit) => {
    const page = await listAccounts(context.upstream, {
      ...filter,
      sort: SORT[order.field],
      order: order.direction === 'ASC' ? 'asc' : 'desc',
      offset,
      limit,
    });
    primeAccounts(context, page.items);
    // A server that ignores the limit must not make a page longer than asked.
    return { items: page.items.slice(0, limit), total: page.total };
  };

  const { start, rows, total } =
    after && order.field === 'ID'
      ? await resume(window, after, size, order.direction)
      : await from(window, after?.offset ?? 0, size);
  const nodes = rows.slice(0, size);
  return {
    nodes: nodes.map(toModel),
    cursor: (index) => encodeCursor(mark, [start + index + 1, nodes[index]?.id ?? 0]),
    hasNextPage: rows.length > size,
    hasPreviousPage: after !== null,
    totalCount: total,
  };
}

interface Found {
  /** Position of the first row in the whole list. */
  start: number;
  /** One row more than the page where more follows. */
  rows: AccountRow[];
  total: number | null;
}
type Window = (offset: number, limit: number) => Promise<{ items: AccountRow[]; total: number | null }>;

async function from(window: Window, start: number, size: number): Promise<Found> {
  const { items, total } = await window(start, size + 1);
  return { start, rows: items, total };
}

const MAX_STEPS = 20;

/** The rows after `last.id`: at their old place when the row before them is still there, else wherever they are now. */
async function resume(
  window: Window,
  last: { offset: number; id: number },
  size: number,
  direction: 'ASC' | 'DESC',
): Promise<Found> {
  const isAfter = (row: AccountRow) => (direction === 'ASC' ? row.id > last.id : row.id < last.id);
  let start = Math.max(0, last.offset - 1);
  for (let step = 0; ; step++) {
    const { items, total } = await window(start, size + 2);
    const cut = items.findIndex(isAfter);
    // All lie after the cursor: rows before them have gone, so some after it may lie before this window. Step back.
    if ((cut === 0 || items.length === 0) && start > 0 && step < MAX_STEPS) start = Math.max(0, start - size - 1);
    // None does: rows have come before them. Step on.
    else if (cut === -1 && items.length === size + 2 && step < MAX_STEPS) start += items.length;
    else if (cut === -1) return { start: start + items.length, rows: [], total };
    else {
      const rows = items.slice(cut);
      const complete = rows.length > size || items.length < size + 2;
      return complete ? { start: start + cut, rows, total } : from(window, start + cut, size);
    }
  }
}

function readPosition(mark: string, cursor: string): { offset: number; id: number } {
  const [offset, id] = decodeCursor(mark, cursor);
  if (
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(id) ||
    Number(offset) < 1 ||
    Number(offset) > 4_294_967_295
  )
    throw badCursor();
  return { offset: Number(offset), id: Number(id) };
}

export function emptyPage<T>(): Connection<T> {
  return { nodes: [], cursor: () => '', hasNextPage: false, hasPreviousPage: false, totalCount: 0 };
}
