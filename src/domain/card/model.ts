import { addMoney, compareMoney, type Money } from '../../lib/decimal.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import type { Account } from '../../upstream/resources/accounts.ts';

/** What holds value. Amounts are minor units; dates and times are as the server wrote them. */
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
  /** The row itself, for the views that other concepts take of it. */
  readonly account: Account;
}

/** Throws MALFORMED where the row lacks what the contract requires. */
export function cardFromWire(row: Account): Card {
  return {
    __typename: 'Card',
    id: read.id(row.id, 'Account.id'),
    groupId: read.id(row.groupId, 'Account.groupId'),
    discountId: read.optionalId(row.discountId, 'Account.discountId'),
    bonusTypeCode: read.optionalInteger(row.bonusTypeCode, 'Account.bonusTypeCode'),
    balance: read.money(row.balance, 'Account.balance'),
    creditLimit: read.optionalMoney(row.creditLimit, 'Account.creditLimit') ?? 0,
    discountLimit: read.optionalMoney(row.discountLimit, 'Account.discountLimit'),
    isBlocked: read.boolean(row.isBlocked, 'Account.isBlocked'),
    blockReason: read.optionalText(row.blockReason, 'Account.blockReason'),
    validFrom: read.optionalText(row.validFrom, 'Account.validFrom'),
    validTo: read.optionalText(row.validTo, 'Account.validTo'),
    screenMessage: read.optionalText(row.screenMessage, 'Account.screenMessage'),
    printMessage: read.optionalText(row.printMessage, 'Account.printMessage'),
    updatedAt: read.optionalText(row.updatedAt, 'Account.updatedAt'),
    account: row,
  };
}

/** Balance and credit together; nothing from a blocked card, and never less than nothing. */
export function availableToWithdraw(card: Card): Money {
  if (card.isBlocked) return 0;
  const sum = addMoney(card.balance, card.creditLimit);
  return compareMoney(sum, 0) > 0 ? sum : 0;
}
