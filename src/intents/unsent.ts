import { type Intent, type IntentChange, isUnused } from './intent.ts';

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

/** The server turned the last send away, and no lookup has shown yet that nothing was booked. */
export function isTurnedAway({ state, settleFrom }: Intent): boolean {
  return (state === 'INTENT' || state === 'WAITING') && settleFrom !== null;
}

/** Whether this content may be sent under the key of a row: a key whose bytes went out once keeps its content. */
export function mayBegin(row: Intent, { fingerprint }: Pick<Intent, 'fingerprint'>): boolean {
  const isOpen = (row.state === 'INTENT' || row.state === 'WAITING') && !isTurnedAway(row);
  return isUnused(row) || (isOpen && row.fingerprint === fingerprint);
}
