import type { GatewayContext } from '../../graph/context.ts';
import type { UserFault } from '../../graph/mutation/user-error.ts';
import { type AccountRow, accounts } from './loaders.ts';

/**
 * The account of a guest token, read once per request; undefined for other credentials. A guest's lookups are compared with this
 * row alone, so that an account of another guest costs and answers the same as one that does not exist.
 */
export function ownAccount(
  context: GatewayContext,
  isWanted: (row: AccountRow) => boolean = () => true,
): Promise<AccountRow | null> | undefined {
  const { principal } = context;
  if (principal?.guestId === undefined) return undefined;
  return accounts(context)
    .load(principal.guestId)
    .then((row) => (row && isWanted(row) ? row : null));
}

/** An account by upstream id; null if it does not exist or a guest token cannot access it. A null id finds nothing. */
export async function accountById(context: GatewayContext, id: number | null): Promise<AccountRow | null> {
  const own = ownAccount(context, (row) => row.id === id);
  if (own !== undefined) return own;
  return id === null ? null : accounts(context).load(id);
}

/** The id of an account to change. Throws `missing` for a null id, and if a guest token cannot access the account. */
export async function changeableId(
  context: GatewayContext,
  id: number | null,
  missing: () => UserFault,
): Promise<number> {
  // Read for a null id as well, so that an id of another tenant costs a guest the same.
  const own = await ownAccount(context, (row) => row.id === id);
  if (id === null || own === null) throw missing();
  context.people.ask(id);
  return id;
}
