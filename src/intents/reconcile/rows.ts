import type { Money } from '../../lib/decimal.ts';
import type { Zone } from '../../lib/local-time.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import type { Operation } from '../../upstream/resources/operations.ts';

/** Rows as a server gives them: that they have the contract's types is not believed here, for no odd value may hide a booking. */

/** Null where it cannot be read. */
export function amountOf({ amount }: Operation): Money | null {
  try {
    return read.money(amount, 'Operation.amount');
  } catch {
    return null;
  }
}

export function reasonOf({ reason }: Operation): string {
  return typeof reason === 'string' ? reason : '';
}

/** Null where it cannot be read. */
export function timeOf({ createdAt }: Operation, zone: Zone): number | null {
  return typeof createdAt === 'string' ? zone.toInstant(createdAt) : null;
}

/** Null where it is no number that the log could hold. */
export function idOf({ id }: Operation): number | null {
  return Number.isSafeInteger(id) ? id : null;
}

const KEPT = [
  'id',
  'accountId',
  'identifierId',
  'kind',
  'amount',
  'reason',
  'createdAt',
  'businessDate',
  'restaurantId',
  'stationNo',
  'checkNo',
  'userLogin',
  'availableFrom',
  'expiresAt',
  'balanceAfter',
] as const satisfies readonly (keyof Operation)[];
const MAX_TEXT = 1000;

/** What of a row is worth keeping in the log: the contract's fields, none of them without end. */
export function keptOf(row: Operation): Operation {
  const kept: Record<string, unknown> = {};
  for (const field of KEPT) {
    const value: unknown = row[field];
    if (typeof value === 'string') kept[field] = value.slice(0, MAX_TEXT);
    else if (value === null || typeof value !== 'object') kept[field] = value;
  }
  return kept as unknown as Operation;
}
