import { isRecord } from '../../../lib/is-record.ts';
import { UpstreamError } from '../../errors.ts';

/** Names from the row inwards. */
type Path = readonly string[];
type Row = Record<string, unknown>;

/** Where a server keeps a property: at one path, or each value of a list at a path of its own. */
export interface Place {
  readonly paths: readonly Path[];
  readonly isList: boolean;
}

/** Whether a name of a dialect is a name alone, which holds for query parameters as well. */
export function isName(written: string): boolean {
  return !/[.[]/.test(written);
}

/** `group.id` is a path, `[phone1, phone2]` a list. */
export function placeOf(written: string): Place {
  const list = /^\[(.*)\]$/.exec(written)?.[1];
  const paths = (list?.split(',') ?? [written]).map((path) => path.trim().split('.'));
  return { paths, isList: list !== undefined };
}

/** In the place of what lies in a text or a list: no property can be read from it. */
const UNREADABLE = Number.NaN;

/** Reads a property of a row: undefined where it is absent, null where an object around it is. */
export function createRead(written: string): (row: Row) => unknown {
  const { paths, isList } = placeOf(written);
  const [path = []] = paths;
  if (!isList) return path.length === 1 ? (row) => row[written] : (row) => readAt(row, path);
  return (row) => {
    const values = paths.map((one) => readAt(row, one));
    if (values.every((value) => value === undefined)) return undefined;
    return values.filter((value) => value != null && value !== '');
  };
}

function readAt(row: Row, path: Path): unknown {
  let value: unknown = row;
  for (const name of path) {
    if (value == null) return value;
    if (!isRecord(value)) return UNREADABLE;
    value = value[name];
  }
  return value;
}

/**
 * Writes a property into a body. Values beyond the names of a list, and two properties that differ at one place, throw
 * UNSUPPORTED: nothing was sent then. Names beyond the values are cleared.
 */
export function createWrite(written: string, field: string): (body: Row, value: unknown) => void {
  const { paths, isList } = placeOf(written);
  const [path = []] = paths;
  if (!isList) return (body, value) => writeAt(body, path, value, field);
  return (body, value) => {
    const values = Array.isArray(value) ? value : [];
    if (values.length > paths.length) throw unwritable('TOO_MANY_VALUES', field);
    paths.forEach((one, index) => {
      writeAt(body, one, values[index] ?? null, field);
    });
  };
}

function writeAt(body: Row, path: Path, value: unknown, field: string): void {
  let object = body;
  for (const name of path.slice(0, -1)) {
    object[name] ??= {};
    const inner = object[name];
    if (!isRecord(inner)) throw unwritable('NAMES_COLLIDE', field);
    object = inner;
  }
  const name = path.at(-1) ?? '';
  if (Object.hasOwn(object, name) && object[name] !== value) throw unwritable('NAMES_COLLIDE', field);
  object[name] = value;
}

function unwritable(reason: string, field: string): UpstreamError {
  return new UpstreamError({ kind: 'UNSUPPORTED', sent: 'NOT_SENT', reason, field });
}
