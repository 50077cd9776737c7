import {
  badCursor,
  type Connection,
  decodeCursor,
  encodeCursor,
  fingerprint,
  pageSize,
} from '../../graph/connection/connection.ts';
import { isLastPage, seek } from '../../graph/connection/seek.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { malformed, unsupported } from '../../upstream/errors.ts';
import { type AccountQuery, listAccounts } from '../../upstream/resources/accounts.ts';
import { isDoubtful, type Page, provenTotal } from '../../upstream/resources/list-call.ts';
import { type AccountRow, primeAccounts } from './loaders.ts';
import { contradicts } from './match.ts';

export type AccountOrderField = 'ID' | 'LAST_NAME' | 'BALANCE' | 'REGISTERED_AT';
export interface AccountOrder {
  readonly field: AccountOrderField;
  readonly direction: 'ASC' | 'DESC';
}

const SORT = { ID: 'id', LAST_NAME: 'lastName', BALANCE: 'balance', REGISTERED_AT: 'registeredAt' } as const;

export interface AccountPageQuery {
  /** Schema field of the list, to which cursors are bound. */
  readonly field: string;
  /** Null: the filter cannot match, and nothing is sent. */
  readonly filter: AccountQuery | null;
  /** What cursors are bound to if `filter` changes by itself, such as "birthday within 7 days" at midnight. @default filter */
  readonly question?: unknown;
  readonly order?: AccountOrder | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * A page of accounts. In order ID paging neither repeats nor misses rows: the cursor holds the last id, whose position is
 * found again if rows have moved. Other orders page by offset.
 */
export async function accountPage<T>(
  context: GatewayContext,
  query: AccountPageQuery,
  toModel: (row: AccountRow) => T,
): Promise<Connection<T>> {
  const size = pageSize(query.first);
  const order = query.order ?? { field: 'ID', direction: 'ASC' };
  const mark = fingerprint([context.tenant.slug, query.field, query.question ?? query.filter, order]);
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
    if (page.items.some((row) => contradicts(row, filter))) throw unsupported('accounts.list', 'FILTER_IGNORED');
    primeAccounts(context, page.items);
    return page;
  };

  const { start, rows, total, isUnproven } =
    after && order.field === 'ID'
      ? await resume(window, after, size, order.direction, context.upstream.client.dialect.maxLimit)
      : await from(window, after?.offset ?? 0, size);
  const nodes = rows.slice(0, size);
  return {
    nodes: nodes.map(toModel),
    cursor: (index) => encodeCursor(mark, [start + index + 1, nodes[index]?.id ?? 0]),
    hasNextPage: rows.length > size,
    hasPreviousPage: after !== null,
    totalCount: isUnproven ? () => provenTotal(context.upstream.client.totals, 'accounts.list', total, window) : total,
  };
}

interface Found {
  /** Offset of the first row in the whole list. */
  start: number;
  /** The rows of the page, and one more if more follow. */
  rows: AccountRow[];
  total: number | null;
  /** Whether the total may count the page alone. */
  isUnproven?: boolean;
}
type Window = (offset: number, limit: number) => Promise<Page<AccountRow>>;

/** Rows of the shortest read: one row says neither whether a filter was applied nor whether a total counts the page. */
const FEWEST = 2;

/** Reads from an offset on. A server may return fewer rows than requested. */
async function from(window: Window, start: number, size: number): Promise<Found> {
  const rows: AccountRow[] = [];
  for (;;) {
    const limit = Math.max(FEWEST, size + 1 - rows.length);
    const page = await window(start + rows.length, limit);
    const isEnd = isLastPage(page, start + rows.length, limit);
    const known = new Set(rows.map(({ id }) => id));
    const fresh = rows.length === 0 ? page.items : page.items.filter(({ id }) => !known.has(id));
    if (fresh.length === 0 && page.items.length > 0) throw malformed('accounts.list', 'OFFSET_IGNORED');
    rows.push(...fresh);
    if (isEnd || rows.length > size)
      return {
        start,
        rows,
        total: page.total,
        isUnproven: start === 0 && rows.length === page.items.length && isDoubtful(page),
      };
  }
}

/** Rows of one read while it searches a moved position. */
const WIDE = 100;

/** The rows behind `last.id`, at their old offset or wherever they have moved. */
async function resume(
  window: Window,
  last: { offset: number; id: number },
  size: number,
  direction: 'ASC' | 'DESC',
  maxLimit: number,
): Promise<Found> {
  const isAfter = (row: AccountRow) => (direction === 'ASC' ? row.id > last.id : row.id < last.id);
  const found = await seek({
    operation: 'accounts.list',
    read: window,
    cut(items) {
      const here = items.findIndex(({ id }) => id === last.id);
      if (here >= 0) return here + 1;
      // Without its row the position is found by the order alone.
      if (!isSorted(items, direction)) throw malformed('accounts.list', 'ORDER_IGNORED');
      return items.findIndex(isAfter);
    },
    guess: last.offset - 1,
    limit: size + 2,
    wide: Math.max(Math.min(WIDE, maxLimit), size + 2),
  });
  if (found.rows.length > size || found.isEnd)
    return { start: found.offset, rows: [...found.rows], total: found.total };
  const rest = await from(window, found.offset, size);
  const rows = rest.rows.filter(isAfter);
  if (rows.length === 0 && rest.rows.length > 0) throw malformed('accounts.list', 'ORDER_IGNORED');
  return { ...rest, rows };
}

function isSorted(items: readonly AccountRow[], direction: 'ASC' | 'DESC'): boolean {
  const ids = items.map(({ id }) => (direction === 'ASC' ? id : -id));
  return ids.every((id, index) => index === 0 || id > Number(ids[index - 1]));
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
