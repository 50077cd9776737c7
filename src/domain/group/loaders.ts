import { listDictionary } from '../../graph/dictionary/dictionary.ts';
import { groupFromWire } from './model.ts';

export const groups = listDictionary('groups', 'accountGroups.list', groupFromWire);
