import { isRecord } from '../../lib/is-record.ts';

/** Where this server keeps a property: `group.id` is a path, and `[phone1, phone2]` a list, each value at a place of its own. */
export interface Place {
  paths: readonly (readonly string[])[];
  isList: boolean;
}

export function placeOf(name: string): Place {
  const isList = name.startsWith('[');
  const names = isList ? name.slice(1, -1).split(',') : [name];
  return { paths: names.map((path) => path.trim().split('.')), isList };
}

/** Values beyond the places of a list have none. */
export function put(row: Record<string, unknown>, { paths, isList }: Place, value: unknown): void {
  paths.forEach((path, index) => {
    let object = row;
    for (const name of path.slice(0, -1)) {
      const inner = isRecord(object[name]) ? object[name] : {};
      object[name] = inner;
      object = inner;
    }
    object[path.at(-1) ?? ''] = isList ? (Array.isArray(value) ? (value[index] ?? null) : null) : value;
  });
}

/** Undefined for what is absent. */
export function take(row: Record<string, unknown>, { paths, isList }: Place): unknown {
  const values = paths.map((path) => path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), row));
  if (!isList) return values[0];
  return values.every((value) => value === undefined) ? undefined : values.filter((value) => value != null);
}
