import type { Upstream } from '../client.ts';
import type { components } from '../contract.ts';
import { listPage, type Page, type Window } from './page.ts';
import { readAll } from './read-all.ts';

/** A user of the web admin or of the API. */
export type User = components['schemas']['User'];

export function listUsers(
  upstream: Upstream,
  query: Window & { readonly search?: string | undefined },
): Promise<Page<User>> {
  return listPage(upstream, 'users.list', { ...query });
}

/** All of them. */
export function readUsers(upstream: Upstream): Promise<User[]> {
  return readAll(upstream, listUsers);
}
