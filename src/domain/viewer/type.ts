import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import type { Principal } from '../../tenants/principal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import { guestById } from '../guest/loaders.ts';
import { shortName } from '../person/type.ts';
import { User } from '../user/type.ts';
import { sessionUser } from './loaders.ts';

const TenantInfo = builder.objectRef<Tenant>('TenantInfo').implement({
  description: 'The restaurant or chain that a credential belongs to.',
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Short name, unique on this gateway.', guest: true }),
    name: t.exposeString('name', { description: 'Display name.', guest: true }),
    timeZone: t.exposeString('timeZone', {
      description: 'IANA time zone of its days and hours, such as "Europe/Moscow".',
      guest: true,
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

/** The short name of a guest; the name of the principal if the guest has none or cannot be read. */
async function guestName(context: GatewayContext, { name, guestId }: Principal): Promise<string> {
  const guest = await guestById(context, guestId ?? null).catch(() => null);
  return (guest && shortName(guest)) || name;
}

export const Viewer = builder.objectRef<Principal>('Viewer').implement({
  description: 'The credential of the request and what it allows.',
  fields: (t) => ({
    tenant: t.field({
      description: 'Tenant whose data this credential can access.',
      type: TenantInfo,
      guest: true,
      resolve: (_viewer, _args, context) => context.tenant,
    }),
    kind: t.field({
      description: 'Kind of the credential.',
      type: PrincipalKind,
      guest: true,
      resolve: ({ kind }) => kind,
    }),
    name: t.string({
      description: 'ID of an API key, login of a staff user, or short name of a guest.',
      guest: true,
      resolve: (principal, _args, context) =>
        principal.kind === 'GUEST' ? guestName(context, principal) : principal.name,
    }),
    scopes: t.stringList({
      description:
        'Scopes of the credential, in alphabetical order. Empty for a guest token: the descriptions of fields say what it can access.',
      guest: true,
      resolve: ({ kind, scopes }) => (kind === 'GUEST' ? [] : [...scopes].sort()),
    }),
    user: t.field({
      description: 'ProBonus user of a staff session; null for other credentials.',
      type: User,
      nullable: true,
      guest: true,
      resolve: ({ kind }, _args, context) => (kind === 'STAFF' ? sessionUser(context) : null),
    }),
  }),
});
