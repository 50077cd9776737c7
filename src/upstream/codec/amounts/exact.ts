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
    const amounts: { field: PlacedField; max: number }[] = [];
    const nested: { field: PlacedField; check: HasUnsafeAmount }[] = [];
    for (const field of placedFields(dialect, type, scopes)) {
      const check = build(field.type, scopes);
      if (field.type === 'money') amounts.push({ field, max: MAX[dialect.unitOf(scopes, field.name)] });
      else if (check) nested.push({ field, check });
    }
    if (amounts.length + nested.length === 0) return null;
    return (value) => {
      if (typeof value !== 'object' || value === null) return false;
      const row = value as Record<string, unknown>;
      for (const { field, max } of amounts) if (exceeds(readField(field, row), max)) return true;
      for (const { field, check } of nested) if (check(readField(field, row))) return true;
      return false;
    };
  };
  return build(node, []);
}

function readField({ key, read }: PlacedField, row: Record<string, unknown>): unknown {
  return key === null ? read(row) : row[key];
}

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
