import { refused } from '../http/api-error.ts';
import type { CompoundInput, Discount, DiscountLevel } from '../model.ts';
import type { Routes, World } from '../world.ts';
import { found, free, required } from './dictionaries.ts';
import { matches, page, text } from './lists.ts';

export const discountRoutes = {
  'discounts.list': (call, { store }) => {
    const { kind } = call.params;
    const search = text(call.params.search);
    const rows = [...store.discounts.values()].filter(
      (row) => (kind === undefined || row.kind === kind) && (search === undefined || matches(search, row.name)),
    );
    return page(rows, call);
  },
  'discounts.get': (call, { store }) => found(store.discounts, call, 'Скидка не найдена'),
  'discounts.insertCompound': (call, world) => {
    required(call, 'name', 'levels');
    const input = call.body as CompoundInput;
    free(world.store.discounts, input.name ?? '', 'Скидка с таким наименованием уже существует');
    const levels = checked(input.levels ?? [], world);
    const row: Discount = {
      id: world.store.nextId('discount'),
      kind: 'COMPOUND',
      name: input.name ?? '',
      isActive: true,
      accumulationPeriod: input.accumulationPeriod ?? null,
      levels,
    };
    world.store.discounts.set(row.id, row);
    return row;
  },
  'discounts.updateCompound': (call, world) => {
    const row = found(world.store.discounts, call, 'Скидка не найдена');
    if (row.kind !== 'COMPOUND') throw refused('Скидка получена из r_keeper и доступна только для чтения');
    const input = call.body as CompoundInput;
    if (input.name !== undefined)
      free(world.store.discounts, input.name, 'Скидка с таким наименованием уже существует', row.id);
    if (input.levels !== undefined) input.levels = checked(input.levels, world);
    return Object.assign(row, input);
  },
} satisfies Routes;

function checked(levels: DiscountLevel[], { store }: World): DiscountLevel[] {
  if (levels[0]?.threshold !== 0) throw refused('Порог первого уровня должен быть равен 0');
  if (levels.some((level, at) => at > 0 && level.threshold <= (levels[at - 1]?.threshold ?? 0)))
    throw refused('Пороги уровней должны возрастать');
  const codes = new Set([...store.discounts.values()].flatMap((row) => (row.kind === 'RK' ? (row.code ?? []) : [])));
  const unknown = levels.find((level) => !codes.has(level.rkDiscountCode));
  if (unknown) throw refused(`Скидка r_keeper с кодом ${unknown.rkDiscountCode} не найдена`);
  return levels.map((level) => ({ ...level, bonusTypeCode: level.bonusTypeCode ?? null }));
}
