import { schemas, type TypeNode } from '../../contract/schemas.ts';

/** Whether a parsed value holds an amount beyond what a double keeps exactly. */
export type HasUnsafeAmount = (value: unknown) => boolean;

const MAX_KOPECKS = Number.MAX_SAFE_INTEGER;
/** 13 digits and two decimals: every double of that length is exact. */
const MAX_ROUBLES = 1e13;

/**
 * Builds the check for one type, or null for a type without amounts. The check reads only the amounts of each row, which
 * costs far less than a search for long numbers in the text of every response.
 */
export function createUnsafeAmountCheck(
  node: TypeNode,
  unit: 'kopecks' | 'roubles',
  nameOf: (node: TypeNode, field: string) => string,
): HasUnsafeAmount | null {
  const max = unit === 'kopecks' ? MAX_KOPECKS : MAX_ROUBLES;
  const exceeds: HasUnsafeAmount = (value) => typeof value === 'number' && (value > max || value < -max);
  const build = (type: TypeNode): HasUnsafeAmount | null => {
    if (type === 'money') return exceeds;
    if (typeof type === 'string' || 'values' in type) return null;
    if ('ref' in type) return type.ref === 'ReportTable' ? anyNumber(max) : object(type, schemas[type.ref]);
    if ('list' in type) {
      const item = build(type.list);
      return item && ((value) => Array.isArray(value) && value.some(item));
    }
    return object(type, type);
  };
  const object = (named: TypeNode, type: TypeNode): HasUnsafeAmount | null => {
    if (typeof type === 'string' || !('fields' in type)) return build(type);
    const amounts: string[] = [];
    const nested: { field: string; check: HasUnsafeAmount }[] = [];
    for (const [field, { type: inner }] of Object.entries(type.fields)) {
      const check = build(inner);
      if (inner === 'money') amounts.push(nameOf(named, field));
      else if (check) nested.push({ field: nameOf(named, field), check });
    }
    if (amounts.length + nested.length === 0) return null;
    return (value) => {
      if (typeof value !== 'object' || value === null) return false;
      const row = value as Record<string, unknown>;
      for (const field of amounts) if (exceeds(row[field])) return true;
      for (const { field, check } of nested) if (check(row[field])) return true;
      return false;
    };
  };
  return build(node);
}

function anyNumber(max: number): HasUnsafeAmount {
  const check = (value: unknown): boolean => {
    if (typeof value === 'number') return value > max || value < -max;
    return typeof value === 'object' && value !== null && Object.values(value).some(check);
  };
  return check;
}
