import { DEFAULT_DIALECT, type DialectConfig } from '../config/dialect.ts';
import { DEFAULT_LIMITS } from '../config/upstream-limits.ts';
import { OPERATIONS } from '../contract/names.ts';
import type { OperationId } from '../contract/schemas.ts';
import { systemClock } from '../lib/clock.ts';
import { zone } from '../lib/local-time.ts';
import type { UpstreamOptions } from '../upstream/client.ts';
import { resolveDialect } from '../upstream/codec/dialect.ts';
import { readBaseUrl } from '../upstream/http/address-policy.ts';
import { createFindings, type Diagnosis, type Findings } from './diagnosis.ts';
import type { Api } from './document/api.ts';
import { findDocument } from './document/find-document.ts';
import { enter } from './enter/enter.ts';
import { createExamination, type Examination } from './examination.ts';
import { matchOperations, type OperationMatch } from './match/match-operations.ts';
import { type Place, placeOf } from './place.ts';
import { compareClocks } from './probe/compare-clocks.ts';
import type { ExpectedBalance } from './probe/probe-balance.ts';
import { probeServer } from './probe/probe-server.ts';
import { observeDocument } from './propose/observe-document.ts';
import { asWritten } from './propose/propose-dialect.ts';
import { createSurvey, DOCUMENT, surveyAnswer, surveyInput } from './propose/survey.ts';
import { surveyParameters } from './propose/survey-parameters.ts';
import { createRawClient } from './raw-client.ts';
import { reportOperations, reportSurvey } from './report-findings.ts';
import { reportDialect, reportUnverified } from './verify/report-dialect.ts';
import { tryAdapter } from './verify/try-adapter.ts';

export interface DoctorOptions extends UpstreamOptions {
  /** Only what the operator wrote: what is not here may be proposed. */
  readonly dialect?: Partial<DialectConfig> | undefined;
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
 * reads and two logins. Never rejects for an error of the server; throws a RangeError for invalid options.
 */
export async function examine(options: DoctorOptions): Promise<Diagnosis> {
  const { clock = systemClock, probe = true } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { origin, basePath } = readBaseUrl(options.baseUrl, limits);
  const configured: DialectConfig = { ...DEFAULT_DIALECT, ...options.dialect };
  const written = new Set(Object.keys(options.dialect ?? {}));
  const localZone = zone(options.timeZone);
  const findings = createFindings();
  const rawClient = createRawClient({ baseUrl: options.baseUrl, limits, clock, basic: options.credentials.basic });
  const { key, timeZone, credentials, adapter } = options;

  const examinationAt = (place: Place): Examination => {
    const baseUrl = origin + place.basePath;
    const examination = createExamination({
      upstream: { key, baseUrl, timeZone, credentials, limits, clock, adapter },
      configured: place.configured,
      written,
      rawClient,
      basePath: place.basePath,
      clock,
      zone: localZone,
      findings,
      matches: matchesOf(place.api, place.configured),
      survey: createSurvey(),
    });
    if (place.api) readApi(examination, place.api);
    return examination;
  };

  try {
    if (options.adapter) {
      const upstream = {
        key,
        baseUrl: options.baseUrl,
        timeZone,
        credentials,
        limits,
        clock,
        adapter: options.adapter,
      };
      const tried = await tryAdapter({ upstream, configured, rawClient, basePath, zone: localZone, clock, findings });
      return diagnosisOf(findings, configured, matchesOf(null, configured), {
        place: {},
        ...tried,
      });
    }
    const document = await findDocument({ ...options, rawClient, basePath, findings, limits, clock });
    if (document === 'unreachable') {
      const nothing = { place: {}, isReached: false, canServe: false };
      return diagnosisOf(findings, configured, matchesOf(null, configured), nothing);
    }
    const place = placeOf(document, basePath, configured);
    const entered = await enter({ place, examinationAt, credentials, api: place.api, probe });
    const { examination, entry, isSignedIn } = entered;
    if (entry) await probeServer(examination, entry.header, place.api, options.expectBalance);
    else compareClocks(rawClient.skewMs(), [], localZone, clock, findings);
    const canServe = entry !== null && (await reportDialect(examination, entry.token, examination.dialect()));
    if (isSignedIn && !probe) reportUnverified(findings, examination.configured, examination.dialect());

    const dialect = examination.dialect();
    reportSurvey(examination.survey, dialect, findings);
    const isMoved = examination.basePath !== basePath;
    if (isMoved) reportBase(findings, examination.basePath);
    const newPlace = isMoved ? { baseUrl: origin + examination.basePath } : {};
    const isReached = entry !== null;
    return diagnosisOf(findings, dialect, examination.matches, { place: newPlace, isReached, canServe });
  } finally {
    await rawClient.close();
  }
}

function reportBase(findings: Findings, basePath: string): void {
  const path = /^[\w/.-]{0,100}$/.test(basePath) ? basePath || '/' : 'another path';
  const text = `the operations stand below ${path}: write baseUrl with this path, and the dialect that is for it`;
  findings.add('error', 'BASE_URL_WRONG', text);
}

function diagnosisOf(
  findings: Findings,
  dialect: DialectConfig,
  matches: ReadonlyMap<OperationId, OperationMatch>,
  more: Pick<Diagnosis, 'place' | 'isReached' | 'canServe'>,
): Diagnosis {
  const operations = reportOperations(matches, dialect, findings);
  const all = findings.all();
  return {
    ok: all.every(({ severity }) => severity !== 'error'),
    ...more,
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
  const { nameOf, parameterOf } = resolveDialect({ ...configured, paths: {} });
  for (const [operation, match] of matches) {
    if ('theirs' in match && match.theirs.answer)
      surveyAnswer(survey, operation, match.theirs.answer, DOCUMENT, nameOf);
  }
  for (const [operation, match] of matches) {
    if (!('theirs' in match)) continue;
    surveyInput(survey, operation, match.theirs, nameOf);
    surveyParameters(survey, operation, match.theirs, parameterOf);
  }
  examination.observe(observeDocument(api, matches, survey, findings));
}
