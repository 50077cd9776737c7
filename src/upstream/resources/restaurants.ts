import type { components } from '../../contract/types.ts';
import { listCall } from './list-call.ts';

export type Restaurant = components['schemas']['Restaurant'];

export const listRestaurants = listCall('restaurants.list');
