import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids.ts';
import { defineMutation, fieldFault, isRefused, write } from '../../graph/mutation.ts';
import { UserFault, userErrorType } from '../../graph/user-error.ts';
import {
  type CompoundInput,
  getDiscount,
  insertCompound,
  type Discount as Row,
  updateCompound,
} from '../../upstream/resources/discounts.ts';
import { given, readText } from '../input.ts';
import { discounts } from './loaders.ts';
import { discountFromWire, type Ladder as LadderModel } from './model.ts';
import { AccumulationPeriodUnit, Ladder } from './type.ts';

const MAX_NAME = 100;
const MAX_LEVEL_NAME = 39; // what the register can show (FarCards)
const MAX_LEVELS = 50;
const NAMES = { name: ['name'], accumulationPeriod: ['accumulationPeriod'], levels: ['levels'] };

const InvalidLadderLevelsError = userErrorType(
  'INVALID_LADDER_LEVELS',
  'The levels do not make a ladder: the first threshold must be "0.00" and each next one greater, and each discount one of the register with a code.',
);

builder.objectField(InvalidLadderLevelsError, 'level', (t) =>
  t.int({
    description: 'Which level is at fault, counted from 0; null where the server did not say.',
    nullable: true,
    resolve: ({ facts }) => (facts.level as number | undefined) ?? null,
  }),
);

const LadderLevelInput = builder.inputType('LadderLevelInput', {
  description: 'One step of a ladder.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What guests see.', limit: `1 to ${MAX_LEVEL_NAME} characters` }),
    threshold: t.field({
      type: 'Decimal',
      required: true,
      description: 'From which spend on it holds: "0.00" for the first, then rising.',
    }),
    discountId: t.id({ required: true, description: "The register's discount that it gives: a PosDiscount." }),
    bonusTypeCode: t.int({ description: 'Code of the bonus type that it gives.', limit: '0 to 65535' }),
  }),
});

const AccumulationPeriodInput = builder.inputType('AccumulationPeriodInput', {
  description: 'How far back spend counts.',
  fields: (t) => ({
    unit: t.field({ type: AccumulationPeriodUnit, required: true, description: 'What is counted.' }),
    value: t.int({ required: true, description: 'How many of them.', limit: '1 or more' }),
  }),
});

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
        authScopes: { scopes: ['dictionary:read'] },
        resolve: ({ ladder }) => ladder,
      }),
    }),
  });

type Level = typeof LadderLevelInput.$inferInput;

const levelFault = (level: number, message: string) =>
  new UserFault('INVALID_LADDER_LEVELS', { path: ['input', 'levels', String(level)], message, facts: { level } });

async function readLevels(
  context: GatewayContext,
  levels: readonly Level[],
): Promise<NonNullable<CompoundInput['levels']>> {
  if (levels.length < 1 || levels.length > MAX_LEVELS)
    throw badInput(`A ladder has 1 to ${MAX_LEVELS} levels.`, { reason: 'OUT_OF_RANGE' });
  return Promise.all(
    levels.map(async ({ name, threshold, discountId, bonusTypeCode }, level) => {
      const before = levels[level - 1];
      if (before === undefined ? threshold !== 0 : threshold <= before.threshold) {
        throw levelFault(
          level,
          before === undefined ? 'The first threshold must be "0.00".' : 'This threshold does not rise.',
        );
      }
      if (bonusTypeCode != null && (bonusTypeCode < 0 || bonusTypeCode > 65_535))
        throw badInput('bonusTypeCode must be from 0 to 65535.', { reason: 'OUT_OF_RANGE' });
      const discount = await discounts.require(context, readId(context, discountId, 'PosDiscount'));
      if (discount?.__typename !== 'PosDiscount')
        throw new UserFault('DISCOUNT_NOT_FOUND', { path: ['input', 'levels', String(level), 'discountId'] });
      if (discount.code === null) throw levelFault(level, 'This discount has no code at the register.');
      return {
        name: readText(name, 'levels.name', { min: 1, max: MAX_LEVEL_NAME }),
        threshold,
        rkDiscountCode: discount.code,
        bonusTypeCode: bonusTypeCode ?? null,
      };
    }),
  );
}

