import type { Money } from '../../lib/decimal.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import type { Operation as Row } from '../../upstream/resources/operations.ts';

export const OPERATION_KINDS = [
  'DEPOSIT',
  'WITHDRAW',
  'EXPIRE',
  'POS_PAYMENT',
  'POS_BONUS',
  'POS_DISCOUNT',
  'POS_SPEND',
  'PROMO',
  'REFERRAL',
] as const;
export type KnownKind = (typeof OPERATION_KINDS)[number];
export type OperationKind = KnownKind | 'UNKNOWN';

const KNOWN: ReadonlySet<string> = new Set(OPERATION_KINDS);

/** One booked movement. Times are as the server wrote them. */
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
  const kind = read.text(row.kind, 'Operation.kind');
  return {
    __typename: 'Operation',
    id: read.id(row.id, 'Operation.id'),
    cardId: read.id(row.accountId, 'Operation.accountId'),
    identifierId: read.optionalId(row.identifierId, 'Operation.identifierId'),
    kind: KNOWN.has(kind) ? (kind as KnownKind) : 'UNKNOWN',
    amount: read.money(row.amount, 'Operation.amount'),
    reason: read.optionalText(row.reason, 'Operation.reason'),
    createdAt: read.text(row.createdAt, 'Operation.createdAt'),
    businessDate: read.optionalText(row.businessDate, 'Operation.businessDate'),
    restaurantId: read.optionalId(row.restaurantId, 'Operation.restaurantId'),
    station: read.optionalInteger(row.stationNo, 'Operation.stationNo'),
    number: read.optionalInteger(row.checkNo, 'Operation.checkNo'),
    user: read.optionalText(row.userLogin, 'Operation.userLogin'),
    availableFrom: read.optionalText(row.availableFrom, 'Operation.availableFrom'),
    expiresAt: read.optionalText(row.expiresAt, 'Operation.expiresAt'),
    balanceAfter: read.optionalMoney(row.balanceAfter, 'Operation.balanceAfter'),
  };
}

/** Discounts and own money pass by the balance; what an unknown kind does nobody knows. */
export function affectsBalance(kind: OperationKind): boolean | null {
  if (kind === 'UNKNOWN') return null;
  return kind !== 'POS_DISCOUNT' && kind !== 'POS_SPEND';
}

/** Manual operations come from no register. */
export function hasReceipt({ restaurantId, station, number }: Operation): boolean {
  return restaurantId !== null || station !== null || number !== null;
}
