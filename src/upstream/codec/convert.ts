import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { type ObjectNode, schemas, type TypeNode } from '../../contract/schemas.ts';
import type { Money } from '../../lib/decimal.ts';
import { moneyFromMajor, moneyFromText } from '../../lib/decimal.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Zone } from '../../lib/local-time.ts';
import { UNPROVEN } from './amounts/unproven.ts';
import { type Dialect, type MoneyUnit, toSnake } from './dialect.ts';
import { readLocalDate, readLocalTime } from './local-times.ts';
import { markedDigits, markedMoney, unmark } from './long-numbers.ts';
import { type PlacedField, placedFields } from './names/placed-fields.ts';

/** Converts a server's value to the contract's shape. A value of the wrong type passes unchanged: `read-fields.ts` rejects it. */
export type Convert = (value: unknown) => unknown;

export interface ConvertOptions {
  readonly dialect: Dialect;
  /** Whether the text went through `markLongNumbers`. */
  readonly marked: boolean;
  /** Of the server's local times; without one they stay as they came. */
  readonly zone?: Zone | undefined;
}

/** Builds the conversion of one type, or null for a type without differences, so that its rows cost nothing. */
export function createConverter(
  options: ConvertOptions,
  node: TypeNode,
  scopes: readonly string[] = [],
  property = '',
): Convert | null {
  if (typeof node === 'string') return scalarConverter(options, node, scopes, property);
  if ('list' in node) {
    const item = createConverter(options, node.list, scopes, property);
    return item && ((value) => (Array.isArray(value) ? value.map(item) : value));
  }
  if ('values' in node) return scalarConverter(options, 'string', scopes, property);
  if ('fields' in node) return objectConverter(options, node, scopes);
  if (node.ref === 'LocalDateTime' && options.zone) return local(options, readLocalTime(options.zone));
  const target = schemas[node.ref];
  // An enum schema has no names of its own: the dialect lists its values under the property.
  if (typeof target === 'string' || !('fields' in target)) return createConverter(options, target, scopes, property);
  if (node.ref !== 'ReportTable') return objectConverter(options, target, schemaScopes(node.ref));
  // Its columns say which cells are amounts, so that their digits must still be marked.
  return reportConverter(options, objectConverter({ ...options, marked: false }, target, schemaScopes(node.ref)));
}

function scalarConverter(
  options: ConvertOptions,
  node: string,
  scopes: readonly string[],
  property: string,
): Convert | null {
  const { dialect, marked } = options;
  if (node === 'money') return moneyConverter(options, dialect.unitOf(scopes, property));
  if (node === 'date' && options.zone) return local(options, readLocalDate(options.zone));
  if (node === 'json') return marked ? unmark : null;
  const values = dialect.valuesOf(scopes, property);
  if (values) return marked ? (value) => values.fromWire(markedDigits(value) ?? value) : values.fromWire;
  if (dialect.numericIdentifiers && isIdentifierValue(scopes, property)) {
    return (value) => (Number.isSafeInteger(value) ? String(value) : (markedDigits(value) ?? value));
  }
  return marked ? unmark : null;
}

function local({ marked }: ConvertOptions, read: Convert): Convert {
  return marked ? (value) => read(unmark(value)) : read;
}

/** Converts amounts to minor units; null for a server that sends minor units. */
function moneyConverter({ marked }: ConvertOptions, unit: MoneyUnit): Convert | null {
  if (unit === 'unproven') return () => UNPROVEN;
  if (unit === 'roubles') {
    return (value) => {
      if (typeof value === 'number') return moneyFromMajor(value) ?? value;
      if (typeof value === 'string') return markedMoney(value, 'roubles') ?? moneyFromText(value, 2) ?? value;
      return value;
    };
  }
  return marked ? (value): Money | unknown => markedMoney(value, 'kopecks') ?? unmark(value) : null;
}

function isIdentifierValue(scopes: readonly string[], property: string): boolean {
  return (property === 'value' && scopes.includes('Identifier')) || property === 'phones';
}

function objectConverter(options: ConvertOptions, node: ObjectNode, scopes: readonly string[]): Convert | null {
  const { dialect, marked } = options;
  const fields = placedFields(dialect, node, scopes).map((field) => {
    const convert = createConverter(options, field.type, scopes, field.name);
    // Conversion changes objects in place, and each of two properties must have its own.
    return {
      ...field,
      convert: convert && field.isShared ? (value: unknown) => convert(structuredClone(value)) : convert,
    };
  });
  if (fields.some(({ isUsual }) => !isUsual)) return createRenamer(fields);
  const changed = fields.filter(({ convert }) => convert !== null);
  if (changed.length === 0) return marked && node.open ? unmark : null;
  return (value) => {
    if (!isRecord(value)) return value;
    for (const { name, convert } of changed) {
      const inner = value[name];
      if (inner != null && convert) value[name] = convert(inner);
    }
    return value;
  };
}

function createRenamer(fields: readonly (PlacedField & { readonly convert: Convert | null })[]): Convert {
  return (value) => {
    if (!isRecord(value)) return value;
    const row: Record<string, unknown> = {};
    for (const { name, key, read, convert } of fields) {
      const inner = key === null ? read(value) : value[key];
      if (inner !== undefined) row[name] = convert && inner !== null ? convert(inner) : inner;
    }
    return row;
  };
}

/** The columns of a report name the properties of its rows, and their types mark the amounts. */
function reportConverter(options: ConvertOptions, fields: Convert | null): Convert | null {
  const { dialect, marked } = options;
  if (dialect.isPlain && !marked) return null;
  const units = {
    kopecks: moneyConverter(options, 'kopecks'),
    roubles: moneyConverter(options, 'roubles'),
    unproven: moneyConverter(options, 'unproven'),
  };
  return (value) => {
    const table = fields ? fields(value) : value;
    if (!isRecord(table)) return table;
    if (marked) Object.assign(table, { columns: unmark(table.columns), total: unmark(table.total) });
    if (!Array.isArray(table.columns)) return table;
    const columns = table.columns.filter(isRecord).map(({ name, type }) => {
      // A column's name is a value and keeps its case, while the property it names may be in snake case.
      return {
        name: String(name),
        snake: toSnake(String(name)),
        money: type === 'MONEY' ? units[dialect.unitOf(['ReportTable'], String(name))] : null,
      };
    });
    const cells: Convert = (row) => {
      if (!isRecord(row)) return row;
      // A column may bear any name, `__proto__` and `constructor` too: entries, and own properties alone.
      const entries: [string, unknown][] = [];
      for (const { name, snake, money } of columns) {
        const property = Object.hasOwn(row, name) ? name : snake;
        const cell = Object.hasOwn(row, property) ? row[property] : undefined;
        if (cell === undefined) continue;
        entries.push([name, cell === null ? null : money ? money(cell) : unmark(cell)]);
      }
      return Object.fromEntries(entries);
    };
    if (Array.isArray(table.rows)) table.rows = table.rows.map(cells);
    table.totals = cells(table.totals);
    return table;
  };
}
