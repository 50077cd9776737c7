import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { listPage, type Page, type Window } from './page.ts';

/** A user of the web admin or of the API. */
export type User = components['schemas']['User'];

export function listUsers(
  upstream: Upstream,
  query: Window & { readonly search?: string | undefined },
): Promise<Page<User>> {
  return listPage(upstream, 'users.list', { ...query });
}

/** Whom the token of these calls belongs to. */
export function authInfo({ client, context }: Upstream): Promise<User> {
  return client.call('auth.info', {}, context);
}
