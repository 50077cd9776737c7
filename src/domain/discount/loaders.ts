import type { GatewayContext } from '../../graph/context.ts';
import { defineDictionary } from '../../graph/dictionary/dictionary.ts';
import { listDiscounts } from '../../upstream/resources/discounts.ts';
import { readAll } from '../../upstream/resources/list-call.ts';
import { discountFromWire, type PosDiscount } from './model.ts';

export const discounts = defineDictionary('discounts', 'discounts.list', async (upstream) =>
  (await readAll(upstream, listDiscounts)).map(discountFromWire),
);

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
