import { addMoney, compareMoney, type Money } from '../../lib/decimal.ts';
import type { Upstream } from '../../upstream/client.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { UpstreamError } from '../../upstream/errors.ts';
import { type Account, getAccount } from '../../upstream/resources/accounts.ts';
import { accountsByIds } from '../../upstream/resources/accounts-by-ids.ts';
import type { GroupOperationResult } from '../../upstream/resources/operations.ts';
import {
  type GroupMove,
  isGroupMove,
  type Move,
  type Refusal,
  type RefusalReason,
  type SkippedCard,
  signOf,
} from '../move.ts';

/** Skipped cards of one group move that are read for a reason; the others get OTHER. */
const MAX_EXPLAINED = 1000;

/** Why a move was refused. Read from the card, never from the server's text; OTHER where the card cannot be read. */
export async function explainRefusal(upstream: Upstream, move: Move, error: UpstreamError): Promise<Refusal> {
  const status = error.status ?? 0;
  const refusal = (reason: RefusalReason, available: Money | null = null): Refusal => ({
    type: 'REFUSAL',
    reason,
    available,
    status,
  });
  if (error.kind === 'REJECTED' && status === 404) return refusal('NOT_FOUND');
  if (status !== 400 || isGroupMove(move)) return refusal('OTHER');
  const account = await getAccount(upstream, move.cardId).catch((failure: Error) => failure);
  if (account === null) return refusal('NOT_FOUND');
  const found = account instanceof Error ? null : objection(account, move);
  return found ? refusal(found.reason, found.available) : refusal('OTHER');
}

/** The skipped cards of a group move with the reason that each card shows. */
export async function explainSkipped(
  upstream: Upstream,
  move: GroupMove,
  skipped: GroupOperationResult['skipped'],
): Promise<SkippedCard[]> {
  const ids = skipped.map(({ accountId }) => accountId);
  const accounts = await accountsByIds(upstream, ids.slice(0, MAX_EXPLAINED)).catch(() => []);
  return ids.map((accountId, at) => {
    const account = accounts[at];
    if (account === null) return { accountId, reason: 'NOT_FOUND' };
    const found = account === undefined || account instanceof Error ? null : objection(account, move);
    return { accountId, reason: found?.reason ?? 'OTHER' };
  });
}

/** Blocked first, then funds. Null where the card shows no obstacle, or its amounts cannot be read. */
function objection(account: Account, move: Move): { reason: RefusalReason; available: Money | null } | null {
  if (account.isBlocked === true) return { reason: 'BLOCKED', available: null };
  if (signOf(move) === 1) return null;
  try {
    const field = reader('Account', account);
    const available = addMoney(field.money('balance'), field.optionalMoney('creditLimit') ?? 0);
    return compareMoney(move.amount, available) > 0 ? { reason: 'INSUFFICIENT', available } : null;
  } catch {
    return null;
  }
}
