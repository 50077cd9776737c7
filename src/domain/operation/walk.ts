import type { DialectConfig } from '../../config/dialect.ts';
import { badCursor, decodeCursor } from '../../graph/connection/connection.ts';
import { isLastPage, type Rows, seek } from '../../graph/connection/seek.ts';
import { addDays, parseInstant } from '../../lib/local-time.ts';
import { malformed } from '../../upstream/errors.ts';
import { isDoubtful } from '../../upstream/resources/list-call.ts';
import { secondOf } from './filter.ts';
import type { Operation } from './model.ts';

/**
 * A position in the operations, newest first. It holds the server's own text, never an instant: no clock, time zone or
 * daylight saving can move it.
 */
export interface Position {
  /** As the server wrote it. */
  readonly createdAt: string;
  readonly id: number;
  /** Count of rows of this second, or of this day for a server that is asked by days, up to this position, itself included. */
  readonly given: number;
}

export interface Placed {
  readonly operation: Operation;
  readonly position: Position;
}

/** Reads one page, newest first. `dateTo` (exclusive, local) tightens the bound of the filter. */
export type ReadPage = (page: { dateTo?: string; offset: number; limit: number }) => Promise<Rows<Operation>>;

/** What the bounds of a list can part: seconds, or days. */
export type DateBounds = DialectConfig['dateBounds'];

/** Extra pages to read before the server is assumed to ignore the filter. */
const SPARE_PAGES = 12;

/**
 * The next `count` accepted rows behind a position. Rows booked meanwhile do not shift the walk: it continues in the second
 * of the last row, behind the rows of that second already returned. It verifies the position by reading the last row again.
 */
export async function rowsAfter(options: {
  ask: ReadPage;
  accept: (operation: Operation) => boolean;
  after: Position | null;
  count: number;
  maxLimit: number;
  /** Whether no row can leave the list, so that the row of the position must be there. */
  isLasting?: boolean;
  /** @default 'time' */
  dateBounds?: DateBounds;
  /** Bounds of the filter, within those of which the server's may be wider. */
  dateFrom?: string | undefined;
  dateTo?: string | undefined;
}) {
  const { ask, accept, count, maxLimit, isLasting = false, dateBounds = 'time', dateFrom, dateTo } = options;
  const rows: Placed[] = [];
  let total: number | null = null;
  let isUnproven = false;
  let dropped = false;
  let place = options.after;
  const most = SPARE_PAGES + Math.ceil(count / maxLimit);
  for (let page = 0; rows.length < count; page++) {
    if (page > most) throw malformed('operations.list', 'FILTER_IGNORED');
    // After a rejected row more may follow, so the next reads take the largest page.
    const found = await readOn(ask, place, dropped ? maxLimit : Math.min(count - rows.length, maxLimit), {
      maxLimit,
      isLasting,
      dateBounds,
      dateTo,
    });
    if (page === 0) ({ total, isUnproven = false } = found);
    for (const placed of found.rows) {
      if (accept(placed.operation)) rows.push(placed);
      else dropped = true;
    }
    const last = found.rows.at(-1);
    // Rows of the first day, before the time at which the filter begins.
    const isPast =
      dateBounds === 'day' && dateFrom !== undefined && last && secondOf(last.operation.createdAt) < dateFrom;
    if (!last || found.isEnd || isPast) break;
    place = last.position;
  }
  return { rows: rows.slice(0, count), total: dropped ? null : total, isUnproven };
}

interface ReadOnOptions {
  readonly maxLimit: number;
  readonly isLasting: boolean;
  readonly dateBounds: DateBounds;
  readonly dateTo: string | undefined;
}

/** The rows behind a position; at least one if there are any. */
async function readOn(
  ask: ReadPage,
  place: Position | null,
  count: number,
  { maxLimit, isLasting, dateBounds, dateTo: end }: ReadOnOptions,
): Promise<{ rows: Placed[]; total: number | null; isEnd: boolean; isUnproven?: boolean }> {
  const reads = {
    operation: 'operations.list',
    limit: Math.max(2, Math.min(count + 1, maxLimit)),
    wide: Math.max(2, maxLimit),
  } as const;
  if (place === null && dateBounds === 'day' && end !== undefined) {
    // Rows of the last day, behind the time at which the filter ends: there may be thousands.
    const isBefore = (row: Operation) => secondOf(row.createdAt) < end;
    const read = (offset: number, limit: number) => ask({ offset, limit });
    const found = await seek({ ...reads, read, cut: (items) => items.findIndex(isBefore), guess: 0 });
    return { ...found, rows: placed(found.rows, partOf(end, dateBounds), found.offset, dateBounds) };
  }
  if (place === null) {
    const page = await ask({ offset: 0, limit: count });
    const isEnd = isLastPage(page, 0, count);
    return { rows: placed(page.items, '', 0, dateBounds), total: page.total, isEnd, isUnproven: isDoubtful(page) };
  }
  const part = partOf(place.createdAt, dateBounds);
  const dateTo = endOf(part);
  let isSeen = false;
  const found = await seek({
    ...reads,
    read: (offset, limit) => ask({ dateTo, offset, limit }),
    cut(items) {
      const here = items.findIndex(({ id }) => id === place.id);
      isSeen ||= here >= 0;
      return here >= 0 ? here + 1 : items.findIndex((row) => isBehind(row, place));
    },
    guess: place.given - 1,
  });
  if (isLasting && !isSeen) throw malformed('operations.list', 'CURSOR_ROW_GONE');
  return { ...found, rows: placed(found.rows, part, found.offset, dateBounds) };
}

function isBehind(row: Operation, place: Position): boolean {
  return row.createdAt === place.createdAt ? row.id < place.id : row.createdAt < place.createdAt;
}

/** Adds the position to each row. `rank`: count of rows of `part` before this page. */
export function placed(items: readonly Operation[], part: string, rank: number, dateBounds: DateBounds): Placed[] {
  let current = part;
  let given = rank;
  return items.map((operation) => {
    const own = partOf(operation.createdAt, dateBounds);
    given = own === current ? given + 1 : 1;
    current = own;
    return { operation, position: { createdAt: operation.createdAt, id: operation.id, given } };
  });
}

/** The second or the day of a stored time. */
function partOf(createdAt: string, dateBounds: DateBounds): string {
  const second = secondOf(createdAt);
  return dateBounds === 'day' ? second.slice(0, 10) : second;
}

/** The first second behind it. */
function endOf(part: string): string {
  if (part.length === 10) return `${addDays(part, 1)}T00:00:00`;
  const wall = parseInstant(`${part}Z`);
  if (wall === null) throw badCursor();
  return new Date(wall + 1000).toISOString().slice(0, 19);
}

export function readPosition(mark: string, cursor: string): Position {
  const [createdAt, id, given] = decodeCursor(mark, cursor);
  const valid =
    typeof createdAt === 'string' &&
    createdAt.length <= 40 &&
    Number.isSafeInteger(id) &&
    Number.isSafeInteger(given) &&
    Number(given) > 0 &&
    Number(given) < 2 ** 32;
  if (!valid || parseInstant(`${secondOf(createdAt)}Z`) === null) throw badCursor();
  return { createdAt, id: Number(id), given: Number(given) };
}
