import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { type IdType, readId } from '../../graph/ids/global-id.ts';
import { checkCount, checkRange } from '../../graph/input/checks.ts';
import { selects } from '../../graph/selection.ts';
import { countDataIssue } from '../../graph/stored/data-issues.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import { listReports } from '../../upstream/resources/reports.ts';
import { readReport } from './loaders.ts';
import { isReportCode, type ReportInfo as ReportInfoModel, reportFromWire } from './model.ts';
import { Report, ReportCode, ReportInfo } from './type.ts';
import { scopesOfColumn } from './visibility.ts';

const REPORT_READ = ['report:read'] as const;
const MAX_ROWS = 1000;
const MAX_OFFSET = 1_000_000;
const MAX_IDS = 100;

const ReportInput = builder.inputType('ReportInput', {
  description: 'Parameters of a report and the page of rows to return.',
  fields: (t) => ({
    from: t.field({ description: 'First day of the report; unbounded if omitted.', type: 'Date' }),
    to: t.field({ description: 'Last day of the report; unbounded if omitted.', type: 'Date' }),
    groupIds: t.idList({ description: 'IDs of groups; only their cards are included.', limit: `1 to ${MAX_IDS}` }),
    restaurantIds: t.idList({
      description: 'IDs of restaurants; only operations booked there are included.',
      limit: `1 to ${MAX_IDS}`,
    }),
    tagIds: t.idList({
      description: 'IDs of tags; only guests with at least one of them are included.',
      limit: `1 to ${MAX_IDS}`,
    }),
    first: t.int({ description: 'Number of rows to return.', defaultValue: 100, limit: `1 to ${MAX_ROWS}` }),
    offset: t.int({ description: 'Number of rows to skip.', defaultValue: 0, limit: `0 to ${MAX_OFFSET}` }),
  }),
});

/** Upstream ids of the input. An id of another tenant is an error: ignoring it would widen the report. */
function numbers(
  context: GatewayContext,
  ids: readonly string[] | null | undefined,
  type: IdType,
): number[] | undefined {
  if (ids == null) return undefined;
  if (ids.length === 0)
    throw badInput('A list of IDs must not be empty. Omit it to include everything.', { reason: 'EMPTY_LIST' });
  checkCount(ids, MAX_IDS, 'IDs');
  return ids.map((id) => {
    const number = readId(context, id, type);
    if (number === null) throw badInput(`The ${type} does not exist.`, { reason: 'NOT_FOUND' });
    return number;
  });
}

async function reportInfos(context: GatewayContext): Promise<ReportInfoModel[]> {
  return (await listReports(context.upstream)).flatMap((row) => {
    if (isReportCode(row.code)) return [{ code: row.code, name: reader('ReportInfo', row).text('name') }];
    countDataIssue(context, 'unknown_enum');
    return [];
  });
}

builder.queryFields((t) => ({
  reports: t.field({
    description: 'Reports that this server offers.',
    type: [ReportInfo],
    nullable: true,
    scopes: REPORT_READ,
    resolve: (_root, _args, context) => reportInfos(context),
  }),
  report: t.field({
    description: 'A report computed by ProBonus; null if the server does not offer it.',
    type: Report,
    nullable: true,
    scopes: REPORT_READ,
    args: {
      code: t.arg({ type: ReportCode, required: true, description: 'Report to compute.' }),
      input: t.arg({ type: ReportInput, required: true, description: 'Parameters of the report.' }),
    },
    resolve: async (_root, { code, input }, context, request) => {
      const limit = input.first ?? 100;
      const offset = input.offset ?? 0;
      checkRange(limit, { name: 'first', min: 1, max: MAX_ROWS, reason: 'PAGE_SIZE' });
      checkRange(offset, { name: 'offset', min: 0, max: MAX_OFFSET });
      if (input.from != null && input.to != null && input.from > input.to)
        throw badInput('from must not be after to.', { reason: 'OUT_OF_RANGE' });
      const groupIds = numbers(context, input.groupIds, 'Group');
      const restaurantIds = numbers(context, input.restaurantIds, 'Restaurant');
      const tagIds = numbers(context, input.tagIds, 'Tag');
      const table = await readReport(context, code, {
        dateFrom: input.from ?? undefined,
        dateTo: input.to ?? undefined,
        groupIds: groupIds ?? undefined,
        restaurantIds: restaurantIds ?? undefined,
        tagIds: tagIds ?? undefined,
        limit,
        offset,
      });
      if (table === null) return null;
      // The name comes from the list of reports, which is read only if `info` is selected.
      const info = selects(request, 'info') ? (await reportInfos(context)).find((one) => one.code === code) : undefined;
      const scopes = context.principal?.scopes;
      return reportFromWire(info ?? { code, name: code }, table, context.tenant.zone, (column) =>
        scopesOfColumn(code, column).every((scope) => scopes?.has(scope)),
      );
    },
  }),
}));
