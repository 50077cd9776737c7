import type { Upstream } from '../client.ts';
import type { components } from '../contract.ts';
import { listPage, orNull, type Page, type Window } from './page.ts';
import { readAll } from './read-all.ts';

export type AccountGroup = components['schemas']['AccountGroup'];
export type AccountGroupInput = components['schemas']['AccountGroupInput'];

export function listAccountGroups(
  upstream: Upstream,
  query: Window & { readonly search?: string | undefined },
): Promise<Page<AccountGroup>> {
  return listPage(upstream, 'accountGroups.list', { ...query });
}

/** Null when there is none. */
export function getAccountGroup({ client, context }: Upstream, id: number): Promise<AccountGroup | null> {
  return orNull(client.call('accountGroups.get', { path: { id } }, context));
}

/** REJECTED with status 400 when the name is taken. */
export function insertAccountGroup({ client, context }: Upstream, body: AccountGroupInput): Promise<AccountGroup> {
  return client.call('accountGroups.insert', { body }, context);
}

/** Only what is given changes; null clears. */
export function updateAccountGroup(
  { client, context }: Upstream,
  id: number,
  body: AccountGroupInput,
): Promise<AccountGroup> {
  return client.call('accountGroups.update', { path: { id }, body }, context);
}

/** All of them. */
export function readAccountGroups(upstream: Upstream): Promise<AccountGroup[]> {
  return readAll(upstream, listAccountGroups);
}
