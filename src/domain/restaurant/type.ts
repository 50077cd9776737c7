import { builder } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import type { Restaurant as RestaurantModel } from './model.ts';

export const Restaurant = builder.objectRef<RestaurantModel>('Restaurant').implement({
  description: 'A restaurant of the chain that this server keeps.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    code: t.exposeInt('code', { description: 'The code by which the register knows it.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
  }),
});
