import type { Upstream } from '../client.ts';
import type { components } from '../contract.ts';
import { listPage, type Page, type Window } from './page.ts';
import { readAll } from './read-all.ts';

export type Restaurant = components['schemas']['Restaurant'];

export function listRestaurants(upstream: Upstream, query: Window): Promise<Page<Restaurant>> {
  return listPage(upstream, 'restaurants.list', { ...query });
}

/** All of them. */
export function readRestaurants(upstream: Upstream): Promise<Restaurant[]> {
  return readAll(upstream, listRestaurants);
}
