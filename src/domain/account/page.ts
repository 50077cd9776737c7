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
import { isLeftOut, leaveOut } from '../../upstream/codec/rows/leave-out.ts';
import { malformed, unsupported } from '../../upstream/errors.ts';
import { type AccountQuery, listAccounts } from '../../upstream/resources/accounts.ts';
import { heldTotal, isDoubtful, type Page, provenTotal } from '../../upstream/resources/list-call.ts';
import { checkApplied } from './applied.ts';
import { type AccountRow, primeAccounts } from './loaders.ts';
import { contradiction } from './match.ts';
import { type AccountOrder, isOrdered } from './order.ts';
import { checkSearch } from './search.ts';

const SORT = { ID: 'id', LAST_NAME: 'lastName', BALANCE: 'balance', REGISTERED_AT: 'registeredAt' } as const;

const [SORT_LINE, ORDER_LINE] = ['accounts.list.sort', 'accounts.list.order'];

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
 * found again if rows have moved. Other orders page by offset. A filter or an order that the rows do not have is an error.
 */
export async function accountPage<T>(
  context: GatewayContext,
  query: AccountPageQuery,
  toModel: (row: AccountRow) => T,
): Promise<Connection<T>> {
  const size = pageSize(query.first);
  const order = query.order ?? { field: 'ID', direction: 'ASC' };
  let madeMark: string | undefined;
  // Costs 10 us, so it is made where a cursor is read or selected.
  const mark = () => {
    madeMark ??= fingerprint([context.tenant.slug, query.field, query.question ?? query.filter, order]);
    return madeMark;
  };
  const after = query.after == null ? null : readPosition(mark(), query.after);
  if (query.filter === null) return emptyPage();

  const { filter } = query;
  const { client } = context.upstream;
  const isByDays = client.dialect.dateBounds === 'day' && filter.updatedFrom !== undefined;
  // The server counts what is not there for us.
  const contradicts = contradiction(filter);
  // Any order serves a walk, also that of a server without orders.
  const isSorted =
    query.order != null || !client.dialect.missing.some((one) => one === SORT_LINE || one === ORDER_LINE);
  const leavesOut = client.dialect.leaveOut.Account !== undefined || isByDays;
  const window: Window = async (offset, limit) => {
    const page = await listAccounts(context.upstream, {
      ...filter,
      ...(isSorted && { sort: SORT[order.field], order: order.direction === 'ASC' ? 'asc' : 'desc' }),
      offset,
      limit,
    });
    if (isByDays) for (const row of page.items) if (isUpdatedBefore(row, filter)) leaveOut(row);
    const kept = page.items.filter((row) => !isLeftOut(row));
    if (kept.some(contradicts)) throw unsupported('accounts.list', 'FILTER_IGNORED');
    if (offset === 0 || kept.length > 0) await checkSearch(context, filter, kept);
    if (!isOrdered(page.items, order)) {
      if (query.order) throw malformed('accounts.list', 'ORDER_IGNORED');
      // Nobody asked for an order: any serves a walk by offset.
      client.report({ kind: 'ignored', operation: 'accounts.list', name: 'sort' });
    }
    primeAccounts(context, kept);
    return leavesOut ? { ...page, total: null } : page;
  };

  const { rows, total, isUnproven } =
    after === null
      ? await from(window, 0, size)
      : order.field === 'ID'
        ? await resume(window, after, size, { order, isAsked: query.order != null, maxLimit: client.dialect.maxLimit })
        : await behind(window, after, size);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (isFiltered && after === null)
    await checkApplied(
      context,
      filter,
      rows.map(({ row }) => row),
    );
  const nodes = rows.slice(0, size);
  // A page without rows is a count alone, of one call.
  const isOdd =
    size > 0 && Number(total) > rows.length && client.totals.isOdd('accounts.list', Number(total), isFiltered);
  return {
    nodes: nodes.map(({ row }) => toModel(row)),
    cursor(index) {
      const { at = 0, row } = nodes[index] ?? {};
      return encodeCursor(mark(), [at + 1, row?.id ?? 0]);
    },
    hasNextPage: rows.length > size,
    hasPreviousPage: after !== null,
    totalCount: isUnproven
      ? () => provenTotal(client.totals, 'accounts.list', total, window)
      : isOdd
        ? () => heldTotal('accounts.list', Number(total), window)
        : total,
  };
}

/** Changed on the day of the bound, before its time: a server that is asked by days lets such rows through. */
function isUpdatedBefore({ updatedAt }: AccountRow, { updatedFrom }: AccountQuery): boolean {
  return typeof updatedAt === 'string' && updatedFrom !== undefined && updatedAt.replace(' ', 'T') < updatedFrom;
}

