import { builder, type InputFields } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput, codedError, forbiddenByServer } from '../../graph/errors.ts';
import { readText } from '../../graph/input/text.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { formatInstant } from '../../graph/stored/date.ts';
import { endsLikeMarker, MAX_REASON } from '../../intents/marker.ts';
import type { Move, MoveOutcome } from '../../intents/move.ts';
import { compareMoney, formatMoney, type Money } from '../../lib/decimal.ts';
import { KEY_LIMIT, keyOwner, readKey } from '../value-move/model.ts';

/** Input fields of every value move. */
export const moveFields = (t: InputFields, amount: string) => ({
  amount: t.field({
    type: 'Decimal',
    required: true,
    description: `${amount} Must be above zero, such as "150.00".`,
    limit: 'at most `maxAmount` of the tenant',
  }),
  reason: reasonField(t),
  idempotencyKey: keyField(t),
});

export const keyField = (t: InputFields) =>
  t.string({
    required: true,
    description:
      'Identifies the operation. Requests with the same key and content book it once, however often they are repeated. Use a new key for every new operation.',
    limit: KEY_LIMIT,
  });

export const reasonField = (t: InputFields) =>
  t.string({
    required: true,
    description:
      'Reason, shown to the guest and in ProBonus. It must not end with `#` and 12 letters or digits: the gateway appends such a marker.',
    limit: `1 to ${MAX_REASON} characters`,
  });

/** Input fields of deposits alone. */
export const depositFields = (t: InputFields) => ({
  availableFrom: t.field({
    type: 'Date',
    description: 'Business day from which the amount can be spent; at once if omitted.',
  }),
  expiresAt: t.field({
    type: 'Date',
    description: 'Business day on which the unspent rest expires; never if omitted.',
  }),
});

interface MoveInput {
  readonly amount: Money;
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly availableFrom?: string | null | undefined;
  readonly expiresAt?: string | null | undefined;
}

/** Key and content of a move, checked before anything is written. Throws BAD_USER_INPUT or INVALID_AMOUNT. */
export function readMove(context: GatewayContext, input: MoveInput) {
  const { amount, availableFrom, expiresAt } = input;
  const key = readKey(input.idempotencyKey);
  const reason = readReason(input.reason);
  if (availableFrom != null && expiresAt != null && expiresAt < availableFrom)
    throw badInput('expiresAt must not be before availableFrom.', { reason: 'OUT_OF_RANGE' });
  if (compareMoney(amount, 0) <= 0) throw invalidAmount(context);
  return { key, content: { amount, reason, availableFrom, expiresAt } };
}

export function readReason(text: string): string {
  const reason = readText(text, 'reason', { min: 1, max: MAX_REASON });
  if (endsLikeMarker(reason))
    throw badInput('reason must not end with # and 12 letters or digits.', { reason: 'INVALID_TEXT' });
  return reason;
}

function invalidAmount({ tenant }: GatewayContext): UserFault<'INVALID_AMOUNT'> {
  const { maxAmount } = tenant.valueMoves;
  return new UserFault('INVALID_AMOUNT', {
    path: ['input', 'amount'],
    message: `The amount must be above 0.00 and at most ${formatMoney(maxAmount)}.`,
    facts: { maxAmount },
  });
}

/** Books a move, or replays the outcome of its key. Keys of different principals are independent. */
export function submitMove(context: GatewayContext, key: string, move: Move, deadline: number): Promise<MoveOutcome> {
  const { intents, tenant, upstream } = context;
  return intents.move({ tenant, upstream, principal: keyOwner(context), key, move, deadline });
}

export interface PendingModel {
  readonly __typename: 'OperationPending';
  readonly idempotencyKey: string;
  readonly submittedAt: number;
  readonly needsOperator: boolean;
  readonly nextAt: number | null;
}

