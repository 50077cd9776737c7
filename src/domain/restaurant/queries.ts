import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { registerNode } from '../../graph/ids/node.ts';
import type { Operation } from '../operation/model.ts';
import { Receipt } from '../operation/type.ts';
import { restaurants } from './loaders.ts';
import { Restaurant } from './type.ts';

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Restaurant: true;
  }
}

registerNode('Restaurant', { scopes: DICTIONARY_READ, load: (context, id) => restaurants.find(context, id) });

builder.queryFields((t) => ({
  restaurants: t.field({ type: [Restaurant], ...restaurants.listField('All restaurants of the server.') }),
}));

builder.objectField(Receipt, 'restaurant', (t) =>
  t.field({
    type: Restaurant,
    ...restaurants.entryField(
      'Restaurant that issued the check; null if not recorded or no longer listed by the server.',
      (operation: Operation) => operation.restaurantId,
    ),
    guest: true,
  }),
);
