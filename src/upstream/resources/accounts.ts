import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { isLeftOut } from '../codec/rows/leave-out.ts';
import { malformed, unsupported } from '../errors.ts';
import { listPage, type Page, type QueryOf } from './list-call.ts';
import { bodyCall, getCall, ofAccount, orNull, rowCall } from './row-call.ts';
import { watchedUpdate } from './watched-update.ts';

/** A guest, and the guest's card, in one row. */
export type Account = components['schemas']['Account'];
export type AccountInsert = components['schemas']['AccountInsert'];
export type AccountUpdate = components['schemas']['AccountUpdate'];
export type AccountBalance = components['schemas']['AccountBalance'];
export type AccountReport = components['schemas']['AccountReport'];

/** Conditions are ANDed. Times are local. At most 100 `ids`, and only by the dialect's ids filter: see `accountsByIds`. */
export type AccountQuery = QueryOf<'accounts.list', { ids: readonly number[] }>;

export function listAccounts(upstream: Upstream, query: AccountQuery): Promise<Page<Account>> {
  return listPage(upstream, 'accounts.list', query);
}

export const getAccount = getCall('accounts.get');

type IdentifierQuery = { readonly value: string; readonly typeId?: number | undefined };

/**
 * By card number, phone identifier or live temporary identifier; null for a value nobody has, or an expired one. A server
 * without that operation is asked for its list.
 */
export function accountByIdentifier(upstream: Upstream, query: IdentifierQuery): Promise<Account | null> {
  const { client, context } = upstream;
  if (!client.dialect.supports('accounts.byIdentifier')) return accountInList(upstream, query);
  return orNull(upstream, 'accounts.byIdentifier', client.call('accounts.byIdentifier', { query }, context));
}

/** Rejects with UNSUPPORTED, FILTER_IGNORED for a row that does not tell that it has the value: it may be of anybody. */
async function accountInList(upstream: Upstream, { value, typeId }: IdentifierQuery): Promise<Account | null> {
  const page = await listPage(upstream, 'accounts.list', { identifier: value, limit: 2 });
  const items = page.items.filter((row) => !isLeftOut(row));
  const ofValue = (row: Account) =>
    Array.isArray(row.identifiers) ? row.identifiers.filter((one) => one?.value === value) : [];
  if (items.some((row) => ofValue(row).length === 0)) throw unsupported('accounts.list', 'FILTER_IGNORED');
  const [found = null, another] = items.filter((row) =>
    ofValue(row).some((one) => typeId === undefined || one.typeId === typeId),
  );
  if (another) throw malformed('accounts.list', 'AMBIGUOUS');
  return found;
}

/** REJECTED with status 400 when an identifier is taken. */
export const insertAccount = bodyCall('accounts.insert');
/** Absent properties stay, null clears: also on a server that replaces the row, as `dialect.update` says. */
export const updateAccount = watchedUpdate('accounts.update', 'accounts.get');

export function blockAccount(upstream: Upstream, id: number, reason?: string | null): Promise<Account> {
  return rowCall(upstream, 'accounts.block', id, reason == null ? {} : { reason });
}

export function unblockAccount(upstream: Upstream, id: number): Promise<Account> {
  return rowCall(upstream, 'accounts.unblock', id);
}

/** Amounts that can be spent now and later, and until when; null when there is no such account. */
export function accountBalance(upstream: Upstream, id: number): Promise<AccountBalance | null> {
  const row = upstream.client.call('accounts.balance', { path: { id } }, upstream.context);
  return orNull(upstream, 'accounts.balance', ofAccount('accounts.balance', id, row));
}

/** Spending and the place on the ladder; null when there is no such account. */
export function accountReport(upstream: Upstream, id: number): Promise<AccountReport | null> {
  const row = upstream.client.call('accounts.report', { path: { id } }, upstream.context);
  return orNull(upstream, 'accounts.report', ofAccount('accounts.report', id, row));
}
