import { builder, nullable } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import type { RowModel } from '../../upstream/codec/row-model.ts';

export const Tag = builder.objectRef<RowModel<'Tag'>>('Tag').implement({
  description: 'A label that staff attach to guests.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'Text of the label.' }),
    groupName: t.exposeString('groupName', nullable('Name of the group of tags it belongs to; null if there is none.')),
  }),
});
