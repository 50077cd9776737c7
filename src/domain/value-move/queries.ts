import { builder } from '../../graph/builder.ts';
import { Operation } from '../operation/type.ts';
import { idempotencyKeyOf } from './loaders.ts';
import { keyOwner, readKey } from './model.ts';
import { ValueMove } from './type.ts';

builder.queryField('valueMove', (t) =>
  t.field({
    description:
      'What became of an idempotency key of this API key or user, without sending anything. Null if nothing was ever sent under it.',
    type: ValueMove,
    nullable: true,
    scopes: ['operation:write'],
    args: { idempotencyKey: t.arg.string({ required: true, description: 'The key of the operation.' }) },
    resolve: async (_root, { idempotencyKey }, context) => {
      const key = readKey(idempotencyKey);
      const found = await context.intents.find({ tenant: context.tenant.slug, principal: keyOwner(context), key });
      return found && { ...found, key };
    },
  }),
);

builder.objectField(Operation, 'idempotencyKey', (t) =>
  t.string({
    description:
      'Idempotency key of the request by which this API key or user booked the operation through this gateway; null for every other operation.',
    nullable: true,
    resolve: (operation, _args, context) => idempotencyKeyOf(context).load(operation),
  }),
);
