import { builder } from '../../graph/builder.ts';
import { formatInstant } from '../../graph/stored/date.ts';
import type { FoundMove } from '../../intents/find-moves.ts';
import { operationFromWire } from '../operation/model.ts';
import { Operation } from '../operation/type.ts';

export const ValueMoveState = builder.enumType('ValueMoveState', {
  description: 'What became of the operation of an idempotency key.',
  values: {
    PENDING: { description: 'Not known yet, or not booked yet.' },
    NEEDS_OPERATOR: { description: 'Not known; an operator of the gateway must say what became of it.' },
    BOOKED: { description: 'Booked by the server.' },
    NOT_BOOKED: {
      description: 'Known not to be booked, or closed by `operationReverse` before it was sent. Final for the key.',
    },
    REFUSED: { description: 'Refused by the server. Final for the key.' },
    EXPIRED: { description: 'Used so long ago that its outcome is no longer kept.' },
  } satisfies Record<FoundMove['state'], { description: string }>,
});

export const ValueMove = builder.objectRef<FoundMove & { readonly key: string }>('ValueMove').implement({
  description: 'An operation that this API key or user requested under an idempotency key.',
  fields: (t) => ({
    idempotencyKey: t.exposeString('key', { description: 'Key of the request, as the client chose it.' }),
    state: t.expose('state', { type: ValueMoveState, description: 'What became of it.' }),
    submittedAt: t.field({
      description: 'When it was sent; for a key that was closed unsent, when it was closed.',
      type: 'DateTime',
      resolve: ({ submittedAt }, _args, context) => formatInstant(context, submittedAt),
    }),
    operation: t.field({
      description:
        'The booked operation; null while it is not known to be booked, for groups, and without the required scope.',
      type: Operation,
      nullable: true,
      scopes: ['operation:read'],
      resolve: ({ operation }) => operation && operationFromWire(operation),
    }),
    reversedTotal: t.expose('reversedTotal', {
      type: 'Decimal',
      nullable: true,
      description: 'What `operationReverse` has taken back of it; null unless it is a booked operation of one card.',
    }),
  }),
});
