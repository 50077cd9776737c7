import { builder } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { count } from '../../graph/stored/data-issues.ts';
import { type NameParts, PersonName } from '../person/type.ts';
import type { User as UserModel } from './model.ts';

const USER_TYPES = ['ORDINARY', 'API', 'UNKNOWN'] as const;

const UserType = builder.enumType('UserType', {
  description: 'What sort of user of ProBonus.',
  values: {
    ORDINARY: { description: 'A person of the staff.' },
    API: { description: 'A program, with a token of its own.' },
    UNKNOWN: { description: 'Something that this gateway does not know.' },
  } as const,
});

export const User = builder.objectRef<UserModel>('User').implement({
  description: 'A user of the ProBonus web admin or of its API.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    login: t.exposeString('login', { description: 'With what they log in.' }),
    userType: t.field({
      description: 'Which sort; null where the server does not tell.',
      type: UserType,
      nullable: true,
      resolve: ({ userType }, _, context) => {
        if (userType === null) return null;
        const known = USER_TYPES.find((one) => one === userType);
        if (!known) count(context, 'unknown_enum');
        return known ?? 'UNKNOWN';
      },
    }),
    role: t.exposeString('role', { description: 'Their role in ProBonus; null when they have none.', nullable: true }),
    email: t.exposeString('email', {
      description: 'Their e-mail address, as it is stored; null when not told.',
      nullable: true,
    }),
    name: t.field({
      description: 'Their name; null when no part of it is known.',
      type: PersonName,
      nullable: true,
      resolve: (user): NameParts | null => (user.lastName || user.firstName || user.patronymic ? user : null),
    }),
    comment: t.exposeString('comment', {
      description: 'A note of the staff; null when there is none.',
      nullable: true,
    }),
  }),
});
