import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { moneyFromMajor, moneyToMajor } from '../../lib/decimal.ts';
import type { CompiledDialect } from './dialect.ts';
import { type Doc, flatten, type Schema } from './openapi.ts';
import { type Place, placeOf, put, take } from './place.ts';

/** Converts a value of the contract into one of this server, or back. Null where nothing differs. */
export type Convert = ((value: unknown) => unknown) | null;

export interface ConvertOptions {
  /** The contract. */
  doc: Doc;
  dialect: CompiledDialect;
  /** encode: out of the contract's words, for results. decode: into them, for bodies. */
  direction: 'encode' | 'decode';
}

/** A private character around digits that leave as a bare JSON number, however many they are. */
const MARK = '\u0001';

/** The only place where rows get their wire shape, compiled from the contract. */
export function compileConvert(
  options: ConvertOptions,
  schema: Schema,
  scopes: readonly string[] = [],
  property = '',
): Convert {
  const { doc, dialect, direction } = options;
  const name = nameOf(schema);
  if (name === 'Kopecks' || isKopecks(schema))
    return dialect.isRoubles(scopes, property) ? moneyConvert(direction) : null;
  const own = name === null ? scopes : schemaScopes(name);
  const flat = flatten(doc, schema);
  if (name?.endsWith('Page') && direction === 'encode' && dialect.listEnvelope === 'array') {
    const rows = compileConvert(options, flat.properties?.items ?? {}, own);
    return (value) => {
      const { items } = value as { items: unknown };
      return rows ? rows(items) : items;
    };
  }
  if (name === 'LocalDateTime') return dialect.time?.[direction] ?? null;
  if (name === 'ReportTable') return (value) => convertReport(value, dialect);
  if (flat.type === 'array') {
    const item = compileConvert(options, flat.items ?? {}, own, property);
    return item && ((value) => (Array.isArray(value) ? value.map(item) : value));
  }
  return flat.properties ? objectConvert(options, flat.properties, own) : null;
}

function objectConvert(
  options: ConvertOptions,
  properties: Record<string, Schema>,
  scopes: readonly string[],
): Convert {
  const { dialect, direction } = options;
  const fields: { contractName: string; place: Place; convert: Convert }[] = [];
  let differs = false;
  for (const [contractName, schema] of Object.entries(properties)) {
    const serverName = dialect.property(scopes, contractName);
    const convert =
      valueConvert(options, scopes, contractName) ?? compileConvert(options, schema, scopes, contractName);
    differs ||= convert !== null || serverName !== contractName;
    fields.push({ contractName, place: placeOf(serverName), convert });
  }
  if (!differs) return null;
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const given = value as Record<string, unknown>;
    const converted: Record<string, unknown> = {};
    for (const { contractName, place, convert } of fields) {
      const part = direction === 'encode' ? given[contractName] : take(given, place);
      if (part === undefined) continue;
      const whole = convert && part !== null ? convert(part) : part;
      if (direction === 'encode') put(converted, place, whole);
      else converted[contractName] = whole;
    }
    return converted;
  };
}

/** Converts enumeration values that the dialect spells otherwise, and identifiers that are numbers. */
export function valueConvert({ dialect, direction }: ConvertOptions, scopes: readonly string[], name: string): Convert {
  if (dialect.numericIdentifiers && name === 'value' && scopes.includes('Identifier'))
    return direction === 'decode'
      ? String
      : (value) => (/^(0|[1-9]\d*)$/.test(String(value)) ? `${MARK}${value}${MARK}` : value);
  if (name === 'phone' || name === 'phones') return dialect.phone?.[direction] ?? null;
  const table = dialect.valuesOf(scopes, name);
  if (!table) return null;
  if (direction === 'encode') return (value) => table[String(value)] ?? value;
  const back = new Map(Object.entries(table).map(([contractValue, value]) => [String(value), contractValue]));
  return (value) => {
    const contractValue = back.get(String(value));
    return contractValue === 'true' ? true : contractValue === 'false' ? false : (contractValue ?? value);
  };
}

const moneyConvert = (direction: ConvertOptions['direction']): Convert =>
  direction === 'encode'
    ? (value) => moneyToMajor(value as number)
    : (value) => Number(moneyFromMajor(value as number));

function convertReport(value: unknown, dialect: CompiledDialect): unknown {
  type Cells = Record<string, unknown>;
  const table = value as { columns: { name: string; type: string }[]; rows: Cells[]; totals: Cells | null };
  const convertRow = (row: Cells): Cells => {
    const converted = { ...row };
    for (const { name, type } of table.columns) {
      const cell = row[name];
      if (type === 'MONEY' && typeof cell === 'number' && dialect.isRoubles(['ReportTable'], name))
        converted[name] = moneyToMajor(cell);
      if (type === 'DATETIME' && typeof cell === 'string' && dialect.time) converted[name] = dialect.time.encode(cell);
    }
    return converted;
  };
  return { ...table, rows: table.rows.map(convertRow), totals: table.totals && convertRow(table.totals) };
}

/** JSON text of a converted value. */
export function toJson(value: unknown, dialect: CompiledDialect): string {
  const text = JSON.stringify(value);
  return dialect.numericIdentifiers ? text.replace(/"\\u0001(\d+)\\u0001"/g, '$1') : text;
}

/** Before parsing: numbers that a double would round become strings, where identifiers are numbers. */
export function quoteLongDigits(text: string, dialect: CompiledDialect): string {
  if (!dialect.numericIdentifiers) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|\d{16,}/g, (part) => (part.startsWith('"') ? part : `"${part}"`));
}

/** The name of the schema behind a bare reference, or behind an `allOf` of one reference. */
export function nameOf(schema: Schema): string | null {
  const only = schema.allOf?.length === 1 ? schema.allOf[0] : schema;
  return only?.$ref?.split('/').at(-1) ?? null;
}

/** Amounts to book have a minimum, and so no reference to the schema of amounts. */
export const isKopecks = (schema: Schema): boolean =>
  schema.type === 'integer' && (schema.description?.startsWith('Kopecks') ?? false);
