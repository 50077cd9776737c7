import { isOperation } from '../../contract/names.ts';
import { rowFieldsOf } from '../../contract/rows.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { notFound } from '../http/api-error.ts';
import { ROWS_NAMES, type RowOf, type RowsName } from '../seed/rows.ts';
import type { World } from '../world.ts';
import { matches, page, text } from './lists.ts';
import type { Call, Route } from './route.ts';

type RowsOperation = Extract<OperationId, `${RowsName}.list` | `${RowsName}.get`>;

/**
 * The list and the single row of every seeded resource. A parameter named like a field chooses the rows with that value;
 * `search` finds part of any text.
 */
export const rowsRoutes = Object.fromEntries(
  ROWS_NAMES.flatMap((name) => [
    [`${name}.list`, listRoute(name)],
    ...(isOperation(`${name}.get`) ? [[`${name}.get`, (call: Call, world: World) => rowOf(name, call, world)]] : []),
  ]),
) as Readonly<Record<RowsOperation, Route>>;

/** The row that the path names. Throws 404 without one. */
export function rowOf<Name extends RowsName>(name: Name, { params }: Call, { store }: World): RowOf<Name> {
  const rows: ReadonlyMap<number, RowOf<RowsName>> = store[name];
  const row = rows.get(Number(params.id));
  if (row === undefined) throw notFound('Запись не найдена');
  return row as RowOf<Name>;
}

function listRoute(name: RowsName): Route {
  const fields = Object.entries(rowFieldsOf(`${name}.list`));
  const texts = fields.flatMap(([field, { type }]) => (type === 'string' ? [field] : []));
  return (call, { store }) => {
    const search = text(call.params.search);
    const wanted = fields.flatMap(([field]) => (call.params[field] === undefined ? [] : [field]));
    const isWanted = (row: object) =>
      wanted.every((field) => Reflect.get(row, field) === call.params[field]) &&
      (search === undefined || matches(search, ...texts.map((field) => Reflect.get(row, field))));
    return page([...store[name].values()].filter(isWanted), call);
  };
}
