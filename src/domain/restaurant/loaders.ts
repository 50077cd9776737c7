import { defineDictionary } from '../../graph/dictionary/dictionary.ts';
import { listRestaurants } from '../../upstream/resources/dictionaries.ts';
import { readAll } from '../../upstream/resources/read-all.ts';
import { restaurantFromWire } from './model.ts';

export const restaurants = defineDictionary('restaurants', 'restaurants.list', async (upstream) =>
  (await readAll(upstream, listRestaurants)).map(restaurantFromWire),
);
