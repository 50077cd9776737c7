import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { checkCount } from '../../graph/input/checks.ts';
import { defineMutation, type PayloadBuilder, type PayloadFields, resultOf } from '../../graph/mutation/mutation.ts';
import type { UserErrorCode, UserFailure } from '../../graph/mutation/user-error.ts';
import type { CardMove } from '../../intents/move.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { compareMoney } from '../../lib/decimal.ts';
import { unreadable } from '../../upstream/codec/read-fields.ts';
import type { Operation as Row } from '../../upstream/resources/operations.ts';
import { cardNotFound } from '../card/loaders.ts';
import { CARD_REF_FIELD, type CardRef } from '../card/type.ts';
import { type Operation as OperationModel, operationFromWire } from './model.ts';
import { Operation } from './type.ts';
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

const CardDepositInput = builder.inputType('CardDepositInput', {
  description: 'A deposit on a card.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'ID of the card to deposit on.' }),
    ...moveFields(t, 'Amount to deposit.'),
    ...depositFields(t),
  }),
});

const CardWithdrawInput = builder.inputType('CardWithdrawInput', {
  description: 'A withdrawal from a card.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'ID of the card to withdraw from.' }),
    ...moveFields(t, 'Amount to withdraw.'),
  }),
});

interface MovePayload extends CardRef {
  /** As the server sent it: an unreadable operation is booked all the same, and fails its own field only. */
  readonly operation: Row;
  readonly kind: CardMove['kind'];
  readonly replayed: boolean;
}

const payload: PayloadFields<MovePayload> = (t) => ({
  operation: t.field({
    description: 'The booked operation; null without the required scope, or if the server returns it unreadable.',
    type: Operation,
    nullable: true,
    scopes: ['operation:read'],
    resolve: bookedOperation,
  }),
  card: t.field(CARD_REF_FIELD),
  replayed: t.exposeBoolean('replayed', REPLAYED),
});

/** Throws MALFORMED for a withdrawal that adds: such a server bears no signs, and a client would take the amount for a deposit. */
function bookedOperation({ operation, kind }: MovePayload): OperationModel {
  const booked = operationFromWire(operation);
  if (kind === 'CARD_WITHDRAW' && compareMoney(booked.amount, 0) > 0) throw unreadable('Operation.amount');
  return booked;
}

const ERRORS = [
  'OPERATION_NOT_APPLIED',
  'CARD_NOT_FOUND',
  'CARD_BLOCKED',
  'INVALID_AMOUNT',
  'IDEMPOTENCY_KEY_REUSED',
] as const satisfies readonly UserErrorCode[];

async function moveCard(
  context: GatewayContext,
  kind: CardMove['kind'],
  input: typeof CardDepositInput.$inferInput,
): Promise<MovePayload | PendingModel> {
  const { key, content } = readMove(context, input);
  const cardId = readId(context, input.cardId, 'Card');
  if (cardId === null) throw cardNotFound();
  context.people.grant([cardId]);
  const deadline = context.upstream.context.deadline ?? context.clock.now() + context.tenant.deadlineMs;
  const outcome = await submitMove(context, key, { kind, cardId, ...content }, deadline);
  if (outcome.state === 'BOOKED') return { operation: outcome.operation, kind, cardId, replayed: outcome.replayed };
  if (outcome.state === 'GROUP_BOOKED') throw new Error('a card move was booked as a group move');
  return notBooked(context, outcome, { key, missing: cardNotFound() });
}

const CardDepositResult = defineMutation('cardDeposit', {
  description: 'Deposits an amount on a card, exactly once per idempotency key.',
  scopes: ['operation:write'],
  input: CardDepositInput,
  payload,
  others: [OperationPending],
  errors: ERRORS,
  run: (context, input) => moveCard(context, 'CARD_DEPOSIT', input),
});

defineMutation('cardWithdraw', {
  description: 'Withdraws an amount from a card, exactly once per idempotency key.',
  scopes: ['operation:write'],
  input: CardWithdrawInput,
  payload,
  others: [OperationPending],
  errors: [...ERRORS, 'INSUFFICIENT_BALANCE'],
  run: (context, input) => moveCard(context, 'CARD_WITHDRAW', input),
});

const MAX_ROWS = 100;
const AT_ONCE = 8;

const CardDepositManyInput = builder.inputType('CardDepositManyInput', {
  description: 'Deposits on many cards.',
  fields: (t) => ({
    deposits: t.field({
      type: [CardDepositInput],
      required: true,
      description: 'The deposits, each with its own idempotency key.',
      limit: `at most ${MAX_ROWS}`,
    }),
  }),
});

interface ManyPayload {
  /** An Error in the place of a deposit that failed unexpectedly. */
  readonly results: readonly object[];
}

defineMutation('cardDepositMany', {
  description:
    'Deposits amounts on many cards, each exactly once per idempotency key. Repeat the whole request to learn the outcome of pending deposits.',
  scopes: ['operation:bulk'],
  input: CardDepositManyInput,
  payload: (t: PayloadBuilder<ManyPayload>) => ({
    results: t.field({
      description:
        'Result of each deposit, in the order of the input. Null, with an entry in `errors`, for a deposit that failed unexpectedly.',
      type: [CardDepositResult],
      nullable: { list: false, items: true },
      resolve: ({ results }) => [...results],
    }),
  }),
  errors: [],
  calls: ({ deposits }) => deposits.length,
  run: async (context, { deposits }): Promise<ManyPayload> => {
    checkCount(deposits, MAX_ROWS, 'deposits');
    const results = await inParallel(
      [...deposits.entries()],
      async ([index, deposit]) =>
        inRow(index, await resultOf(context, ERRORS, () => moveCard(context, 'CARD_DEPOSIT', deposit))),
      AT_ONCE,
    );
    return { results };
  },
});

/** The path of a failure names the field of its row. */
function inRow(index: number, result: object): object {
  if (!isFailure(result) || result.path?.[0] !== 'input') return result;
  return { ...result, path: ['input', 'deposits', String(index), ...result.path.slice(1)] };
}

function isFailure(result: object): result is UserFailure {
  return 'code' in result && 'path' in result;
}
