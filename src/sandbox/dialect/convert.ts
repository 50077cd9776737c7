import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { moneyFromMajor, moneyToMajor } from '../../lib/decimal.ts';
import type { Words } from './dialect.ts';
import { type Doc, flatten, type Schema } from './openapi.ts';

/** Turns a value of the contract into one of this server, or back. Null where nothing differs. */
export type Turn = ((value: unknown) => unknown) | null;
export type Direction = 'out' | 'in';

/** Marks digits that leave as a bare JSON number, however many they are. */
const MARK = '\u0001';

/** The one place through which rows leave: compiled from the contract, so that no row is formed by hand. */
export function compileTurn(
  doc: Doc,
  schema: Schema,
  words: Words,
  direction: Direction,
  scopes: readonly string[] = [],
): Turn {
  const name = nameOf(schema);
  if (name === 'Kopecks' || isKopecks(schema)) return words.moneyUnit === 'roubles' ? money(direction) : null;
  const own = name === null ? scopes : schemaScopes(name);
  const flat = flatten(doc, schema);
  if (name?.endsWith('Page') && direction === 'out' && words.listEnvelope === 'array') {
    const rows = compileTurn(doc, flat.properties?.items ?? {}, words, direction, own);
    return (value) => {
      const { items } = value as { items: unknown };
      return rows ? rows(items) : items;
    };
  }
  if (name === 'ReportTable') return words.moneyUnit === 'roubles' ? reportTable : null;
  if (flat.type === 'array') {
    const item = compileTurn(doc, flat.items ?? {}, words, direction, own);
    return item && ((value) => (Array.isArray(value) ? value.map(item) : value));
  }
  return flat.properties ? objectTurn(doc, flat.properties, words, direction, own) : null;
}

function objectTurn(
  doc: Doc,
  properties: Record<string, Schema>,
  words: Words,
  direction: Direction,
  scopes: readonly string[],
): Turn {
  const fields = new Map<string, { to: string; turn: Turn }>();
  let differs = false;
  for (const [ours, schema] of Object.entries(properties)) {
    const theirs = words.property(scopes, ours);
    const turn = valueTurn(words, scopes, ours, direction) ?? compileTurn(doc, schema, words, direction, scopes);
    differs ||= turn !== null || theirs !== ours;
    if (direction === 'out') fields.set(ours, { to: theirs, turn });
    else fields.set(theirs, { to: ours, turn });
  }
  if (!differs) return null;
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const turned: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) {
      const field = fields.get(key);
      turned[field?.to ?? key] = field?.turn && part !== null && part !== undefined ? field.turn(part) : part;
    }
    return turned;
  };
}

/** Values that a dialect spells otherwise, and identifiers as numbers. */
export function valueTurn(words: Words, scopes: readonly string[], name: string, direction: Direction): Turn {
  if (words.numericIdentifiers && name === 'value' && scopes.includes('Identifier'))
    return direction === 'in'
      ? String
      : (value) => (/^(0|[1-9]\d*)$/.test(String(value)) ? `${MARK}${value}${MARK}` : value);
  const table = words.valuesOf(scopes, name);
  if (!table) return null;
  if (direction === 'out') return (value) => table[String(value)] ?? value;
  const back = new Map(Object.entries(table).map(([ours, theirs]) => [String(theirs), ours]));
  return (value) => {
    const ours = back.get(String(value));
    return ours === 'true' ? true : ours === 'false' ? false : (ours ?? value);
  };
}

const money = (direction: Direction): Turn =>
  direction === 'out' ? (value) => moneyToMajor(value as number) : (value) => Number(moneyFromMajor(value as number));

function reportTable(value: unknown): unknown {
  type Cells = Record<string, unknown>;
  const table = value as { columns: { name: string; type: string }[]; rows: Cells[]; totals: Cells | null };
  const names = table.columns.filter(({ type }) => type === 'MONEY').map(({ name }) => name);
  const turn = (row: Cells): Cells => {
    const turned = { ...row };
    for (const name of names) if (typeof row[name] === 'number') turned[name] = moneyToMajor(row[name]);
    return turned;
  };
  return { ...table, rows: table.rows.map(turn), totals: table.totals && turn(table.totals) };
}

/** JSON text of a turned value. */
export function toText(value: unknown, words: Words): string {
  const text = JSON.stringify(value);
  return words.numericIdentifiers ? text.replace(/"\\u0001(\d+)\\u0001"/g, '$1') : text;
}

/** Before parsing: digits that a double would round become strings, where this server speaks of identifiers as numbers. */
export function saveDigits(text: string, words: Words): string {
  if (!words.numericIdentifiers) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|\d{16,}/g, (part) => (part.startsWith('"') ? part : `"${part}"`));
}

/** The name of the schema that this is nothing but: a reference, or a reference in an `allOf` of one. */
export function nameOf(schema: Schema): string | null {
  const only = schema.allOf?.length === 1 ? schema.allOf[0] : schema;
  return only?.$ref?.split('/').at(-1) ?? null;
}

/** Amounts to book have a minimum, and so no reference to the schema of amounts. */
export const isKopecks = (schema: Schema): boolean =>
  schema.type === 'integer' && (schema.description?.startsWith('Kopecks') ?? false);
