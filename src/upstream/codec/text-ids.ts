import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { schemas, type TypeNode } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Dialect } from './dialect.ts';
import { placedFields } from './names/placed-fields.ts';

type Check = (value: unknown) => boolean;

/** Whether a property of this name is an id, or a list of ids. */
export function isId(property: string): boolean {
  return /^id$|Ids?$/.test(property);
}

/** An id may come as a text of its digits. */
export function readId(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return /^(?:0|[1-9]\d{0,15})$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/**
 * Builds the check whether a server's ids are texts, or null for a type without ids. It looks at the first row alone: what one
 * row shows do the others, and a check of each row would cost a tenth of its decoding.
 */
export function createTextIdCheck(
  dialect: Dialect,
  node: TypeNode,
  scopes: readonly string[] = [],
  name = '',
): Check | null {
  if (node === 'integer') return isId(name) ? (value) => typeof value === 'string' : null;
  if (typeof node === 'string' || 'values' in node) return null;
  if ('ref' in node) return createTextIdCheck(dialect, schemas[node.ref], schemaScopes(node.ref), name);
  if ('list' in node) {
    const item = createTextIdCheck(dialect, node.list, scopes, name);
    return item && ((value) => Array.isArray(value) && value.length > 0 && item(value[0]));
  }
  const checks = placedFields(dialect, node, scopes).flatMap(({ name, type, read }) => {
    const check = createTextIdCheck(dialect, type, scopes, name);
    return check ? [{ read, check }] : [];
  });
  if (checks.length === 0) return null;
  return (value) => isRecord(value) && checks.some(({ read, check }) => check(read(value)));
}
