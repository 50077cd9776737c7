import { isDeepStrictEqual } from 'node:util';
import type { GatewayContext } from '../../graph/context.ts';
import { addDays, parseDate } from '../../lib/local-time.ts';
import { UpstreamError, unsupported } from '../../upstream/errors.ts';
import { getReport, type ReportQuery, type ReportTable } from '../../upstream/resources/reports.ts';
import type { ReportCode } from './model.ts';

type Values = 'groupIds' | 'tagIds' | 'restaurantIds';
type Table = ReportTable | null;

/** The largest ids of most databases: nothing bears them. */
const NOBODY = [2_147_483_647, 2_147_483_646];

/** What a filter by this name must leave out entirely: without a guest there are no rows, while days may stand without a restaurant. */
const OF_GUESTS: readonly Values[] = ['groupIds', 'tagIds'];

/**
 * Holds a report against its filters, of which its rows tell nothing. Once for each filter of each report it is asked for what
 * nobody has, which must be another report, and several values are asked in another order, which must be the same one. Throws
 * UNSUPPORTED, FILTER_IGNORED.
 */
export async function checkFilters(
  { upstream }: GatewayContext,
  code: ReportCode,
  query: ReportQuery,
  table: ReportTable,
): Promise<void> {
  const { appliedFilters, report } = upstream.client;
  const isTelling = tells(table);
  const read = (name: Values, ids: readonly number[]): Promise<Table> =>
    getReport(upstream, code, { ...query, [name]: ids }).catch((error: unknown) => {
      if (error instanceof UpstreamError && error.kind === 'REJECTED') return null;
      throw error;
    });

  /** One value, or several that a server may take for one, or of which it may heed one. */
  const isApplied = async (name: Values, ids: readonly number[]): Promise<boolean> => {
    const [first = 0] = ids;
    if (!isTelling) return ids.length < 2 || !tells(await read(name, [first]));
    if (OF_GUESTS.includes(name) && isSame(await read(name, NOBODY.slice(0, ids.length)), table)) return false;
    if (ids.length < 2) return true;
    const other = await read(name, ids.toReversed());
    // What is booked between two reads makes them differ once.
    return isSame(other, table) || isSame(other, await read(name, ids));
  };

  const check = async (name: Values): Promise<void> => {
    const ids = query[name] ?? [];
    const key = `reports.get.${code}.${name}${ids.length > 1 ? '[]' : ''}`;
    if (ids.length === 0 || appliedFilters.has(key)) return;
    if (!(await isApplied(name, ids))) {
      report({ kind: 'ignored', operation: 'reports.get', name });
      throw unsupported('reports.get', 'FILTER_IGNORED');
    }
    if (isTelling) appliedFilters.add(key);
  };
  if (table.rows.some((row) => isOfOtherDay(code, row, query))) {
    report({ kind: 'ignored', operation: 'reports.get', name: 'dateFrom' });
    throw unsupported('reports.get', 'FILTER_IGNORED');
  }
  await Promise.all([...OF_GUESTS, 'restaurantIds' as const].map(check));
}

/** Columns that tell of a row when it was. */
const DAYS: Readonly<Partial<Record<ReportCode, string>>> = {
  TRANSACTIONS: 'createdAt',
  SPEND_BY_DAY: 'date',
  BASE_GROWTH: 'date',
};

/** By more than a day: business days begin at another hour. */
function isOfOtherDay(code: ReportCode, row: unknown, { dateFrom, dateTo }: ReportQuery): boolean {
  const cell: unknown = Object(row)[DAYS[code] ?? ''];
  const day = typeof cell === 'string' ? parseDate(cell.slice(0, 10)) : null;
  if (day === null) return false;
  return (dateFrom != null && day < addDays(dateFrom, -1)) || (dateTo != null && day > addDays(dateTo, 1));
}

/** Whether any number in it is not zero: a report of nobody may have days. */
function tells(table: Table): boolean {
  const cells = [...(table?.rows ?? []), table?.totals ?? {}].flatMap((row) => Object.values(Object(row)));
  return cells.some((cell) => (typeof cell === 'number' || typeof cell === 'bigint') && Number(cell) !== 0);
}

function isSame(one: Table, other: Table): boolean {
  return isDeepStrictEqual([one?.rows, one?.totals, one?.total], [other?.rows, other?.totals, other?.total]);
}
