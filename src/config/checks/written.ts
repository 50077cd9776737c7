import { isRecord } from '../../lib/is-record.ts';

export type Section = Readonly<Record<string, unknown>>;

export interface Row {
  readonly row: Section;
  readonly index: number;
}

export function rowsOf(written: unknown): Row[] {
  return listOf(written).map((row, index) => ({ row: sectionOf(row), index }));
}

export function listOf(written: unknown): readonly unknown[] {
  return Array.isArray(written) ? written : [];
}

export function sectionOf(written: unknown): Section {
  return isRecord(written) ? written : {};
}

export function isAbsent(written: unknown): boolean {
  return written === undefined || written === null;
}

export function isEmpty(written: unknown): boolean {
  return isAbsent(written) || (Array.isArray(written) && written.length === 0);
}
