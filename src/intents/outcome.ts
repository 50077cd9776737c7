import { expiryOf, type Intent } from './intent.ts';
import type { MoveOutcome } from './move.ts';

/** The client's answer from a row. An expired key is KEY_REUSED with its date, whatever its content. */
export function outcomeOf(intent: Intent, options: { readonly replayed: boolean; readonly now: number }): MoveOutcome {
  const { state, submittedAt, result, nextAt } = intent;
  const { replayed, now } = options;
  const expiredAt = expiryOf(intent, now);
  if (expiredAt !== null) return { state: 'KEY_REUSED', submittedAt, expiredAt };
  if (state === 'SUCCEEDED' && result?.type === 'OPERATION')
    return { state: 'BOOKED', replayed, operation: result.operation };
  if (state === 'SUCCEEDED' && result?.type === 'GROUP') {
    const { processed, skipped, total, complete } = result;
    return { state: 'GROUP_BOOKED', replayed, processed, skipped, total, complete };
  }
  if (state === 'REJECTED' && result?.type === 'REFUSAL') {
    const { reason, available, status } = result;
    return { state: 'REFUSED', reason, available, status };
  }
  if (state === 'NOT_APPLIED' || state === 'CLOSED') return { state: 'NOT_APPLIED', submittedAt };
  // UNKNOWN, STUCK and any other undecided state are never answered as a failure.
  return { state: 'PENDING', submittedAt, needsOperator: state === 'STUCK', nextAt };
}

/** The outcome for a second caller with the same key. */
export function asReplay(outcome: MoveOutcome): MoveOutcome {
  return 'replayed' in outcome ? { ...outcome, replayed: true } : outcome;
}
