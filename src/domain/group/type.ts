import { builder, nullable } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import type { Group as GroupModel } from './model.ts';

export const Group = builder.objectRef<GroupModel>('Group').implement({
  description: 'A group of cards («Группа счетов»). Every card belongs to one group.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'Name given by the restaurant.', guest: true }),
    comment: t.exposeString('comment', nullable('Note of the staff; null if there is none.')),
  }),
});
