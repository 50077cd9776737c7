import { builder } from '../../graph/builder.ts';
import { NAME_LIMIT, readName, rowChanges, rowPayload } from '../../graph/dictionary/row-changes.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given } from '../../graph/input/text.ts';
import type { InputNames } from '../../graph/mutation/field-fault.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused } from '../../graph/mutation/write.ts';
import { malformed } from '../../upstream/errors.ts';
import {
  type CompoundInput,
  getDiscount,
  insertCompound,
  type Discount as Row,
  updateCompound,
} from '../../upstream/resources/discounts.ts';
import {
  AccumulationPeriodInput,
  LadderLevelInput,
  MAX_LEVELS,
  type NewLevel,
  readLevels,
  readPeriod,
  withRegisterCodes,
} from './ladder-input.ts';
import { discounts } from './loaders.ts';
import { discountFromWire, type LadderLevel, type Ladder as LadderModel } from './model.ts';
import { Ladder } from './type.ts';

const NAMES: InputNames = {
  name: ['name'],
  accumulationPeriod: ['accumulationPeriod'],
  unit: ['accumulationPeriod', 'unit'],
  value: ['accumulationPeriod', 'value'],
  levels: ['levels'],
  threshold: ['levels', 'threshold'],
  rkDiscountCode: ['levels', 'discountId'],
  bonusTypeCode: ['levels', 'bonusTypeCode'],
};

const LadderCreateInput = builder.inputType('LadderCreateInput', {
  description: 'The ladder to create.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the ladder. Must be unique.', limit: NAME_LIMIT }),
    accumulationPeriod: t.field({
      type: AccumulationPeriodInput,
      description: 'Period over which spending counts; the whole life of the card if omitted.',
    }),
    levels: t.field({
      type: [LadderLevelInput],
      required: true,
      description: 'Levels of the ladder, by rising threshold.',
      limit: `1 to ${MAX_LEVELS}`,
    }),
  }),
});

const LadderUpdateInput = builder.inputType('LadderUpdateInput', {
  description: 'Changes to a ladder. An omitted field is kept.',
  fields: (t) => ({
    ladderId: t.id({ required: true, description: 'ID of the ladder to change.' }),
    name: t.string({
      description: 'New name of the ladder; null keeps the old one.',
      limit: NAME_LIMIT,
    }),
    accumulationPeriod: t.field({
      type: AccumulationPeriodInput,
      description: 'Period over which spending counts; null sets the whole life of the card.',
    }),
    levels: t.field({
      type: [LadderLevelInput],
      description: 'All levels, by rising threshold; they replace the old ones. Null keeps the old ones.',
      limit: `1 to ${MAX_LEVELS}`,
    }),
  }),
});

function ladderFromWire(row: Row): LadderModel {
  const discount = discountFromWire(row);
  if (discount.__typename === 'Ladder') return discount;
  throw malformed('discounts.updateCompound', 'NOT_A_LADDER');
}

/** Whether a ladder has all values that were sent. */
function isDone(ladder: LadderModel, { name, levels, accumulationPeriod: period }: CompoundInput): boolean {
  const stored = ladder.accumulationPeriod;
  return (
    (name === undefined || ladder.name === name) &&
    (period === undefined || (stored?.unit === period?.unit && stored?.value === period?.value)) &&
    (levels === undefined ||
      (ladder.levels.length === levels.length && levels.every((level, at) => isLevel(ladder.levels[at], level))))
  );
}

function isLevel(
  stored: LadderLevel | undefined,
  { name, threshold, rkDiscountCode, bonusTypeCode }: NewLevel,
): boolean {
  return (
    stored?.name === name &&
    stored.threshold === threshold &&
    stored.code === rkDiscountCode &&
    stored.bonusTypeCode === (bonusTypeCode ?? null)
  );
}

const ladderNotFound = () => new UserFault('LADDER_NOT_FOUND', { path: ['input', 'ladderId'] });

const changes = rowChanges<LadderModel, CompoundInput>({
  dictionary: discounts,
  list: async (context) => (await discounts.read(context)).filter((one) => one.__typename === 'Ladder'),
  namesakes: async (context) => (await discounts.fresh(context)).all,
  isDone,
  missing: ladderNotFound,
  names: NAMES,
  // The levels passed our checks: a code that the register has dropped, or a rule of the server's own.
  explain: (error, { levels }) =>
    isRefused(error, 400) && levels ? new UserFault('INVALID_LADDER_LEVELS', { path: ['input', 'levels'] }) : error,
});

defineMutation('ladderCreate', {
  description: 'Creates a ladder with all its levels.',
  scopes: ['dictionary:write'],
  input: LadderCreateInput,
  payload: rowPayload('ladder', Ladder),
  errors: ['DISCOUNT_NOT_FOUND', 'INVALID_LADDER_LEVELS', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const name = readName(input.name);
    const accumulationPeriod = input.accumulationPeriod == null ? null : readPeriod(input.accumulationPeriod);
    const levels = await withRegisterCodes(context, readLevels(context, input.levels));
    const body = { name, accumulationPeriod, levels };
    return changes.create(context, body, async () => ladderFromWire(await insertCompound(context.upstream, body)));
  },
});

defineMutation('ladderUpdate', {
  description: 'Changes a ladder. Cards that have it follow at once. Discounts of the register cannot be changed.',
  scopes: ['dictionary:write'],
  input: LadderUpdateInput,
  payload: rowPayload('ladder', Ladder),
  errors: ['LADDER_NOT_FOUND', 'DISCOUNT_NOT_FOUND', 'INVALID_LADDER_LEVELS', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const id = readId(context, input.ladderId, 'Ladder');
    const period = input.accumulationPeriod;
    const name = input.name == null ? undefined : readName(input.name);
    const accumulationPeriod = period == null ? period : readPeriod(period);
    const levels = input.levels == null ? undefined : readLevels(context, input.levels);
    const ladder = await discounts.require(context, id);
    if (ladder?.__typename !== 'Ladder') throw ladderNotFound();
    const body = given<CompoundInput>({
      name,
      accumulationPeriod,
      levels: levels && (await withRegisterCodes(context, levels)),
    });
    if (Object.keys(body).length === 0) return { row: ladder };
    return changes.update(context, ladder.id, body, {
      read: async () => {
        const stored = await getDiscount(context.upstream, ladder.id);
        return stored && ladderFromWire(stored);
      },
      send: async () => ladderFromWire(await updateCompound(context.upstream, ladder.id, body)),
    });
  },
});
