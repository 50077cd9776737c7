import { defineDictionary } from '../../graph/dictionary/dictionary.ts';
import { listGroups } from '../../upstream/resources/groups.ts';
import { readAll } from '../../upstream/resources/list-call.ts';
import { groupFromWire } from './model.ts';

export const groups = defineDictionary('groups', 'accountGroups.list', async (upstream) =>
  (await readAll(upstream, listGroups)).map(groupFromWire),
);
