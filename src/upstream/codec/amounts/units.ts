import { operationScopes, schemaScopes } from '../../../contract/dialect-scopes.ts';
import { type OperationId, operations, schemas, type TypeNode } from '../../../contract/schemas.ts';
import type { Dialect, MoneyUnit } from '../dialect.ts';

/** The units of the amounts that an operation must send and must be answered with, in the order of the contract. */
export function unitsOf(dialect: Dialect, operation: OperationId): MoneyUnit[] {
  const visit = (node: TypeNode, scopes: readonly string[], property: string): MoneyUnit[] => {
    if (node === 'money') return [dialect.unitOf(scopes, property)];
    if (typeof node === 'string' || 'values' in node) return [];
    if ('list' in node) return visit(node.list, scopes, property);
    if ('ref' in node) return visit(schemas[node.ref], schemaScopes(node.ref), property);
    const required = Object.entries(node.fields).filter(([, field]) => field.required);
    return required.flatMap(([name, { type }]) => visit(type, scopes, name));
  };
  const { body, answer } = operations[operation];
  return [...(body ? [body] : []), answer].flatMap((node) => visit(node, operationScopes(operation), ''));
}
