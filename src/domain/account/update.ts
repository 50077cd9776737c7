import type { GatewayContext } from '../../graph/context.ts';
import { fieldFault, type InputNames } from '../../graph/mutation/field-fault.ts';
import type { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused, write } from '../../graph/mutation/write.ts';
import { isSame } from '../../upstream/codec/rows/same-value.ts';
import {
  type Account,
  type AccountInsert,
  type AccountUpdate,
  getAccount,
  updateAccount,
} from '../../upstream/resources/accounts.ts';

interface View<T> {
  /** Payload of the mutation. Throws MALFORMED for an unreadable row. */
  readonly view: (row: Account) => T;
  /** Thrown if the account does not exist. */
  readonly missing: UserFault;
  readonly names: InputNames;
}

/** Changes an account: `send` runs once; after an unknown outcome `isDone` tells from the row whether it was done. */
export async function changeAccount<T>(
  context: GatewayContext,
  id: number,
  change: View<T> & { readonly send: () => Promise<Account>; readonly isDone: (row: Account) => boolean },
): Promise<T> {
  const { send, isDone, view, missing, names } = change;
  try {
    return await write(
      async () => view(await send()),
      async () => {
        const row = await getAccount(context.upstream, id);
        return row && isDone(row) ? view(row) : null;
      },
    );
  } catch (error) {
    if (isRefused(error, 404)) throw missing;
    throw fieldFault(error, names);
  }
}

/** Updates fields of an account. An empty body is not sent. After an unknown outcome, it is done if the row has all values sent. */
export async function updateFields<T>(
  context: GatewayContext,
  id: number,
  body: AccountUpdate,
  options: View<T>,
): Promise<T> {
  if (Object.keys(body).length === 0) {
    const row = await getAccount(context.upstream, id);
    if (row === null) throw options.missing;
    return options.view(row);
  }
  return changeAccount(context, id, {
    send: () => updateAccount(context.upstream, id, body),
    isDone: (row) => holdsAll(row, body),
    ...options,
  });
}

/** Whether a row has all values that were sent. */
export function holdsAll(row: Account, body: Partial<AccountInsert>): boolean {
  return Object.entries(body).every(([property, value]) => isSame(row[property as keyof Account], value));
}
