import { builder } from '../../graph/builder.ts';
import type { Principal } from '../../tenants/principal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import { authInfo } from '../../upstream/resources/users.ts';
import { userFromWire } from '../user/model.ts';
import { User } from '../user/type.ts';

const TenantInfo = builder.objectRef<Tenant>('TenantInfo').implement({
  description: 'The restaurant or chain that a credential belongs to.',
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Its short name, part of every id.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    timeZone: t.exposeString('timeZone', {
      description: 'IANA name of the zone in which its days and hours are meant.',
    }),
  }),
});

const PrincipalKind = builder.enumType('PrincipalKind', {
  description: 'What sort of credential asks.',
  values: {
    API_KEY: { description: 'The key of a module.' },
    GUEST: { description: 'The token of one guest.' },
    STAFF: { description: 'The session of a user of ProBonus.' },
  } as const,
});

export const Viewer = builder.objectRef<Principal>('Viewer').implement({
  description: 'Who asks, and what they may.',
  fields: (t) => ({
    tenant: t.field({
      description: 'Whose data this credential sees; it sees no other.',
      type: TenantInfo,
      resolve: (_viewer, _args, context) => context.tenant,
    }),
    kind: t.field({ description: 'What sort of credential it is.', type: PrincipalKind, resolve: ({ kind }) => kind }),
    name: t.exposeString('name', { description: 'Id of the key, login of the user, or the short name for a guest.' }),
    scopes: t.stringList({
      description: 'What it may, in alphabetic order.',
      resolve: ({ scopes }) => [...scopes].sort(),
    }),
    user: t.field({
      description: 'The user of ProBonus behind a staff session; null for other credentials.',
      type: User,
      nullable: true,
      resolve: async ({ kind }, _args, context) =>
        kind === 'STAFF' ? userFromWire(await authInfo(context.upstream)) : null,
    }),
  }),
});
