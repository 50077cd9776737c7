import { declareUserError } from '../../graph/mutation/user-error.ts';
import { formatInstant } from '../../graph/stored/date.ts';
import { compareMoney, type Money } from '../../lib/decimal.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    IDEMPOTENCY_KEY_REUSED: { readonly expiredAt: number | null };
    INSUFFICIENT_BALANCE: { readonly available: Money };
    NOTHING_TO_REVERSE: { readonly left: Money };
    INVALID_AMOUNT: { readonly maxAmount: Money };
    OPERATION_NOT_APPLIED: { readonly submittedAt: number };
  }
}

declareUserError(
  'IDEMPOTENCY_KEY_REUSED',
  'The idempotency key was already used: with different content, on another ProBonus server, or so long ago that its outcome is no longer kept. Nothing was sent.',
  (t) => ({
    expiredAt: t.field({
      description:
        'When the outcome of the key was dropped; null if the key was used with different content, or on another server.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ facts: { expiredAt } }, _args, context) =>
        expiredAt === null ? null : formatInstant(context, expiredAt),
    }),
  }),
);
declareUserError(
  'INSUFFICIENT_BALANCE',
  'The balance and credit limit of the card do not cover the amount. Final for this idempotency key.',
  (t) => ({
    available: t.field({
      description: 'Amount that could be withdrawn when the operation was refused; never below zero.',
      type: 'Decimal',
      nullable: true,
      nullWithout: 'card:read',
      resolve: ({ facts: { available } }) => (compareMoney(available, 0) > 0 ? available : 0),
    }),
  }),
);
declareUserError(
  'NOTHING_TO_REVERSE',
  'Less is left to take back than was requested, or the key is no card operation of yours that can be taken back. Nothing was sent.',
  (t) => ({
    left: t.field({
      description: 'What can still be taken back.',
      type: 'Decimal',
      resolve: ({ facts }) => facts.left,
    }),
  }),
);
declareUserError('INVALID_AMOUNT', 'The amount must be above 0.00 and at most `maxAmount`. Nothing was sent.', (t) => ({
  maxAmount: t.field({
    description: 'Largest amount that one operation may move.',
    type: 'Decimal',
    resolve: ({ facts }) => facts.maxAmount,
  }),
}));
declareUserError(
  'OPERATION_NOT_APPLIED',
  'The operation was not booked. Final for this idempotency key: use a new key to try again.',
  (t) => ({
    submittedAt: t.field({
      description: 'When the operation was submitted.',
      type: 'DateTime',
      resolve: ({ facts }, _args, context) => formatInstant(context, facts.submittedAt),
    }),
  }),
);
