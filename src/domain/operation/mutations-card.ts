import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { defineMutation, settle } from '../../graph/mutation/mutation.ts';
import type { UserErrorCode, UserFailure } from '../../graph/mutation/user-error.ts';
import type { CardMove } from '../../intents/move.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import type { Operation as Row } from '../../upstream/resources/operations.ts';
import { cardNotFound, readCardId } from '../card/loaders.ts';
import { CARD_REF_FIELD, type CardRef } from '../card/type.ts';
import { operationFromWire } from './model.ts';
import { Operation } from './type.ts';
import { MOVE_FIELDS, OperationPending, type PendingModel, principalOf, readMove, undone } from './value-input.ts';

const CardDepositInput = builder.inputType('CardDepositInput', {
  description: 'Value to put on a card.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'Which card.' }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: MOVE_FIELDS.amount,
      limit: 'at most the maxAmount of the tenant',
    }),
    reason: t.string({ required: true, description: MOVE_FIELDS.reason, limit: MOVE_FIELDS.reasonLimit }),
    idempotencyKey: t.string({ required: true, description: MOVE_FIELDS.idempotencyKey, limit: MOVE_FIELDS.keyLimit }),
    availableFrom: t.field({ type: 'Date', description: MOVE_FIELDS.availableFrom }),
    expiresAt: t.field({ type: 'Date', description: MOVE_FIELDS.expiresAt }),
  }),
});

const CardWithdrawInput = builder.inputType('CardWithdrawInput', {
  description: 'Value to take from a card.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'Which card.' }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: MOVE_FIELDS.amount,
      limit: 'at most the maxAmount of the tenant',
    }),
    reason: t.string({ required: true, description: MOVE_FIELDS.reason, limit: MOVE_FIELDS.reasonLimit }),
    idempotencyKey: t.string({ required: true, description: MOVE_FIELDS.idempotencyKey, limit: MOVE_FIELDS.keyLimit }),
  }),
});

interface MovePayload extends CardRef {
  /** As the server gave it: what cannot be read of it fails alone, for booked it is. */
  readonly operation: Row;
  readonly replayed: boolean;
}

const payload = (name: string) =>
  builder.objectRef<MovePayload>(`${name}Payload`).implement({
    description: 'Booked: surely, and once.',
    fields: (t) => ({
      operation: t.field({
        description:
          'The operation as it was booked; null without the scope to read operations, or where what the server shows of it cannot be read.',
        type: Operation,
        nullable: true,
        authScopes: { scopes: ['operation:read'] },
        resolve: ({ operation }) => operationFromWire(operation),
      }),
      card: t.field(CARD_REF_FIELD),
      replayed: t.exposeBoolean('replayed', {
        description: 'True: this key had been booked before, and nothing was sent now.',
      }),
    }),
  });

const ERRORS = [
  'OPERATION_NOT_APPLIED',
  'CARD_NOT_FOUND',
  'CARD_BLOCKED',
  'INVALID_AMOUNT',
  'IDEMPOTENCY_KEY_REUSED',
] as const satisfies readonly UserErrorCode[];

type MoveInput = typeof CardDepositInput.$inferInput;

async function moveCard(
  context: GatewayContext,
  kind: CardMove['kind'],
  input: MoveInput,
): Promise<MovePayload | PendingModel> {
  const { key, content } = readMove(context, input);
  const cardId = readCardId(context, input.cardId);
  const { tenant, upstream } = context;
  const outcome = await context.intents.move({
    tenant,
    upstream,
    principal: principalOf(context),
    key,
    move: { kind, cardId, ...content },
    deadline: upstream.context.deadline ?? context.clock.now() + tenant.deadlineMs,
  });
  if (outcome.state === 'BOOKED') return { operation: outcome.operation, cardId, replayed: outcome.replayed };
  if (outcome.state === 'GROUP_BOOKED') throw new Error('a card move was booked as a group move');
  return undone(context, outcome, { key, missing: cardNotFound() });
}

const CardDepositPayload = payload('CardDeposit');

const CardDepositResult = defineMutation('cardDeposit', {
  description: 'Puts value on a card, exactly once for its idempotency key.',
  scopes: ['operation:write'],
  input: CardDepositInput,
  payload: CardDepositPayload,
  others: [OperationPending],
  errors: ERRORS,
  run: (context, input) => moveCard(context, 'CARD_DEPOSIT', input),
});

defineMutation('cardWithdraw', {
  description: 'Takes value from a card, exactly once for its idempotency key.',
  scopes: ['operation:write'],
  input: CardWithdrawInput,
  payload: payload('CardWithdraw'),
  others: [OperationPending],
  errors: [...ERRORS, 'INSUFFICIENT_BALANCE'],
  run: (context, input) => moveCard(context, 'CARD_WITHDRAW', input),
});

const MAX_ROWS = 100;
const AT_ONCE = 8;

const CardDepositManyInput = builder.inputType('CardDepositManyInput', {
  description: 'Deposits on many cards, each with a key of its own.',
  fields: (t) => ({
    deposits: t.field({
      type: [CardDepositInput],
      required: true,
      description: 'What to put on which card.',
      limit: `at most ${MAX_ROWS}`,
    }),
  }),
});

interface ManyPayload {
  /** An Error where one failed unexpectedly. */
  readonly results: readonly object[];
}

const CardDepositManyPayload = builder.objectRef<ManyPayload>('CardDepositManyPayload').implement({
  description: 'What became of each deposit.',
  fields: (t) => ({
    results: t.field({
      description:
        'In the order asked; null with an error in place where one failed unexpectedly. No deposit hides another.',
      type: [CardDepositResult],
      nullable: { list: false, items: true },
      resolve: ({ results }) => [...results],
    }),
  }),
});

defineMutation('cardDepositMany', {
  description:
    'Puts value on many cards, each exactly once for its key. Send the whole list again to learn what was pending.',
  scopes: ['operation:bulk'],
  input: CardDepositManyInput,
  payload: CardDepositManyPayload,
  errors: [],
  run: async (context, { deposits }): Promise<ManyPayload> => {
    if (deposits.length > MAX_ROWS) throw badInput(`At most ${MAX_ROWS} deposits at once.`, { reason: 'TOO_MANY' });
    const results = await inParallel(
      [...deposits.entries()],
      async ([index, deposit]) =>
        inRow(index, await settle(context, ERRORS, () => moveCard(context, 'CARD_DEPOSIT', deposit))),
      AT_ONCE,
    );
    return { results };
  },
});

/** A fault of one row names the field of that row. */
function inRow(index: number, result: object): object {
  if (!isFailure(result) || result.path?.[0] !== 'input') return result;
  return { ...result, path: ['input', 'deposits', String(index), ...result.path.slice(1)] };
}

function isFailure(result: object): result is UserFailure {
  return 'code' in result && 'path' in result;
}
