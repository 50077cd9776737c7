import { fieldsIn } from '../../contract/rows.ts';
import { type FieldNode, type SchemaName, schemas, type TypeNode } from '../../contract/schemas.ts';
import type { components } from '../../contract/types.ts';
import { type FieldReader, reader } from './read-fields.ts';

type Schemas = components['schemas'];
type Scalar = string | number | bigint | boolean | null | undefined;
/** Schemas of rows that have an id and nothing but texts, numbers, amounts and booleans. */
export type FlatSchema = {
  [Name in keyof Schemas & SchemaName]: Schemas[Name] extends { id: number }
    ? [Schemas[Name][keyof Schemas[Name]]] extends [Scalar]
      ? Name
      : never
    : never;
}[keyof Schemas & SchemaName];

/** An enum is as the server wrote it, which may be a value that nobody knows. */
type Read<Value> = Value extends undefined ? null : Value extends string ? string : Value;

/** The model of such a row: the contract's names and units; what the server may leave out is null. */
export type RowModel<Type extends string, Name extends keyof Schemas = Type & keyof Schemas> = {
  readonly __typename: Type;
} & { readonly [Key in keyof Schemas[Name]]-?: Read<Schemas[Name][Key]> };

/**
 * Defines the model of a row by its schema: each field is read as the contract says, with the checks of `read-fields.ts`.
 * Without `schema` the type of the graph has the schema's name.
 */
export function rowModel<Name extends FlatSchema>(type: Name): (row: Schemas[Name]) => RowModel<Name, Name>;
export function rowModel<Type extends string, Name extends FlatSchema>(
  type: Type,
  schema: Name,
): (row: Schemas[Name]) => RowModel<Type, Name>;
export function rowModel(type: string, schema = type as FlatSchema) {
  let reads: readonly (readonly [name: string, method: ReturnType<typeof readOf>])[] | undefined;
  return (row: Schemas[FlatSchema]) => {
    // Not before the first row: the code generator loads this file while the contract lacks a new schema.
    reads ??= Object.entries(fieldsIn(schemas[schema])).map(([name, field]) => [name, readOf(name, field)]);
    const field = reader<FlatSchema>(schema, row) as FieldReader<object>;
    const model: Record<string, unknown> = { __typename: type };
    for (const [name, read] of reads) model[name] = field[read](name as never);
    return model;
  };
}

type Method = 'Id' | 'Integer' | 'Text' | 'Boolean' | 'Money';

/** The method of FieldReader that reads a field. */
function readOf(name: string, { type, required, nullable }: FieldNode): `optional${Method}` | Uncapitalize<Method> {
  const method = methodOf(name, type);
  if (required && !nullable) return method.toLowerCase() as Uncapitalize<Method>;
  return `optional${method}`;
}

function methodOf(name: string, type: TypeNode): Method {
  switch (type) {
    case 'integer':
      return /^id$|Id$/.test(name) ? 'Id' : 'Integer';
    case 'boolean':
      return 'Boolean';
    case 'money':
      return 'Money';
    default:
      // Dates, times and enums are texts; types allow no lists and objects here.
      return 'Text';
  }
}
