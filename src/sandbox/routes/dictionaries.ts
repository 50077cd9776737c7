import { type Fault, invalid, notFound, refused } from '../http/api-error.ts';
import type { AccountGroup, IdentifierType } from '../model.ts';
import type { Call, Routes } from '../world.ts';
import { matches, page, text } from './lists.ts';

export const dictionaryRoutes = {
  'accountGroups.list': (call, { store }) => {
    const search = text(call.params.search);
    const rows = [...store.groups.values()];
    return page(search ? rows.filter((row) => matches(search, row.name, row.comment)) : rows, call);
  },
  'accountGroups.get': (call, { store }) => found(store.groups, call, 'Группа счетов не найдена'),
  'accountGroups.insert': (call, { store }) => {
    const [name] = required(call, 'name');
    free(store.groups, name ?? '', 'Группа счетов с таким наименованием уже существует');
    const row: AccountGroup = {
      id: store.nextId('group'),
      name: name ?? '',
      comment: (call.body.comment as string | null | undefined) ?? null,
    };
    store.groups.set(row.id, row);
    return row;
  },
  'accountGroups.update': (call, { store }) => {
    const row = found(store.groups, call, 'Группа счетов не найдена');
    const name = text(call.body.name);
    if (name !== undefined) free(store.groups, name, 'Группа счетов с таким наименованием уже существует', row.id);
    return Object.assign(row, call.body);
  },
  'identifierTypes.list': (call, { store }) => page([...store.identifierTypes.values()], call),
  'identifierTypes.get': (call, { store }) => found(store.identifierTypes, call, 'Тип идентификатора не найден'),
  'identifierTypes.insert': (call, { store }) => {
    const [name, kind] = required(call, 'name', 'kind');
    free(store.identifierTypes, name ?? '', 'Тип идентификатора с таким наименованием уже существует');
    const row = { id: store.nextId('identifierType'), name: name ?? '', kind: kind as IdentifierType['kind'] };
    store.identifierTypes.set(row.id, row);
    return row;
  },
  'identifierTypes.update': (call, { store }) => {
    const row = found(store.identifierTypes, call, 'Тип идентификатора не найден');
    const name = text(call.body.name);
    if (name !== undefined)
      free(store.identifierTypes, name, 'Тип идентификатора с таким наименованием уже существует', row.id);
    return Object.assign(row, call.body);
  },
  'restaurants.list': (call, { store }) => page([...store.restaurants.values()], call),
  'tags.list': (call, { store }) => page([...store.tags.values()], call),
  'settings.public': (_call, { settings }) => settings,
} satisfies Routes;

export function found<T>(rows: ReadonlyMap<number, T>, call: Call, detail: string): T {
  const row = rows.get(Number(call.params.id));
  if (row === undefined) throw notFound(detail);
  return row;
}

/** Fields that an insert needs though an update, which shares the schema, does not. */
export function required(call: Call, ...names: string[]): string[] {
  const faults: Fault[] = names
    .filter((name) => call.body[name] === undefined)
    .map((name) => ({
      loc: ['body', name],
      msg: 'field required',
      type: 'value_error.missing',
      input: call.body,
    }));
  if (faults.length > 0) throw invalid(faults);
  return names.map((name) => String(call.body[name]));
}

export function free(
  rows: ReadonlyMap<number, { id: number; name: string }>,
  name: string,
  detail: string,
  self?: number,
): void {
  for (const row of rows.values()) {
    if (row.id !== self && row.name.trim().toLowerCase() === name.trim().toLowerCase()) throw refused(detail);
  }
}
