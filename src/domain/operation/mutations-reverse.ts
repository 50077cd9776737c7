import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { defineMutation, type PayloadFields } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import type { OriginalState } from '../../intents/reverse/reversal.ts';
import { compareMoney, type Money } from '../../lib/decimal.ts';
import type { Operation as Row } from '../../upstream/resources/operations.ts';
import { cardById, cardNotFound } from '../card/loaders.ts';
import { CARD_REF_FIELD } from '../card/type.ts';
import { KEY_LIMIT, keyOwner, readKey } from '../value-move/model.ts';
import { ValueMoveState } from '../value-move/type.ts';
import { operationFromWire } from './model.ts';
import { Operation } from './type.ts';
import {
  keyField,
  notBooked,
  OperationPending,
  type PendingModel,
  REPLAYED,
  readReason,
  reasonField,
} from './value-move.ts';

const OperationReverseInput = builder.inputType('OperationReverseInput', {
  description: 'Takes back a deposit or withdrawal of one card that was requested under another key.',
  fields: (t) => ({
    originalKey: t.string({
      required: true,
      description:
        'Idempotency key of the operation to take back, of the same API key or user. A key that was never used is closed and nothing is booked: check it for typing errors.',
      limit: KEY_LIMIT,
    }),
    reason: reasonField(t),
    idempotencyKey: keyField(t),
    amount: t.field({
      type: 'Decimal',
      description: 'Part to take back, above zero; what is left of the operation if omitted.',
    }),
    expiresAt: t.field({
      type: 'Date',
      description:
        'Business day on which what a withdrawal gives back expires; never if omitted, also where it had been taken from expiring bonuses. Not for a deposit that is taken back.',
    }),
  }),
});

interface ReversePayload {
  /** Null where the original was not booked. */
  readonly operation: Row | null;
  readonly cardId: number | null;
  readonly originalState: OriginalState;
  readonly reversedTotal: Money;
  readonly replayed: boolean;
}

const payload: PayloadFields<ReversePayload> = (t) => ({
  operation: t.field({
    description:
      'The opposite operation that was booked; null if the original was not booked, without the required scope, or if the server returns it unreadable.',
    type: Operation,
    nullable: true,
    scopes: ['operation:read'],
    resolve: ({ operation }) => operation && operationFromWire(operation),
  }),
  card: t.field({
    ...CARD_REF_FIELD,
    resolve: ({ cardId }, _args: object, context: GatewayContext) =>
      cardId === null ? null : cardById(context, cardId),
  }),
  originalState: t.field({
    description:
      'What became of the original: BOOKED, and it was taken back; NOT_BOOKED or REFUSED, and there is nothing to take back. Null for a key that was never used; it is closed now.',
    type: ValueMoveState,
    nullable: true,
    resolve: ({ originalState }) => originalState,
  }),
  reversedTotal: t.expose('reversedTotal', {
    type: 'Decimal',
    description: 'What has been taken back of the original, this operation included.',
  }),
  replayed: t.exposeBoolean('replayed', REPLAYED),
});

defineMutation('operationReverse', {
  description: `Takes back a deposit or withdrawal of one card, wholly or in part, exactly once per idempotency key.
An original whose outcome is not known yet is taken back as soon as it turns out to be booked: the result is OperationPending until then. An original that was not booked, or never sent, needs nothing taken back; its key is closed, so that a late request with it books nothing.`,
  scopes: ['operation:write'],
  input: OperationReverseInput,
  payload,
  others: [OperationPending],
  errors: [
    'OPERATION_NOT_APPLIED',
    'NOTHING_TO_REVERSE',
    'INSUFFICIENT_BALANCE',
    'CARD_NOT_FOUND',
    'CARD_BLOCKED',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  async run(context, input): Promise<ReversePayload | PendingModel> {
    const key = readKey(input.idempotencyKey);
    const originalKey = readKey(input.originalKey, 'originalKey');
    if (key === originalKey) throw badInput('idempotencyKey and originalKey must differ.', { reason: 'INVALID_KEY' });
    const reason = readReason(input.reason);
    const { amount = null, expiresAt = null } = input;
    if (amount !== null && compareMoney(amount, 0) <= 0)
      throw badInput('amount must be above zero.', { reason: 'OUT_OF_RANGE' });
    const { tenant, upstream, intents, clock } = context;
    const deadline = upstream.context.deadline ?? clock.now() + tenant.deadlineMs;
    const owner = { tenant, upstream, principal: keyOwner(context) };
    const outcome = await intents.reverse({ ...owner, key, originalKey, reason, amount, expiresAt, deadline });
    const { cardId, originalState, reversedTotal } = outcome;
    if (cardId !== null) context.people.grant([cardId]);
    switch (outcome.state) {
      case 'BOOKED': {
        const { operation, replayed } = outcome;
        return { operation, cardId, originalState, reversedTotal, replayed };
      }
      case 'NOTHING_BOOKED':
        return { operation: null, cardId, originalState, reversedTotal, replayed: outcome.replayed };
      case 'NOTHING_TO_REVERSE':
        throw new UserFault('NOTHING_TO_REVERSE', { path: ['input', 'originalKey'], facts: { left: outcome.left } });
      case 'NO_EXPIRY':
        throw badInput('expiresAt cannot be given for a deposit that is taken back.', { reason: 'OUT_OF_RANGE' });
      case 'GROUP_BOOKED':
        throw new Error('a card move was booked as a group move');
      default:
        return notBooked(context, outcome, { key, missing: cardNotFound() });
    }
  },
});
