import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { ownRow } from './own-row.ts';
import { listPage, orNull, type Page, type Window } from './page.ts';

export type IdentifierType = components['schemas']['IdentifierType'];
export type IdentifierTypeInput = components['schemas']['IdentifierTypeInput'];

export function listIdentifierTypes(upstream: Upstream, query: Window): Promise<Page<IdentifierType>> {
  return listPage(upstream, 'identifierTypes.list', { ...query });
}

/** Null when there is none. */
export function getIdentifierType({ client, context }: Upstream, id: number): Promise<IdentifierType | null> {
  return orNull(ownRow('identifierTypes.get', id, client.call('identifierTypes.get', { path: { id } }, context)));
}

export function insertIdentifierType(
  { client, context }: Upstream,
  body: IdentifierTypeInput,
): Promise<IdentifierType> {
  return client.call('identifierTypes.insert', { body }, context);
}

/** Only what is given changes. */
export function updateIdentifierType(
  { client, context }: Upstream,
  id: number,
  body: IdentifierTypeInput,
): Promise<IdentifierType> {
  return ownRow('identifierTypes.update', id, client.call('identifierTypes.update', { path: { id }, body }, context));
}
