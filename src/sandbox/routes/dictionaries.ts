import type { IdentifierType } from '../model.ts';
import { dictionary, requireFields } from './dictionary.ts';
import { text } from './lists.ts';
import type { Routes } from './route.ts';

const groups = dictionary('accountGroups', 'Группа счетов с таким наименованием уже существует');
const identifierTypes = dictionary('identifierTypes', 'Тип идентификатора с таким наименованием уже существует');

export const dictionaryRoutes = {
  'accountGroups.insert': (call, world) => {
    requireFields(call, 'name');
    const { name, comment } = call.body;
    return groups.insert(call, world, (id) => ({ id, name: String(name), comment: text(comment) ?? null }));
  },
  'accountGroups.update': (call, world) => groups.update(call, world),
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
  'settings.public': (_call, { settings }) => settings,
} satisfies Routes;
