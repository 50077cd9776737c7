import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import type { Examination } from '../examination.ts';
import type { Facts } from '../propose/propose-dialect.ts';
import { compareClocks } from './compare-clocks.ts';
import { type ExpectedBalance, probeBalance } from './probe-balance.ts';
import { probeFilters } from './probe-filters.ts';
import { probeLimit } from './probe-limit.ts';
import { probeLists, probeRows, type Samples } from './probe-reads.ts';

/** Finds out by reads that do no harm what no document says. Each step uses what the one before found. */
export async function examineLive(
  examination: Examination,
  authorization: string,
  hasDocument: boolean,
  expected: ExpectedBalance | undefined,
): Promise<void> {
  const { lines, survey, findings, zone, clock, asker, present } = examination;
  const { nameOf } = resolveDialect({ ...present, paths: {} });
  const samples: Samples = new Map();
  const proberAt = (paths: Readonly<Record<string, string>>) => {
    const dialect = examination.dialect();
    return examination.prober(authorization, { ...dialect, paths: { ...dialect.paths, ...paths } });
  };
  const reads = { lines, survey, findings, present: nameOf, proberAt };

  await probeLists({ ...reads, prober: examination.prober(authorization) }, samples, examination.dialect().maxLimit);
  await probeRows({ ...reads, prober: examination.prober(authorization) }, samples, zone, clock);
  if (!hasDocument) assumeSections(lines);

  const prober = examination.prober(authorization);
  const rowsOf = (operation: OperationId) => prober.rowsOf(operation, samples.get(operation) ?? '');
  const [accounts, operations] = [rowsOf('accounts.list'), rowsOf('operations.list')];
  if (accounts.length < 3 || operations.length === 0) {
    findings.add('info', 'NO_ROWS', 'the server has too few cards or operations to try filters and units on');
  }
  const supports = (operation: OperationId) => lines.get(operation)?.state !== 'absent';
  const proberOf = (dialect: DialectConfig) => examination.prober(authorization, dialect);
  const dialect = examination.dialect();
  examination.learn(
    await probeFilters({ dialect, proberOf, told: hasDocument, supports, accounts, operations, findings }),
  );
  await learnLimit(examination, authorization, supports);
  if (expected) {
    const options = { expected, dialect: examination.dialect(), proberOf, supports, findings };
    examination.learn(await probeBalance(options));
  } else tellMoney(examination);
  tellFilters(examination, accounts.length);
  compareClocks(asker.skewMs(), operations, zone, clock, findings);
}

/** Where all that can be read of a section is not there, what can be written is not there either. */
function assumeSections(lines: Examination['lines']): void {
  const sectionOf = (operation: OperationId) => operation.slice(0, operation.indexOf('.'));
  const known = new Set<string>();
  const gone = new Set<string>();
  for (const [operation, { state }] of lines) if (state === 'absent') gone.add(sectionOf(operation));
  for (const [operation, { state }] of lines) {
    if (state === 'seen' || state === 'moved') known.add(sectionOf(operation));
  }
  for (const [operation, { state }] of lines) {
    const section = sectionOf(operation);
    if (state === 'assumed' && gone.has(section) && !known.has(section)) lines.set(operation, { state: 'absent' });
  }
}

async function learnLimit(
  examination: Examination,
  authorization: string,
  supports: (operation: OperationId) => boolean,
): Promise<void> {
  const { maxLimit } = examination.dialect();
  const prober = examination.prober(authorization);
  for (const operation of ['operations.list', 'accounts.list'] as const) {
    if (!supports(operation)) continue;
    const found = await probeLimit(prober, operation, examination.dialect().maxLimit);
    if (found !== null && found < examination.dialect().maxLimit) examination.learn({ maxLimit: found });
  }
  const now = examination.dialect().maxLimit;
  if (now !== maxLimit)
    examination.findings.add('info', 'MAX_LIMIT', `the largest page is ${now} rows, whatever is said`);
  else if (now !== 1000) examination.findings.add('info', 'MAX_LIMIT', `the largest page is ${now} rows`);
}

function tellMoney({ survey, findings, dialect }: Examination): void {
  const { fractions, numbers } = survey.money;
  if (fractions > 0) {
    findings.add('info', 'MONEY_UNIT', 'amounts with a fraction prove roubles');
    return;
  }
  const why =
    numbers > 0 ? 'the document speaks of numbers with a fraction, no answer showed one' : 'nothing seen decides it';
  const unit = dialect().moneyUnit;
  findings.add('warning', 'MONEY_UNPROVEN', `${unit} or not: ${why}. Ask again with --expect-balance CARD=482.50`);
}

function tellFilters({ findings, dialect }: Examination, accounts: number): void {
  const { idsFilter, operationIdsFilter }: Facts = dialect();
  const untried = accounts < 3 ? ', as far as can be told' : '';
  if (!idsFilter)
    findings.add('info', 'IDS_FILTER', `cards cannot be asked for by many ids${untried}`, 'accounts.list');
  if (!operationIdsFilter) {
    findings.add(
      'info',
      'OPERATION_IDS_FILTER',
      `operations cannot be asked for by many cards${untried}`,
      'operations.list',
    );
  }
}
