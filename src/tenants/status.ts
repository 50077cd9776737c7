import type { Tenants } from './registry.ts';

/** How each tenant's server is doing, for operators. Holds no address, login or text of the server. */
export function statusOf(tenants: Tenants) {
  return tenants.all.map(({ slug, client, oddities }) => {
    const { loginFailure, ...status } = client.status();
    return { slug, ...status, loginFailure: loginFailure?.kind ?? null, oddities: Object.fromEntries(oddities) };
  });
}
