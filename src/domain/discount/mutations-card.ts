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
  description: 'Which discount or ladder a card is to have.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'Which card.' }),
    discountId: t.id({ description: 'A PosDiscount or a Ladder; null takes away what the card has. It must be said.' }),
  }),
});

/** The upstream number of the discount or ladder that an input names; a number of the other kind is not found. */
async function discountNumber(context: GatewayContext, discountId: string): Promise<number> {
  const number = readId(context, discountId, 'PosDiscount', 'Ladder');
  const found = await discounts.require(context, number);
  if (!found || found.__typename !== decodeId(discountId).type)
    throw new UserFault('DISCOUNT_NOT_FOUND', { path: ['input', 'discountId'] });
  return found.id;
}

defineMutation('cardSetDiscount', {
  description: 'Gives a card a discount of the register or a ladder, or takes it away.',
  scopes: ['card:write'],
  input: CardSetDiscountInput,
  payload: cardPayload('CardSetDiscount'),
  errors: ['CARD_NOT_FOUND', 'DISCOUNT_NOT_FOUND', 'INVALID_FIELD'],
  run: async (context, { cardId, discountId }) => {
    if (discountId === undefined) throw badInput('Say discountId; null takes the discount away.');
    const id = readCardId(context, cardId);
    return updateFields(
      context,
      id,
      { discountId: discountId === null ? null : await discountNumber(context, discountId) },
      { view: cardChange, missing: cardNotFound(), names: { discountId: ['discountId'] } },
    );
  },
});
