import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { defineMutation, type PayloadFields } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import type { GroupMove, GroupResult, RefusalReason, SkippedCard as SkippedModel } from '../../intents/move.ts';
import { CARD_REF_FIELD } from '../card/type.ts';
import { groups } from '../group/loaders.ts';
import { Group } from '../group/type.ts';
import {
  depositFields,
  moveFields,
  notBooked,
  OperationPending,
  type PendingModel,
  REPLAYED,
  readMove,
  submitMove,
} from './value-move.ts';

const GroupDepositInput = builder.inputType('GroupDepositInput', {
  description: 'A deposit on every card of a group.',
  fields: (t) => ({
    groupId: t.id({ required: true, description: 'ID of the group to deposit on.' }),
    ...moveFields(t, 'Amount to deposit on each card.'),
    ...depositFields(t),
  }),
});

const GroupWithdrawInput = builder.inputType('GroupWithdrawInput', {
  description: 'A withdrawal from every card of a group.',
  fields: (t) => ({
    groupId: t.id({ required: true, description: 'ID of the group to withdraw from.' }),
    ...moveFields(t, 'Amount to withdraw from each card.'),
  }),
});

const SkipReason = builder.enumType('SkipReason', {
  description: 'Why a card of a group was skipped.',
  values: {
    BLOCKED: { description: 'The card is blocked.' },
    INSUFFICIENT: { description: 'The balance and credit limit of the card do not cover the amount.' },
    NOT_FOUND: { description: 'The card no longer exists.' },
    OTHER: { description: 'A reason this gateway does not know.' },
  } satisfies Record<RefusalReason, { description: string }>,
});

const SkippedCard = builder.objectRef<SkippedModel>('SkippedCard').implement({
  description: 'A card of the group on which nothing was booked.',
  fields: (t) => ({
    card: t.field({
      ...CARD_REF_FIELD,
      description:
        'The skipped card; null without the required scope, or if it cannot be read. The cards of a list are read in one upstream call.',
      resolve: ({ accountId }, args, context) => CARD_REF_FIELD.resolve({ cardId: accountId }, args, context),
    }),
    reason: t.field({ description: 'Why the card was skipped.', type: SkipReason, resolve: ({ reason }) => reason }),
  }),
});

interface GroupPayload extends Omit<GroupResult, 'type'> {
  readonly groupId: number;
  readonly replayed: boolean;
}

const payload: PayloadFields<GroupPayload> = (t) => ({
  group: t.field({
    type: Group,
    ...groups.entryField('The group; null without the required scope.', ({ groupId }: GroupPayload) => groupId),
  }),
  processed: t.exposeInt('processed', { description: 'Number of cards on which the amount was booked.' }),
  skipped: t.field({
    description: 'Cards on which nothing was booked; null if the response of the server was lost.',
    type: [SkippedCard],
    nullable: true,
    resolve: ({ skipped }) => skipped && [...skipped],
  }),
  total: t.expose('total', { description: 'Sum of the amounts booked on all cards, unsigned.', type: 'Decimal' }),
  replayed: t.exposeBoolean('replayed', REPLAYED),
  complete: t.exposeBoolean('complete', {
    description:
      'True if the numbers come from the response of the server; false if the response was lost and they were computed from the operations found.',
  }),
});

/** Longest wait of a client. The server may take minutes; a repeat with the same key gets the outcome. */
const WAIT_MS = 10_000;

async function moveGroup(
  context: GatewayContext,
  kind: GroupMove['kind'],
  input: typeof GroupDepositInput.$inferInput,
): Promise<GroupPayload | PendingModel> {
  const { key, content } = readMove(context, input);
  const missing = new UserFault('GROUP_NOT_FOUND', { path: ['input', 'groupId'] });
  const groupId = readId(context, input.groupId, 'Group');
  if (groupId === null) throw missing;
  const outcome = await submitMove(context, key, { kind, groupId, ...content }, context.clock.now() + WAIT_MS);
  if (outcome.state === 'BOOKED') throw new Error('a group move was booked as a card move');
  if (outcome.state !== 'GROUP_BOOKED') return notBooked(context, outcome, { key, missing });
  const { processed, skipped, total, replayed, complete } = outcome;
  context.people.grant((skipped ?? []).map(({ accountId }) => accountId));
  return { groupId, processed, skipped, total, replayed, complete };
}

const GROUP_MOVE = {
  scopes: ['operation:bulk'],
  payload,
  others: [OperationPending],
  errors: ['OPERATION_NOT_APPLIED', 'GROUP_NOT_FOUND', 'INVALID_AMOUNT', 'IDEMPOTENCY_KEY_REUSED'],
} as const;

defineMutation('groupDeposit', {
  description:
    'Deposits the same amount on every card of a group, exactly once per idempotency key. Not atomic; blocked cards are skipped.',
  input: GroupDepositInput,
  ...GROUP_MOVE,
  run: (context, input) => moveGroup(context, 'GROUP_DEPOSIT', input),
});

defineMutation('groupWithdraw', {
  description:
    'Withdraws the same amount from every card of a group, exactly once per idempotency key. Not atomic; cards that are blocked or do not cover the amount are skipped.',
  input: GroupWithdrawInput,
  ...GROUP_MOVE,
  run: (context, input) => moveGroup(context, 'GROUP_WITHDRAW', input),
});
