import type { GatewayContext } from '../../graph/context.ts';
import { listDictionary } from '../../graph/dictionary/dictionary.ts';
import { discountFromWire, type PosDiscount } from './model.ts';

export const discounts = listDictionary('discounts', 'discounts.list', discountFromWire);

/** The discount with this register code, preferably an active one. */
export function posDiscountByCode(
  context: GatewayContext,
  code: number,
): PosDiscount | null | Promise<PosDiscount | null> {
  return discounts.with(context, ({ all }) => {
    const bearers = all.filter(
      (discount): discount is PosDiscount => discount.__typename === 'PosDiscount' && discount.code === code,
    );
    return bearers.find(({ isActive }) => isActive) ?? bearers[0] ?? null;
  });
}
