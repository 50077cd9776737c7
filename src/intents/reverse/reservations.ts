import { addMoney, compareMoney, type Money } from '../../lib/decimal.ts';
import { type Intent, isFinal, isUnused } from '../intent.ts';
import type { ReservedPart } from '../settlement.ts';
import type { IntentStore } from '../store/store.ts';
import { isBooked, type Original } from './reversal.ts';

/** Rows of one original that are read. */
const MOST = 1000;
/** After the time by which a reversal must have begun, its part is free where it has not. */
const GRACE_MS = 30_000;

/**
 * Parts of booked moves that their reversals have taken. They stand in the row of the original and change by compare-and-set alone, so
 * that two reversals never take the same part, in whichever process.
 */
export interface Reservations {
  /** The part of this reversal, reserved now or before. Else what is left; null where the row changed meanwhile. */
  reserve(
    original: Original,
    part: { readonly key: string; readonly amount: Money | null; readonly until: number },
    now: number,
  ): Promise<{ readonly original: Intent; readonly amount: Money } | { readonly left: Money } | null>;
  /** Sum of the booked reversals of an original. */
  reversedTotal(original: Pick<Intent, 'tenant' | 'principal' | 'key'>): Promise<Money>;
}

export function createReservations(store: IntentStore): Reservations {
  const reversalsOf = async ({ tenant, principal, key }: Pick<Intent, 'tenant' | 'principal' | 'key'>) => {
    const rows = await store.list({ tenant, reverses: key, limit: MOST });
    return rows.filter((row) => row.principal === principal);
  };

  return {
    async reserve(original, { key, amount, until }, now) {
      const rows = new Map((await reversalsOf(original)).map((row) => [row.key, row]));
      const held = (original.reversals ?? []).filter((part) => isHeld(part, rows.get(part.key), now));
      const own = held.find((part) => part.key === key);
      const others = held.filter((part) => part !== own);
      const left = others.reduce<Money>((rest, part) => addMoney(rest, -part.amount), original.move.amount);
      const wanted = amount ?? own?.amount ?? left;
      // The same key with another amount at the same time: the part that the first one may send stays as it is.
      if (own && compareMoney(own.amount, wanted) !== 0) return null;
      if (compareMoney(wanted, 0) <= 0 || compareMoney(wanted, left) > 0) return { left };
      const reversals = [...others, { key, amount: wanted, until }];
      const changed = await store.change(original, [original.state], { reversals }, { reversals: original.reversals });
      return changed && { original: changed, amount: wanted };
    },
    async reversedTotal(original) {
      const booked = (await reversalsOf(original)).filter(isBooked);
      return booked.reduce<Money>((sum, { move }) => addMoney(sum, move?.amount ?? 0), 0);
    },
  };
}

/** A refusal and what was not booked give the part back; so does a reversal that never began, or was closed before. */
function isHeld({ until }: ReservedPart, row: Intent | undefined, now: number): boolean {
  if (row === undefined || isUnused(row)) return now <= until + GRACE_MS;
  return isBooked(row) || !isFinal(row.state);
}
