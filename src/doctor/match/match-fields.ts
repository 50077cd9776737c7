import type { TypeNode } from '../../contract/schemas.ts';
import { isId } from '../../upstream/codec/text-ids.ts';
import type { ObjectShape, ScalarShape, Shape } from '../document/shape.ts';
import { withoutUnit } from '../document/unit-words.ts';
import { objectOf, type ScopedObject, scalarIn, valuesIn } from './contract-view.ts';
import { isName, isUntold, listOfNames, pathScore, pathsIn, shapeAt } from './field-places.ts';
import { flagWords, isSameList } from './match-values.ts';
import { nameScore } from './synonyms.ts';
import { flat } from './words.ts';

/** same: equal apart from case. similar: by meaning, type or values. guessed: only by its position. */
export interface FieldMatch {
  readonly theirs: string;
  readonly how: 'same' | 'similar' | 'guessed';
}

/** Least score of two names of the same meaning, and of a path: what lies deeper belongs to something else more often. */
const ENOUGH = 0.6;
const ENOUGH_OF_PATH = 0.8;

/**
 * The server's name of each property of an object of the contract, or its path or list of names. Each matches once: first by
 * the configured dialect, then the same name in any case, then the most similar one of the same type.
 */
export function matchFields(
  ours: ScopedObject,
  theirs: ObjectShape,
  configuredName: (scopes: readonly string[], property: string) => string,
): Map<string, FieldMatch> {
  const found = new Map<string, FieldMatch>();
  const taken = new Set<string>();
  const take = (property: string, name: string, how: FieldMatch['how']): void => {
    found.set(property, { theirs: name, how });
    taken.add(name);
  };
  const names = [...theirs.fields.keys()].filter(isName);
  const properties = Object.keys(ours.node.fields);
  const paths = pathsIn(theirs);
  const fits = (property: string, name: string): boolean => {
    const node = ours.node.fields[property]?.type;
    const shape = shapeAt(theirs, name);
    return node !== undefined && shape !== undefined && compatible(node, shape, property, name);
  };

  for (const property of properties) {
    const name = configuredName(ours.scopes, property);
    if (shapeAt(theirs, name) !== undefined && !taken.has(name))
      take(property, name, flat(name) === flat(property) ? 'same' : 'similar');
  }
  for (const property of properties) {
    if (found.has(property)) continue;
    const same = names.find((name) => !taken.has(name) && flat(name) === flat(property));
    if (same !== undefined) take(property, same, 'same');
  }

  const left = properties.filter((property) => !found.has(property));
  const pairs = left.flatMap((property) => [
    ...names
      .filter((name) => !taken.has(name) && fits(property, name))
      .map((name) => ({ property, name, score: scoreOf(ours, theirs, property, name) }))
      .filter(({ score }) => score >= ENOUGH),
    ...paths
      .filter((path) => !taken.has(path) && fits(property, path))
      .map((name) => ({ property, name, score: pathScore(property, name, ours.scopes) }))
      .filter(({ score }) => score >= ENOUGH_OF_PATH),
  ]);
  for (const { property, name } of pairs.sort((a, b) => b.score - a.score)) {
    if (!found.has(property) && !taken.has(name)) take(property, name, 'similar');
  }

  for (const property of left.filter((one) => !found.has(one) && isListOfValues(ours, one))) {
    const name = listOfNames(property, theirs, (one) => taken.has(one));
    if (name !== null) take(property, name, 'similar');
  }

  for (const property of left.filter((one) => !found.has(one))) {
    const name = byPosition(properties, names, found, property);
    if (name === undefined || taken.has(name) || !fits(property, name) || isUntold(theirs.fields.get(name))) continue;
    if (theirs.required.has(name) === (ours.node.fields[property]?.required === true)) take(property, name, 'guessed');
  }
  return found;
}

function isListOfValues(ours: ScopedObject, property: string): boolean {
  const node = ours.node.fields[property]?.type;
  return typeof node === 'object' && 'list' in node && scalarIn(node.list) !== null;
}

