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
import { matchOperations, type OperationMatch } from './match/match-operations.ts';
import { compareClocks } from './probe/compare-clocks.ts';
import { findDocument } from './probe/find-document.ts';
import type { ExpectedBalance } from './probe/probe-balance.ts';
import { probeServer } from './probe/probe-server.ts';
import { signIn, tryTokens } from './probe/sign-in.ts';
import { observeDocument } from './propose/observe-document.ts';
import { asWritten } from './propose/propose-dialect.ts';
import { createSurvey, DOCUMENT, surveyAnswer, surveyInput } from './propose/survey.ts';
import { createRawClient } from './raw-client.ts';
import { reportOperations, reportSurvey } from './report-findings.ts';
import { reportDialect, reportUnverified } from './verify/report-dialect.ts';

export interface DoctorOptions extends UpstreamOptions {
  /** Place of the OpenAPI document: an address, or a path on this server. Default: the usual places are searched. */
  readonly openapi?: string | undefined;
  /** The text of the document. */
  readonly document?: string | undefined;
  /** False: only reads the document and logs in. @default true */
  readonly probe?: boolean | undefined;
  readonly expectBalance?: ExpectedBalance | undefined;
}

/**
 * Examines one ProBonus server: reachability, login, clocks, and its differences from the contract. Changes nothing: sends
 * GETs and one login. Never rejects for an error of the server; throws a RangeError for invalid options.
 */
export async function examine(options: DoctorOptions): Promise<Diagnosis> {
  const { clock = systemClock, probe = true } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { basePath } = readBaseUrl(options.baseUrl, limits);
  const configured: DialectConfig = { ...DEFAULT_DIALECT, ...options.dialect };
  const localZone = zone(options.timeZone);
  const findings = createFindings();
  const rawClient = createRawClient({ baseUrl: options.baseUrl, limits, clock });

  try {
    const found = await findDocument({ ...options, rawClient, basePath, findings, limits, clock });
    if (found === 'unreachable') return diagnosisOf(findings, configured, matchesOf(null, configured));
    const { key, baseUrl, timeZone, credentials } = options;
    const examination = createExamination({
      upstream: { key, baseUrl, timeZone, credentials, limits, clock },
      configured,
      rawClient,
      basePath,
      clock,
      zone: localZone,
      findings,
      matches: matchesOf(found, configured),
      survey: createSurvey(),
    });
    if (found) readApi(examination, found);

    const { token, names } = await signIn({ ...examination, credentials, dialect: examination.dialect() });
    examination.observe({ names });
    if (token) {
      if (examination.matches.get('auth.login')?.state === 'assumed')
        examination.matches.set('auth.login', { state: 'observed' });
      const targets = (['auth.info', 'accounts.list'] as const).map(examination.targetOf);
      const tried = probe ? await tryTokens(rawClient, targets, token, examination.dialect(), findings) : null;
      if (tried) examination.observe(tried.observations);
      if (tried?.header) await probeServer(examination, tried.header, found !== null, options.expectBalance);
      else compareClocks(rawClient.skewMs(), [], localZone, clock, findings);
      const proposed = examination.dialect();
      if (tried?.header) await reportDialect(examination, token, proposed);
      else if (!probe) reportUnverified(findings, configured, proposed);
    } else compareClocks(rawClient.skewMs(), [], localZone, clock, findings);

    const dialect = examination.dialect();
    reportSurvey(examination.survey, dialect, findings);
    return diagnosisOf(findings, dialect, examination.matches);
  } finally {
    await rawClient.close();
  }
}

function diagnosisOf(
  findings: ReturnType<typeof createFindings>,
  dialect: DialectConfig,
  matches: ReadonlyMap<OperationId, OperationMatch>,
): Diagnosis {
  const operations = reportOperations(matches, dialect, findings);
  const all = findings.all();
  return {
    ok: all.every(({ severity }) => severity !== 'error'),
    dialect: asWritten(dialect),
    findings: all,
    operations,
  };
}

function matchesOf(api: Api | null, configured: DialectConfig): Map<OperationId, OperationMatch> {
  if (api) return new Map(matchOperations(api, configured));
  return new Map(OPERATIONS.map((operation) => [operation, { state: 'assumed' }]));
}

/** Surveys answers before inputs: names of fields help to match parameters. */
function readApi(examination: Examination, api: Api): void {
  const { matches, survey, findings, configured } = examination;
  const { nameOf } = resolveDialect({ ...configured, paths: {} });
  for (const [operation, match] of matches) {
    if ('theirs' in match && match.theirs.answer)
      surveyAnswer(survey, operation, match.theirs.answer, DOCUMENT, nameOf);
  }
  for (const [operation, match] of matches) if ('theirs' in match) surveyInput(survey, operation, match.theirs, nameOf);
  examination.observe(observeDocument(api, matches, survey, findings));
}
