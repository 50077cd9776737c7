import { type FieldNode, type OperationId, operations, type SchemaName, schemas, type TypeNode } from './schemas.ts';

/** The schema of the rows that an operation answers: of the items of a page, or of the row itself; null for other answers. */
export function rowSchemaOf(operation: OperationId): SchemaName | null {
  const { answer } = operations[operation];
  const items = fieldsIn(answer).items?.type;
  const row = typeof items === 'object' && 'list' in items ? items.list : answer;
  return typeof row === 'object' && 'ref' in row ? row.ref : null;
}

/** The fields of these rows. */
export function rowFieldsOf(operation: OperationId): Readonly<Record<string, FieldNode>> {
  const schema = rowSchemaOf(operation);
  return schema === null ? {} : fieldsIn(schemas[schema]);
}

/** The fields of a node, references followed; none of what is no object. */
export function fieldsIn(node: TypeNode): Readonly<Record<string, FieldNode>> {
  if (typeof node === 'string') return {};
  if ('ref' in node) return fieldsIn(schemas[node.ref]);
  return 'fields' in node ? node.fields : {};
}
