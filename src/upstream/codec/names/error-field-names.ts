import { operationScopes, schemaScopes } from '../../../contract/dialect-scopes.ts';
import { type ObjectNode, type OperationId, operations, schemas, type TypeNode } from '../../../contract/schemas.ts';
import { memoize } from '../../../lib/memoize.ts';
import type { Dialect } from '../dialect.ts';
import { placeOf } from './place.ts';

/** Turns the server's name of a field into the contract's. Returns a name outside the dialect unchanged. */
export type ToContractName = (serverName: string) => string;

/** One table of names per operation, built on first use: field errors are rare. */
export function createErrorFieldNames(dialect: Dialect): (operation: OperationId) => ToContractName {
  return memoize((operation) => createTable(dialect, operation));
}

function createTable(dialect: Dialect, operation: OperationId): ToContractName {
  const contractNames = new Map<string, string>();
  const { parameters, body } = operations[operation];
  const visit = (node: TypeNode, scopes: readonly string[]): void => {
    if (typeof node === 'string' || 'values' in node) return;
    if ('list' in node) visit(node.list, scopes);
    else if ('ref' in node) visit(schemas[node.ref], schemaScopes(node.ref));
    else visitFields(node, scopes);
  };
  const visitFields = (node: ObjectNode, scopes: readonly string[]): void => {
    for (const [name, { type }] of Object.entries(node.fields)) {
      for (const [first = name] of placeOf(dialect.nameOf(scopes, name)).paths)
        if (!contractNames.has(first)) contractNames.set(first, name);
      visit(type, scopes);
    }
  };
  if (body) visit(body, operationScopes(operation));
  for (const name of Object.keys(parameters)) contractNames.set(dialect.parameterOf(operation, name), name);
  return (serverName) => contractNames.get(serverName) ?? serverName;
}
