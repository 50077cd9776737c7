import { builder } from '../../graph/builder.ts';
import { userErrorType } from '../../graph/mutation/user-error.ts';
import type { Money } from '../../lib/decimal.ts';
import { instant } from './value-input.ts';

const InvalidAmountError = userErrorType(
  'INVALID_AMOUNT',
  'The amount is not above zero, or above what this restaurant allows. Nothing was sent.',
);
const InsufficientBalanceError = userErrorType(
  'INSUFFICIENT_BALANCE',
  'The card does not hold so much, its credit included. Final for this key.',
);
const IdempotencyKeyReusedError = userErrorType(
  'IDEMPOTENCY_KEY_REUSED',
  'The key was used before: with other content, or so long ago that its outcome is no longer kept. Nothing was sent.',
);
const OperationNotAppliedError = userErrorType(
  'OPERATION_NOT_APPLIED',
  'It was sent, and is known not to have been booked. Final for this key: act with a new one.',
);

builder.objectField(InvalidAmountError, 'maxAmount', (t) =>
  t.field({
    description: 'The greatest amount that one operation may move here.',
    type: 'Decimal',
    resolve: ({ facts }) => facts.maxAmount as Money,
  }),
);

builder.objectField(InsufficientBalanceError, 'available', (t) =>
  t.field({
    description: 'What could have been withdrawn when it was refused.',
    type: 'Decimal',
    resolve: ({ facts }) => facts.available as Money,
  }),
);

builder.objectField(IdempotencyKeyReusedError, 'expiredAt', (t) =>
  t.field({
    description: 'When the outcome of the key ceased to be kept; null where it was used with other content.',
    type: 'DateTime',
    nullable: true,
    resolve: ({ facts }, _args, context) =>
      typeof facts.expiredAt === 'number' ? instant(context, facts.expiredAt) : null,
  }),
);

builder.objectField(OperationNotAppliedError, 'submittedAt', (t) =>
  t.field({
    description: 'When it was sent.',
    type: 'DateTime',
    resolve: ({ facts }, _args, context) => instant(context, facts.submittedAt as number),
  }),
);
