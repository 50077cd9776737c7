import { defineLoader } from '../../graph/loader.ts';
import type { Operation } from '../operation/model.ts';
import { keyOwner } from './model.ts';

/** Key of the principal's own move that booked the operation, else null. */
export const idempotencyKeyOf = defineLoader<Operation, string | null>((context, rows) =>
  context.intents.keysOf({ tenant: context.tenant.slug, principal: keyOwner(context) }, rows),
);
