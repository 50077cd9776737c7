import { enumValues } from '../../contract/names.ts';
import type { components } from '../../contract/types.ts';
import type { Money } from '../../lib/decimal.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import { asLeftOut } from '../../upstream/codec/rows/leave-out.ts';
import type { Operation as Row } from '../../upstream/resources/operations.ts';

export type KnownKind = components['schemas']['OperationKind'];
export type OperationKind = KnownKind | 'UNKNOWN';

const LISTED: ReadonlySet<string> = new Set(enumValues('OperationKind'));

/** A booked movement. Times are as the server wrote them. */
export interface Operation {
  readonly __typename: 'Operation';
  readonly id: number;
  readonly cardId: number;
  readonly identifierId: number | null;
  readonly kind: OperationKind;
  readonly amount: Money;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly businessDate: string | null;
  readonly restaurantId: number | null;
  readonly station: number | null;
  readonly number: number | null;
  readonly user: string | null;
  readonly availableFrom: string | null;
  readonly expiresAt: string | null;
  readonly balanceAfter: Money | null;
}

export function operationFromWire(row: Row): Operation {
  const field = reader('Operation', row);
  const kind = field.text('kind');
  return asLeftOut(row, {
    __typename: 'Operation' as const,
    id: field.id('id'),
    cardId: field.id('accountId'),
    identifierId: field.optionalId('identifierId'),
    kind: LISTED.has(kind) ? (kind as KnownKind) : 'UNKNOWN',
    amount: field.amount('amount'),
    reason: field.optionalText('reason'),
    createdAt: field.text('createdAt'),
    businessDate: field.optionalText('businessDate'),
    restaurantId: field.optionalId('restaurantId'),
    // Databases write 0 where there is none.
    station: field.optionalInteger('stationNo') || null,
    number: field.optionalInteger('checkNo') || null,
    user: field.optionalText('userLogin'),
    availableFrom: field.optionalText('availableFrom'),
    expiresAt: field.optionalText('expiresAt'),
    balanceAfter: field.optionalAmount('balanceAfter'),
  });
}

/** False for discounts and the guest's own money; null for an unknown kind. */
export function affectsBalance(kind: OperationKind): boolean | null {
  if (kind === 'UNKNOWN') return null;
  return kind !== 'POS_DISCOUNT' && kind !== 'POS_SPEND';
}

/** Whether the register booked the operation. */
export function hasReceipt({ restaurantId, station, number }: Operation): boolean {
  return restaurantId !== null || station !== null || number !== null;
}
