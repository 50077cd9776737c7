import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { registerNode } from '../../graph/ids/node.ts';
import type { Card as CardModel } from '../card/model.ts';
import { Card } from '../card/type.ts';
import { discounts } from './loaders.ts';
import type { Discount as DiscountModel } from './model.ts';
import { Discount } from './type.ts';

/** Keeps a discount of this type; null for one of the other. */
const ofType =
  (type: DiscountModel['__typename'] | null) =>
  (discount: DiscountModel | undefined): DiscountModel | null =>
    discount && (type === null || discount.__typename === type) ? discount : null;

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    PosDiscount: true;
    Ladder: true;
  }
}

for (const type of ['PosDiscount', 'Ladder'] as const) {
  registerNode(type, {
    scopes: DICTIONARY_READ,
    load: (context, id) => (id === null ? null : discounts.with(context, ({ byId }) => ofType(type)(byId.get(id)))),
  });
}

const DiscountKind = builder.enumType('DiscountKind', {
  description: 'Kind of a discount: imported from the register or created in ProBonus.',
  values: {
    POS: { description: 'A `PosDiscount`, imported from the register.' },
    LADDER: { description: 'A `Ladder`, created in ProBonus.' },
  } as const,
});

builder.queryFields((t) => ({
  discount: t.field({
    description: 'A discount or ladder by its ID; null if it does not exist.',
    type: Discount,
    nullable: true,
    scopes: DICTIONARY_READ,
    args: { id: t.arg.id({ required: true, description: 'Global ID of the discount or ladder.' }) },
    resolve: (_root, { id }, context) => {
      const pos = readId(context, id, 'PosDiscount');
      const number = pos ?? readId(context, id, 'Ladder');
      if (number === null) return null;
      return discounts.with(context, ({ byId }) => ofType(pos === null ? 'Ladder' : 'PosDiscount')(byId.get(number)));
    },
  }),
  discounts: t.field({
    description: 'All discounts of the register and all ladders of the server.',
    type: [Discount],
    nullable: true,
    scopes: DICTIONARY_READ,
    args: { kind: t.arg({ type: DiscountKind, description: 'Kind of the discounts to return; all if omitted.' }) },
    resolve: (_root, { kind }, context) =>
      discounts.with(context, ({ all }) =>
        all.filter(({ __typename }) => kind == null || (kind === 'LADDER') === (__typename === 'Ladder')),
      ),
  }),
}));

builder.objectField(Card, 'discount', (t) =>
  t.field({
    type: Discount,
    ...discounts.entryField(
      'Discount or ladder of the card; null if it has none or the server no longer lists it.',
      (card: CardModel) => card.discountId,
    ),
    guest: true,
  }),
);
