import type { TypeNode } from '../../contract/schemas.ts';
import type { ObjectShape, Shape } from '../document/shape.ts';
import { objectOf, type ScopedObject, scalarIn, valuesIn } from './contract-view.ts';
import { isSameList } from './match-values.ts';
import { nameScore } from './synonyms.ts';
import { flat } from './words.ts';

/** same: equal apart from case. similar: by meaning, type or values. guessed: only by its position. */
export interface FieldMatch {
  readonly theirs: string;
  readonly how: 'same' | 'similar' | 'guessed';
}

/** Least score of two names of the same meaning. */
const ENOUGH = 0.6;

/**
 * The server's name of each property of an object of the contract. Each name matches once: first by the configured
 * dialect, then the same name in any case, then the most similar one of the same type.
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
  const fits = (property: string, name: string): boolean => {
    const node = ours.node.fields[property]?.type;
    const shape = theirs.fields.get(name);
    return node !== undefined && shape !== undefined && compatible(node, shape, property);
  };

  for (const property of properties) {
    const name = configuredName(ours.scopes, property);
    if (names.includes(name) && !taken.has(name))
      take(property, name, flat(name) === flat(property) ? 'same' : 'similar');
  }
  for (const property of properties) {
    if (found.has(property)) continue;
    const same = names.find((name) => !taken.has(name) && flat(name) === flat(property));
    if (same !== undefined) take(property, same, 'same');
  }

  const left = properties.filter((property) => !found.has(property));
  const pairs = left.flatMap((property) =>
    names
      .filter((name) => !taken.has(name) && fits(property, name))
      .map((name) => ({ property, name, score: scoreOf(ours, theirs, property, name) }))
      .filter(({ score }) => score >= ENOUGH),
  );
  for (const { property, name } of pairs.sort((a, b) => b.score - a.score)) {
    if (!found.has(property) && !taken.has(name)) take(property, name, 'similar');
  }

  for (const property of left.filter((one) => !found.has(one))) {
    const name = byPosition(properties, names, found, property);
    if (name === undefined || taken.has(name) || !fits(property, name) || isUntold(theirs.fields.get(name))) continue;
    if (theirs.required.has(name) === (ours.node.fields[property]?.required === true)) take(property, name, 'guessed');
  }
  return found;
}

/** Whether nothing is known of a value, so that its position alone would speak for it. */
function isUntold(shape: Shape | undefined): boolean {
  return shape === undefined || (shape.kind === 'scalar' && shape.type === 'any');
}

function scoreOf(ours: ScopedObject, theirs: ObjectShape, property: string, name: string): number {
  const node = ours.node.fields[property]?.type;
  const shape = theirs.fields.get(name);
  const words = node === undefined ? null : valuesIn(node);
  const values = shape?.kind === 'scalar' ? shape.values : undefined;
  if (words && values && isSameList(words, values)) return 0.95;
  const [at, of] = [Object.keys(ours.node.fields).indexOf(property), Object.keys(ours.node.fields).length];
  const place = [...theirs.fields.keys()].indexOf(name) / theirs.fields.size;
  return nameScore(property, name) + 0.04 * (1 - Math.abs(at / of - place));
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
export function compatible(node: TypeNode, shape: Shape, property: string): boolean {
  if (shape.kind === 'scalar' && shape.type === 'any') return true;
  if (typeof node === 'object' && 'list' in node)
    return shape.kind === 'list' && compatible(node.list, shape.item, property);
  if (objectOf(node, [])) return shape.kind === 'object';
  if (shape.kind !== 'scalar') return false;
  const { type } = shape;
  if (valuesIn(node)) return type === 'string' || type === 'integer';
  switch (scalarIn(node)) {
    case 'money':
      return type === 'integer' || type === 'number' || type === 'decimal';
    case 'integer':
      return type === 'integer' || type === 'number';
    case 'boolean':
      return (
        type === 'boolean' || (type === 'integer' && (shape.values ?? [2]).every((value) => value === 0 || value === 1))
      );
    case 'date':
      return type === 'date' || type === 'string';
    case 'string':
      return type === 'string' || type === 'date' || (type === 'integer' && isIdentifier(property));
    default:
      return true;
  }
}

function isIdentifier(property: string): boolean {
  return property === 'value' || property === 'phones' || property === 'identifier' || property === 'phone';
}

/** Whether a dialect may hold the name, and a finding may repeat it: a word, no text or address. */
export function isName(name: string): boolean {
  return /^[\p{L}\d_$-]{1,64}$/u.test(name);
}
