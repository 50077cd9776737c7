import { isRecord } from '../../lib/is-record.ts';
import { ANY, merge, type Scalar, type ScalarType, type Shape } from './shape.ts';
import { type NamedUnit, unitIn } from './unit-words.ts';

export type Json = Readonly<Record<string, unknown>>;

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Follows references of this document; a broken or circular one gives an empty object. */
export function follow(document: Json, value: unknown): Json {
  let found = value;
  for (let steps = 0; steps < 16; steps++) {
    if (!isRecord(found)) return {};
    if (typeof found.$ref !== 'string') return found;
    found = found.$ref.startsWith('#/') ? at(document, found.$ref.slice(2).split('/')) : undefined;
  }
  return {};
}

function at(document: Json, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => {
    const key = step.replace(/~1/g, '/').replace(/~0/g, '~');
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, document);
}

/** Most schemas of a document, references expanded; schemas beyond are cut. */
const MAX_NODES = 100_000;

/** Reads schemas of one document. Recursive schemas are cut. */
export interface SchemaReader {
  /** The shape of a schema of OpenAPI 3.0 or 3.1; nullability is ignored. */
  read(value: unknown): Shape;
}

export function createSchemaReader(document: Json): SchemaReader {
  const within = new Set<Json>();
  let nodes = 0;
  const read = (value: unknown): Shape => {
    const schema = follow(document, value);
    if (within.has(schema) || ++nodes > MAX_NODES) return ANY;
    within.add(schema);
    const parts = [...listOf(schema.allOf), ...alternatives(document, schema)];
    const whole = parts.reduce<Shape>((shape, part) => join(shape, read(part)), readOwn(schema, read));
    within.delete(schema);
    const unit = whole.kind === 'scalar' && !whole.unit ? unitOf(schema, value) : null;
    return unit === null ? whole : ({ ...whole, unit } as Shape);
  };
  return { read };
}

/** The unit that a schema, or the name of one that is referred to, tells. */
function unitOf({ title, description, format }: Json, value: unknown): NamedUnit | null {
  const name = isRecord(value) ? textOf(value.$ref).split('/').at(-1) : '';
  return unitIn([name, textOf(title), textOf(description), textOf(format)].join(' '));
}

/** Members of `anyOf` and `oneOf` other than null. */
function alternatives(document: Json, schema: Json): readonly unknown[] {
  return [...listOf(schema.anyOf), ...listOf(schema.oneOf)].filter((part) => {
    const found = follow(document, part);
    return found.type !== 'null' && !(Array.isArray(found.enum) && found.enum.every((one) => one === null));
  });
}

/** Merges parts of an allOf: required properties of each stay required. */
function join(a: Shape, b: Shape): Shape {
  const both = merge(a, b);
  if (both.kind !== 'object' || a.kind !== 'object' || b.kind !== 'object') return both;
  return { ...both, required: new Set([...a.required, ...b.required]) };
}

function readOwn(schema: Json, read: (value: unknown) => Shape): Shape {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => type !== 'null');
  const type = types.length === 1 ? types[0] : undefined;
  if (isRecord(schema.properties)) {
    const fields = new Map(Object.entries(schema.properties).map(([name, inner]) => [name, read(inner)]));
    return { kind: 'object', fields, required: new Set(listOf(schema.required).map(String)) };
  }
  if (type === 'array' || schema.items !== undefined) {
    return { kind: 'list', item: read(schema.items) };
  }
  if (type === 'object') return { kind: 'object', fields: new Map(), required: new Set() };
  const values = [...listOf(schema.enum), ...('const' in schema ? [schema.const] : [])].filter(isScalar);
  return { kind: 'scalar', type: scalarType(type, schema, values), ...(values.length > 0 ? { values } : {}) };
}

function scalarType(type: unknown, schema: Json, values: readonly Scalar[]): ScalarType {
  if (type === 'integer' || type === 'boolean') return type;
  // Amounts in kopecks may be declared as numbers without a fraction.
  if (type === 'number') return schema.multipleOf === 1 ? 'integer' : 'number';
  if (type === 'string') {
    if (schema.format === 'date') return 'date';
    // pydantic declares decimals as strings with a pattern of digits.
    return schema.format === 'decimal' || /\\d\*?\\?\.|\\d\+\\\./.test(textOf(schema.pattern)) ? 'decimal' : 'string';
  }
  const [first] = values;
  if (typeof first === 'string') return 'string';
  if (typeof first === 'boolean') return 'boolean';
  return typeof first === 'number' ? 'integer' : 'any';
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
