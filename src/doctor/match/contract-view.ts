import { operationScopes, schemaScopes } from '../../contract/dialect-scopes.ts';
import { type ObjectNode, type OperationId, operations, schemas, type TypeNode } from '../../contract/schemas.ts';

/** An object of the contract with the scopes under which a dialect renames its properties. */
export interface ScopedObject {
  readonly node: ObjectNode;
  readonly scopes: readonly string[];
}

/** The object that a node is, or null for anything else. */
export function objectOf(node: TypeNode, scopes: readonly string[]): ScopedObject | null {
  if (typeof node === 'string' || 'list' in node || 'values' in node) return null;
  if ('fields' in node) return { node, scopes };
  const target = schemas[node.ref];
  return typeof target === 'object' && 'fields' in target ? { node: target, scopes: schemaScopes(node.ref) } : null;
}

/** The values of an enum, references followed; null for anything else. */
export function valuesIn(node: TypeNode): readonly string[] | null {
  if (typeof node === 'string') return null;
  if ('values' in node) return node.values;
  return 'ref' in node ? valuesIn(schemas[node.ref]) : null;
}

/** The scalar that a node is, references followed. */
export function scalarIn(node: TypeNode): 'string' | 'date' | 'integer' | 'boolean' | 'money' | 'json' | null {
  if (typeof node === 'string') return node;
  if ('values' in node) return 'string';
  return 'ref' in node ? scalarIn(schemas[node.ref]) : null;
}

/** The row type of an answer: an entry of its list, else the answer itself. */
export function rowOf(operation: OperationId): ScopedObject | null {
  const { answer } = operations[operation];
  const scopes = operationScopes(operation);
  if (typeof answer === 'object' && 'list' in answer) return objectOf(answer.list, scopes);
  const whole = objectOf(answer, scopes);
  const items = whole?.node.fields.items?.type;
  return typeof items === 'object' && 'list' in items ? objectOf(items.list, scopes) : whole;
}

export function bodyOf(operation: OperationId): ScopedObject | null {
  const { body } = operations[operation];
  return body === undefined ? null : objectOf(body, operationScopes(operation));
}
