import type { GatewayContext } from '../graph/context.ts';
import { fieldFault, isRefused, write } from '../graph/mutation.ts';
import type { UserFault } from '../graph/user-error.ts';
import {
  type Account,
  type AccountInsert,
  type AccountUpdate,
  getAccount,
  updateAccount,
} from '../upstream/resources/accounts.ts';

/** One change of one account: `send` does it once, `isDone` tells from the row whether it was done. `missing` is thrown where there is none. */
export async function changeAccount(
  context: GatewayContext,
  id: number,
  change: {
    send: () => Promise<Account>;
    isDone: (row: Account) => boolean;
    missing: UserFault;
    names: Readonly<Record<string, readonly string[]>>;
  },
): Promise<Account> {
  try {
    return await write(change.send, async () => {
      const row = await getAccount(context.upstream, id);
      return row && change.isDone(row) ? row : null;
    });
  } catch (error) {
    if (isRefused(error, 404)) throw change.missing;
    throw fieldFault(error, change.names);
  }
}

/** An update of fields. Where the outcome is unknown it counts as done when every field sent is there. */
export function updateFields(
  context: GatewayContext,
  id: number,
  body: AccountUpdate,
  options: { missing: UserFault; names: Readonly<Record<string, readonly string[]>> },
): Promise<Account> {
  return changeAccount(context, id, {
    send: () => updateAccount(context.upstream, id, body),
    isDone: (row) => holdsAll(row, body),
    ...options,
  });
}

/** Whether a row has every property that was sent. */
export function holdsAll(row: Account, body: Partial<AccountInsert>): boolean {
  return Object.entries(body).every(([property, value]) => isSame(row[property as keyof Account], value));
}

/** Whether a stored value is the one that was sent: what is absent, null, empty and nothing are one. */
function isSame(stored: unknown, sent: unknown): boolean {
  const neutral = (value: unknown) =>
    value === undefined || value === '' || value === 0 || (Array.isArray(value) && value.length === 0) ? null : value;
  const [a, b] = [neutral(stored), neutral(sent)];
  if (Array.isArray(a) && Array.isArray(b)) return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    return Object.entries(b).every(([key, value]) => isSame((a as Record<string, unknown>)[key], value));
  }
  return String(a) === String(b);
}
