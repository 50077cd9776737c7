import type { GatewayContext } from '../../graph/context.ts';
import { getReport, type ReportQuery, type ReportTable } from '../../upstream/resources/reports.ts';
import type { ReportCode } from './model.ts';

/** A page of a report, in several reads if it exceeds the server's limit; null if the report does not exist. */
export async function readReport(
  { upstream }: GatewayContext,
  code: ReportCode,
  query: ReportQuery & { readonly limit: number; readonly offset: number },
): Promise<ReportTable | null> {
  const { maxLimit } = upstream.client.dialect;
  const ask = (read: number) =>
    getReport(upstream, code, { ...query, limit: Math.min(maxLimit, query.limit - read), offset: query.offset + read });
  const table = await ask(0);
  if (table === null || !Array.isArray(table.rows)) return table;
  if (query.limit <= maxLimit || table.rows.length > maxLimit) return { ...table, rows: cut(table, query) };
  const rows = [...table.rows];
  for (let isWhole = rows.length < maxLimit; !isWhole && rows.length < query.limit; ) {
    const asked = Math.min(maxLimit, query.limit - rows.length);
    const more = (await ask(rows.length))?.rows;
    if (!Array.isArray(more)) break;
    rows.push(...more.slice(0, asked));
    isWhole = more.length < asked;
  }
  return { ...table, rows };
}

/** The requested rows of a server that ignores the limit: it sends all rows behind the offset, or all rows. */
function cut({ rows, total }: ReportTable, { limit, offset }: { limit: number; offset: number }): ReportTable['rows'] {
  const start = rows.length > limit && rows.length === total ? offset : 0;
  return rows.slice(start, start + limit);
}
