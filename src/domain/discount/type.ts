import { builder, nullable } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { readEnum } from '../../graph/stored/enum.ts';
import { posDiscountByCode } from './loaders.ts';
import type {
  Discount as DiscountModel,
  LadderLevel as LadderLevelModel,
  Ladder as LadderModel,
  PosDiscount as PosDiscountModel,
} from './model.ts';

export const Discount = builder.interfaceRef<DiscountModel>('Discount').implement({
  description: 'A benefit that a card can have: a discount or bonus of the register, or a ladder of them.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'Name given by the restaurant.', guest: true }),
    isActive: t.exposeBoolean('isActive', { description: 'Whether it can be assigned and applied now.' }),
  }),
});

export const PosDiscount = builder.objectRef<PosDiscountModel>('PosDiscount').implement({
  description: 'A discount or bonus of the r_keeper register. Only the register knows its percentage.',
  interfaces: [Discount, Node],
  fields: (t) => ({
    code: t.exposeInt('code', nullable('Code of the discount at the register; null if the server does not report it.')),
    isBonus: t.exposeBoolean('isBonus', { description: 'True if it accrues a bonus, false if it reduces the check.' }),
  }),
});

const UNITS = ['DAY', 'WEEK', 'MONTH', 'YEAR'] as const;

export const AccumulationPeriodUnit = builder.enumType('AccumulationPeriodUnit', {
  description: 'Unit in which an accumulation period is counted.',
  values: {
    DAY: { description: 'Calendar days.' },
    WEEK: { description: 'Weeks of seven days.' },
    MONTH: { description: 'Calendar months.' },
    YEAR: { description: 'Calendar years.' },
    UNKNOWN: { description: 'A unit this gateway does not know. Not allowed as input.' },
  } as const,
});

const AccumulationPeriod = builder
  .objectRef<NonNullable<LadderModel['accumulationPeriod']>>('AccumulationPeriod')
  .implement({
    description: 'Period over which the spending of a guest counts for a ladder.',
    fields: (t) => ({
      unit: t.field({
        description: 'Unit of the period.',
        type: AccumulationPeriodUnit,
        resolve: ({ unit }, _, context) => readEnum(context, UNITS, unit),
      }),
      value: t.exposeInt('value', { description: 'Number of units.' }),
    }),
  });

const LadderLevel = builder.objectRef<LadderLevelModel>('LadderLevel').implement({
  description: 'A level of a ladder. It applies from its threshold up to that of the next level.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name that guests see, such as «Серебро».', guest: true }),
    threshold: t.expose('threshold', {
      description: 'Spending within the accumulation period from which the level applies.',
      type: 'Decimal',
      guest: true,
    }),
    discount: t.field({
      description: 'Discount that the level gives; null if no discount of the register has its code.',
      type: PosDiscount,
      nullable: true,
      guest: true,
      resolve: ({ code }, _, context) => posDiscountByCode(context, code),
    }),
    bonusTypeCode: t.exposeInt('bonusTypeCode', {
      description: 'Code of the bonus type that the level gives; null if there is none.',
      nullable: true,
    }),
  }),
});

export const Ladder = builder.objectRef<LadderModel>('Ladder').implement({
  description:
    'A discount whose level depends on spending («Составная скидка»). The level with the highest threshold reached within the accumulation period applies; a guest can fall to a lower level as the period moves on.',
  interfaces: [Discount, Node],
  fields: (t) => ({
    accumulationPeriod: t.expose('accumulationPeriod', {
      description: 'Period over which spending counts; null for the whole life of the card.',
      type: AccumulationPeriod,
      nullable: true,
    }),
    levels: t.expose('levels', {
      description: 'Levels of the ladder, in the order of the server.',
      type: [LadderLevel],
      guest: true,
    }),
  }),
});
