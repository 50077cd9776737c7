import { builder } from '../../graph/builder.ts';
import { type GatewayContext, unauthenticated } from '../../graph/context.ts';
import type { Principal } from '../../tenants/principal.ts';
import { Viewer } from './type.ts';

function viewer({ principal }: GatewayContext): Principal {
  if (!principal) throw unauthenticated();
  return principal;
}

builder.queryField('viewer', (t) =>
  t.field({
    description: 'Tenant, kind and scopes of the credential of this request.',
    type: Viewer,
    guest: true,
    resolve: (_root, _args, context) => viewer(context),
  }),
);
