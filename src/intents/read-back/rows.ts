import type { Money } from '../../lib/decimal.ts';
import type { Zone } from '../../lib/local-time.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { Operation } from '../../upstream/resources/operations.ts';

/** Fields of rows as a server sends them. Their types are checked here, because no malformed value may hide a booking. */

/** Null where it cannot be read. */
export function amountOf(row: Operation): Money | null {
  try {
    return reader('Operation', row).money('amount');
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

/** Null where it is no number that the store can hold. */
export function idOf({ id }: Operation): number | null {
  return Number.isSafeInteger(id) ? id : null;
}

/** Databases write 0 where there is none. */
export function bearsReceipt({ checkNo }: Operation): boolean {
  return checkNo != null && Number(checkNo) !== 0;
}

const STORED_FIELDS = [
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

/** The row as it is stored: the contract's fields alone, their text cut at 1,000 characters. */
export function storedOperation(row: Operation): Operation {
  const stored: Record<string, unknown> = {};
  for (const field of STORED_FIELDS) {
    const value: unknown = row[field];
    if (typeof value === 'string') stored[field] = value.slice(0, MAX_TEXT);
    else if (value === null || typeof value !== 'object') stored[field] = value;
  }
  return stored as unknown as Operation;
}
