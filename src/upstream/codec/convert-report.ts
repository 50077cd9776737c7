import { isRecord } from '../../lib/is-record.ts';
import { type Convert, type ConvertOptions, dayConverter, moneyConverter, timeConverter } from './convert-scalar.ts';
import { toSnake } from './dialect.ts';
import { unmark } from './long-numbers.ts';

interface Column {
  readonly name: string;
  readonly convert: Convert | null;
}

/** The columns of a report name the properties of its rows, and their types say what is an amount, a day or a time. */
export function reportConverter(options: ConvertOptions, fields: Convert | null): Convert {
  const { dialect, marked } = options;
  const units = {
    kopecks: moneyConverter(options, 'kopecks'),
    roubles: moneyConverter(options, 'roubles'),
    unproven: moneyConverter(options, 'unproven'),
  };
  const byType: Readonly<Record<string, Convert | null>> = {
    DATE: dayConverter(options),
    DATETIME: timeConverter(options),
  };
  const converterOf = (name: string, type: unknown): Convert | null =>
    type === 'MONEY' ? units[dialect.unitOf(['ReportTable'], name)] : (byType[String(type)] ?? null);
  return (value) => {
    const table = fields ? fields(value) : value;
    if (!isRecord(table)) return table;
    if (marked) Object.assign(table, { columns: unmark(table.columns), total: unmark(table.total) });
    if (!Array.isArray(table.columns)) return table;
    const columns = table.columns.filter(isRecord).map(({ name, type }): Column => {
      return { name: String(name), convert: converterOf(String(name), type) };
    });
    const cells = dialect.isPlain && !marked ? convertCells(columns) : renameCells(columns);
    if (Array.isArray(table.rows))
      table.rows.forEach((row, index, rows) => {
        rows[index] = cells(row);
      });
    if (table.totals != null) table.totals = cells(table.totals);
    return table;
  };
}

/** In place, and only what differs. */
function convertCells(columns: readonly Column[]): Convert {
  const changed = columns.filter(({ convert }) => convert !== null);
  return (row) => {
    if (!isRecord(row)) return row;
    for (const { name, convert } of changed) {
      const cell = Object.hasOwn(row, name) ? row[name] : null;
      if (cell != null && convert) row[name] = convert(cell);
    }
    return row;
  };
}

/** A column's name is a value and keeps its case, while the property it names may be in snake case. */
function renameCells(columns: readonly Column[]): Convert {
  const named = columns.map((column) => ({ ...column, snake: toSnake(column.name) }));
  return (row) => {
    if (!isRecord(row)) return row;
    // A column may bear any name, `__proto__` and `constructor` too: entries, and own properties alone.
    const entries: [string, unknown][] = [];
    for (const { name, snake, convert } of named) {
      const property = Object.hasOwn(row, name) ? name : snake;
      const cell = Object.hasOwn(row, property) ? row[property] : undefined;
      if (cell === undefined) continue;
      entries.push([name, cell === null ? null : convert ? convert(cell) : unmark(cell)]);
    }
    return Object.fromEntries(entries);
  };
}
