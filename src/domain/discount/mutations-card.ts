import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { decodeId, readId } from '../../graph/ids/global-id.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { updateFields } from '../account/update.ts';
import { cardNotFound, readCardId } from '../card/loaders.ts';
import { cardChange, cardPayload } from '../card/type.ts';
import { discounts } from './loaders.ts';

const CardSetDiscountInput = builder.inputType('CardSetDiscountInput', {
  description: 'The card and its new discount.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'ID of the card to change.' }),
    discountId: t.id({
      description: 'ID of a `PosDiscount` or `Ladder`; null removes the discount of the card. Must not be omitted.',
    }),
  }),
});

/** The upstream id of the discount or ladder that an input names. Throws DISCOUNT_NOT_FOUND, also for an id of the other kind. */
async function discountNumber(context: GatewayContext, discountId: string): Promise<number> {
  const number = readId(context, discountId, 'PosDiscount', 'Ladder');
  const found = await discounts.require(context, number);
  if (!found || found.__typename !== decodeId(discountId).type)
    throw new UserFault('DISCOUNT_NOT_FOUND', { path: ['input', 'discountId'] });
  return found.id;
}

defineMutation('cardSetDiscount', {
  description: 'Sets the discount or ladder of a card, or removes it.',
  scopes: ['card:write'],
  input: CardSetDiscountInput,
  payload: cardPayload,
  errors: ['CARD_NOT_FOUND', 'DISCOUNT_NOT_FOUND', 'INVALID_FIELD'],
  run: async (context, { cardId, discountId }) => {
    if (discountId === undefined) throw badInput('discountId must be given; null removes the discount.');
    const id = readCardId(context, cardId);
    return updateFields(
      context,
      id,
      { discountId: discountId === null ? null : await discountNumber(context, discountId) },
      { view: cardChange, missing: cardNotFound(), names: { discountId: ['discountId'] } },
    );
  },
});
