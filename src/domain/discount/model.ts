import type { Money } from '../../lib/decimal.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { Discount as Row } from '../../upstream/resources/discounts.ts';

/** A discount of the register. Only the register knows its percentage. */
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

/** A row whose kind is neither RK nor COMPOUND is a ladder if it has levels. */
export function discountFromWire(row: Row): Discount {
  const field = reader('Discount', row);
  const shared = {
    id: field.id('id'),
    name: field.text('name'),
    isActive: field.optionalBoolean('isActive') ?? true,
  };
  const levels = field.optionalList('levels');
  const isLadder = row.kind === 'COMPOUND' || (row.kind !== 'RK' && levels.length > 0);
  if (!isLadder) {
    return {
      __typename: 'PosDiscount',
      ...shared,
      code: field.optionalInteger('code'),
      isBonus: field.optionalBoolean('isBonus') ?? false,
    };
  }
  const accumulationPeriod = field.optionalRecord('accumulationPeriod');
  const period = accumulationPeriod && reader('AccumulationPeriod', accumulationPeriod);
  return {
    __typename: 'Ladder',
    ...shared,
    accumulationPeriod: period && {
      unit: period.text('unit'),
      value: period.integer('value'),
    },
    levels: field.optionalRecords('levels').map(levelFromWire),
  };
}

function levelFromWire(row: NonNullable<Row['levels']>[number]): LadderLevel {
  const field = reader('DiscountLevel', row);
  return {
    name: field.text('name'),
    threshold: field.amount('threshold'),
    code: field.integer('rkDiscountCode'),
    bonusTypeCode: field.optionalInteger('bonusTypeCode'),
  };
}
