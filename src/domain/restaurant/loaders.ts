import { listDictionary } from '../../graph/dictionary/dictionary.ts';
import { rowModel } from '../../upstream/codec/row-model.ts';

export const restaurants = listDictionary('restaurants', 'restaurants.list', rowModel('Restaurant'));
