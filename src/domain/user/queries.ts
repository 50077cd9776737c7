import { builder } from '../../graph/builder.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { defineRows } from '../../graph/rows.ts';
import { userFromWire } from './model.ts';
import { User } from './type.ts';

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    User: true;
  }
}

const USER_READ = ['user:read'] as const;

/** Never cached: roles can change any time. */
const users = defineRows({ list: 'users.list' }, userFromWire);

registerNode('User', { scopes: USER_READ, load: users.find });

builder.queryField('users', (t) =>
  t.field({
    description: 'All users of the ProBonus server.',
    type: [User],
    nullable: true,
    scopes: USER_READ,
    resolve: (_root, _args, context) => users.all(context),
  }),
);