const PendingState = builder.enumType('PendingState', {
  description: 'Why the outcome of an operation is not known yet.',
  values: {
    WAITING: { description: 'The gateway is finding out.' },
    NEEDS_OPERATOR: {
      description:
        'The server does not show enough: an operator of the gateway must say what became of it. It may still be booked.',
    },
  },
});

/** Without a planned lookup, and the bounds of the advice, in seconds. */
const ASK_AGAIN_S = 2;
const LONGEST_S = 60;
const LONGEST_STUCK_S = 600;

function askAgainAfter({ nextAt, needsOperator }: PendingModel, now: number): number {
  const seconds = nextAt === null ? (needsOperator ? LONGEST_STUCK_S : ASK_AGAIN_S) : Math.ceil((nextAt - now) / 1000);
  return Math.min(Math.max(seconds, 1), needsOperator ? LONGEST_STUCK_S : LONGEST_S);
}

export const OperationPending = builder.objectRef<PendingModel>('OperationPending').implement({
  description:
    'The operation was sent and its outcome is not known yet. This is not a failure: repeat the request with the same key until the outcome is known.',
  fields: (t) => ({
    idempotencyKey: t.exposeString('idempotencyKey', { description: 'Key to repeat the request with.' }),
    submittedAt: t.field({
      description: 'When the operation was sent.',
      type: 'DateTime',
      resolve: ({ submittedAt }, _args, context) => formatInstant(context, submittedAt),
    }),
    state: t.field({
      description: 'Who will find out.',
      type: PendingState,
      resolve: ({ needsOperator }) => (needsOperator ? ('NEEDS_OPERATOR' as const) : ('WAITING' as const)),
    }),
    askAgainAfter: t.int({
      description: 'Seconds after which it is worth repeating the request.',
      resolve: (model, _args, { clock }) => askAgainAfter(model, clock.now()),
    }),
  }),
});

export const REPLAYED = {
  description: 'True if the key had already been booked, so that nothing was sent by this request.',
};

type NotBooked = Exclude<MoveOutcome, { state: 'BOOKED' } | { state: 'GROUP_BOOKED' }>;

/** The model of a pending move. Throws for every other outcome, `missing` for a target that does not exist. */
export function notBooked(
  context: GatewayContext,
  outcome: NotBooked,
  { key, missing }: { key: string; missing: UserFault },
): PendingModel {
  switch (outcome.state) {
    case 'TOO_MUCH':
      throw invalidAmount(context);
    case 'PENDING':
      return {
        __typename: 'OperationPending',
        idempotencyKey: key,
        submittedAt: outcome.submittedAt,
        needsOperator: outcome.needsOperator ?? false,
        nextAt: outcome.nextAt ?? null,
      };
    case 'NOT_APPLIED':
      throw new UserFault('OPERATION_NOT_APPLIED', { facts: { submittedAt: outcome.submittedAt } });
    case 'KEY_REUSED':
      throw new UserFault('IDEMPOTENCY_KEY_REUSED', {
        path: ['input', 'idempotencyKey'],
        facts: { expiredAt: outcome.expiredAt },
      });
    case 'REFUSED':
      throw refusal(context, outcome, missing);
  }
}

function refusal(
  { principal }: GatewayContext,
  { reason, available, status }: Extract<MoveOutcome, { state: 'REFUSED' }>,
  missing: UserFault,
): Error {
  if (reason === 'NOT_FOUND') return missing;
  if (reason === 'BLOCKED') return new UserFault('CARD_BLOCKED', { path: ['input', 'cardId'] });
  if (reason === 'INSUFFICIENT')
    return new UserFault('INSUFFICIENT_BALANCE', { path: ['input', 'amount'], facts: { available: available ?? 0 } });
  if (status === 403 && principal?.kind === 'STAFF') return forbiddenByServer();
  const message = 'The ProBonus server rejected the operation. Final for this idempotency key.';
  return codedError('UPSTREAM_REJECTED', message, { status });
}
