import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { ofAccount } from './row-call.ts';

export type Identifier = components['schemas']['Identifier'];
export type IdentifierInput = components['schemas']['IdentifierInput'];
export type TemporaryIdentifier = components['schemas']['TemporaryIdentifier'];

/** REJECTED with status 400 when any account has the value, 404 when there is no such account. */
export function addIdentifier(
  { client, context }: Upstream,
  accountId: number,
  body: IdentifierInput,
): Promise<Identifier> {
  const response = client.call('accounts.addIdentifier', { path: { id: accountId }, body }, context);
  return ofAccount('accounts.addIdentifier', accountId, response);
}

/** REJECTED with status 404 when there is no such account or identifier. */
export async function removeIdentifier(
  { client, context }: Upstream,
  accountId: number,
  identifierId: number,
): Promise<void> {
  await client.call('accounts.removeIdentifier', { path: { id: accountId, identifierId } }, context);
}

/** Length and lifetime are settings of the server. REJECTED with status 400 when the account is blocked. */
export function issueTemporaryIdentifier(
  { client, context }: Upstream,
  accountId: number,
): Promise<TemporaryIdentifier> {
  return client.call('accounts.issueTemporaryIdentifier', { path: { id: accountId } }, context);
}