interface Placed {
  readonly row: AccountRow;
  /** Offset in the whole list. */
  readonly at: number;
}

interface Found {
  /** The rows of the page, and one more if more follow. */
  readonly rows: readonly Placed[];
  readonly total: number | null;
  /** Whether the total may count the page alone. */
  readonly isUnproven?: boolean;
}
type Window = (offset: number, limit: number) => Promise<Page<AccountRow>>;

/** Rows of the shortest read: one row says neither whether a filter was applied nor whether a total counts the page. */
const FEWEST = 2;

interface Reading {
  /** Ids of rows of earlier reads. */
  readonly readBefore?: readonly number[];
  /** Whether a row belongs to the page. @default all do */
  readonly accept?: (row: AccountRow) => boolean;
}

/** Reads from an offset on. A server may return fewer rows than requested. */
async function from(
  window: Window,
  start: number,
  size: number,
  { readBefore = [], accept }: Reading = {},
): Promise<Found> {
  const rows: Placed[] = [];
  const seen = new Set(readBefore);
  for (let at = start; ; ) {
    const limit = Math.max(FEWEST, size + 1 - rows.length);
    const page = await window(at, limit);
    const isNew = ({ id }: AccountRow) => !seen.has(id);
    if (page.items.length > 0 && !page.items.some(isNew)) throw malformed('accounts.list', 'OFFSET_IGNORED');
    page.items.forEach((row, index) => {
      if (isNew(row) && !isLeftOut(row) && (accept?.(row) ?? true)) rows.push({ row, at: at + index });
    });
    const isEnd = isLastPage(page, at, limit);
    at += page.items.length;
    if (isEnd || rows.length > size) {
      const isFirst = start === 0 && at === page.items.length;
      return { rows, total: page.total, isUnproven: isFirst && isDoubtful(page) };
    }
    for (const { id } of page.items) seen.add(id);
  }
}

interface Position {
  readonly offset: number;
  readonly id: number;
}

/** The rows behind a position of an order in which rows may move: by offset. */
async function behind(window: Window, last: Position, size: number): Promise<Found> {
  const start = last.offset - 1;
  const found = await from(window, start, size + 1);
  const [first] = found.rows;
  if (first && first.row.id !== last.id) await checkOffset(window, first);
  return { ...found, rows: found.rows.filter(({ at }) => at > start) };
}

/** Throws where the row at this offset is the first of all. */
async function checkOffset(window: Window, { row, at }: Placed): Promise<void> {
  const { items } = at > 0 ? await window(0, FEWEST) : { items: [] };
  if (items[0]?.id === row.id) throw malformed('accounts.list', 'OFFSET_IGNORED');
}

/** Rows of one read while it searches a moved position. */
const WIDE = 100;

/** The rows behind `last.id`, at their old offset or wherever they have moved. */
async function resume(
  window: Window,
  last: Position,
  size: number,
  { order, isAsked, maxLimit }: { order: AccountOrder; isAsked: boolean; maxLimit: number },
): Promise<Found> {
  const isAfter = (row: AccountRow) => (order.direction === 'ASC' ? row.id > last.id : row.id < last.id);
  const found = await seek({
    operation: 'accounts.list',
    read: window,
    cut(items) {
      const here = items.findIndex(({ id }) => id === last.id);
      if (here >= 0) return here + 1;
      // Without its row the position is found by the order alone.
      if (!isOrdered(items, order)) throw malformed('accounts.list', 'ORDER_IGNORED');
      return items.findIndex(isAfter);
    },
    guess: last.offset - 1,
    limit: size + 2,
    wide: Math.max(Math.min(WIDE, maxLimit), size + 2),
  });
  const rows = found.rows.map((row, index) => ({ row, at: found.offset + index })).filter(({ row }) => !isLeftOut(row));
  if (rows.length > size || found.isEnd) return { rows, total: found.total };
  const rest = await from(window, found.offset + found.rows.length, size - rows.length, {
    readBefore: [last.id, ...found.rows.map(({ id }) => id)],
    // Rows that others register move those before the position behind it, where the newest come first.
    ...(order.direction === 'DESC' && { accept: isAfter }),
  });
  const [first] = rest.rows;
  if (first && !rest.rows.every(({ row }) => isAfter(row))) {
    await checkOffset(window, first);
    if (isAsked) throw malformed('accounts.list', 'ORDER_IGNORED');
  }
  return { rows: [...rows, ...rest.rows], total: rest.total };
}

function readPosition(mark: string, cursor: string): Position {
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
