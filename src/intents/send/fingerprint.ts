import { createHash } from 'node:crypto';
import { isGroupMove, type Move } from '../move.ts';

/** Equal for equal content, however it was written: amounts are minor units here, absent dates are null. */
export function fingerprintOf(move: Move): string {
  const { kind, amount, reason, availableFrom = null, expiresAt = null } = move;
  const target = isGroupMove(move) ? move.groupId : move.cardId;
  const content = JSON.stringify([kind, target, String(amount), reason, availableFrom, expiresAt]);
  return createHash('sha256').update(content).digest('base64url');
}
