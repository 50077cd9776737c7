import { builder } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import type { Tag as TagModel } from './model.ts';

export const Tag = builder.objectRef<TagModel>('Tag').implement({
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
