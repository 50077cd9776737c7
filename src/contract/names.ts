import { rowSchemaOf } from './rows.ts';
import { type OperationId, operations, schemas, type TypeNode } from './schemas.ts';
import type { components } from './types.ts';

type Schemas = components['schemas'];
type EnumName = { [Name in keyof Schemas]: Schemas[Name] extends string ? Name : never }[keyof Schemas] &
  keyof typeof schemas;

/** What the contract calls things, so that a misspelt dialect is found before a server is asked. */

export const OPERATIONS = Object.keys(operations) as readonly OperationId[];

export function isOperation(id: string): id is OperationId {
  return Object.hasOwn(operations, id);
}

/** The placeholders of an operation's path, such as `id`. */
export function placeholdersOf(operation: OperationId): readonly string[] {
  return parametersIn(operation, 'path');
}

/** The query parameters of an operation. */
export function parametersOf(operation: OperationId): readonly string[] {
  return parametersIn(operation, 'query');
}

/** Whether an operation gives a part of its rows: lists and reports do. */
export function isPaged(operation: OperationId): boolean {
  const names = parametersOf(operation);
  return names.includes('limit') && names.includes('offset');
}

function parametersIn(operation: OperationId, place: 'path' | 'query'): string[] {
  return Object.entries(operations[operation].parameters).flatMap(([name, node]) => (node.in === place ? [name] : []));
}

const named = Object.entries(schemas).filter(([name]) => name !== 'Error' && name !== 'ValidationError');

/** Schemas whose properties a dialect may rename. */
export const RESOURCES: readonly string[] = named
  .flatMap(([name, node]) => (typeof node === 'object' && 'fields' in node ? [name] : []))
  .sort();

/** Every property and query parameter of the contract. */
export const PROPERTIES: readonly string[] = [
  ...new Set([...named.flatMap(([, node]) => propertiesIn(node)), ...OPERATIONS.flatMap(parametersOf)]),
].sort();

function propertiesIn(node: TypeNode): string[] {
  if (typeof node === 'string' || 'ref' in node || 'values' in node) return [];
  if ('list' in node) return propertiesIn(node.list);
  return Object.entries(node.fields).flatMap(([name, { type }]) => [name, ...propertiesIn(type)]);
}

/** Resources that a server lists. */
export const LISTED: readonly string[] = [
  ...new Set(OPERATIONS.filter((id) => id.endsWith('.list')).flatMap((id) => rowSchemaOf(id) ?? [])),
].sort();

/** Properties that are lists of single values, such as `phones`. */
export const LISTS: readonly string[] = [...new Set(named.flatMap(([, node]) => listsIn(node)))].sort();

function listsIn(node: TypeNode): string[] {
  if (typeof node === 'string' || 'ref' in node || 'values' in node) return [];
  if ('list' in node) return listsIn(node.list);
  return Object.entries(node.fields).flatMap(([name, { type }]) =>
    typeof type === 'object' && 'list' in type && typeof type.list === 'string' ? [name] : listsIn(type),
  );
}

/** What bears amounts: `Account`, `Account.balance`. Columns of reports have names that no contract knows. */
export const AMOUNTS: readonly string[] = [
  ...named.flatMap(([name, node]) => {
    const amounts = amountsIn(node);
    return amounts.length === 0 ? [] : [name, ...amounts.map((property) => `${name}.${property}`)];
  }),
  'ReportTable',
].sort();

function amountsIn(node: TypeNode): string[] {
  if (typeof node === 'string' || 'ref' in node || 'values' in node) return [];
  if ('list' in node) return amountsIn(node.list);
  return Object.entries(node.fields).flatMap(([name, { type }]) => (type === 'money' ? [name] : amountsIn(type)));
}

/** The values of an enum. Throws for another schema. */
export function enumValues<Name extends EnumName>(name: Name): readonly Schemas[Name][] {
  const node = schemas[name];
  if (typeof node !== 'object' || !('values' in node)) throw new RangeError(`${name} is no enum of the contract`);
  return node.values as readonly Schemas[Name][];
}
