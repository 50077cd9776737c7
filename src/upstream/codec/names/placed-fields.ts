import type { ObjectNode, TypeNode } from '../../../contract/schemas.ts';
import type { Dialect } from '../dialect.ts';
import { createRead, isName, placeOf } from './place.ts';

/** A property of a schema, and how it is read from a server's row. */
export interface PlacedField {
  readonly name: string;
  readonly type: TypeNode;
  /** Whether the server has it under the contract's name. */
  readonly isUsual: boolean;
  /** Whether another property is read from the same place. */
  readonly isShared: boolean;
  /** The one name in the row that holds it; null where it takes `read`. */
  readonly key: string | null;
  readonly read: (row: Record<string, unknown>) => unknown;
}

export function placedFields(dialect: Dialect, node: ObjectNode, scopes: readonly string[]): PlacedField[] {
  const named = Object.entries(node.fields).map(([name, { type }]) => ({
    name,
    type,
    serverName: dialect.nameOf(scopes, name),
  }));
  const serverNames = named.map(({ serverName }) => serverName);
  const taken = serverNames.flatMap((serverName) => placeOf(serverName).paths.map(([first]) => first));
  return named.map(({ name, type, serverName }) => {
    const cased = dialect.nameOf([], name);
    const read = createRead(serverName);
    // Some views of a resource keep the contract's name, in the case of the server.
    const isElsewhere = cased === serverName || taken.includes(cased);
    return {
      name,
      type,
      isUsual: serverName === name,
      isShared: serverNames.indexOf(serverName) !== serverNames.lastIndexOf(serverName),
      key: isElsewhere && isName(serverName) ? serverName : null,
      read: isElsewhere
        ? read
        : (row) => {
            const value = read(row);
            return value === undefined ? row[cased] : value;
          },
    };
  });
}
