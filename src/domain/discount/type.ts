import { builder } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { count } from '../../graph/stored/data-issues.ts';
import { posDiscountByCode } from './loaders.ts';
import type {
  Discount as DiscountModel,
  LadderLevel as LadderLevelModel,
  Ladder as LadderModel,
  PosDiscount as PosDiscountModel,
} from './model.ts';

export const Discount = builder.interfaceRef<DiscountModel>('Discount').implement({
  description: 'What a card can be given: a discount or bonus of the register, or a ladder of these.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'What the restaurant calls it.' }),
    isActive: t.exposeBoolean('isActive', { description: 'Whether it can be given now.' }),
  }),
});

export const PosDiscount = builder.objectRef<PosDiscountModel>('PosDiscount').implement({
  description:
    'A reference to a discount or bonus of the r_keeper register. The register knows the percentage; ProBonus does not.',
  interfaces: [Discount, Node],
  fields: (t) => ({
    code: t.exposeInt('code', {
      description: 'The code that the register knows; null when the server does not tell.',
      nullable: true,
    }),
    isBonus: t.exposeBoolean('isBonus', { description: 'True: accrues a bonus. False: takes money off the check.' }),
  }),
});

const UNITS = ['DAY', 'WEEK', 'MONTH', 'YEAR', 'UNKNOWN'] as const;
type Unit = (typeof UNITS)[number];

export const AccumulationPeriodUnit = builder.enumType('AccumulationPeriodUnit', {
  description: 'In what an accumulation period is counted.',
  values: {
    DAY: { description: 'Calendar days.' },
    WEEK: { description: 'Seven days.' },
    MONTH: { description: 'Calendar months.' },
    YEAR: { description: 'Twelve calendar months.' },
    UNKNOWN: { description: 'Something that this gateway does not know. Not for input.' },
  } as const,
});

const AccumulationPeriod = builder
  .objectRef<NonNullable<LadderModel['accumulationPeriod']>>('AccumulationPeriod')
  .implement({
    description: 'How far back the spend of a guest counts for a ladder.',
    fields: (t) => ({
      unit: t.field({
        description: 'What is counted.',
        type: AccumulationPeriodUnit,
        resolve: ({ unit }, _, context): Unit => {
          const known = UNITS.find((one) => one === unit);
          if (!known) count(context, 'unknown_enum');
          return known ?? 'UNKNOWN';
        },
      }),
      value: t.exposeInt('value', { description: 'How many of them.' }),
    }),
  });

const LadderLevel = builder.objectRef<LadderLevelModel>('LadderLevel').implement({
  description: 'One step of a ladder: who has spent the threshold gets its discount.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What guests see: «Серебро».' }),
    threshold: t.expose('threshold', {
      description: 'From which spend in the accumulation period on it holds.',
      type: 'Decimal',
    }),
    discount: t.field({
      description: "The register's discount of this level, found by its code; null when the dictionary has none.",
      type: PosDiscount,
      nullable: true,
      resolve: ({ code }, _, context) => posDiscountByCode(context, code),
    }),
    bonusTypeCode: t.exposeInt('bonusTypeCode', {
      description: 'Code of the bonus type of this level; null when it has none.',
      nullable: true,
    }),
  }),
});

export const Ladder = builder.objectRef<LadderModel>('Ladder').implement({
  description:
    'A compound discount («лестница»): the level with the greatest threshold not above the spend in the accumulation period holds. It can fall when the period slides.',
  interfaces: [Discount, Node],
  fields: (t) => ({
    accumulationPeriod: t.expose('accumulationPeriod', {
      description: 'How far back spend counts; null: the whole life of the card.',
      type: AccumulationPeriod,
      nullable: true,
    }),
    levels: t.field({
      description: 'Its steps, as the server orders them.',
      type: [LadderLevel],
      resolve: ({ levels }) => [...levels],
    }),
  }),
});
