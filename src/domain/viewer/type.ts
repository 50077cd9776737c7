import { builder } from '../../graph/builder.ts';
import type { Principal } from '../../tenants/principal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import { authInfo } from '../../upstream/resources/users.ts';
import { userFromWire } from '../user/model.ts';
import { User } from '../user/type.ts';

const TenantInfo = builder.objectRef<Tenant>('TenantInfo').implement({
  description: 'The restaurant or chain that a credential belongs to.',
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Short name, unique on this gateway.' }),
    name: t.exposeString('name', { description: 'Display name.' }),
    timeZone: t.exposeString('timeZone', {
      description: 'IANA time zone of its days and hours, such as "Europe/Moscow".',
    }),
  }),
});

const PrincipalKind = builder.enumType('PrincipalKind', {
  description: 'Kind of a credential.',
  values: {
    API_KEY: { description: 'API key of an application.' },
    GUEST: { description: 'Token of one guest.' },
    STAFF: { description: 'Session of a ProBonus user.' },
  } as const,
});

export const Viewer = builder.objectRef<Principal>('Viewer').implement({
  description: 'The credential of the request and what it allows.',
  fields: (t) => ({
    tenant: t.field({
      description: 'Tenant whose data this credential can access.',
      type: TenantInfo,
      resolve: (_viewer, _args, context) => context.tenant,
    }),
    kind: t.field({ description: 'Kind of the credential.', type: PrincipalKind, resolve: ({ kind }) => kind }),
    name: t.exposeString('name', { description: 'ID of an API key, login of a staff user, or short name of a guest.' }),
    scopes: t.stringList({
      description: 'Scopes of the credential, in alphabetical order.',
      resolve: ({ scopes }) => [...scopes].sort(),
    }),
    user: t.field({
      description: 'ProBonus user of a staff session; null for other credentials.',
      type: User,
      nullable: true,
      resolve: async ({ kind }, _args, context) =>
        kind === 'STAFF' ? userFromWire(await authInfo(context.upstream)) : null,
    }),
  }),
});
