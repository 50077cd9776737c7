import { badRequest } from '../http/api-error.ts';
import type { CompoundInput, Discount, DiscountLevel } from '../model.ts';
import type { World } from '../world.ts';
import { dictionary, requireFields } from './dictionary.ts';
import type { Routes } from './route.ts';
import { rowOf } from './rows.ts';

const discounts = dictionary('discounts', 'Скидка с таким наименованием уже существует');

export const discountRoutes = {
  'discounts.insertCompound': (call, world) => {
    requireFields(call, 'name', 'levels');
    const { name = '', accumulationPeriod = null, levels = [] } = call.body as CompoundInput;
    return discounts.insert(
      call,
      world,
      (id): Discount => ({
        id,
        kind: 'COMPOUND',
        name,
        isActive: true,
        accumulationPeriod,
        levels: checkedLevels(levels, world),
      }),
    );
  },
  'discounts.updateCompound': (call, world) => {
    if (rowOf('discounts', call, world).kind !== 'COMPOUND')
      throw badRequest('Скидка получена из r_keeper и доступна только для чтения');
    const input = call.body as CompoundInput;
    return discounts.update(call, world, () =>
      input.levels === undefined ? input : { ...input, levels: checkedLevels(input.levels, world) },
    );
  },
} satisfies Routes;

function checkedLevels(levels: readonly DiscountLevel[], { store }: World): DiscountLevel[] {
  if (levels[0]?.threshold !== 0) throw badRequest('Порог первого уровня должен быть равен 0');
  if (levels.some((level, at) => at > 0 && level.threshold <= (levels[at - 1]?.threshold ?? 0)))
    throw badRequest('Пороги уровней должны возрастать');
  const codes = new Set([...store.discounts.values()].flatMap((row) => (row.kind === 'RK' ? (row.code ?? []) : [])));
  const unknown = levels.find((level) => !codes.has(level.rkDiscountCode));
  if (unknown) throw badRequest(`Скидка r_keeper с кодом ${unknown.rkDiscountCode} не найдена`);
  return levels.map((level) => ({ ...level, bonusTypeCode: level.bonusTypeCode ?? null }));
}
