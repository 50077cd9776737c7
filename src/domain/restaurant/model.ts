import { reader } from '../../upstream/codec/read-fields.ts';
import type { Restaurant as Row } from '../../upstream/resources/restaurants.ts';

/** A restaurant of the chain. */
export interface Restaurant {
  readonly __typename: 'Restaurant';
  readonly id: number;
  readonly code: number;
  readonly name: string;
}

export function restaurantFromWire(row: Row): Restaurant {
  const field = reader('Restaurant', row);
  return {
    __typename: 'Restaurant',
    id: field.id('id'),
    code: field.integer('code'),
    name: field.text('name'),
  };
}
