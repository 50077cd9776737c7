import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import type { QueryOf } from './list-call.ts';
import { orNull } from './row-call.ts';

export type ReportCode = components['schemas']['ReportCode'];
export type ReportInfo = components['schemas']['ReportInfo'];
/** Cells of MONEY columns are amounts in minor units. */
export type ReportTable = components['schemas']['ReportTable'];

export type ReportQuery = QueryOf<
  'reports.get',
  { groupIds: readonly number[]; restaurantIds: readonly number[]; tagIds: readonly number[] }
>;

export function listReports({ client, context }: Upstream): Promise<ReportInfo[]> {
  return client.call('reports.list', {}, context);
}

/** Null when the server has no such report. */
export function getReport(upstream: Upstream, code: ReportCode, query: ReportQuery): Promise<ReportTable | null> {
  const { client, context } = upstream;
  return orNull(upstream, 'reports.get', client.call('reports.get', { path: { code }, query }, context));
}
