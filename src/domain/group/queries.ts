import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { registerNode } from '../../graph/ids/node.ts';
import type { Card as CardModel } from '../card/model.ts';
import { Card } from '../card/type.ts';
import { groups } from './loaders.ts';
import { Group } from './type.ts';

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Group: true;
  }
}

registerNode('Group', { scopes: DICTIONARY_READ, load: (context, id) => groups.find(context, id) });

builder.queryFields((t) => ({
  group: t.field({
    description: 'A group by its ID; null if it does not exist.',
    type: Group,
    nullable: true,
    scopes: DICTIONARY_READ,
    args: { id: t.arg.id({ required: true, description: 'Global ID of the group.' }) },
    resolve: (_root, { id }, context) => groups.find(context, readId(context, id, 'Group')),
  }),
  groups: t.field({ type: [Group], ...groups.listField('All groups of cards of the server.') }),
}));

builder.objectField(Card, 'group', (t) =>
  t.field({
    type: Group,
    ...groups.entryField(
      'Group of the card; null if the server no longer lists it.',
      (card: CardModel) => card.groupId,
    ),
    guest: true,
  }),
);
