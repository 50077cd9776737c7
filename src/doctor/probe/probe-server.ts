import { DEFAULT_DIALECT, type DialectConfig } from '../../config/dialect.ts';
import { endpoints } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { type Api, otherSlash, undocumented } from '../document/api.ts';
import type { Examination } from '../examination.ts';
import type { OperationMatch } from '../match/match-operations.ts';
import { needsOf, reportNeeds } from '../needs/needs.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import type { TokenHeader } from '../raw-client.ts';
import { compareClocks } from './compare-clocks.ts';
import { type ExpectedBalance, probeBalance } from './probe-balance.ts';
import { probeDeleted } from './probe-deleted.ts';
import { probeFilters } from './probe-filters.ts';
import { probeForms } from './probe-forms.ts';
import { probeLimit } from './probe-limit.ts';
import { probePages } from './probe-pages.ts';
import { probeLists, probeRows, type Samples } from './probe-reads.ts';
import { probeWrites } from './probe-writes.ts';
import type { Row } from './prober.ts';
import { reportUnits } from './report-units.ts';
import { hintValues } from './value-hints.ts';

/** Observes by harmless reads what documents omit. Each step uses the results of the one before. */
export async function probeServer(
  examination: Examination,
  token: TokenHeader,
  api: Api | null,
  expected: ExpectedBalance | undefined,
): Promise<void> {
  const hasDocument = api !== null;
  const { matches, survey, findings, zone, clock, rawClient, configured } = examination;
  const { nameOf } = resolveDialect({ ...configured, paths: {} });
  const samples: Samples = new Map();
  const answers = new Map<OperationId, unknown>();
  const proberAt = (paths: Readonly<Record<string, string>>) => {
    const dialect = examination.dialect();
    return examination.prober(token, { ...dialect, paths: { ...dialect.paths, ...paths } });
  };
  const endpointOf = (operation: OperationId) => resolveDialect(examination.dialect()).endpoint(operation);
  const reads = { matches, survey, findings, configured: nameOf, proberAt, endpointOf, answers };

  await probeLists({ ...reads, prober: examination.prober(token) }, samples, examination.dialect().maxLimit);
  await probeRows({ ...reads, prober: examination.prober(token) }, samples, zone, clock);
  if (!hasDocument) assumeSections(matches);
  if (!hasDocument) assumeSlashes(matches);
  await probeWrites(examination);

  const prober = examination.prober(token, { ...examination.dialect(), moneyUnit: 'kopecks', money: {} });
  const rowsOf = (operation: OperationId) => prober.rowsOf(operation, samples.get(operation) ?? '');
  const [accounts, operations] = [rowsOf('accounts.list'), rowsOf('operations.list')];
  if (accounts.length < 3 || operations.length === 0) {
    findings.add('info', 'NO_ROWS', 'the server has too few cards or operations to test filters and units');
  }
  const leaveOut = await probeDeleted({ dialect: examination.dialect(), prober, answers, findings });
  if (leaveOut) examination.observe({ leaveOut });
  const supports = (operation: OperationId) => matches.get(operation)?.state !== 'absent';
  const proberOf = (dialect: DialectConfig) => examination.prober(token, dialect);
  const match = matches.get('accounts.list');
  examination.observe(await probePages({ dialect: examination.dialect(), proberOf, match, accounts }));
  const dialect = examination.dialect();
  examination.observe(
    await probeFilters({ dialect, proberOf, isDocumented: hasDocument, supports, accounts, operations, findings }),
  );
  const rowsBy = (own: DialectConfig, operation: OperationId) =>
    proberOf({ ...own, moneyUnit: 'kopecks', money: {} }).rowsOf(operation, samples.get(operation) ?? '');
  const forms = { dialect: examination.dialect(), proberOf, isDocumented: hasDocument, supports, rowsBy };
  examination.observe(await probeForms(forms));
  await observeLimit(examination, token, supports);
  if (expected) {
    const options = { expected, dialect: examination.dialect(), proberOf, supports, findings };
    examination.observe(await probeBalance(options));
  }
  hintValues(survey, rowsBy(examination.dialect(), 'accounts.list'), rowsBy(examination.dialect(), 'operations.list'));
  reportUnits(examination.dialect(), survey, rowsOf, findings);
  reportFilters(examination, accounts.length);
  reportEvidence(examination, samples, rowsOf);
  reportNeeds(needsOf({ api, matches, answers, dialect: examination.dialect() }), findings);
  const { forms: found } = examination.dialect();
  const newest = rowsBy(examination.dialect(), 'operations.list');
  const isUtc = compareClocks(rawClient.skewMs(), newest, zone, clock, findings);
  if (isUtc && found.dateTime === 'local') examination.observe({ forms: { ...found, dateTime: 'utc' } });
}

