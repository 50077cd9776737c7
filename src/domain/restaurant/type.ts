import { builder, nullable } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import type { RowModel } from '../../upstream/codec/row-model.ts';

export const Restaurant = builder.objectRef<RowModel<'Restaurant'>>('Restaurant').implement({
  description: 'A restaurant of the chain.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    code: t.exposeInt('code', nullable('Code of the restaurant at the register; null if the server has none.')),
    name: t.exposeString('name', { description: 'Name given in ProBonus.', guest: true }),
  }),
});
