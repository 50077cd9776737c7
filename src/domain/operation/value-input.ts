import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput, codedError } from '../../graph/errors.ts';
import { readText } from '../../graph/input/text.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { formatInstant } from '../../graph/stored/date.ts';
import { endsLikeMarker, MAX_REASON } from '../../intents/marker.ts';
import type { MoveOutcome } from '../../intents/move.ts';
import { compareMoney, formatMoney, type Money } from '../../lib/decimal.ts';
import { defined } from '../../lib/defined.ts';

const KEY = /^[A-Za-z0-9_-]{16,64}$/;

/** The arguments that every value move has. */
export const MOVE_FIELDS = {
  amount: 'How much, above zero: a string such as "150.00".',
  reason: 'Why, for the guest and the books. It must not end like the marker that the gateway appends.',
  idempotencyKey:
    'Names this move: ask again with the same key and content, as often as need be, and it is booked once. Choose a new one for every new move.',
  keyLimit: '16 to 64 characters of A-Z, a-z, 0-9, _ and -',
  reasonLimit: `1 to ${MAX_REASON} characters`,
  availableFrom: 'From which business day it counts; without it at once.',
  expiresAt: 'On which business day what is left of it expires; without it never.',
} as const;

interface MoveInput {
  readonly amount: Money;
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly availableFrom?: string | null | undefined;
  readonly expiresAt?: string | null | undefined;
}

/** The content of a move, checked before anything is written. Throws BAD_USER_INPUT or INVALID_AMOUNT. */
export function readMove(
  context: GatewayContext,
  input: MoveInput,
): { key: string; content: { amount: Money; reason: string; availableFrom?: string; expiresAt?: string } } {
  const { amount, idempotencyKey: key, availableFrom, expiresAt } = input;
  if (!KEY.test(key)) throw badInput(`idempotencyKey takes ${MOVE_FIELDS.keyLimit}.`, { reason: 'INVALID_KEY' });
  const reason = readText(input.reason, 'reason', { min: 1, max: MAX_REASON });
  if (endsLikeMarker(reason))
    throw badInput('reason must not end like a marker of the gateway: # and 12 letters or digits.', {
      reason: 'INVALID_TEXT',
    });
  if (availableFrom != null && expiresAt != null && expiresAt < availableFrom)
    throw badInput('expiresAt lies before availableFrom.', { reason: 'OUT_OF_RANGE' });
  if (compareMoney(amount, 0) <= 0) throw invalidAmount(context);
  return {
    key,
    content: defined({
      amount,
      reason,
      availableFrom: availableFrom ?? undefined,
      expiresAt: expiresAt ?? undefined,
    }),
  };
}

function invalidAmount({ tenant }: GatewayContext): UserFault {
  const { maxAmount } = tenant.valueMoves;
  return new UserFault('INVALID_AMOUNT', {
    path: ['input', 'amount'],
    message: `The amount must be above 0.00 and at most ${formatMoney(maxAmount)}.`,
    facts: { maxAmount },
  });
}

/** Names who asks: a key of one principal says nothing of another's. */
export function principalOf({ principal }: GatewayContext): string {
  return principal ? `${principal.kind}:${principal.id}` : '';
}

export interface PendingModel {
  readonly __typename: 'OperationPending';
  readonly idempotencyKey: string;
  readonly submittedAt: number;
}

export const OperationPending = builder.objectRef<PendingModel>('OperationPending').implement({
  description: 'Sent, and its outcome is not known yet. Not a failure: ask again with the same key until it is known.',
  fields: (t) => ({
    idempotencyKey: t.exposeString('idempotencyKey', { description: 'The key to ask again with.' }),
    submittedAt: t.field({
      description: 'When it was sent.',
      type: 'DateTime',
      resolve: ({ submittedAt }, _args, context) => formatInstant(context, submittedAt),
    }),
  }),
});

type Undone = Exclude<MoveOutcome, { state: 'BOOKED' } | { state: 'GROUP_BOOKED' }>;

/** What a move that was not booked gives: pending as a model, everything else as a fault. `missing` is for a target that there is not. */
export function undone(
  context: GatewayContext,
  outcome: Undone,
  { key, missing }: { key: string; missing: UserFault },
): PendingModel {
  switch (outcome.state) {
    case 'TOO_MUCH':
      throw invalidAmount(context);
    case 'PENDING':
      return { __typename: 'OperationPending', idempotencyKey: key, submittedAt: outcome.submittedAt };
    case 'NOT_APPLIED':
      throw new UserFault('OPERATION_NOT_APPLIED', { facts: { submittedAt: outcome.submittedAt } });
    case 'KEY_REUSED':
      throw new UserFault('IDEMPOTENCY_KEY_REUSED', {
        path: ['input', 'idempotencyKey'],
        facts: { expiredAt: outcome.expiredAt },
      });
    case 'REFUSED':
      throw refusal(outcome, missing);
  }
}

function refusal({ reason, available, status }: Extract<MoveOutcome, { state: 'REFUSED' }>, missing: UserFault): Error {
  if (reason === 'NOT_FOUND') return missing;
  if (reason === 'BLOCKED') return new UserFault('CARD_BLOCKED', { path: ['input', 'cardId'] });
  if (reason === 'INSUFFICIENT')
    return new UserFault('INSUFFICIENT_BALANCE', { path: ['input', 'amount'], facts: { available: available ?? 0 } });
  return codedError('UPSTREAM_REJECTED', 'The ProBonus server rejected the operation; this is final for its key.', {
    status,
  });
}
