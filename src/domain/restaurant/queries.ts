import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { Receipt } from '../operation/type.ts';
import { restaurants } from './loaders.ts';
import { Restaurant } from './type.ts';

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Restaurant: true;
  }
}

registerNode('Restaurant', { ...DICTIONARY_READ, load: (context, id) => restaurants.find(context, id) });

builder.queryFields((t) => ({
  restaurants: t.field({
    description: 'All restaurants of the server.',
    type: [Restaurant],
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: (_root, _args, context) => restaurants.with(context, ({ all }) => [...all]),
  }),
}));

builder.objectField(Receipt, 'restaurant', (t) =>
  t.field({
    description: 'Restaurant that issued the check; null if not recorded or no longer listed by the server.',
    type: Restaurant,
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: ({ restaurantId }, _args, context) => restaurants.find(context, restaurantId),
  }),
);
