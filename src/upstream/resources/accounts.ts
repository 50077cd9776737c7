import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { ofAccount, ownRow } from './own-row.ts';
import { listPage, orNull, type Page, type Window } from './page.ts';

/** A guest and what the guest holds, in one row. */
export type Account = components['schemas']['Account'];
export type AccountInsert = components['schemas']['AccountInsert'];
export type AccountUpdate = components['schemas']['AccountUpdate'];
export type AccountBalance = components['schemas']['AccountBalance'];
export type AccountReport = components['schemas']['AccountReport'];

/** Conditions are ANDed. Times are local, as `client.zone` makes them. */
export interface AccountQuery extends Window {
  /** At most 100, and only where the dialect has the ids filter: see `accountsByIds`. */
  readonly ids?: readonly number[] | undefined;
  readonly groupId?: number | undefined;
  readonly discountId?: number | undefined;
  readonly tagId?: number | undefined;
  /** A contact phone or a phone identifier, digits only. */
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  /** Exact value. */
  readonly identifier?: string | undefined;
  readonly isBlocked?: boolean | undefined;
  /** `MM-DD`; `birthdayTo` may lie before `birthdayFrom`, over New Year. */
  readonly birthdayFrom?: string | undefined;
  readonly birthdayTo?: string | undefined;
  readonly registeredFrom?: string | undefined;
  readonly registeredTo?: string | undefined;
  readonly updatedFrom?: string | undefined;
  readonly search?: string | undefined;
  readonly sort?: 'id' | 'lastName' | 'balance' | 'registeredAt' | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
}

export function listAccounts(upstream: Upstream, query: AccountQuery): Promise<Page<Account>> {
  return listPage(upstream, 'accounts.list', { ...query });
}

/** Null when there is none. */
export function getAccount({ client, context }: Upstream, id: number): Promise<Account | null> {
  return orNull(ownRow('accounts.get', id, client.call('accounts.get', { path: { id } }, context)));
}

/** By card number, phone identifier or live temporary identifier; null when nobody has it, or it has expired. */
export function accountByIdentifier(
  { client, context }: Upstream,
  query: { readonly value: string; readonly typeId?: number | undefined },
): Promise<Account | null> {
  return orNull(client.call('accounts.byIdentifier', { query: { ...query } }, context));
}

/** REJECTED with status 400 when an identifier is taken. */
export function insertAccount({ client, context }: Upstream, body: AccountInsert): Promise<Account> {
  return client.call('accounts.insert', { body }, context);
}

/** Only what is given changes; null clears. */
export function updateAccount({ client, context }: Upstream, id: number, body: AccountUpdate): Promise<Account> {
  return ownRow('accounts.update', id, client.call('accounts.update', { path: { id }, body }, context));
}

export function blockAccount({ client, context }: Upstream, id: number, reason?: string | null): Promise<Account> {
  const body = reason == null ? {} : { reason };
  return ownRow('accounts.block', id, client.call('accounts.block', { path: { id }, body }, context));
}

export function unblockAccount({ client, context }: Upstream, id: number): Promise<Account> {
  return ownRow('accounts.unblock', id, client.call('accounts.unblock', { path: { id } }, context));
}

/** What can be spent now, later, and until when; null when there is no such account. */
export function accountBalance({ client, context }: Upstream, id: number): Promise<AccountBalance | null> {
  return orNull(ofAccount('accounts.balance', id, client.call('accounts.balance', { path: { id } }, context)));
}

/** Spending and the place on the ladder; null when there is no such account. */
export function accountReport({ client, context }: Upstream, id: number): Promise<AccountReport | null> {
  return orNull(ofAccount('accounts.report', id, client.call('accounts.report', { path: { id } }, context)));
}