function scoreOf(ours: ScopedObject, theirs: ObjectShape, property: string, name: string): number {
  const node = ours.node.fields[property]?.type;
  const shape = theirs.fields.get(name);
  const words = node === undefined ? null : valuesIn(node);
  const values = shape?.kind === 'scalar' ? shape.values : undefined;
  if (words && values && isSameList(words, values)) return 0.95;
  const [at, of] = [Object.keys(ours.node.fields).indexOf(property), Object.keys(ours.node.fields).length];
  const place = [...theirs.fields.keys()].indexOf(name) / theirs.fields.size;
  const plain = node !== undefined && scalarIn(node) === 'money' ? withoutUnit(name) : name;
  return nameScore(property, plain) + 0.04 * (1 - Math.abs(at / of - place));
}

/** The only name between the names of the neighbours. */
function byPosition(
  properties: readonly string[],
  names: readonly string[],
  found: ReadonlyMap<string, FieldMatch>,
  property: string,
): string | undefined {
  const index = properties.indexOf(property);
  const [before, after] = [properties[index - 1], properties[index + 1]];
  const start = before === undefined ? -1 : names.indexOf(found.get(before)?.theirs ?? '');
  const end = after === undefined ? names.length : names.indexOf(found.get(after)?.theirs ?? '');
  if ((before !== undefined && start < 0) || (after !== undefined && end < 0)) return undefined;
  return end - start === 2 ? names[start + 1] : undefined;
}

/** Whether a value of this shape can be of this type of the contract. */
export function compatible(node: TypeNode, shape: Shape, property: string, theirs = ''): boolean {
  if (shape.kind === 'scalar' && shape.type === 'any') return true;
  if (typeof node === 'object' && 'list' in node)
    return shape.kind === 'list' && compatible(node.list, shape.item, property);
  if (objectOf(node, [])) return shape.kind === 'object';
  if (shape.kind !== 'scalar') return false;
  const { type } = shape;
  if (valuesIn(node)) return type === 'string' || type === 'integer';
  if (isTime(node) && type === 'integer') return (shape.values ?? []).every((value) => Number(value) > LEAST_EPOCH);
  switch (scalarIn(node)) {
    case 'money':
      return type === 'integer' || type === 'number' || type === 'decimal' || isTextAmount(shape);
    case 'integer':
      return type === 'integer' || type === 'number' || (type === 'string' && isTextId(property, shape, theirs));
    case 'boolean':
      return (
        type === 'boolean' ||
        (type === 'integer' && (shape.values ?? [2]).every((value) => value === 0 || value === 1)) ||
        (type === 'string' && flagWords(shape.values ?? []) !== null)
      );
    case 'date':
      return type === 'date' || type === 'string';
    case 'string':
      return type === 'string' || type === 'date' || (type === 'integer' && isIdentifier(property));
    default:
      return true;
  }
}

/** Whether every text that was seen is a number, some of them whole. */
export function isTextAmount({ type, values = [] }: ScalarShape): boolean {
  return (
    type === 'string' && values.length > 0 && values.every((value) => /^-?\d{1,16}(\.\d{1,6})?$/.test(String(value)))
  );
}

/** Seconds of a moment that a restaurant may tell. */
const LEAST_EPOCH = 100_000_000;

function isTime(node: TypeNode): boolean {
  return typeof node === 'object' && 'ref' in node && node.ref === 'LocalDateTime';
}

/** An id may be a text of digits: those of an answer say so, a document by its name. */
function isTextId(property: string, { values = [] }: ScalarShape, theirs: string): boolean {
  if (!isId(property)) return false;
  return values.length > 0 ? values.every((value) => /^\d{1,16}$/.test(String(value))) : /id$/i.test(theirs);
}

function isIdentifier(property: string): boolean {
  return property === 'value' || property === 'phones' || property === 'identifier' || property === 'phone';
}
