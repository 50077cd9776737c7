import type { GatewayContext } from '../../graph/context.ts';
import { fieldFault, type InputNames } from '../../graph/mutation/field-fault.ts';
import type { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused, write } from '../../graph/mutation/write.ts';
import { isRecord } from '../../lib/is-record.ts';
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

/** Whether a stored value equals the one sent. Absent, null, empty, false and zero are equal. */
function isSame(stored: unknown, sent: unknown): boolean {
  const [a, b] = [neutral(stored), neutral(sent)];
  if (Array.isArray(a) && Array.isArray(b)) return textOf([...a].sort()) === textOf([...b].sort());
  if (isRecord(b)) {
    const record = isRecord(a) ? a : {};
    return Object.entries(b).every(([key, value]) => isSame(record[key], value));
  }
  return textOf(a) === textOf(b);
}

/** Servers keep texts in one form or the other of Unicode. */
const textOf = (value: unknown) =>
  (isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)).normalize('NFC');

function neutral(value: unknown): unknown {
  const isNothing = value === undefined || value === '' || value === 0 || value === false;
  return isNothing || (Array.isArray(value) && value.length === 0) ? null : value;
}
