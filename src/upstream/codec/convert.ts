import { type ObjectNode, schemas, type TypeNode } from '../../contract/schemas.ts';
import type { Money } from '../../lib/decimal.ts';
import { moneyFromMajor, moneyFromText } from '../../lib/decimal.ts';
import { isRecord } from '../../lib/is-record.ts';
import { type Dialect, scopesOf, toSnake } from './dialect.ts';
import { markedDigits, markedMoney, unmark } from './long-numbers.ts';

/** Turns what a server sent into the contract's shape. Values of a wrong type pass as they are: the readers of fields complain. */
export type Convert = (value: unknown) => unknown;

export interface AnswerOptions {
  readonly dialect: Dialect;
  /** The text went through `markLongNumbers`. */
  readonly marked: boolean;
}

/** Null where nothing of this type differs, so that a row of it costs nothing. */
export function answerConverter(
  options: AnswerOptions,
  node: TypeNode,
  scopes: readonly string[] = [],
  property = '',
): Convert | null {
  if (typeof node === 'string') return scalarConverter(options, node, scopes, property);
  if ('list' in node) {
    const item = answerConverter(options, node.list, scopes, property);
    return item && ((value) => (Array.isArray(value) ? value.map(item) : value));
  }
  if ('values' in node) return scalarConverter(options, 'string', scopes, property);
  if ('fields' in node) return objectConverter(options, node, scopes);
  const target = schemas[node.ref];
  // A schema that is a mere list of values belongs to the property that has it.
  if (typeof target === 'string' || !('fields' in target)) return answerConverter(options, target, scopes, property);
  const fields = objectConverter(options, target, scopesOf(node.ref));
  return node.ref === 'ReportTable' ? reportConverter(options, fields) : fields;
}

function scalarConverter(
  options: AnswerOptions,
  node: string,
  scopes: readonly string[],
  property: string,
): Convert | null {
  const { dialect, marked } = options;
  if (node === 'money') return moneyConverter(options);
  if (node === 'json') return marked ? unmark : null;
  const values = dialect.valuesOf(scopes, property);
  if (values) return marked ? (value) => values.fromWire(markedDigits(value) ?? value) : values.fromWire;
  if (dialect.numericIdentifiers && isIdentifierValue(scopes, property)) {
    return (value) => (Number.isSafeInteger(value) ? String(value) : (markedDigits(value) ?? value));
  }
  return marked ? unmark : null;
}

/** Amounts in minor units; null where they already are. */
function moneyConverter({ dialect, marked }: AnswerOptions): Convert | null {
  if (dialect.moneyUnit === 'roubles') {
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

interface Field {
  readonly ours: string;
  readonly theirs: string;
  /** What the server may still call it: some views of a resource keep the contract's word. */
  readonly fallback: string | null;
  readonly convert: Convert | null;
}

function objectConverter(options: AnswerOptions, node: ObjectNode, scopes: readonly string[]): Convert | null {
  const { dialect, marked } = options;
  const wireNames = Object.keys(node.fields).map((ours) => dialect.nameOf(scopes, ours));
  const fields: Field[] = Object.entries(node.fields).map(([ours, field], index) => {
    const theirs = wireNames[index] ?? ours;
    const usual = dialect.nameOf([], ours);
    return {
      ours,
      theirs,
      fallback: usual === theirs || wireNames.includes(usual) ? null : usual,
      convert: answerConverter(options, field.type, scopes, ours),
    };
  });
  if (fields.some(({ ours, theirs }) => ours !== theirs)) return renamed(fields);
  const changed = fields.filter(({ convert }) => convert !== null);
  if (changed.length === 0) return marked && node.open ? unmark : null;
  return (value) => {
    if (!isRecord(value)) return value;
    for (const { ours, convert } of changed) {
      const inner = value[ours];
      if (inner != null && convert) value[ours] = convert(inner);
    }
    return value;
  };
}

function renamed(fields: readonly Field[]): Convert {
  return (value) => {
    if (!isRecord(value)) return value;
    const row: Record<string, unknown> = {};
    for (const { ours, theirs, fallback, convert } of fields) {
      let inner = value[theirs];
      if (inner === undefined && fallback !== null) inner = value[fallback];
      if (inner !== undefined) row[ours] = convert && inner !== null ? convert(inner) : inner;
    }
    return row;
  };
}

/** Rows of a report have the properties that its columns name, so the columns say which of them are amounts. */
function reportConverter(options: AnswerOptions, fields: Convert | null): Convert | null {
  const { dialect, marked } = options;
  if (dialect.isPlain && !marked) return null;
  const money = moneyConverter(options);
  return (value) => {
    const table = fields ? fields(value) : value;
    if (!isRecord(table) || !Array.isArray(table.columns)) return table;
    const columns = table.columns
      .filter(isRecord)
      .map(({ name, type }) => ({ name: String(name), isMoney: type === 'MONEY' }));
    const cells: Convert = (row) => {
      if (!isRecord(row)) return row;
      const out: Record<string, unknown> = {};
      for (const { name, isMoney } of columns) {
        // The case of property names does not hold for the values that name them.
        const cell = row[name] !== undefined ? row[name] : row[toSnake(name)];
        if (cell !== undefined) out[name] = cell === null ? null : isMoney && money ? money(cell) : unmark(cell);
      }
      return out;
    };
    if (Array.isArray(table.rows)) table.rows = table.rows.map(cells);
    table.totals = cells(table.totals);
    return table;
  };
}
