import { operationScopes } from '../../contract/dialect-scopes.ts';
import { endpoints } from '../../contract/endpoints.ts';
import { type OperationId, operations, type TypeNode } from '../../contract/schemas.ts';
import type { ApiOperation } from '../document/api.ts';
import { listIn, type ObjectShape, type Scalar, type Shape } from '../document/shape.ts';
import { type NamedUnit, unitIn } from '../document/unit-words.ts';
import { objectOf, scalarIn, valuesIn } from '../match/contract-view.ts';
import { isName, isUntold, shapeAt } from '../match/field-places.ts';
import { type FieldMatch, isTextAmount, matchFields } from '../match/match-fields.ts';
import { nameScore } from '../match/synonyms.ts';

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
  /** What bears its name there, in a form that no line reads. */
  readonly other?: string | undefined;
}

/** Every observed name and value of a server, before a dialect is proposed. */
export interface Survey {
  readonly names: ObservedName[];
  readonly parameters: ObservedParameter[];
  readonly values: ObservedValues[];
  readonly absences: Absence[];
  /** What rows tell of each unknown value of a property, such as `Operation.kind`, for a person who knows the server. */
  readonly hints: Map<string, string>;
  /** What is known of the amounts of each resource. */
  readonly money: Map<string, AmountsSeen>;
  /** Identifier values: JSON numbers, and texts. */
  readonly identifiers: { numbers: number; texts: number };
  /** Lists: bare arrays, and objects that hold one. */
  readonly envelopes: { arrays: number; objects: number };
}

/** Amounts of one resource, in answers and in the words of the document. */
export interface AmountsSeen {
  /** Answers with an amount that has a fraction, and those with whole numbers alone. */
  fractions: number;
  wholes: number;
  /** Of those, answers with an amount that is no multiple of 100. */
  odd: number;
  /** Units that names and descriptions tell. */
  readonly named: Set<NamedUnit>;
}

export interface Source {
  readonly weight: number;
  readonly live: boolean;
}

export const DOCUMENT: Source = { weight: 1, live: false };
export const LIVE: Source = { weight: 10, live: true };

export type ConfiguredName = (scopes: readonly string[], property: string) => string;

export function createSurvey(): Survey {
  return {
    names: [],
    parameters: [],
    values: [],
    absences: [],
    hints: new Map(),
    money: new Map(),
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

/** Adds the observations of a documented body. */
export function surveyInput(
  survey: Survey,
  operation: OperationId,
  theirs: ApiOperation,
  configured: ConfiguredName,
): void {
  const { body } = operations[operation];
  const visit = createVisitor(survey, operation, 'input', DOCUMENT, configured);
  if (body !== undefined && theirs.body) visit(body, operationScopes(operation), '', theirs.body);
}

function createVisitor(
  survey: Survey,
  operation: OperationId,
  what: Absence['what'],
  source: Source,
  configured: ConfiguredName,
) {
  const visit = (node: TypeNode, scopes: readonly string[], property: string, shape: Shape, theirs = ''): void => {
    if (typeof node === 'object' && 'list' in node) {
      if (shape.kind === 'list') visit(node.list, scopes, property, shape.item, theirs);
      return;
    }
    const whole = objectOf(node, scopes);
    if (!whole) visitScalar(survey, node, scopes, property, shape, source, theirs);
    // Rows of a report have the properties that its columns name.
    if (!whole || shape.kind !== 'object' || whole.node.open) return;
    const found = matchFields(whole, shape, configured);
    for (const [name, field] of Object.entries(whole.node.fields)) {
      const match = found.get(name);
      const inner = match && shapeAt(shape, match.theirs);
      if (match && inner) {
        survey.names.push({ ...match, scopes: whole.scopes, property: name, weight: source.weight });
        visit(field.type, whole.scopes, name, inner, match.theirs);
      } else {
        survey.absences.push({
          operation,
          what,
          scopes: whole.scopes,
          property: name,
          required: field.required === true,
          other: source.live ? otherFormOf(name, shape, found) : undefined,
        });
      }
    }
  };
  return visit;
}

/** A property of the same meaning that is none of those found. */
function otherFormOf(
  name: string,
  { fields }: ObjectShape,
  found: ReadonlyMap<string, FieldMatch>,
): string | undefined {
  const taken = new Set([...found.values()].map(({ theirs }) => theirs));
  return [...fields].find(
    ([other, shape]) => !taken.has(other) && isName(other) && !isUntold(shape) && nameScore(name, other) >= 0.9,
  )?.[0];
}

function visitScalar(
  survey: Survey,
  node: TypeNode,
  scopes: readonly string[],
  property: string,
  shape: Shape,
  { live }: Source,
  theirs: string,
): void {
  if (shape.kind !== 'scalar') return;
  const { type, values } = shape;
  const words = valuesIn(node) ?? (scalarIn(node) === 'boolean' ? ['false', 'true'] : null);
  if (words && values && type !== 'boolean')
    survey.values.push({ scopes, property, ours: words, theirs: values, closed: !live });
  if (scalarIn(node) === 'money') {
    const seen = amountsOf(survey, scopes.at(-1) ?? '');
    const unit = shape.unit ?? unitIn(theirs);
    if (unit !== null) seen.named.add(unit);
    const isText = isTextAmount(shape);
    const hasFraction =
      type === 'number' || type === 'decimal' || (isText && values?.some((one) => /\./.test(String(one))));
    if (live && hasFraction) seen.fractions++;
    else if (live && (type === 'integer' || isText)) {
      seen.wholes++;
      if ((values ?? []).some((value) => Number(value) % 100 !== 0)) seen.odd++;
    }
  }
  if ((property === 'value' && scopes.includes('Identifier')) || property === 'phones') {
    if (type === 'integer' || type === 'number') survey.identifiers.numbers++;
    else if (type === 'string') survey.identifiers.texts++;
  }
}

function amountsOf({ money }: Survey, resource: string): AmountsSeen {
  const seen = money.get(resource) ?? { fractions: 0, wholes: 0, odd: 0, named: new Set<NamedUnit>() };
  money.set(resource, seen);
  return seen;
}
