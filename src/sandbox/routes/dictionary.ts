import { badRequest, notFound, unprocessable } from '../http/api-error.ts';
import { nextId, type Store } from '../ledger/store.ts';
import type { World } from '../world.ts';
import { text } from './lists.ts';
import type { Call } from './route.ts';

/** Rows of a dictionary in which no two names differ by case or outer spaces alone. */
export function dictionary<Row extends { id: number; name: string }>(
  rowsOf: (store: Store) => Map<number, Row>,
  missing: string,
  taken: string,
) {
  const requireFreeName = (rows: ReadonlyMap<number, Row>, name: string, ownId?: number): void => {
    const wanted = name.trim().toLowerCase();
    for (const row of rows.values())
      if (row.id !== ownId && row.name.trim().toLowerCase() === wanted) throw badRequest(taken);
  };
  const get = ({ params }: Call, { store }: World): Row => {
    const row = rowsOf(store).get(Number(params.id));
    if (row === undefined) throw notFound(missing);
    return row;
  };
  return {
    get,
    /** `fields` runs once the name is known to be free. */
    insert({ body }: Call, { store }: World, fields: (id: number) => Row): Row {
      const rows = rowsOf(store);
      requireFreeName(rows, String(body.name));
      const row = fields(nextId(rows));
      rows.set(row.id, row);
      return row;
    },
    update(call: Call, world: World, fields: () => object = () => call.body): Row {
      const row = get(call, world);
      const name = text(call.body.name);
      if (name !== undefined) requireFreeName(rowsOf(world.store), name, row.id);
      return Object.assign(row, fields());
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
