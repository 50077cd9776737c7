import { DEFAULT_DIALECT, type DialectConfig } from '../config/dialect.ts';
import { DEFAULT_LIMITS } from '../config/upstream-limits.ts';
import { OPERATIONS } from '../contract/names.ts';
import type { OperationId } from '../contract/schemas.ts';
import { systemClock } from '../lib/clock.ts';
import { zone } from '../lib/local-time.ts';
import type { UpstreamOptions } from '../upstream/client.ts';
import { resolveDialect } from '../upstream/codec/dialect.ts';
import { readBaseUrl } from '../upstream/http/address-policy.ts';
import { createFindings, type Diagnosis } from './diagnosis.ts';
import type { Api } from './document/api.ts';
import { createExamination, type Examination } from './examination.ts';
import { type Line, matchOperations } from './match/match-operations.ts';
import { compareClocks } from './probe/compare-clocks.ts';
import { findDocument } from './probe/find-document.ts';
import type { ExpectedBalance } from './probe/probe-balance.ts';
import { examineLive } from './probe/probe-server.ts';
import { signIn, tryTokens } from './probe/sign-in.ts';
import { factsOf } from './propose/observe-document.ts';
import { asWritten } from './propose/propose-dialect.ts';
import { createSurvey, DOCUMENT, surveyAnswer, surveyInput } from './propose/survey.ts';
import { createAsker } from './raw-client.ts';
import { describeOperations, describeSurvey } from './report-findings.ts';
import { judgeDialect, judgeUnread } from './verify/report-dialect.ts';

export interface DoctorOptions extends UpstreamOptions {
  /** Where the OpenAPI document is: an address, or a path on this server. Default: it is looked for. */
  readonly openapi?: string | undefined;
  /** The document itself, where it is at hand. */
  readonly document?: string | undefined;
  /** False: nothing is read but the document, and nothing beside the login is tried. @default true */
  readonly probe?: boolean | undefined;
  readonly expectBalance?: ExpectedBalance | undefined;
}

/**
 * Examines one ProBonus server: is it there, does the login work, do the clocks agree, how does it differ from the
 * contract? Changes nothing on the server: GETs, and one login. Never rejects for what a server does; throws a RangeError
 * for options that cannot be used.
 */
export async function examine(options: DoctorOptions): Promise<Diagnosis> {
  const { clock = systemClock, probe = true } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const policy = { ...limits, allowedAddresses: options.allowedAddresses ?? [] };
  const { basePath } = readBaseUrl(options.baseUrl, policy);
  const present: DialectConfig = { ...DEFAULT_DIALECT, ...options.dialect };
  const localZone = zone(options.timeZone);
  const findings = createFindings();
  const asker = createAsker({ baseUrl: options.baseUrl, limits, policy, clock });

  try {
    const found = await findDocument({ ...options, asker, basePath, findings, limits, policy, clock });
    if (found === 'unreachable') return diagnosisOf(findings, present, linesOf(null, present));
    const { key, baseUrl, timeZone, credentials, allowedAddresses } = options;
    const examination = createExamination({
      upstream: { key, baseUrl, timeZone, credentials, allowedAddresses, limits, clock },
      present,
      asker,
      basePath,
      clock,
      zone: localZone,
      findings,
      lines: linesOf(found, present),
      survey: createSurvey(),
    });
    if (found) readApi(examination, found);

    const { token, names } = await signIn({ ...examination, credentials, dialect: examination.dialect() });
    examination.learn({ names });
    if (token) {
      if (examination.lines.get('auth.login')?.state === 'assumed')
        examination.lines.set('auth.login', { state: 'seen' });
      const targets = (['auth.info', 'accounts.list'] as const).map(examination.targetOf);
      const tried = probe ? await tryTokens(asker, targets, token, examination.dialect(), findings) : null;
      if (tried) examination.learn(tried.facts);
      if (tried?.header) await examineLive(examination, tried.header, found !== null, options.expectBalance);
      else compareClocks(asker.skewMs(), [], localZone, clock, findings);
      const proposed = examination.dialect();
      if (tried?.header) await judgeDialect(examination, token, proposed);
      else if (!probe) judgeUnread(findings, present, proposed);
    } else compareClocks(asker.skewMs(), [], localZone, clock, findings);

    const dialect = examination.dialect();
    describeSurvey(examination.survey, dialect, findings);
    return diagnosisOf(findings, dialect, examination.lines);
  } finally {
    await asker.close();
  }
}

function diagnosisOf(
  findings: ReturnType<typeof createFindings>,
  dialect: DialectConfig,
  lines: ReadonlyMap<OperationId, Line>,
): Diagnosis {
  const operations = describeOperations(lines, dialect, findings);
  const all = findings.all();
  return {
    ok: all.every(({ severity }) => severity !== 'error'),
    dialect: asWritten(dialect),
    findings: all,
    operations,
  };
}

function linesOf(api: Api | null, present: DialectConfig): Map<OperationId, Line> {
  if (api) return new Map(matchOperations(api, present));
  return new Map(OPERATIONS.map((operation) => [operation, { state: 'assumed' }]));
}

/** All answers first: what rows are called helps to tell what parameters are. */
function readApi(examination: Examination, api: Api): void {
  const { lines, survey, findings, present } = examination;
  const { nameOf } = resolveDialect({ ...present, paths: {} });
  for (const [operation, line] of lines) {
    if ('theirs' in line && line.theirs.answer) surveyAnswer(survey, operation, line.theirs.answer, DOCUMENT, nameOf);
  }
  for (const [operation, line] of lines) if ('theirs' in line) surveyInput(survey, operation, line.theirs, nameOf);
  examination.learn(factsOf(api, lines, survey, findings));
}