function readPeriod(
  period: typeof AccumulationPeriodInput.$inferInput,
): NonNullable<CompoundInput['accumulationPeriod']> {
  const { unit, value } = period;
  if (unit === 'UNKNOWN' || value < 1)
    throw badInput('An accumulation period is one or more days, weeks, months or years.', { reason: 'OUT_OF_RANGE' });
  return { unit, value };
}

/** Whether a row has all that was sent. */
function isDone(row: Row, body: CompoundInput): boolean {
  const shape = (levels: CompoundInput['levels']) =>
    levels?.map(({ name, threshold, rkDiscountCode }) => `${threshold} ${rkDiscountCode} ${name}`).join('\n');
  const period = (one: CompoundInput['accumulationPeriod']) => (one ? `${one.value} ${one.unit}` : '');
  return (
    (body.name === undefined || row.name === body.name) &&
    (body.levels === undefined || shape(row.levels) === shape(body.levels)) &&
    (body.accumulationPeriod === undefined || period(row.accumulationPeriod) === period(body.accumulationPeriod))
  );
}

async function change(
  context: GatewayContext,
  send: () => Promise<Row>,
  readBack: () => Promise<Row | null>,
): Promise<LadderChange> {
  try {
    return { ladder: discountFromWire(await write(send, readBack)) as LadderModel };
  } catch (error) {
    if (isRefused(error, 404)) throw noLadder();
    // All that we can check was checked: a code that the register has dropped meanwhile, or a rule of the server's own.
    if (isRefused(error, 400)) throw new UserFault('INVALID_LADDER_LEVELS', { path: ['input', 'levels'] });
    throw fieldFault(error, NAMES);
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
  errors: ['DISCOUNT_NOT_FOUND', 'INVALID_LADDER_LEVELS', 'INVALID_FIELD'],
  run: async (context, input) => {
    const body = given<CompoundInput>({
      name: readText(input.name, 'name', { min: 1, max: MAX_NAME }),
      accumulationPeriod: input.accumulationPeriod == null ? null : readPeriod(input.accumulationPeriod),
      levels: await readLevels(context, input.levels),
    });
    const before = new Set((await discounts.fresh(context)).byId.keys());
    const appeared = async () => {
      const { all } = await discounts.fresh(context);
      const rows = await Promise.all(
        all
          .filter(({ id, name }) => !before.has(id) && name === body.name)
          .map(({ id }) => getDiscount(context.upstream, id)),
      );
      return rows.find((row) => row !== null && isDone(row, body)) ?? null;
    };
    return change(context, () => insertCompound(context.upstream, body), appeared);
  },
});

defineMutation('ladderUpdate', {
  description: 'Changes a ladder; cards that have it follow at once. Discounts of the register cannot be changed.',
  scopes: ['dictionary:write'],
  input: LadderUpdateInput,
  payload: payload('LadderUpdate'),
  errors: ['LADDER_NOT_FOUND', 'DISCOUNT_NOT_FOUND', 'INVALID_LADDER_LEVELS', 'INVALID_FIELD'],
  run: async (context, input) => {
    const ladder = await discounts.require(context, readId(context, input.ladderId, 'Ladder'));
    if (ladder?.__typename !== 'Ladder') throw noLadder();
    const period = input.accumulationPeriod;
    const body = given<CompoundInput>({
      name: input.name == null ? undefined : readText(input.name, 'name', { min: 1, max: MAX_NAME }),
      accumulationPeriod: period == null ? period : readPeriod(period),
      levels: input.levels == null ? undefined : await readLevels(context, input.levels),
    });
    const byId = async () => {
      const row = await getDiscount(context.upstream, ladder.id);
      return row && isDone(row, body) ? row : null;
    };
    return change(context, () => updateCompound(context.upstream, ladder.id, body), byId);
  },
});
