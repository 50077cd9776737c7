import { schemaScopes } from '../../../contract/dialect-scopes.ts';
import { fieldsIn } from '../../../contract/rows.ts';
import { type SchemaName, schemas } from '../../../contract/schemas.ts';
import { isRecord } from '../../../lib/is-record.ts';
import type { Dialect } from '../dialect.ts';
import { placeOf } from '../names/place.ts';

/** A row as the server wrote it. */
export type RawRow = Readonly<Record<string, unknown>>;

/** The properties of a schema in rows as a server writes them. */
export interface RawProperties {
  /** By the contract. */
  readonly names: readonly string[];
  /** The value of one; undefined where the row lacks it. */
  read(row: RawRow, name: string): unknown;
  /** These properties as they stand in the row, in the server's names. */
  pick(row: RawRow, names: readonly string[]): Record<string, unknown>;
  /** Properties that stand where none of these stands: two may share one place. */
  without(names: readonly string[]): string[];
  /** Whether a name of the server's is one of them, or begins the path of one. */
  has(serverName: string): boolean;
}

export function rawProperties(dialect: Dialect, schema: SchemaName): RawProperties {
  const names = Object.keys(fieldsIn(schemas[schema]));
  const paths = new Map(names.map((name) => [name, placeOf(dialect.nameOf(schemaScopes(schema), name)).paths]));
  const roots = new Set([...paths.values()].flat().map(([root]) => root));
  return {
    names,
    read(row, name) {
      const values = (paths.get(name) ?? []).map((path) => valueAt(row, path));
      return values.length === 1 ? values[0] : values.filter((value) => value != null);
    },
    pick(row, wanted) {
      const out: Record<string, unknown> = {};
      for (const path of wanted.flatMap((name) => paths.get(name) ?? [])) {
        const value = valueAt(row, path);
        if (value !== undefined) place(out, path, value);
      }
      return out;
    },
    without(others) {
      const taken = new Set(others.flatMap((name) => paths.get(name) ?? []).map(String));
      return names.filter((name) => !paths.get(name)?.some((path) => taken.has(String(path))));
    },
    has: (serverName) => roots.has(serverName),
  };
}

function valueAt(row: RawRow, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), row);
}

function place(row: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    row[key] = value;
    return;
  }
  const inner = row[key];
  const record: Record<string, unknown> = isRecord(inner) ? inner : {};
  row[key] = record;
  place(record, rest, value);
}
