import { createHash } from 'node:crypto';
import { isGroupMove, type Move } from '../move.ts';

/**
 * Equal for equal content, however it was written: amounts are minor units here, absent dates are null, and the reason may differ in
 * its Unicode form and its spaces.
 */
export function fingerprintOf(move: Move): string {
  return hashOf(move, move.reason.normalize('NFC').replace(/\s+/gu, ' '));
}

/** The fingerprint that earlier versions of the gateway stored for this content. */
export function formerFingerprintOf(move: Move): string {
  return hashOf(move, move.reason);
}

function hashOf(move: Move, reason: string): string {
  const { kind, amount, availableFrom = null, expiresAt = null } = move;
  const target = isGroupMove(move) ? move.groupId : move.cardId;
  const content = JSON.stringify([kind, target, String(amount), reason, availableFrom, expiresAt]);
  return createHash('sha256').update(content).digest('base64url');
}
