import { DEFAULT_DIALECT, type DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import type { Examination } from '../examination.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import { compareClocks } from './compare-clocks.ts';
import { type ExpectedBalance, probeBalance } from './probe-balance.ts';
import { probeFilters } from './probe-filters.ts';
import { probeLimit } from './probe-limit.ts';
import { probeLists, probeRows, type Samples } from './probe-reads.ts';

/** Observes by harmless reads what documents omit. Each step uses the results of the one before. */
export async function probeServer(
  examination: Examination,
  authorization: string,
  hasDocument: boolean,
  expected: ExpectedBalance | undefined,
): Promise<void> {
  const { matches, survey, findings, zone, clock, rawClient, configured } = examination;
  const { nameOf } = resolveDialect({ ...configured, paths: {} });
  const samples: Samples = new Map();
  const proberAt = (paths: Readonly<Record<string, string>>) => {
    const dialect = examination.dialect();
    return examination.prober(authorization, { ...dialect, paths: { ...dialect.paths, ...paths } });
  };
  const reads = { matches, survey, findings, configured: nameOf, proberAt };

  await probeLists({ ...reads, prober: examination.prober(authorization) }, samples, examination.dialect().maxLimit);
  await probeRows({ ...reads, prober: examination.prober(authorization) }, samples, zone, clock);
  if (!hasDocument) assumeSections(matches);

  const prober = examination.prober(authorization);
  const rowsOf = (operation: OperationId) => prober.rowsOf(operation, samples.get(operation) ?? '');
  const [accounts, operations] = [rowsOf('accounts.list'), rowsOf('operations.list')];
  if (accounts.length < 3 || operations.length === 0) {
    findings.add('info', 'NO_ROWS', 'the server has too few cards or operations to test filters and units');
  }
  const supports = (operation: OperationId) => matches.get(operation)?.state !== 'absent';
  const proberOf = (dialect: DialectConfig) => examination.prober(authorization, dialect);
  const dialect = examination.dialect();
  examination.observe(
    await probeFilters({ dialect, proberOf, isDocumented: hasDocument, supports, accounts, operations, findings }),
  );
  await observeLimit(examination, authorization, supports);
  if (expected) {
    const options = { expected, dialect: examination.dialect(), proberOf, supports, findings };
    examination.observe(await probeBalance(options));
  } else reportMoneyUnit(examination);
  reportFilters(examination, accounts.length);
  compareClocks(rawClient.skewMs(), operations, zone, clock, findings);
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

async function observeLimit(
  examination: Examination,
  authorization: string,
  supports: (operation: OperationId) => boolean,
): Promise<void> {
  const { maxLimit } = examination.dialect();
  const prober = examination.prober(authorization);
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

function reportMoneyUnit({ survey, findings, dialect }: Examination): void {
  const { fractions, numbers } = survey.money;
  if (fractions > 0) {
    findings.add('info', 'MONEY_UNIT', 'amounts with a fraction prove roubles');
    return;
  }
  const why = numbers > 0 ? 'the document declares fractions, but no answer has one' : 'no answer decides it';
  const unit = dialect().moneyUnit;
  findings.add(
    'warning',
    'MONEY_UNPROVEN',
    `amounts may not be in ${unit}: ${why}. Run again with --expect-balance CARD=482.50`,
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
