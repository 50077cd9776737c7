import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { nameTaken } from '../../graph/dictionary/name-taken.ts';
import { newcomers } from '../../graph/dictionary/new-rows.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given, readText } from '../../graph/input/text.ts';
import { defineMutation, fieldFault, type InputNames, isRefused, write } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { malformed } from '../../upstream/errors.ts';
import {
  type CompoundInput,
  getDiscount,
  insertCompound,
  listDiscounts,
  type Discount as Row,
  updateCompound,
} from '../../upstream/resources/discounts.ts';
import { readAll } from '../../upstream/resources/read-all.ts';
import {
  AccumulationPeriodInput,
  LadderLevelInput,
  MAX_LEVELS,
  type NewLevel,
  readLevels,
  readPeriod,
  withCodes,
} from './ladder-input.ts';
import { discounts } from './loaders.ts';
import { discountFromWire, type LadderLevel, type Ladder as LadderModel } from './model.ts';
import { Ladder } from './type.ts';

const MAX_NAME = 100;
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
  description: 'A new ladder.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is called.', limit: `1 to ${MAX_NAME} characters` }),
    accumulationPeriod: t.field({
      type: AccumulationPeriodInput,
      description: 'How far back spend counts; without it the whole life of the card.',
    }),
    levels: t.field({
      type: [LadderLevelInput],
      required: true,
      description: 'Its steps, thresholds rising.',
      limit: `1 to ${MAX_LEVELS}`,
    }),
  }),
});

const LadderUpdateInput = builder.inputType('LadderUpdateInput', {
  description: 'What of a ladder to change. Omitted keeps.',
  fields: (t) => ({
    ladderId: t.id({ required: true, description: 'Which ladder.' }),
    name: t.string({
      description: 'What it is to be called; null keeps the old name.',
      limit: `1 to ${MAX_NAME} characters`,
    }),
    accumulationPeriod: t.field({
      type: AccumulationPeriodInput,
      description: 'How far back spend counts; null: the whole life of the card.',
    }),
    levels: t.field({
      type: [LadderLevelInput],
      description: 'All its steps anew, thresholds rising; null keeps the old ones.',
      limit: `1 to ${MAX_LEVELS}`,
    }),
  }),
});

interface LadderChange {
  readonly ladder: LadderModel;
}

const payload = (name: string) =>
  builder.objectRef<LadderChange>(`${name}Payload`).implement({
    description: 'What was done.',
    fields: (t) => ({
      ladder: t.field({
        description: 'The ladder as it is now; null without the scope to read it.',
        type: Ladder,
        nullable: true,
        authScopes: DICTIONARY_READ,
        resolve: ({ ladder }) => ladder,
      }),
    }),
  });

function ladderFromWire(row: Row): LadderModel {
  const discount = discountFromWire(row);
  if (discount.__typename === 'Ladder') return discount;
  throw malformed('discounts.updateCompound', 'NOT_A_LADDER');
}

const listed = async ({ upstream }: GatewayContext) =>
  (await readAll(upstream, listDiscounts)).map(discountFromWire).filter((one) => one.__typename === 'Ladder');

/** Whether a ladder has all that was sent. */
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

/** Sends a change of ladders; afterwards everybody reads them anew. `self` is the ladder that is changed. */
async function change(
  context: GatewayContext,
  body: CompoundInput,
  send: () => Promise<Row>,
  readBack: () => Promise<LadderModel | null>,
  self?: number,
): Promise<LadderChange> {
  try {
    return { ladder: await write(async () => ladderFromWire(await send()), readBack) };
  } catch (error) {
    if (isRefused(error, 404)) throw noLadder();
    if (await nameTaken(error, body.name, async () => (await discounts.fresh(context)).all, self))
      throw new UserFault('NAME_TAKEN', { path: ['input', 'name'] });
    const fault = fieldFault(error, NAMES);
    // All that we can check was checked: a code that the register has dropped meanwhile, or a rule of the server's own.
    if (fault === error && isRefused(error, 400) && body.levels)
      throw new UserFault('INVALID_LADDER_LEVELS', { path: ['input', 'levels'] });
    throw fault;
  } finally {
    discounts.drop(context);
  }
}

const noLadder = () => new UserFault('LADDER_NOT_FOUND', { path: ['input', 'ladderId'] });

defineMutation('ladderCreate', {
  description: 'Makes a new ladder.',
  scopes: ['dictionary:write'],
  input: LadderCreateInput,
  payload: payload('LadderCreate'),
  errors: ['DISCOUNT_NOT_FOUND', 'INVALID_LADDER_LEVELS', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const name = readText(input.name, 'name', { min: 1, max: MAX_NAME });
    const accumulationPeriod = input.accumulationPeriod == null ? null : readPeriod(input.accumulationPeriod);
    const levels = await withCodes(context, readLevels(context, input.levels));
    const body = { name, accumulationPeriod, levels };
    const appeared = await newcomers(() => listed(context));
    return change(
      context,
      body,
      () => insertCompound(context.upstream, body),
      async () => (await appeared()).find((ladder) => isDone(ladder, body)) ?? null,
    );
  },
});

defineMutation('ladderUpdate', {
  description: 'Changes a ladder; cards that have it follow at once. Discounts of the register cannot be changed.',
  scopes: ['dictionary:write'],
  input: LadderUpdateInput,
  payload: payload('LadderUpdate'),
  errors: ['LADDER_NOT_FOUND', 'DISCOUNT_NOT_FOUND', 'INVALID_LADDER_LEVELS', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const id = readId(context, input.ladderId, 'Ladder');
    const period = input.accumulationPeriod;
    const name = input.name == null ? undefined : readText(input.name, 'name', { min: 1, max: MAX_NAME });
    const accumulationPeriod = period == null ? period : readPeriod(period);
    const levels = input.levels == null ? undefined : readLevels(context, input.levels);
    const ladder = await discounts.require(context, id);
    if (ladder?.__typename !== 'Ladder') throw noLadder();
    const body = given<CompoundInput>({
      name,
      accumulationPeriod,
      levels: levels && (await withCodes(context, levels)),
    });
    if (Object.keys(body).length === 0) return { ladder };
    return change(
      context,
      body,
      () => updateCompound(context.upstream, ladder.id, body),
      async () => {
        const row = await getDiscount(context.upstream, ladder.id);
        const stored = row && ladderFromWire(row);
        return stored && isDone(stored, body) ? stored : null;
      },
      ladder.id,
    );
  },
});
