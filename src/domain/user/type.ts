import { builder, nullable } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { readEnum } from '../../graph/stored/enum.ts';
import { type NameParts, PersonName } from '../person/type.ts';
import type { User as UserModel } from './model.ts';

const USER_TYPES = ['ORDINARY', 'API'] as const;

const UserType = builder.enumType('UserType', {
  description: 'Type of a ProBonus user.',
  values: {
    ORDINARY: { description: 'A member of the staff.' },
    API: { description: 'An API client.' },
    UNKNOWN: { description: 'A type this gateway does not know.' },
  } as const,
});

export const User = builder.objectRef<UserModel>('User').implement({
  description: 'A user of the ProBonus administration or of its API.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    login: t.exposeString('login', { description: 'Login name of the user.' }),
    userType: t.field({
      description: 'Type of the user; null if the server does not report it.',
      type: UserType,
      nullable: true,
      resolve: ({ userType }, _, context) => (userType === null ? null : readEnum(context, USER_TYPES, userType)),
    }),
    role: t.exposeString('role', nullable('Role of the user in ProBonus; null if they have none.')),
    email: t.exposeString('email', nullable('E-mail address as stored; null if not recorded.')),
    name: t.field({
      description: 'Name of the user; null if no part is known.',
      type: PersonName,
      nullable: true,
      resolve: (user): NameParts | null => (user.lastName || user.firstName || user.patronymic ? user : null),
    }),
    comment: t.exposeString('comment', nullable('Note about the user; null if there is none.')),
  }),
});
