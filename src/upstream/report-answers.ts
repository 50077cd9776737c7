import { type AnswerOptions, type Convert, isRecord, moneyConverter } from './answers.ts';
import { toSnake } from './dialect.ts';
import { unmark } from './long-numbers.ts';

/** Rows of a report have the properties that its columns name, so the columns say which of them are amounts. */
export function reportConverter(options: AnswerOptions, fields: Convert | null): Convert | null {
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
