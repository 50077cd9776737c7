import type { Intent, IntentChange } from '../intent.ts';
import type { GuardedStore } from '../log/guarded-store.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { Services } from '../services.ts';
import type { SettlementEntry } from '../settlement.ts';
import { OperatorError } from './request.ts';

export interface OperatorOptions extends Services {
  readonly store: GuardedStore;
  readonly reconciler: Reconciler;
}

/** The row of a marker. Throws OperatorError where there is none. */
export async function rowOf({ store }: OperatorOptions, marker: string): Promise<Intent> {
  const [row] = await store.list({ name: marker, limit: 1 });
  if (!row) throw new OperatorError(`the log has no move with the marker ${marker}`);
  return row;
}

/** Changes a row in the state that was seen, and adds to its trail. */
export async function decideByHand(
  { store, logger }: OperatorOptions,
  row: Intent,
  { entry, change }: { entry: SettlementEntry; change: IntentChange },
): Promise<Intent> {
  const settlement = [...(row.settlement ?? []), entry];
  const changed = await store.change(row, [row.state], { ...change, settlement });
  if (!changed) throw new OperatorError('the move has changed meanwhile; look at it again with `intents show`');
  const { tenant, marker, state } = changed;
  logger.warn({ tenant, marker, state, action: entry.action }, 'an operator has decided about a move');
  return changed;
}
