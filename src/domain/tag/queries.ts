import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { countDataIssue } from '../../graph/stored/data-issues.ts';
import { Guest } from '../guest/type.ts';
import { tags } from './loaders.ts';
import { Tag } from './type.ts';

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Tag: true;
  }
}

registerNode('Tag', { scopes: DICTIONARY_READ, load: (context, id) => tags.find(context, id) });

builder.queryFields((t) => ({
  tags: t.field({ type: [Tag], ...tags.listField('All tags of the server.') }),
}));

builder.objectField(Guest, 'tags', (t) =>
  t.field({
    description: 'Tags of the guest, without those the server no longer lists.',
    type: [Tag],
    nullable: true,
    scopes: DICTIONARY_READ,
    resolve: ({ tagIds }, _args, context) =>
      tagIds.length === 0
        ? []
        : tags.with(context, ({ byId }) => {
            const found = tagIds.flatMap((id) => byId.get(id) ?? []);
            if (found.length < tagIds.length) countDataIssue(context, 'unknown_reference');
            return found;
          }),
  }),
);
