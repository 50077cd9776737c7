import type { DialectConfig } from '../../../config/dialect.ts';
import { isRecord } from '../../../lib/is-record.ts';
import type { Convert } from '../convert-scalar.ts';
import { createRead } from '../names/place.ts';

/** In rows that are not there for us. */
const LEFT_OUT = Symbol('left out');

/** Whether the dialect leaves this row out. It still has its place in the list of the server. */
export function isLeftOut(row: unknown): boolean {
  return typeof row === 'object' && row !== null && LEFT_OUT in row;
}

/** Marks a row that the server's filter lets through, and ours does not. */
export function leaveOut(row: object): void {
  Object.assign(row, { [LEFT_OUT]: true });
}

/** Takes the mark of a row over to what was made of it. */
export function asLeftOut<T extends object>(row: object, made: T): T {
  return isLeftOut(row) ? Object.assign(made, { [LEFT_OUT]: true }) : made;
}

/** In place of a value: any, such as the time at which a row was deleted. */
const ANY = '*';
/** What programs write for no time: nothing, 0, no, and dates before any server. */
const NONE = /^(?:|0|false|[01]\d{3}-\d.*|\d\d\.\d\d\.[01]\d{3}.*)$/s;

export function saysAny(value: unknown): boolean {
  return value != null && !NONE.test(String(value));
}

/** A conversion that marks the rows to leave out besides: those with any of these values, in the server's names and values. */
export function markingLeftOut(
  values: NonNullable<DialectConfig['leaveOut'][string]>,
  convert: Convert | null,
): Convert {
  const conditions = Object.entries(values).map(([name, wanted]) => {
    const read = createRead(name);
    return (row: Record<string, unknown>) => {
      const value = read(row);
      return wanted === ANY ? saysAny(value) : String(value) === String(wanted);
    };
  });
  return (row) => {
    const isMarked = isRecord(row) && conditions.some((holds) => holds(row));
    const converted = convert ? convert(row) : row;
    if (isMarked && isRecord(converted)) Object.assign(converted, { [LEFT_OUT]: true });
    return converted;
  };
}
