import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { unsupported } from '../errors.ts';
import { ownRow } from './own-row.ts';
import { listPage, orNull, type Page, type Window } from './page.ts';

/** One booked movement. */
export type Operation = components['schemas']['Operation'];
export type DepositInput = components['schemas']['DepositInput'];
export type WithdrawInput = components['schemas']['WithdrawInput'];
export type GroupDepositInput = components['schemas']['GroupDepositInput'];
export type GroupWithdrawInput = components['schemas']['GroupWithdrawInput'];
export type GroupOperationResult = components['schemas']['GroupOperationResult'];

/** Conditions are ANDed. Times are local: `dateFrom` inclusive, `dateTo` exclusive. */
export interface OperationQuery extends Window {
  readonly accountId?: number | undefined;
  /** At most 100; several need the dialect's `operationIdsFilter`, else UNSUPPORTED. */
  readonly accountIds?: readonly number[] | undefined;
  readonly groupId?: number | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly restaurantId?: number | undefined;
  readonly dateFrom?: string | undefined;
  readonly dateTo?: string | undefined;
  /** Part of the reason. */
  readonly search?: string | undefined;
}

/** Newest first (createdAt, then id). */
export async function listOperations(upstream: Upstream, query: OperationQuery): Promise<Page<Operation>> {
  const { accountIds, ...rest } = query;
  if (accountIds === undefined) return listPage(upstream, 'operations.list', rest);
  const [only] = accountIds;
  if (only === undefined) return { items: [], total: 0 };
  if (accountIds.length === 1) return listPage(upstream, 'operations.list', { ...rest, accountId: only });
  if (!upstream.client.dialect.operationIdsFilter) throw unsupported('operations.list', 'ACCOUNT_IDS');
  return listPage(upstream, 'operations.list', { ...rest, accountIds });
}

/** Null when there is none. */
export function getOperation({ client, context }: Upstream, id: number): Promise<Operation | null> {
  return orNull(ownRow('operations.get', id, client.call('operations.get', { path: { id } }, context)));
}

/**
 * NOT idempotent, like the three below: sent twice, it is booked twice. It is sent at most once, whatever happens; look at
 * `sent` of a failure to know what may have happened.
 */
export function deposit({ client, context }: Upstream, body: DepositInput): Promise<Operation> {
  return client.call('operations.deposit', { body }, context);
}

export function withdraw({ client, context }: Upstream, body: WithdrawInput): Promise<Operation> {
  return client.call('operations.withdraw', { body }, context);
}

/** Not atomic either, and may take minutes: give the context a `timeoutMs` and a `deadline`. */
export function groupDeposit({ client, context }: Upstream, body: GroupDepositInput): Promise<GroupOperationResult> {
  return client.call('operations.groupDeposit', { body }, context);
}

export function groupWithdraw({ client, context }: Upstream, body: GroupWithdrawInput): Promise<GroupOperationResult> {
  return client.call('operations.groupWithdraw', { body }, context);
}
