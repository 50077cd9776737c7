import type { IntentChange } from './intent.ts';

/** Pause before a kept reversal is tried again. */
const KEPT_PAUSE_MS = 30_000;

type Kept = { readonly isKept?: boolean | undefined } | undefined;

/** State of a move of which nothing is on its way. A kept reversal is sent again without a client. */
export function restingState(of: Kept): 'INTENT' | 'WAITING' {
  return of?.isKept ? 'WAITING' : 'INTENT';
}

/** The change of a row whose send did not take place. */
export function resting(of: Kept, now: number): IntentChange {
  const state = restingState(of);
  return { state, lockKey: null, nextAt: state === 'WAITING' ? now + KEPT_PAUSE_MS : null };
}
