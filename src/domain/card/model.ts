import { addMoney, compareMoney, type Money } from '../../lib/decimal.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { Account } from '../../upstream/resources/accounts.ts';

/** A card. Amounts are minor units; dates and times are as the server wrote them. */
export interface Card {
  readonly __typename: 'Card';
  readonly id: number;
  readonly groupId: number;
  readonly discountId: number | null;
  readonly bonusTypeCode: number | null;
  readonly balance: Money;
  readonly creditLimit: Money;
  readonly discountLimit: Money | null;
  readonly isBlocked: boolean;
  readonly blockReason: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly screenMessage: string | null;
  readonly printMessage: string | null;
  readonly updatedAt: string | null;
  /** The row, for other concepts' views of it. */
  readonly account: Account;
}

/** An unsigned 16-bit integer at the register (FarCards). */
export const MAX_BONUS_TYPE_CODE = 65_535;

/** Throws MALFORMED for a row without a required field. */
export function cardFromWire(row: Account): Card {
  const field = reader('Account', row);
  return {
    __typename: 'Card',
    id: field.id('id'),
    groupId: field.id('groupId'),
    discountId: field.optionalId('discountId'),
    bonusTypeCode: field.optionalInteger('bonusTypeCode'),
    balance: field.amount('balance'),
    creditLimit: field.optionalAmount('creditLimit') ?? 0,
    discountLimit: field.optionalAmount('discountLimit'),
    isBlocked: field.boolean('isBlocked'),
    blockReason: field.optionalText('blockReason'),
    validFrom: field.optionalText('validFrom'),
    validTo: field.optionalText('validTo'),
    screenMessage: field.optionalText('screenMessage'),
    printMessage: field.optionalText('printMessage'),
    updatedAt: field.optionalText('updatedAt'),
    account: row,
  };
}

/** Balance and credit limit together; zero for a blocked card, and never negative. */
export function availableToWithdraw(card: Card): Money {
  if (card.isBlocked) return 0;
  const sum = addMoney(card.balance, card.creditLimit);
  return compareMoney(sum, 0) > 0 ? sum : 0;
}
