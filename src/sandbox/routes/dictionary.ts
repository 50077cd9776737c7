import { badRequest, unprocessable } from '../http/api-error.ts';
import { nextId } from '../ledger/store.ts';
import type { RowOf, RowsName } from '../seed/rows.ts';
import type { World } from '../world.ts';
import { text } from './lists.ts';
import type { Call } from './route.ts';
import { rowOf } from './rows.ts';

/** Changes of a resource in which no two names differ by case or outer spaces alone. */
export function dictionary<Name extends RowsName>(resource: Name, taken: string) {
  const rowsIn = ({ store }: World) => store[resource] as Map<number, RowOf<Name> & { id: number; name: string }>;
  const requireFreeName = (world: World, name: string, ownId?: number): void => {
    const wanted = name.trim().toLowerCase();
    for (const row of rowsIn(world).values())
      if (row.id !== ownId && row.name.trim().toLowerCase() === wanted) throw badRequest(taken);
  };
  return {
    /** `fields` runs once the name is known to be free. */
    insert(call: Call, world: World, fields: (id: number) => RowOf<Name>): RowOf<Name> {
      requireFreeName(world, String(call.body.name));
      const id = nextId(rowsIn(world));
      const row = fields(id);
      (world.store[resource] as Map<number, RowOf<Name>>).set(id, row);
      return row;
    },
    update(call: Call, world: World, fields: () => object = () => call.body): RowOf<Name> {
      const row = rowOf(resource, call, world);
      const name = text(call.body.name);
      if (name !== undefined) requireFreeName(world, name, Number(call.params.id));
      return Object.assign(row as object, fields()) as RowOf<Name>;
    },
  };
}

/** Fields that an insert needs, though the schema that it shares with an update makes them optional. */
export function requireFields({ body }: Call, ...names: string[]): void {
  const missing = names.filter((name) => body[name] === undefined);
  if (missing.length > 0)
    throw unprocessable(
      missing.map((name) => ({ loc: ['body', name], msg: 'field required', type: 'value_error.missing', input: body })),
    );
}
