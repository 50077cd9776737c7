import { rowFieldsOf } from '../contract/rows.ts';
import { type OperationId, operations } from '../contract/schemas.ts';
import type { CallArgs, UpstreamClient } from '../upstream/client.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { forbiddenToGuests } from './errors.ts';

/** Where a call names the account that it is about; `any` for what every guest may read. */
type Place = 'path' | 'accountId' | 'answer' | 'any';

/** Calls whose place the contract does not tell. */
const CALLS: Partial<Record<OperationId, Place>> = {
  'accounts.get': 'path',
  'accounts.update': 'path',
  'accounts.balance': 'path',
  'accounts.report': 'path',
  'accounts.issueTemporaryIdentifier': 'path',
  'accountGroups.list': 'any',
  'discounts.list': 'any',
  'identifierTypes.list': 'any',
  'restaurants.list': 'any',
  'settings.public': 'any',
};

/** Lists of rows that bear an account name it in their query, single rows in the answer. All other calls are closed to guests. */
function placeOf(operation: OperationId): Place | undefined {
  const { method, parameters } = operations[operation];
  if (CALLS[operation] || method !== 'GET' || !Object.hasOwn(rowFieldsOf(operation), 'accountId'))
    return CALLS[operation];
  if (parameters.accountId) return 'accountId';
  return parameters.id ? 'answer' : undefined;
}

/**
 * A tenant's client for the requests of one guest. Resolvers compare what they are asked for with the guest's own row; this is
 * the wall behind them: a call about another account is never sent, and an operation of another card is as absent.
 */
export function guestClient(client: UpstreamClient, guestId: number): UpstreamClient {
  return {
    ...client,
    async call(operation, args, context) {
      const place = placeOf(operation);
      if (place === undefined || accountOf(place, args, guestId) !== guestId) throw forbiddenToGuests(operation);
      const response = await client.call(operation, args, context);
      if (place === 'answer' && (response as { accountId?: unknown }).accountId !== guestId) throw notFound(operation);
      return response;
    },
  };
}

function accountOf(place: Place, { path, query }: CallArgs, guestId: number): unknown {
  if (place === 'path') return path?.id;
  return place === 'accountId' ? query?.accountId : guestId;
}

function notFound(operation: OperationId): UpstreamError {
  return new UpstreamError({ kind: 'REJECTED', sent: 'ANSWERED', operation, status: 404 });
}
