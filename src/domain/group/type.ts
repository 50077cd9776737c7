import { builder } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import type { Group as GroupModel } from './model.ts';

export const Group = builder.objectRef<GroupModel>('Group').implement({
  description: 'A group of cards («Группа счетов»): every card belongs to one.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'What the restaurant calls it.' }),
    comment: t.exposeString('comment', {
      description: 'A note of the staff; null when there is none.',
      nullable: true,
    }),
  }),
});
