import type { Money } from '../../lib/decimal.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import type { Discount as Row } from '../../upstream/resources/discounts.ts';

/** A reference to a code of the register. Neither ProBonus nor we know its percentage. */
export interface PosDiscount {
  readonly __typename: 'PosDiscount';
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  readonly code: number | null;
  readonly isBonus: boolean;
}

export interface LadderLevel {
  readonly name: string;
  readonly threshold: Money;
  readonly code: number;
  readonly bonusTypeCode: number | null;
}

/** A compound discount («лестница»). */
export interface Ladder {
  readonly __typename: 'Ladder';
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  readonly accumulationPeriod: { readonly unit: string; readonly value: number } | null;
  readonly levels: readonly LadderLevel[];
}

export type Discount = PosDiscount | Ladder;

/** A kind that is neither RK nor COMPOUND is told by what the row has: levels make a ladder. */
export function discountFromWire(row: Row): Discount {
  const shared = {
    id: read.id(row.id, 'Discount.id'),
    name: read.text(row.name, 'Discount.name'),
    isActive: read.optionalBoolean(row.isActive, 'Discount.isActive') ?? true,
  };
  const levels = read.optionalList(row.levels, 'Discount.levels');
  const isLadder = row.kind === 'COMPOUND' || (row.kind !== 'RK' && levels.length > 0);
  if (!isLadder) {
    return {
      __typename: 'PosDiscount',
      ...shared,
      code: read.optionalInteger(row.code, 'Discount.code'),
      isBonus: read.optionalBoolean(row.isBonus, 'Discount.isBonus') ?? false,
    };
  }
  const period = read.optionalRecord(row.accumulationPeriod, 'Discount.accumulationPeriod');
  return {
    __typename: 'Ladder',
    ...shared,
    accumulationPeriod: period && {
      unit: read.text(period.unit, 'AccumulationPeriod.unit'),
      value: read.integer(period.value, 'AccumulationPeriod.value'),
    },
    levels: levels
      .map((entry) => read.record(entry, 'Discount.levels'))
      .map((level) => ({
        name: read.text(level.name, 'DiscountLevel.name'),
        threshold: read.money(level.threshold, 'DiscountLevel.threshold'),
        code: read.integer(level.rkDiscountCode, 'DiscountLevel.rkDiscountCode'),
        bonusTypeCode: read.optionalInteger(level.bonusTypeCode, 'DiscountLevel.bonusTypeCode'),
      })),
  };
}
