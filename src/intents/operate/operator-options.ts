import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Intent, IntentChange } from '../intent.ts';
import type { GuardedStore } from '../log/guarded-store.ts';
import type { Logger } from '../logger.ts';
import type { RandomBytes } from '../marker.ts';
import type { Reconciler, TenantDirectory } from '../reconcile/reconciler.ts';
import type { SettlementEntry } from '../settlement.ts';
import { OperatorError } from './request.ts';

export interface OperatorOptions {
  readonly store: GuardedStore;
  readonly tenants: TenantDirectory & { readonly all: readonly Tenant[] };
  readonly reconciler: Reconciler;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
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
