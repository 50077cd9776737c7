import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Findings } from '../diagnosis.ts';
import type { Api, ApiParameter } from '../document/api.ts';
import type { OperationMatches } from '../match/match-operations.ts';
import type { Observations } from './propose-dialect.ts';
import type { Survey } from './survey.ts';

/** Observes filters by many ids, the largest page and the authentication scheme of the document. */
export function observeDocument(api: Api, matches: OperationMatches, survey: Survey, findings: Findings): Observations {
  const { auth } = api;
  if (auth.kind === 'other') {
    findings.add('warning', 'AUTH_UNSUPPORTED', 'the document declares authentication other than by a header');
  }
  const scheme = auth.kind === 'scheme' ? auth.scheme : 'bearer';
  const ids = hasList('accounts.list', 'ids', matches, survey);
  const accountIds = hasList('operations.list', 'accountIds', matches, survey);
  const repeated = repeatedLists(matches, survey);
  const limit = largestPage(matches, survey);
  return {
    ...(scheme.toLowerCase() === 'bearer' ? {} : { authScheme: scheme }),
    ...(ids === null ? {} : { idsFilter: ids }),
    ...(accountIds === null ? {} : { operationIdsFilter: accountIds }),
    ...(repeated === null ? {} : { repeatedLists: repeated }),
    ...(limit === null ? {} : { maxLimit: limit }),
  };
}

/** Whether a parameter takes many ids: a text with commas, or an array. */
function hasList(operation: OperationId, parameter: string, matches: OperationMatches, survey: Survey): boolean | null {
  const found = parameterOf(operation, parameter, matches, survey);
  return found === null ? null : found !== undefined;
}

const LISTS = [
  ['accounts.list', 'ids'],
  ['operations.list', 'accountIds'],
  ['operations.list', 'kind'],
  ['reports.get', 'groupIds'],
  ['reports.get', 'restaurantIds'],
  ['reports.get', 'tagIds'],
] as const;

/** Whether lists are repeated parameters, as FastAPI declares them: one that is decides. Null where no list is documented. */
function repeatedLists(matches: OperationMatches, survey: Survey): boolean | null {
  const found = LISTS.flatMap(([operation, name]) => parameterOf(operation, name, matches, survey) ?? []);
  return found.length === 0 ? null : found.some(({ isRepeated }) => isRepeated);
}

/** Undefined: the operation has no such parameter. Null: the operation is undocumented. */
function parameterOf(
  operation: OperationId,
  parameter: string,
  matches: OperationMatches,
  survey: Survey,
): ApiParameter | undefined | null {
  const match = matches.get(operation);
  if (!match || !('theirs' in match)) return null;
  const name = survey.parameters.find((one) => one.operation === operation && one.parameter === parameter)?.theirs;
  return match.theirs.parameters.find((one) => one.in === 'query' && one.name === name);
}

/** The smallest maximum of all lists, because one limit holds for all. */
function largestPage(matches: OperationMatches, survey: Survey): number | null {
  const maxima = OPERATIONS.flatMap((operation) => {
    const maximum = parameterOf(operation, 'limit', matches, survey)?.maximum;
    return maximum == null || maximum < 1 ? [] : [Math.floor(maximum)];
  });
  return maxima.length > 0 ? Math.min(...maxima, 1_000_000) : null;
}
