import type { Clock } from '../../lib/clock.ts';
import type { CallStats } from '../../upstream/call-stats.ts';
import type { Intent } from '../intent.ts';
import type { IntentStore } from '../store/store.ts';
import type { Reconciler } from './reconciler.ts';

/** An outcome of this age is looked up once more before it is first given: the move may have been booked since. */
const OLD_MS = 30_000;

/**
 * Notes that a client gets "not booked", before it does: from then on it stays so, whatever an audit finds. Resolves with the row to be
 * reported, which may be another outcome. Rejects with IntentStoreError.
 */
export type Telling = (
  row: Intent,
  options: { readonly deadline: number; readonly stats?: CallStats | undefined },
) => Promise<Intent>;

export function createTelling(options: { store: IntentStore; reconciler: Reconciler; clock: Clock }): Telling {
  const { store, reconciler, clock } = options;
  return async (row, asked) => {
    const { state, toldAt, expiredAt, settledAt, settleFrom } = row;
    if ((state !== 'NOT_APPLIED' && state !== 'REJECTED') || toldAt !== null || expiredAt !== null) return row;
    const now = clock.now();
    // Nothing was sent of a reversal whose original was not booked.
    const isOld = settleFrom !== null && now - (settledAt ?? now) > OLD_MS && now < asked.deadline;
    const found = state === 'NOT_APPLIED' && isOld ? await reconciler.inspect(row, asked) : row;
    if (found.state !== state) return found;
    return (await store.change(found, [state], { toldAt: clock.now() })) ?? (await store.get(row)) ?? row;
  };
}
