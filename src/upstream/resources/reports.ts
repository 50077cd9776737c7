import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { orNull, type Window } from './page.ts';

export type ReportCode = components['schemas']['ReportCode'];
export type ReportInfo = components['schemas']['ReportInfo'];
/** Cells of MONEY columns are amounts in minor units. */
export type ReportTable = components['schemas']['ReportTable'];

export interface ReportQuery extends Window {
  readonly dateFrom?: string | undefined;
  readonly dateTo?: string | undefined;
  readonly groupIds?: readonly number[] | undefined;
  readonly restaurantIds?: readonly number[] | undefined;
  readonly tagIds?: readonly number[] | undefined;
}

export function listReports({ client, context }: Upstream): Promise<ReportInfo[]> {
  return client.call('reports.list', {}, context);
}

/** Null when the server has no such report. */
export function getReport(
  { client, context }: Upstream,
  code: ReportCode,
  query: ReportQuery,
): Promise<ReportTable | null> {
  return orNull(client.call('reports.get', { path: { code }, query: { ...query } }, context));
}
