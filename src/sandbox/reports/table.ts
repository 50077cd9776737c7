import type { LocalDate } from '../../lib/local-time.ts';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';

type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;
type ColumnType = 'STRING' | 'INTEGER' | 'MONEY' | 'DATE' | 'DATETIME' | 'BOOLEAN';

interface Heading {
  name: string;
  title: string;
  type: ColumnType;
}

/** A heading, and the cell under it for one item. */
export interface Column<T> extends Heading {
  cell: (item: T) => Cell;
  isSummed: boolean;
}

export interface Table {
  columns: Heading[];
  rows: Row[];
  totals: Row | null;
}

/** The filters of one request. Both business days are included. */
export interface ReportQuery {
  from: LocalDate;
  to: LocalDate;
  today: LocalDate;
  hasGuest(account: Account): boolean;
  hasRestaurant(id: number | null): boolean;
}

export type Report = (query: ReportQuery, world: World) => Table;

export const column = <T>(name: string, title: string, type: ColumnType, cell: (item: T) => Cell): Column<T> => ({
  name,
  title,
  type,
  cell,
  isSummed: false,
});

/** A column with a sum in the totals. */
export const summed = <T>(...heading: Parameters<typeof column<T>>): Column<T> => ({
  ...column(...heading),
  isSummed: true,
});

/** One row per item. Totals are null when no column is summed. */
export function table<T>(items: readonly T[], columns: readonly Column<NoInfer<T>>[]): Table {
  const rows = items.map((item): Row => Object.fromEntries(columns.map(({ name, cell }) => [name, cell(item)])));
  const sum = (name: string): number => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  const totals = columns.map(({ name, isSummed }): [string, Cell] => [name, isSummed ? sum(name) : null]);
  return {
    columns: columns.map(({ name, title, type }) => ({ name, title, type })),
    rows,
    totals: columns.some(({ isSummed }) => isSummed) ? Object.fromEntries(totals) : null,
  };
}
