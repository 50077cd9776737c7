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

/** A name seen in one place. What a live answer shows weighs more than what a document says. */
export interface NameSeen extends FieldMatch {
  readonly scopes: readonly string[];
  readonly property: string;
  readonly weight: number;
}

export interface ParameterSeen {
  readonly operation: OperationId;
  readonly parameter: string;
  readonly theirs: string;
}

export interface ValuesSeen {
  readonly scopes: readonly string[];
  readonly property: string;
  readonly ours: readonly string[];
  readonly theirs: readonly Scalar[];
  /** The list is complete: a document has it. */
  readonly closed: boolean;
}

export interface Lack {
  readonly operation: OperationId;
  readonly what: 'field' | 'input' | 'parameter';
  readonly scopes: readonly string[];
  readonly property: string;
  readonly required: boolean;
}

/** Everything that was seen of a server's words, before anything is concluded. */
export interface Survey {
  readonly names: NameSeen[];
  readonly parameters: ParameterSeen[];
  readonly values: ValuesSeen[];
  readonly lacks: Lack[];
  /** Amounts that a document calls numbers, whole numbers or text, and those that a live answer shows with a fraction. */
  readonly money: { numbers: number; integers: number; fractions: number };
  /** Identifier values that are JSON numbers, and those that are text. */
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

type PresentName = (scopes: readonly string[], property: string) => string;

export function createSurvey(): Survey {
  return {
    names: [],
    parameters: [],
    values: [],
    lacks: [],
    money: { numbers: 0, integers: 0, fractions: 0 },
    identifiers: { numbers: 0, texts: 0 },
    envelopes: { arrays: 0, objects: 0 },
  };
}

/** Notes what an answer of an operation says. */
export function surveyAnswer(
  survey: Survey,
  operation: OperationId,
  shape: Shape,
  source: Source,
  present: PresentName,
): void {
  const { answer } = operations[operation];
  const scopes = operationScopes(operation);
  const look = createLook(survey, operation, 'field', source, present);
  const list = endpoints[operation].envelope === 'object' ? null : listIn(shape);
  if (list && endpoints[operation].envelope === 'page')
    survey.envelopes[list.property === null ? 'arrays' : 'objects']++;
  const items = objectOf(answer, scopes)?.node.fields.items?.type;
  // A bare array is the items of a page that is not there.
  if (list?.property === null && items !== undefined) look(items, scopes, 'items', shape);
  else look(answer, scopes, '', list && isList(answer) ? { kind: 'list', item: list.item } : shape);
}

function isList(node: TypeNode): boolean {
  return typeof node === 'object' && 'list' in node;
}

/** Notes what the document says of the parameters and the body of an operation. */
export function surveyInput(survey: Survey, operation: OperationId, theirs: ApiOperation, present: PresentName): void {
  const { body } = operations[operation];
  const look = createLook(survey, operation, 'input', DOCUMENT, present);
  if (body !== undefined && theirs.body) look(body, operationScopes(operation), '', theirs.body);
  surveyParameters(survey, operation, theirs, present);
}

function createLook(survey: Survey, operation: OperationId, what: Lack['what'], source: Source, present: PresentName) {
  const look = (node: TypeNode, scopes: readonly string[], property: string, shape: Shape): void => {
    if (typeof node === 'object' && 'list' in node) {
      if (shape.kind === 'list') look(node.list, scopes, property, shape.item);
      return;
    }
    const whole = objectOf(node, scopes);
    if (!whole) lookAtScalar(survey, node, scopes, property, shape, source);
    // Rows of a report have whatever properties its columns name.
    if (!whole || shape.kind !== 'object' || whole.node.open) return;
    const found = matchFields(whole, shape, present);
    for (const [name, field] of Object.entries(whole.node.fields)) {
      const match = found.get(name);
      const inner = match && shape.fields.get(match.theirs);
      if (match && inner) {
        survey.names.push({ ...match, scopes: whole.scopes, property: name, weight: source.weight });
        look(field.type, whole.scopes, name, inner);
      } else {
        survey.lacks.push({ operation, what, scopes: whole.scopes, property: name, required: field.required === true });
      }
    }
  };
  return look;
}

function lookAtScalar(
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

function surveyParameters(survey: Survey, operation: OperationId, theirs: ApiOperation, present: PresentName): void {
  const scopes = operationScopes(operation);
  const names = theirs.parameters
    .filter(({ in: place, name }) => place === 'query' && isName(name))
    .map(({ name }) => name);
  const ours = parametersOf(operation);
  const found = new Map<string, string>();
  const taken = (name: string) => [...found.values()].includes(name);
  for (const parameter of ours) {
    const told = present(scopes, parameter);
    const name = names.find((one) => one === told) ?? names.find((one) => flat(one) === flat(parameter));
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
      survey.lacks.push({ operation, what: 'parameter', scopes, property: parameter, required });
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

/** A parameter that bears the name which the property of the rows has here is that parameter. */
function parameterScore(parameter: string, name: string, survey: Survey, scopes: readonly string[]): number {
  const same = survey.names.some(
    (seen) => seen.property === parameter && seen.theirs === name && seen.scopes.at(-1) === scopes[0],
  );
  // One is not many: `group_id` is no list of groups.
  const [isMany, areMany] = [/ids$/i.test(parameter), /(s|list|_in)$/i.test(name)];
  if (isMany ? !areMany : /id$/i.test(parameter) && areMany) return 0;
  return same ? 1 : nameScore(parameter, name);
}
