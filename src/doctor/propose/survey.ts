import { operationScopes } from '../../contract/dialect-scopes.ts';
import { endpoints } from '../../contract/endpoints.ts';
import { parametersOf } from '../../contract/names.ts';
import { type OperationId, operations, type TypeNode } from '../../contract/schemas.ts';
import type { ApiOperation } from '../document/api.ts';
import { listIn, type Scalar, type Shape } from '../document/shape.ts';
import { objectOf, scalarIn, valuesIn } from '../match/contract-view.ts';
import { type FieldMatch, isName, matchFields } from '../match/match-fields.ts';
import { nameScore } from '../match/synonyms.ts';
import { flat } from '../match/words.ts';

/** A name at one place. Names of live answers weigh more than names of documents. */
export interface ObservedName extends FieldMatch {
  readonly scopes: readonly string[];
  readonly property: string;
  readonly weight: number;
}

export interface ObservedParameter {
  readonly operation: OperationId;
  readonly parameter: string;
  readonly theirs: string;
}

export interface ObservedValues {
  readonly scopes: readonly string[];
  readonly property: string;
  readonly ours: readonly string[];
  readonly theirs: readonly Scalar[];
  /** Whether the list is complete, as in a document. */
  readonly closed: boolean;
}

export interface Absence {
  readonly operation: OperationId;
  readonly what: 'field' | 'input' | 'parameter';
  readonly scopes: readonly string[];
  readonly property: string;
  readonly required: boolean;
}

/** Every observed name and value of a server, before a dialect is proposed. */
export interface Survey {
  readonly names: ObservedName[];
  readonly parameters: ObservedParameter[];
  readonly values: ObservedValues[];
  readonly absences: Absence[];
  /** Amounts: documented as numbers or integers, and those of answers with a fraction. */
  readonly money: { numbers: number; integers: number; fractions: number };
  /** Identifier values: JSON numbers, and texts. */
  readonly identifiers: { numbers: number; texts: number };
  /** Lists: bare arrays, and objects that hold one. */
  readonly envelopes: { arrays: number; objects: number };
}

export interface Source {
  readonly weight: number;
  readonly live: boolean;
}

export const DOCUMENT: Source = { weight: 1, live: false };
export const LIVE: Source = { weight: 10, live: true };

type ConfiguredName = (scopes: readonly string[], property: string) => string;

export function createSurvey(): Survey {
  return {
    names: [],
    parameters: [],
    values: [],
    absences: [],
    money: { numbers: 0, integers: 0, fractions: 0 },
    identifiers: { numbers: 0, texts: 0 },
    envelopes: { arrays: 0, objects: 0 },
  };
}

/** Adds the observations of an answer. */
export function surveyAnswer(
  survey: Survey,
  operation: OperationId,
  shape: Shape,
  source: Source,
  configured: ConfiguredName,
): void {
  const { answer } = operations[operation];
  const scopes = operationScopes(operation);
  const visit = createVisitor(survey, operation, 'field', source, configured);
  const list = endpoints[operation].envelope === 'object' ? null : listIn(shape);
  if (list && endpoints[operation].envelope === 'page')
    survey.envelopes[list.property === null ? 'arrays' : 'objects']++;
  const items = objectOf(answer, scopes)?.node.fields.items?.type;
  // A bare array stands for the items of a page.
  if (list?.property === null && items !== undefined) visit(items, scopes, 'items', shape);
  else visit(answer, scopes, '', list && isList(answer) ? { kind: 'list', item: list.item } : shape);
}

function isList(node: TypeNode): boolean {
  return typeof node === 'object' && 'list' in node;
}

/** Adds the observations of documented parameters and bodies. */
export function surveyInput(
  survey: Survey,
  operation: OperationId,
  theirs: ApiOperation,
  configured: ConfiguredName,
): void {
  const { body } = operations[operation];
  const visit = createVisitor(survey, operation, 'input', DOCUMENT, configured);
  if (body !== undefined && theirs.body) visit(body, operationScopes(operation), '', theirs.body);
  surveyParameters(survey, operation, theirs, configured);
}

function createVisitor(
  survey: Survey,
  operation: OperationId,
  what: Absence['what'],
  source: Source,
  configured: ConfiguredName,
) {
  const visit = (node: TypeNode, scopes: readonly string[], property: string, shape: Shape): void => {
    if (typeof node === 'object' && 'list' in node) {
      if (shape.kind === 'list') visit(node.list, scopes, property, shape.item);
      return;
    }
    const whole = objectOf(node, scopes);
    if (!whole) visitScalar(survey, node, scopes, property, shape, source);
    // Rows of a report have the properties that its columns name.
    if (!whole || shape.kind !== 'object' || whole.node.open) return;
    const found = matchFields(whole, shape, configured);
    for (const [name, field] of Object.entries(whole.node.fields)) {
      const match = found.get(name);
      const inner = match && shape.fields.get(match.theirs);
      if (match && inner) {
        survey.names.push({ ...match, scopes: whole.scopes, property: name, weight: source.weight });
        visit(field.type, whole.scopes, name, inner);
      } else {
        survey.absences.push({
          operation,
          what,
          scopes: whole.scopes,
          property: name,
          required: field.required === true,
        });
      }
    }
  };
  return visit;
}

function visitScalar(
  survey: Survey,
  node: TypeNode,
  scopes: readonly string[],
  property: string,
  shape: Shape,
  { live }: Source,
): void {
  if (shape.kind !== 'scalar') return;
  const { type, values } = shape;
  const words = valuesIn(node) ?? (scalarIn(node) === 'boolean' && type === 'integer' ? ['false', 'true'] : null);
  if (words && values && type !== 'boolean')
    survey.values.push({ scopes, property, ours: words, theirs: values, closed: !live });
  if (scalarIn(node) === 'money') {
    if (type === 'number' || type === 'decimal') survey.money[live ? 'fractions' : 'numbers']++;
    else if (type === 'integer' && !live) survey.money.integers++;
  }
  if ((property === 'value' && scopes.includes('Identifier')) || property === 'phones') {
    if (type === 'integer' || type === 'number') survey.identifiers.numbers++;
    else if (type === 'string') survey.identifiers.texts++;
  }
}

function surveyParameters(
  survey: Survey,
  operation: OperationId,
  theirs: ApiOperation,
  configured: ConfiguredName,
): void {
  const scopes = operationScopes(operation);
  const names = theirs.parameters
    .filter(({ in: place, name }) => place === 'query' && isName(name))
    .map(({ name }) => name);
  const ours = parametersOf(operation);
  const found = new Map<string, string>();
  const taken = (name: string) => [...found.values()].includes(name);
  for (const parameter of ours) {
    const written = configured(scopes, parameter);
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