/** Marks writes of a section as absent if all its reads are absent. */
function assumeSections(matches: Examination['matches']): void {
  const sectionOf = (operation: OperationId) => operation.slice(0, operation.indexOf('.'));
  const served = new Set<string>();
  const gone = new Set<string>();
  for (const [operation, { state }] of matches) if (state === 'absent') gone.add(sectionOf(operation));
  for (const [operation, { state }] of matches) {
    if (state === 'observed' || state === 'moved') served.add(sectionOf(operation));
  }
  for (const [operation, { state }] of matches) {
    const section = sectionOf(operation);
    if (state === 'assumed' && gone.has(section) && !served.has(section)) matches.set(operation, { state: 'absent' });
  }
}

/** Writes cannot be tried: where every read that answered needs another slash, they do too. */
function assumeSlashes(matches: Examination['matches']): void {
  const placed = (operation: OperationId, match: OperationMatch | undefined) =>
    match?.state === 'moved' && match.theirs.path === otherSlash(endpoints[operation].path);
  const answered = [...matches].filter(([, { state }]) => state === 'observed' || state === 'moved');
  const reads = answered.filter(([operation]) => endpoints[operation].class === 'read');
  if (reads.length === 0 || !reads.every(([operation, match]) => placed(operation, match))) return;
  for (const [operation, { state }] of matches) {
    const { method, path, class: kind } = endpoints[operation];
    if (state === 'assumed' && kind !== 'login')
      matches.set(operation, { state: 'moved', theirs: undocumented(method, otherSlash(path)), score: 1 });
  }
}

async function observeLimit(
  examination: Examination,
  token: TokenHeader,
  supports: (operation: OperationId) => boolean,
): Promise<void> {
  const { maxLimit } = examination.dialect();
  const prober = examination.prober(token);
  for (const operation of ['operations.list', 'accounts.list'] as const) {
    if (!supports(operation)) continue;
    const found = await probeLimit(prober, operation, examination.dialect().maxLimit);
    if (found !== null && found < examination.dialect().maxLimit) examination.observe({ maxLimit: found });
  }
  const now = examination.dialect().maxLimit;
  if (now !== maxLimit)
    examination.findings.add('info', 'MAX_LIMIT', `the largest page is ${now} rows, unlike documented or configured`);
  else if (now !== DEFAULT_DIALECT.maxLimit)
    examination.findings.add('info', 'MAX_LIMIT', `the largest page is ${now} rows`);
}

/** What the proposal rests on, resource by resource: what no row was read of is vouched for by nothing. */
function reportEvidence(
  { matches, findings }: Examination,
  samples: Samples,
  rowsOf: (operation: OperationId) => readonly Row[],
): void {
  for (const operation of samples.keys()) {
    const rows = rowsOf(operation).length;
    const text =
      rows === 0 ? 'it was answered, and no row was read' : `rests on ${rows} ${rows === 1 ? 'row' : 'rows'}`;
    findings.add('info', 'EVIDENCE', text, operation);
  }
  const writes = [...matches].filter(([operation, { state }]) => {
    return endpoints[operation].class === 'write' && state !== 'absent';
  });
  if (writes.length > 0)
    findings.add(
      'info',
      'NOT_TRIED',
      `${writes.length} changes were not tried, as they would change something: see with conform --write CARD`,
    );
}

function reportFilters({ findings, dialect }: Examination, accounts: number): void {
  const { idsFilter, operationIdsFilter }: Observations = dialect();
  const untried = accounts < 3 ? ' (untested: too few cards)' : '';
  if (!idsFilter)
    findings.add('info', 'IDS_FILTER', `cards cannot be filtered by several ids${untried}`, 'accounts.list');
  if (!operationIdsFilter) {
    findings.add(
      'info',
      'OPERATION_IDS_FILTER',
      `operations cannot be filtered by several cards${untried}`,
      'operations.list',
    );
  }
}
