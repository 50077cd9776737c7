import type { OperationId } from '../contract/schemas.ts';
import type { CallArgs, UpstreamClient } from '../upstream/client.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { forbiddenToGuests } from './errors.ts';

/** Where a call names the account that it is about; `any` for what every guest may read. */
const CALLS: Partial<Record<OperationId, 'path' | 'accountId' | 'answer' | 'any'>> = {
  'accounts.get': 'path',
  'accounts.update': 'path',
  'accounts.balance': 'path',
  'accounts.report': 'path',
  'accounts.issueTemporaryIdentifier': 'path',
  'operations.list': 'accountId',
  'operations.get': 'answer',
  'accountGroups.list': 'any',
  'discounts.list': 'any',
  'identifierTypes.list': 'any',
  'restaurants.list': 'any',
  'settings.public': 'any',
};

/**
 * A tenant's client for the requests of one guest. Resolvers compare what they are asked for with the guest's own row; this is
 * the wall behind them: a call about another account is never sent, and an operation of another card is as absent.
 */
export function guestClient(client: UpstreamClient, guestId: number): UpstreamClient {
  return {
    ...client,
    async call(operation, args, context) {
      const rule = CALLS[operation];
      if (rule === undefined || accountOf(rule, args, guestId) !== guestId) throw forbiddenToGuests(operation);
      const response = await client.call(operation, args, context);
      if (rule === 'answer' && (response as { accountId?: unknown }).accountId !== guestId) throw notFound(operation);
      return response;
    },
  };
}

function accountOf(rule: 'path' | 'accountId' | 'answer' | 'any', { path, query }: CallArgs, guestId: number): unknown {
  if (rule === 'path') return path?.id;
  return rule === 'accountId' ? query?.accountId : guestId;
}

function notFound(operation: OperationId): UpstreamError {
  return new UpstreamError({ kind: 'REJECTED', sent: 'ANSWERED', operation, status: 404 });
}
