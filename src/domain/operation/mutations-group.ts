import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import type { GroupMove, RefusalReason, SkippedCard as SkippedModel } from '../../intents/move.ts';
import type { Money } from '../../lib/decimal.ts';
import { CARD_REF_FIELD } from '../card/type.ts';
import { groups } from '../group/loaders.ts';
import { Group } from '../group/type.ts';
import { MOVE_FIELDS, OperationPending, type PendingModel, principalOf, readMove, undone } from './value-input.ts';

const GroupDepositInput = builder.inputType('GroupDepositInput', {
  description: 'Value to put on every card of a group.',
  fields: (t) => ({
    groupId: t.id({ required: true, description: 'Which group.' }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: `For each card. ${MOVE_FIELDS.amount}`,
      limit: 'at most the maxAmount of the tenant',
    }),
    reason: t.string({ required: true, description: MOVE_FIELDS.reason, limit: MOVE_FIELDS.reasonLimit }),
    idempotencyKey: t.string({ required: true, description: MOVE_FIELDS.idempotencyKey, limit: MOVE_FIELDS.keyLimit }),
    availableFrom: t.field({ type: 'Date', description: MOVE_FIELDS.availableFrom }),
    expiresAt: t.field({ type: 'Date', description: MOVE_FIELDS.expiresAt }),
  }),
});

const GroupWithdrawInput = builder.inputType('GroupWithdrawInput', {
  description: 'Value to take from every card of a group.',
  fields: (t) => ({
    groupId: t.id({ required: true, description: 'Which group.' }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: `From each card. ${MOVE_FIELDS.amount}`,
      limit: 'at most the maxAmount of the tenant',
    }),
    reason: t.string({ required: true, description: MOVE_FIELDS.reason, limit: MOVE_FIELDS.reasonLimit }),
    idempotencyKey: t.string({ required: true, description: MOVE_FIELDS.idempotencyKey, limit: MOVE_FIELDS.keyLimit }),
  }),
});

const SkipReason = builder.enumType('SkipReason', {
  description: 'Why a card of a group was left out.',
  values: {
    BLOCKED: { description: 'It is blocked.' },
    INSUFFICIENT: { description: 'It does not hold so much.' },
    NOT_FOUND: { description: 'It is gone.' },
    OTHER: { description: 'For a reason of the server that this gateway does not know.' },
  } satisfies Record<RefusalReason, { description: string }>,
});

const SkippedCard = builder.objectRef<SkippedModel>('SkippedCard').implement({
  description: 'A card of the group on which nothing was booked.',
  fields: (t) => ({
    card: t.field({
      ...CARD_REF_FIELD,
      description:
        'Which card; those of the whole list are read together. Null when it cannot be read now, or without the scope to read it.',
      resolve: ({ accountId }, args, context) => CARD_REF_FIELD.resolve({ cardId: accountId }, args, context),
    }),
    reason: t.field({ description: 'Why.', type: SkipReason, resolve: ({ reason }) => reason }),
  }),
});

interface GroupPayload {
  readonly groupId: number;
  readonly processed: number;
  readonly skipped: readonly SkippedModel[] | null;
  readonly total: Money;
  readonly replayed: boolean;
  readonly complete: boolean;
}

const payload = (name: string) =>
  builder.objectRef<GroupPayload>(`${name}Payload`).implement({
    description: 'Booked: one operation for each card of the group that could take it.',
    fields: (t) => ({
      group: t.field({
        description: 'The group; null without the scope to read it.',
        type: Group,
        nullable: true,
        authScopes: DICTIONARY_READ,
        resolve: ({ groupId }, _args, context) => groups.find(context, groupId),
      }),
      processed: t.exposeInt('processed', { description: 'On how many cards it was booked.' }),
      skipped: t.field({
        description: "The cards that were left out; null where the server's answer was lost, and nobody told.",
        type: [SkippedCard],
        nullable: true,
        resolve: ({ skipped }) => skipped && [...skipped],
      }),
      total: t.expose('total', {
        description: 'How much was moved on all cards together, without a sign.',
        type: 'Decimal',
      }),
      replayed: t.exposeBoolean('replayed', {
        description: 'True: this key had been booked before, and nothing was sent now.',
      }),
      complete: t.exposeBoolean('complete', {
        description:
          'True: as the server itself told it. False: put together from the operations found, because its answer was lost.',
      }),
    }),
  });

type MoveInput = typeof GroupDepositInput.$inferInput;

/** A client waits so long; the server may take minutes, and the same key asks again. */
const WAIT_MS = 10_000;

async function moveGroup(
  context: GatewayContext,
  kind: GroupMove['kind'],
  input: MoveInput,
): Promise<GroupPayload | PendingModel> {
  const { key, content } = readMove(context, input);
  const missing = new UserFault('GROUP_NOT_FOUND', { path: ['input', 'groupId'] });
  const groupId = readId(context, input.groupId, 'Group');
  if (groupId === null) throw missing;
  const { tenant, upstream } = context;
  const outcome = await context.intents.move({
    tenant,
    upstream,
    principal: principalOf(context),
    key,
    move: { kind, groupId, ...content },
    deadline: context.clock.now() + WAIT_MS,
  });
  if (outcome.state === 'BOOKED') throw new Error('a group move was booked as a card move');
  if (outcome.state !== 'GROUP_BOOKED') return undone(context, outcome, { key, missing });
  const { processed, skipped, total, replayed, complete } = outcome;
  return { groupId, processed, skipped, total, replayed, complete };
}

const ERRORS = ['OPERATION_NOT_APPLIED', 'GROUP_NOT_FOUND', 'INVALID_AMOUNT', 'IDEMPOTENCY_KEY_REUSED'] as const;

defineMutation('groupDeposit', {
  description:
    'Puts the same amount on every card of a group, exactly once for its idempotency key. Not atomic; blocked cards are left out.',
  scopes: ['operation:bulk'],
  input: GroupDepositInput,
  payload: payload('GroupDeposit'),
  others: [OperationPending],
  errors: ERRORS,
  run: (context, input) => moveGroup(context, 'GROUP_DEPOSIT', input),
});

defineMutation('groupWithdraw', {
  description:
    'Takes the same amount from every card of a group, exactly once for its idempotency key. Not atomic; cards that are blocked or lack funds are left out.',
  scopes: ['operation:bulk'],
  input: GroupWithdrawInput,
  payload: payload('GroupWithdraw'),
  others: [OperationPending],
  errors: ERRORS,
  run: (context, input) => moveGroup(context, 'GROUP_WITHDRAW', input),
});
