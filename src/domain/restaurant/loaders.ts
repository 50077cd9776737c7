import { defineDictionary } from '../../graph/dictionary/dictionary.ts';
import { readAll } from '../../upstream/resources/list-call.ts';
import { listRestaurants } from '../../upstream/resources/restaurants.ts';
import { restaurantFromWire } from './model.ts';

export const restaurants = defineDictionary('restaurants', 'restaurants.list', async (upstream) =>
  (await readAll(upstream, listRestaurants)).map(restaurantFromWire),
);
