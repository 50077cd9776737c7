import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { ownRow } from './own-row.ts';
import { listPage, orNull, type Page, type Window } from './page.ts';

export type AccountGroup = components['schemas']['AccountGroup'];
export type AccountGroupInput = components['schemas']['AccountGroupInput'];

export function listGroups(
  upstream: Upstream,
  query: Window & { readonly search?: string | undefined },
): Promise<Page<AccountGroup>> {
  return listPage(upstream, 'accountGroups.list', { ...query });
}

/** Null when there is none. */
export function getGroup({ client, context }: Upstream, id: number): Promise<AccountGroup | null> {
  return orNull(ownRow('accountGroups.get', id, client.call('accountGroups.get', { path: { id } }, context)));
}

/** REJECTED with status 400 when the name is taken. */
export function insertGroup({ client, context }: Upstream, body: AccountGroupInput): Promise<AccountGroup> {
  return client.call('accountGroups.insert', { body }, context);
}

/** Only what is given changes; null clears. */
export function updateGroup({ client, context }: Upstream, id: number, body: AccountGroupInput): Promise<AccountGroup> {
  return ownRow('accountGroups.update', id, client.call('accountGroups.update', { path: { id }, body }, context));
}
