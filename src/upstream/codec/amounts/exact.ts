import { schemaScopes } from '../../../contract/dialect-scopes.ts';
import { schemas, type TypeNode } from '../../../contract/schemas.ts';
import type { Dialect, MoneyUnit } from '../dialect.ts';
import { type PlacedField, placedFields } from '../names/placed-fields.ts';

/** Whether a parsed value holds an amount beyond what a double keeps exactly. */
export type HasUnsafeAmount = (value: unknown) => boolean;

/** Of roubles 13 digits and two decimals: every double of that length is exact. */
const MAX: Readonly<Record<MoneyUnit, number>> = {
  kopecks: Number.MAX_SAFE_INTEGER,
  roubles: 1e13,
  unproven: Number.POSITIVE_INFINITY,
};

/**
 * Builds the check for one type, or null for a type without amounts. The check reads only the amounts of each row, which
 * costs far less than a search for long numbers in the text of every response.
 */
export function createUnsafeAmountCheck(dialect: Dialect, node: TypeNode): HasUnsafeAmount | null {
  const build = (type: TypeNode, scopes: readonly string[]): HasUnsafeAmount | null => {
    if (typeof type === 'string' || 'values' in type) return null;
    if ('ref' in type)
      return type.ref === 'ReportTable' ? reportCheck(dialect) : build(schemas[type.ref], schemaScopes(type.ref));
    if ('list' in type) {
      const item = build(type.list, scopes);
      return item && ((value) => Array.isArray(value) && value.some(item));
    }
    const amounts: (Source & { max: number })[] = [];
    const nested: (Source & { check: HasUnsafeAmount })[] = [];
    for (const { name, type: inner, key, read } of placedFields(dialect, type, scopes)) {
      const check = build(inner, scopes);
      if (inner === 'money') amounts.push({ key, read, max: MAX[dialect.unitOf(scopes, name)] });
      else if (check) nested.push({ key, read, check });
    }
    if (amounts.length + nested.length === 0) return null;
    return (value) => {
      if (typeof value !== 'object' || value === null) return false;
      const row = value as Record<string, unknown>;
      for (const { key, read, max } of amounts) if (exceeds(key === null ? read(row) : row[key], max)) return true;
      for (const { key, read, check } of nested) if (check(key === null ? read(row) : row[key])) return true;
      return false;
    };
  };
  return build(node, []);
}

type Source = Pick<PlacedField, 'key' | 'read'>;

function exceeds(value: unknown, max: number): boolean {
  return typeof value === 'number' && (value > max || value < -max);
}

/** Any number of a report may be an amount, of the unit that keeps the fewest digits. */
function reportCheck({ moneyUnit, money }: Dialect): HasUnsafeAmount {
  const ofReports = Object.entries(money).flatMap(([name, unit]) => (name.startsWith('ReportTable') ? [unit] : []));
  const max = Math.min(...[moneyUnit, ...ofReports].map((unit) => MAX[unit]));
  const check = (value: unknown): boolean => {
    if (typeof value === 'number') return exceeds(value, max);
    return typeof value === 'object' && value !== null && Object.values(value).some(check);
  };
  return check;
}
