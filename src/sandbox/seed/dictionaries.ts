import type { Store } from '../ledger/store.ts';
import type { Discount } from '../model.ts';
import type { VariantData } from './variants.ts';

export const TYPE = { card: 1, phone: 2, telegram: 3, temporary: 4, bracelet: 5 } as const;
export const GROUP = {
  guests: 1,
  regulars: 2,
  vip: 3,
  staff: 4,
  friends: 5,
  companies: 6,
  bot: 7,
  referred: 8,
} as const;
export const LADDER = { bonus: 101, discount: 102 } as const;

const RK: [code: number, name: string, isBonus: boolean, isActive: boolean][] = [
  [1, 'Нулевая скидка 0%', false, true],
  [5, 'Скидка 5%', false, true],
  [7, 'Скидка 7%', false, true],
  [10, 'Скидка 10%', false, true],
  [15, 'Сотрудники 15%', false, true],
  [20, 'День рождения 20%', false, true],
  [25, 'VIP 25%', false, true],
  [31, 'Бонус 3%', true, true],
  [32, 'Бонус 5%', true, true],
  [33, 'Бонус 10%', true, true],
  [40, 'Скидка прошлых лет 3%', false, false],
];

export function seedDictionaries(store: Store, data: VariantData): void {
  data.groups.forEach((name, at) => {
    store.groups.set(at + 1, { id: at + 1, name, comment: at === 6 ? 'Регистрации без анкеты' : null });
  });
  const types = [
    { id: TYPE.card, name: 'Карта', kind: 'CARD' },
    { id: TYPE.phone, name: 'Телефон', kind: 'PHONE' },
    { id: TYPE.telegram, name: 'Telegram', kind: 'OTHER' },
    { id: TYPE.temporary, name: 'Временный идентификатор', kind: 'OTHER' },
    { id: TYPE.bracelet, name: 'Браслет', kind: 'OTHER' },
  ] as const;
  for (const type of types) store.identifierTypes.set(type.id, { ...type });
  RK.forEach(([code, name, isBonus, isActive], at) => {
    store.discounts.set(at + 1, { id: at + 1, kind: 'RK', name, code, isBonus, isActive });
  });
  const { bonus, discount } = data.ladders;
  store.discounts.set(LADDER.bonus, ladder(LADDER.bonus, bonus, { unit: 'YEAR', value: 1 }, 4));
  store.discounts.set(LADDER.discount, ladder(LADDER.discount, discount, null, null));
  data.restaurants.forEach(([code, name], at) => {
    store.restaurants.set(at + 1, { id: at + 1, code, name });
  });
  data.tags.forEach(([name, groupName], at) => {
    store.tags.set(at + 1, { id: at + 1, name, groupName });
  });
}

function ladder(
  id: number,
  { name, levels }: VariantData['ladders']['bonus'],
  accumulationPeriod: NonNullable<Discount['accumulationPeriod']> | null,
  bonusTypeCode: number | null,
): Discount {
  return {
    id,
    kind: 'COMPOUND',
    name,
    isActive: true,
    accumulationPeriod,
    levels: levels.map(([level, threshold, rkDiscountCode]) => ({
      name: level,
      threshold: threshold * 100,
      rkDiscountCode,
      bonusTypeCode,
    })),
  };
}
