import { operationScopes } from '../../contract/dialect-scopes.ts';
import { parametersOf } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { ApiOperation } from '../document/api.ts';
import { valuesIn } from '../match/contract-view.ts';
import { isName } from '../match/field-places.ts';
import { nameScore } from '../match/synonyms.ts';
import { flat } from '../match/words.ts';
import type { Survey } from './survey.ts';

/** Adds the observations of documented query parameters, after those of answers, whose names help to match them. */
export function surveyParameters(
  survey: Survey,
  operation: OperationId,
  theirs: ApiOperation,
  configured: (operation: OperationId, parameter: string) => string,
): void {
  const scopes = operationScopes(operation);
  const names = theirs.parameters
    .filter(({ in: place, name }) => place === 'query' && isName(name))
    .map(({ name }) => name);
  const ours = parametersOf(operation);
  const found = new Map<string, string>();
  const taken = (name: string) => [...found.values()].includes(name);
  for (const parameter of ours) {
    const written = configured(operation, parameter);
    const name = names.find((one) => one === written) ?? names.find((one) => flat(one) === flat(parameter));
    if (name !== undefined && !taken(name)) found.set(parameter, name);
  }
  const pairs = ours
    .filter((parameter) => !found.has(parameter))
    .flatMap((parameter) =>
      names.map((name) => ({ parameter, name, score: parameterScore(parameter, name, survey, scopes) })),
    )
    .filter(({ score }) => score >= 0.75)
    .sort((a, b) => b.score - a.score);
  for (const { parameter, name } of pairs) if (!found.has(parameter) && !taken(name)) found.set(parameter, name);
  for (const parameter of ours) {
    const name = found.get(parameter);
    if (name !== undefined) survey.parameters.push({ operation, parameter, theirs: name });
    else {
      const required = operations[operation].parameters[parameter]?.required === true;
      survey.absences.push({ operation, what: 'parameter', scopes, property: parameter, required });
    }
  }
  for (const { name, shape } of theirs.parameters) {
    const parameter = ours.find((one) => found.get(one) === name);
    const words = parameter && valuesIn(operations[operation].parameters[parameter]?.type ?? 'string');
    if (words && shape.kind === 'scalar' && shape.values) {
      survey.values.push({ scopes, property: parameter, ours: words, theirs: shape.values, closed: true });
    }
  }
}

/** A parameter named as the property of the rows is a certain match. */
function parameterScore(parameter: string, name: string, survey: Survey, scopes: readonly string[]): number {
  const same = survey.names.some(
    (one) => one.property === parameter && one.theirs === name && one.scopes.at(-1) === scopes[0],
  );
  // Singular and plural differ: `group_id` is no list of groups.
  const [isMany, areMany] = [/ids$/i.test(parameter), /(s|list|_in)$/i.test(name)];
  if (isMany ? !areMany : /id$/i.test(parameter) && areMany) return 0;
  return same ? 1 : nameScore(parameter, name);
}
