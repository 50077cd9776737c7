import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { UpstreamError, unsupported } from '../errors.ts';
import { listPage, type Page, plainPage, type QueryOf } from './list-call.ts';
import { bodyCall, getCall } from './row-call.ts';

/** One booked movement. */
export type Operation = components['schemas']['Operation'];
export type GroupOperationResult = components['schemas']['GroupOperationResult'];

/**
 * Conditions are ANDed. Times are local. At most 100 `accountIds`; several need the dialect's `operationIdsFilter`, else
 * UNSUPPORTED.
 */
export type OperationQuery = QueryOf<'operations.list', { accountIds: readonly number[]; kind: readonly string[] }>;

/**
 * Newest first: by createdAt, then id. The page as it came, with whatever total: for a caller that proves the end by rows alone.
 * `operationPage` is for all others.
 */
export function listOperations(upstream: Upstream, query: OperationQuery): Promise<Page<Operation>> {
  return readOperations(plainPage, upstream, query);
}

/** The same; its end is proven, and its total is of the list. */
export function operationPage(upstream: Upstream, query: OperationQuery): Promise<Page<Operation>> {
  return readOperations(listPage, upstream, query);
}

async function readOperations(
  read: typeof listPage,
  upstream: Upstream,
  query: OperationQuery,
): Promise<Page<Operation>> {
  if (query.groupId !== undefined && !upstream.client.appliedFilters.has(BY_GROUP))
    return withGroupChecked(upstream, () => readOfAccounts(read, upstream, query));
  return readOfAccounts(read, upstream, query);
}

const BY_GROUP = 'operations.list.groupId';
/** The largest id of most databases: no group bears it. */
const NO_GROUP = 2_147_483_647;

/**
 * Operations do not tell their group, so a group that nobody has is asked for besides, until the filter was seen to leave rows out.
 * Rejects with UNSUPPORTED, FILTER_IGNORED for a server that gives rows of it.
 */
async function withGroupChecked({ client, context }: Upstream, read: () => Promise<Page<Operation>>) {
  const query = { groupId: NO_GROUP, limit: 1 };
  const ofNoGroup = client.call('operations.list', { query }, context).catch((error: unknown) => {
    if (error instanceof UpstreamError && error.kind === 'REJECTED') return { items: [] };
    throw error;
  });
  const [{ items }, page] = await Promise.all([ofNoGroup, read()]);
  if (items.length > 0) {
    client.report({ kind: 'ignored', operation: 'operations.list', name: 'groupId' });
    throw unsupported('operations.list', 'FILTER_IGNORED');
  }
  if (page.items.length > 0) client.appliedFilters.add(BY_GROUP);
  return page;
}

async function readOfAccounts(
  read: typeof listPage,
  upstream: Upstream,
  query: OperationQuery,
): Promise<Page<Operation>> {
  const { accountIds, ...rest } = query;
  if (accountIds === undefined) return read(upstream, 'operations.list', rest);
  const [only] = accountIds;
  if (only === undefined) return { items: [], total: 0 };
  if (accountIds.length === 1) return read(upstream, 'operations.list', { ...rest, accountId: only });
  if (!upstream.client.dialect.operationIdsFilter) throw unsupported('operations.list', 'ACCOUNT_IDS');
  return read(upstream, 'operations.list', { ...rest, accountIds });
}

export const getOperation = getCall('operations.get');

/**
 * Not idempotent, like the three below: sent twice, it is booked twice. It is sent at most once; `sent` of a failure tells
 * whether the server may have booked it.
 */
export const deposit = bodyCall('operations.deposit');
export const withdraw = bodyCall('operations.withdraw');
/** Not atomic either, and may take minutes: pass `timeoutMs` and `deadline` in the context. */
export const groupDeposit = bodyCall('operations.groupDeposit');
export const groupWithdraw = bodyCall('operations.groupWithdraw');
