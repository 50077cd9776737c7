import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Findings } from '../diagnosis.ts';
import type { Api, ApiParameter } from '../document/api.ts';
import type { Lines } from '../match/match-operations.ts';
import type { Facts } from './propose-dialect.ts';
import type { Survey } from './survey.ts';

/** What the document says beside names: filters by many ids, the largest page, how the token is sent. */
export function factsOf(api: Api, lines: Lines, survey: Survey, findings: Findings): Facts {
  const { auth } = api;
  if (auth.kind === 'other') {
    findings.add(
      'warning',
      'AUTH_UNSUPPORTED',
      'the document speaks of a way to authenticate that is no Authorization header',
    );
  }
  const scheme = auth.kind === 'scheme' ? auth.scheme : 'bearer';
  const ids = hasList('accounts.list', 'ids', lines, survey);
  const accountIds = hasList('operations.list', 'accountIds', lines, survey);
  const limit = greatestPage(lines, survey);
  return {
    ...(scheme.toLowerCase() === 'bearer' ? {} : { authScheme: scheme }),
    ...(ids === null ? {} : { idsFilter: ids }),
    ...(accountIds === null ? {} : { operationIdsFilter: accountIds }),
    ...(limit === null ? {} : { maxLimit: limit }),
  };
}

/** A list of ids with commas in it is a text; one that is repeated is an array, and that is another filter. */
function hasList(operation: OperationId, parameter: string, lines: Lines, survey: Survey): boolean | null {
  const found = parameterOf(operation, parameter, lines, survey);
  return found === null ? null : found !== undefined && found.shape.kind !== 'list';
}

/** Undefined: the operation has none. Null: nothing is known of the operation. */
function parameterOf(
  operation: OperationId,
  parameter: string,
  lines: Lines,
  survey: Survey,
): ApiParameter | undefined | null {
  const line = lines.get(operation);
  if (!line || !('theirs' in line)) return null;
  const name = survey.parameters.find((seen) => seen.operation === operation && seen.parameter === parameter)?.theirs;
  return line.theirs.parameters.find((one) => one.in === 'query' && one.name === name);
}

/** The least of what the lists allow: one limit holds for all. */
function greatestPage(lines: Lines, survey: Survey): number | null {
  const maxima = OPERATIONS.flatMap((operation) => {
    const maximum = parameterOf(operation, 'limit', lines, survey)?.maximum;
    return maximum == null || maximum < 1 ? [] : [Math.floor(maximum)];
  });
  return maxima.length > 0 ? Math.min(...maxima, 1_000_000) : null;
}
