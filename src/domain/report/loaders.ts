import { isDeepStrictEqual } from 'node:util';
import type { GatewayContext } from '../../graph/context.ts';
import { malformed } from '../../upstream/errors.ts';
import { getReport, type ReportQuery, type ReportTable } from '../../upstream/resources/reports.ts';
import { checkFilters } from './filters.ts';
import type { ReportCode } from './model.ts';

/**
 * A page of a report, in several reads if it exceeds the server's limit, or one that the server has without a word; null if the
 * report does not exist.
 */
export async function readReport(
  context: GatewayContext,
  code: ReportCode,
  query: ReportQuery & { readonly limit: number; readonly offset: number },
): Promise<ReportTable | null> {
  const { client } = context.upstream;
  const { maxLimit } = client.dialect;
  const queryFrom = (read: number) => ({
    ...query,
    limit: Math.min(maxLimit, query.limit - read),
    offset: query.offset + read,
  });
  const first = queryFrom(0);
  const table = await getReport(context.upstream, code, first);
  if (table === null || !Array.isArray(table.rows)) return table;
  await checkFilters(context, code, first, table);
  if (table.rows.length > first.limit) return { ...table, rows: cut(table, query) };
  const total = Number.isSafeInteger(table.total) ? table.total : null;
  const rows = [...table.rows];
  for (let [page, asked, read] = [rows, first.limit, 0]; rows.length < query.limit; ) {
    const came = { items: page, total };
    if (client.totals.isEnd('reports.get', came, query.offset + read, asked)) break;
    read = rows.length;
    const next = queryFrom(read);
    const behind = (await getReport(context.upstream, code, next))?.rows;
    if (!Array.isArray(behind)) throw malformed('reports.get', 'NOT_A_LIST');
    if (behind.length > 1 && isDeepStrictEqual(behind, page)) throw malformed('reports.get', 'OFFSET_IGNORED');
    rows.push(...behind.slice(0, next.limit));
    [page, asked] = [behind, next.limit];
  }
  if (total !== null && rows.length > 0 && total < query.offset + rows.length)
    throw malformed('reports.get', 'TOTAL_BELOW_ROWS');
  return { ...table, rows };
}

/** The requested rows of a server that ignores the limit: it sends all rows behind the offset, or all rows. */
function cut({ rows, total }: ReportTable, { limit, offset }: { limit: number; offset: number }): ReportTable['rows'] {
  const start = rows.length > limit && rows.length === total ? offset : 0;
  return rows.slice(start, start + limit);
}
