import type { IdentifierType } from '../model.ts';
import { dictionary, requireFields } from './dictionary.ts';
import { matches, page, text } from './lists.ts';
import type { Routes } from './route.ts';

const groups = dictionary(
  (store) => store.groups,
  'Группа счетов не найдена',
  'Группа счетов с таким наименованием уже существует',
);
const identifierTypes = dictionary(
  (store) => store.identifierTypes,
  'Тип идентификатора не найден',
  'Тип идентификатора с таким наименованием уже существует',
);

export const dictionaryRoutes = {
  'accountGroups.list': (call, { store }) => {
    const search = text(call.params.search);
    const rows = [...store.groups.values()];
    return page(search ? rows.filter((row) => matches(search, row.name, row.comment)) : rows, call);
  },
  'accountGroups.get': groups.get,
  'accountGroups.insert': (call, world) => {
    requireFields(call, 'name');
    const { name, comment } = call.body;
    return groups.insert(call, world, (id) => ({ id, name: String(name), comment: text(comment) ?? null }));
  },
  'accountGroups.update': (call, world) => groups.update(call, world),
  'identifierTypes.list': (call, { store }) => page([...store.identifierTypes.values()], call),
  'identifierTypes.get': identifierTypes.get,
  'identifierTypes.insert': (call, world) => {
    requireFields(call, 'name', 'kind');
    const { name, kind } = call.body;
    return identifierTypes.insert(call, world, (id) => ({
      id,
      name: String(name),
      kind: kind as IdentifierType['kind'],
    }));
  },
  'identifierTypes.update': (call, world) => identifierTypes.update(call, world),
  'restaurants.list': (call, { store }) => page([...store.restaurants.values()], call),
  'tags.list': (call, { store }) => page([...store.tags.values()], call),
  'settings.public': (_call, { settings }) => settings,
} satisfies Routes;
