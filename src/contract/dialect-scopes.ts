import { type OperationId, operations, views } from './schemas.ts';

/** Under which names a dialect may speak of a schema's properties: the schema's own first, then the resource's. */
export function schemaScopes(schema: string): readonly string[] {
  const resource = (views as Readonly<Record<string, string>>)[schema];
  return resource === undefined ? [schema] : [schema, resource];
}

/** The same for the parameters of an operation, and for a body or an answer without a schema of its own. */
export function operationScopes(operation: OperationId): readonly string[] {
  return operations[operation].resources;
}
