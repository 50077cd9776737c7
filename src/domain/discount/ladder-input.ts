import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { checkRange } from '../../graph/input/checks.ts';
import { readText } from '../../graph/input/text.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import type { CompoundInput } from '../../upstream/resources/discounts.ts';
import { MAX_BONUS_TYPE_CODE } from '../card/model.ts';
import { discounts } from './loaders.ts';
import { AccumulationPeriodUnit } from './type.ts';

const MAX_LEVEL_NAME = 39; // what the register can show (FarCards)
export const MAX_LEVELS = 50;

export const LadderLevelInput = builder.inputType('LadderLevelInput', {
  description: 'A level of a ladder to create or change.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Name that guests see.',
      limit: `1 to ${MAX_LEVEL_NAME} characters`,
    }),
    threshold: t.field({
      type: 'Decimal',
      required: true,
      description: 'Spending from which the level applies: "0.00" for the first level, then rising.',
    }),
    discountId: t.id({ required: true, description: 'ID of the `PosDiscount` that the level gives.' }),
    bonusTypeCode: t.int({
      description: 'Code of the bonus type that the level gives.',
      limit: `0 to ${MAX_BONUS_TYPE_CODE}`,
    }),
  }),
});

export const AccumulationPeriodInput = builder.inputType('AccumulationPeriodInput', {
  description: 'Period over which spending counts.',
  fields: (t) => ({
    unit: t.field({ type: AccumulationPeriodUnit, required: true, description: 'Unit of the period.' }),
    value: t.int({ required: true, description: 'Number of units.', limit: '1 or more' }),
  }),
});

/** A level of the upstream request. */
export type NewLevel = NonNullable<CompoundInput['levels']>[number];

type Level = typeof LadderLevelInput.$inferInput;

const levelFault = (level: number, message: string) =>
  new UserFault('INVALID_LADDER_LEVELS', { path: ['input', 'levels', String(level)], message, facts: { level } });

/** Levels with the upstream ids of their discounts, checked without an upstream call. Throws BAD_USER_INPUT or INVALID_LADDER_LEVELS. */
export function readLevels(context: GatewayContext, levels: readonly Level[]) {
  if (levels.length < 1 || levels.length > MAX_LEVELS)
    throw badInput(`A ladder must have 1 to ${MAX_LEVELS} levels.`, { reason: 'OUT_OF_RANGE' });
  const read = levels.map(({ name, threshold, discountId, bonusTypeCode = null }) => {
    checkRange(bonusTypeCode, { name: 'bonusTypeCode', min: 0, max: MAX_BONUS_TYPE_CODE });
    return {
      name: readText(name, 'levels.name', { min: 1, max: MAX_LEVEL_NAME }),
      threshold,
      discount: readId(context, discountId, 'PosDiscount'),
      bonusTypeCode,
    };
  });
  read.forEach(({ threshold }, level) => {
    const before = read[level - 1];
    if (before === undefined && threshold !== 0) throw levelFault(level, 'The first threshold must be "0.00".');
    if (before !== undefined && threshold <= before.threshold)
      throw levelFault(level, 'The threshold must be greater than that of the previous level.');
  });
  return read;
}

/** The levels with the register codes of their discounts. Throws DISCOUNT_NOT_FOUND or INVALID_LADDER_LEVELS. */
export function withRegisterCodes(context: GatewayContext, levels: ReturnType<typeof readLevels>): Promise<NewLevel[]> {
  return Promise.all(
    levels.map(async ({ discount: number, ...rest }, level) => {
      const discount = await discounts.require(context, number);
      if (discount?.__typename !== 'PosDiscount')
        throw new UserFault('DISCOUNT_NOT_FOUND', { path: ['input', 'levels', String(level), 'discountId'] });
      if (discount.code === null) throw levelFault(level, 'The discount has no register code.');
      return { ...rest, rkDiscountCode: discount.code };
    }),
  );
}

/** Throws BAD_USER_INPUT for UNKNOWN or a period below one unit. */
export function readPeriod(
  period: typeof AccumulationPeriodInput.$inferInput,
): NonNullable<CompoundInput['accumulationPeriod']> {
  const { unit, value } = period;
  if (unit === 'UNKNOWN' || value < 1)
    throw badInput('accumulationPeriod must be one or more days, weeks, months or years.', { reason: 'OUT_OF_RANGE' });
  return { unit, value };
}
