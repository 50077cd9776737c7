import type { NamedUnit } from './unit-words.ts';

/** The shape of a value that a server sends or takes, from its document or from an answer. */
export type Shape = ObjectShape | ListShape | ScalarShape;

export interface ObjectShape {
  readonly kind: 'object';
  /** In the order of the document or the answer. */
  readonly fields: ReadonlyMap<string, Shape>;
  readonly required: ReadonlySet<string>;
}

export interface ListShape {
  readonly kind: 'list';
  readonly item: Shape;
}

export interface ScalarShape {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** The enum, in the order of the document; or the observed values. */
  readonly values?: readonly Scalar[] | undefined;
  /** Of an amount, where its schema names one. */
  readonly unit?: NamedUnit | undefined;
}

/** `number` may have a fraction; in an answer it has one. */
export type ScalarType = 'string' | 'date' | 'decimal' | 'integer' | 'number' | 'boolean' | 'any';
export type Scalar = string | number | boolean;

export const ANY: ScalarShape = { kind: 'scalar', type: 'any' };

/** The shape of an answer. Rows of a list are merged: a field of one row is a field of all. */
export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return { kind: 'list', item: value.map(shapeOf).reduce(merge, ANY) };
  if (typeof value === 'object' && value !== null) {
    const fields = new Map(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
    return { kind: 'object', fields, required: new Set(fields.keys()) };
  }
  if (typeof value === 'string') return { kind: 'scalar', type: textType(value), values: [value] };
  if (typeof value === 'boolean') return { kind: 'scalar', type: 'boolean' };
  if (typeof value === 'number') {
    return { kind: 'scalar', type: Number.isInteger(value) ? 'integer' : 'number', values: [value] };
  }
  return ANY;
}

function textType(text: string): ScalarType {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'date';
  return /^-?\d+\.\d{1,6}$/.test(text) ? 'decimal' : 'string';
}

/** The shape of values that have either of two shapes. */
export function merge(a: Shape, b: Shape): Shape {
  if (isUnknown(a)) return b;
  if (isUnknown(b)) return a;
  if (a.kind === 'object' && b.kind === 'object') {
    const fields = new Map(a.fields);
    for (const [name, shape] of b.fields) fields.set(name, merge(fields.get(name) ?? ANY, shape));
    return { kind: 'object', fields, required: new Set([...a.required].filter((name) => b.required.has(name))) };
  }
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', item: merge(a.item, b.item) };
  if (a.kind !== 'scalar' || b.kind !== 'scalar') return ANY;
  const values = [...new Set([...(a.values ?? []), ...(b.values ?? [])])].slice(0, 50);
  return { kind: 'scalar', type: commonType(a.type, b.type), values, unit: a.unit ?? b.unit };
}

const isUnknown = (shape: Shape): boolean => shape.kind === 'scalar' && shape.type === 'any';

function commonType(a: ScalarType, b: ScalarType): ScalarType {
  if (a === b) return a;
  const both = new Set([a, b]);
  if (both.has('integer') && both.has('number')) return 'number';
  const texts: readonly ScalarType[] = ['string', 'date', 'decimal'];
  return texts.includes(a) && texts.includes(b) ? 'string' : 'any';
}

/** The list of an answer: itself, its property that is a list, or that of an object within it, such as `data.list`. */
export function listIn(shape: Shape): { item: Shape; property: string | null } | null {
  if (shape.kind === 'list') return { item: shape.item, property: null };
  if (shape.kind !== 'object') return null;
  const lists = [...shape.fields].flatMap(([property, inner]) =>
    inner.kind === 'list' && inner.item.kind !== 'list' ? [{ item: inner.item, property }] : [],
  );
  const named = lists.find(({ property }) => LIST.test(property)) ?? lists[0];
  if (named) return named;
  for (const [name, inner] of shape.fields) {
    const within = inner.kind === 'object' && ENVELOPE.test(name) ? listIn(inner) : null;
    if (within) return { item: within.item, property: `${name}.${within.property}` };
  }
  return null;
}

const LIST = /^(items|data|results?|rows|records|list)$/i;
const ENVELOPE = /^(data|results?|response|payload|page|content)$/i;
