import { builder } from '../../graph/builder.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { userById, users } from './loaders.ts';
import { User } from './type.ts';

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    User: true;
  }
}

registerNode('User', { scopes: ['user:read'], load: userById });

builder.queryField('users', (t) =>
  t.field({
    description: 'All users of the ProBonus server.',
    type: [User],
    nullable: true,
    authScopes: { scopes: ['user:read'] },
    resolve: (_root, _args, context) => users(context),
  }),
);
