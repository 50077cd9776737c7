import { enumValues } from '../../contract/names.ts';
import type { components } from '../../contract/types.ts';
import { formatMoney } from '../../lib/decimal.ts';
import { parseDate, type Zone } from '../../lib/local-time.ts';
import { reader, toMoney, unreadable } from '../../upstream/codec/read-fields.ts';
import type { ReportTable } from '../../upstream/resources/reports.ts';

export type ReportCode = components['schemas']['ReportCode'];
const CODES: ReadonlySet<unknown> = new Set(enumValues('ReportCode'));

const COLUMN_TYPES = ['STRING', 'INTEGER', 'MONEY', 'DATE', 'DATETIME', 'BOOLEAN', 'UNKNOWN'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface ReportInfo {
  readonly code: ReportCode;
  readonly name: string;
}

export interface Column {
  readonly name: string;
  readonly title: string;
  readonly type: ColumnType;
}

export interface Report {
  readonly info: ReportInfo;
  readonly columns: readonly Column[];
  /** Cells in column order. */
  readonly rows: readonly (readonly unknown[])[];
  readonly totals: readonly unknown[] | null;
  readonly totalCount: number;
  /** Names of the columns that the credential may not see. */
  readonly withheld: readonly string[];
}

export function isReportCode(code: unknown): code is ReportCode {
  return CODES.has(code);
}

/** `maySee` decides per column: what it denies is in neither columns, rows nor totals. */
export function reportFromWire(
  info: ReportInfo,
  table: ReportTable,
  zone: Zone,
  maySee: (column: Column) => boolean,
): Report {
  const field = reader('ReportTable', table);
  const all = field.rows('columns').map((column): Column => {
    const written = column.unchecked('type');
    return {
      name: column.text('name'),
      title: column.text('title'),
      type: COLUMN_TYPES.find((type) => type === written) ?? 'UNKNOWN',
    };
  });
  const columns = all.filter(maySee);
  const cells = (row: Readonly<Record<string, unknown>>) =>
    columns.map((column) => cell(Object.hasOwn(row, column.name) ? row[column.name] : null, column, zone));
  const totals = field.optionalRecord('totals');
  return {
    info,
    columns,
    rows: field.records('rows').map(cells),
    totals: totals && cells(totals),
    totalCount: field.integer('total'),
    withheld: all.filter((column) => !columns.includes(column)).map(({ name }) => name),
  };
}

/**
 * A cell in our units: amounts as Decimal, times with an offset, null if absent. Throws MALFORMED for what is not of the type of its
 * column: a time in another form would be read as another time.
 */
function cell(value: unknown, { name, type }: Column, zone: Zone): unknown {
  if (value === null || value === undefined) return null;
  const read = READ[type](value, zone);
  if (read === undefined) throw unreadable(`ReportTable.rows.${name}`, value);
  return read;
}

/** Undefined for what cannot be read. */
type Read = (value: unknown, zone: Zone) => unknown;

const READ: Readonly<Record<ColumnType, Read>> = {
  MONEY(value) {
    const money = toMoney(value);
    return money === null ? undefined : formatMoney(money);
  },
  DATETIME: (value, zone) =>
    value === '' ? null : typeof value === 'string' ? (zone.format(value) ?? undefined) : undefined,
  DATE: (value) => (value === '' ? null : typeof value === 'string' && parseDate(value) !== null ? value : undefined),
  INTEGER: (value) =>
    typeof value === 'number' || typeof value === 'bigint' ? asText(value) : (wholeNumber(value) ?? undefined),
  BOOLEAN: (value) => (typeof value === 'boolean' ? value : undefined),
  STRING: (value) =>
    typeof value === 'string' ? value.normalize('NFC') : typeof value === 'object' ? undefined : asText(value),
  UNKNOWN: asText,
};

function asText(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Whole numbers may come as a text of their digits. */
function wholeNumber(value: unknown): number | null {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : null;
}
