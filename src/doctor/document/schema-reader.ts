import { ANY, merge, type Scalar, type ScalarType, type Shape } from './shape.ts';

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Follows a reference of this document; what leads nowhere, or in a circle, is an empty object. */
export function follow(document: Json, value: unknown): Json {
  let found = value;
  for (let steps = 0; steps < 16; steps++) {
    if (!isJson(found)) return {};
    if (typeof found.$ref !== 'string') return found;
    found = found.$ref.startsWith('#/') ? at(document, found.$ref.slice(2).split('/')) : undefined;
  }
  return {};
}

function at(document: Json, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => {
    const key = step.replace(/~1/g, '/').replace(/~0/g, '~');
    return isJson(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, document);
}

/** A document of more schemas than this, written out, is no description of a loyalty server. */
const MAX_NODES = 100_000;

/** Reads schemas of one document. What contains itself is cut where it does, and so is what has no end otherwise. */
export interface SchemaReader {
  /** The shape that a schema of OpenAPI 3.0 or 3.1 describes. Whether something may be null does not matter here. */
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
    return whole;
  };
  return { read };
}

/** Of `anyOf` and `oneOf` those that are not null. */
function alternatives(document: Json, schema: Json): readonly unknown[] {
  return [...listOf(schema.anyOf), ...listOf(schema.oneOf)].filter((part) => {
    const found = follow(document, part);
    return found.type !== 'null' && !(Array.isArray(found.enum) && found.enum.every((one) => one === null));
  });
}

/** All parts of an allOf hold, so all that is required stays required. */
function join(a: Shape, b: Shape): Shape {
  const both = merge(a, b);
  if (both.kind !== 'object' || a.kind !== 'object' || b.kind !== 'object') return both;
  return { ...both, required: new Set([...a.required, ...b.required]) };
}

function readOwn(schema: Json, read: (value: unknown) => Shape): Shape {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => type !== 'null');
  const type = types.length === 1 ? types[0] : undefined;
  if (isJson(schema.properties)) {
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
  // An amount of kopecks may be called a number too, but then it has no fraction.
  if (type === 'number') return schema.multipleOf === 1 ? 'integer' : 'number';
  if (type === 'string') {
    if (schema.format === 'date') return 'date';
    // pydantic writes decimals as text with a pattern of digits.
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
