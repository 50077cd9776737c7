import type { OperationId } from '../../contract/schemas.ts';
import type { operations } from '../../contract/types.ts';
import type { AccountGroup, Discount, IdentifierType, Restaurant, Tag } from '../model.ts';
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

/** What `<resource>.list` of the contract gives a page of. */
type Listed<O> = O extends { responses: { 200: { content: { 'application/json': { items: infer Rows } } } } }
  ? Rows
  : never;
type ListName = { [O in OperationId]: O extends `${infer Name}.list` ? Name : never }[OperationId];
/** Lists with a route of their own in `routes/`. */
type OwnRoute = 'accounts' | 'operations' | 'reports' | 'users';
/** Every other list of the contract is seeded here: the type refuses a missing one. */
type Seeds = {
  [Name in Exclude<ListName, OwnRoute>]: (data: VariantData) => Listed<operations[`${Name}.list`]>;
};

/** The rows of each resource at first, by its name in the contract. `routes/rows.ts` serves the list and the single row of each. */
const SEEDS = {
  accountGroups: ({ groups }): AccountGroup[] =>
    groups.map((name, at) => ({ id: at + 1, name, comment: at === 6 ? 'Регистрации без анкеты' : null })),
  identifierTypes: (): IdentifierType[] => [
    { id: TYPE.card, name: 'Карта', kind: 'CARD' },
    { id: TYPE.phone, name: 'Телефон', kind: 'PHONE' },
    { id: TYPE.telegram, name: 'Telegram', kind: 'OTHER' },
    { id: TYPE.temporary, name: 'Временный идентификатор', kind: 'OTHER' },
    { id: TYPE.bracelet, name: 'Браслет', kind: 'OTHER' },
  ],
  discounts: ({ ladders: { bonus, discount } }): Discount[] => [
    ...RK.map(([code, name, isBonus, isActive], at) => ({
      id: at + 1,
      kind: 'RK' as const,
      name,
      code,
      isBonus,
      isActive,
    })),
    ladder(LADDER.bonus, bonus, { unit: 'YEAR', value: 1 }, 4),
    ladder(LADDER.discount, discount, null, null),
  ],
  restaurants: ({ restaurants }): Restaurant[] => restaurants.map(([code, name], at) => ({ id: at + 1, code, name })),
  tags: ({ tags }): Tag[] => tags.map(([name, groupName], at) => ({ id: at + 1, name, groupName })),
} satisfies Seeds;

export type RowsName = keyof typeof SEEDS;
export type RowOf<Name extends RowsName> = ReturnType<(typeof SEEDS)[Name]>[number];
/** The rows of each of these resources by id. */
export type Rows = { [Name in RowsName]: Map<number, RowOf<Name>> };

export const ROWS_NAMES = Object.keys(SEEDS) as readonly RowsName[];

export function seedRows(data: VariantData): Rows {
  const rowsOf = (seed: (data: VariantData) => readonly { id: number }[]) =>
    new Map(seed(data).map((row) => [row.id, row]));
  return Object.fromEntries(Object.entries(SEEDS).map(([name, seed]) => [name, rowsOf(seed)])) as Rows;
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
