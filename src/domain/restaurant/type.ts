import { builder } from '../../graph/builder.ts';
import { defineDictionary } from '../../graph/dictionary/dictionary.ts';
import { Node, registerNode, upstreamIdOptions } from '../../graph/ids/node.ts';
import { count } from '../../graph/stored/data-issues.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import { listRestaurants } from '../../upstream/resources/dictionaries.ts';
import { readAll } from '../../upstream/resources/read-all.ts';
import { Guest } from '../guest/type.ts';
import { Receipt } from '../operation/type.ts';
import { type Tag as TagModel, tags } from '../tag/loaders.ts';

const DICTIONARY_READ = { scopes: ['dictionary:read'] } as const;

interface RestaurantModel {
  readonly __typename: 'Restaurant';
  readonly id: number;
  readonly code: number;
  readonly name: string;
}

export const restaurants = defineDictionary(
  'restaurants',
  'restaurants.list',
  async (upstream): Promise<RestaurantModel[]> =>
    (await readAll(upstream, listRestaurants)).map((row) => ({
      __typename: 'Restaurant',
      id: read.id(row.id, 'Restaurant.id'),
      code: read.integer(row.code, 'Restaurant.code'),
      name: read.text(row.name, 'Restaurant.name'),
    })),
);

registerNode('Restaurant', { scopes: ['dictionary:read'], load: (context, id) => restaurants.find(context, id) });
registerNode('Tag', { scopes: ['dictionary:read'], load: (context, id) => tags.find(context, id) });

const Restaurant = builder.objectRef<RestaurantModel>('Restaurant').implement({
  description: 'A restaurant of the chain that this server keeps.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    code: t.exposeInt('code', { description: 'The code by which the register knows it.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
  }),
});

const Tag = builder.objectRef<TagModel>('Tag').implement({
  description: 'A mark that the staff puts on guests.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'The mark itself.' }),
    groupName: t.exposeString('groupName', {
      description: 'The group of tags it belongs to; null when it belongs to none.',
      nullable: true,
    }),
  }),
});

builder.queryFields((t) => ({
  restaurants: t.field({
    description: 'All restaurants of this server.',
    type: [Restaurant],
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: (_root, _args, context) => restaurants.with(context, ({ all }) => [...all]),
  }),
  tags: t.field({
    description: 'All tags of this server.',
    type: [Tag],
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: (_root, _args, context) => tags.with(context, ({ all }) => [...all]),
  }),
}));

builder.objectField(Guest, 'tags', (t) =>
  t.field({
    description: 'The tags of the guest; those that the server no longer lists are left out.',
    type: [Tag],
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: ({ tagIds }, _args, context) =>
      tagIds.length === 0
        ? []
        : tags.with(context, ({ byId }) => {
            const known = tagIds.flatMap((id) => byId.get(id) ?? []);
            if (known.length < tagIds.length) count(context, 'unknown_reference');
            return known;
          }),
  }),
);

builder.objectField(Receipt, 'restaurant', (t) =>
  t.field({
    description: 'Where it was; null when not told, or when the server no longer lists it.',
    type: Restaurant,
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: ({ restaurantId }, _args, context) => restaurants.find(context, restaurantId),
  }),
);
