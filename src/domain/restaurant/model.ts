import { read } from '../../upstream/codec/read-fields.ts';
import type { Restaurant as Row } from '../../upstream/resources/restaurants.ts';

/** A restaurant of the chain. */
export interface Restaurant {
  readonly __typename: 'Restaurant';
  readonly id: number;
  readonly code: number;
  readonly name: string;
}

export function restaurantFromWire(row: Row): Restaurant {
  return {
    __typename: 'Restaurant',
    id: read.id(row.id, 'Restaurant.id'),
    code: read.integer(row.code, 'Restaurant.code'),
    name: read.text(row.name, 'Restaurant.name'),
  };
}
