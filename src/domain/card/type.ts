import { builder, nullable } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { openToGuests } from '../../graph/guest-fields.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import type { PayloadFields } from '../../graph/mutation/mutation.ts';
import { dateField, dateTimeField } from '../../graph/stored/date.ts';
import type { AccountRow } from '../account/loaders.ts';
import { cardById } from './loaders.ts';
import { availableToWithdraw, type Card as CardModel, cardFromWire } from './model.ts';

export const Card = builder.objectRef<CardModel>('Card');

const Validity = builder.objectRef<CardModel>('Validity').implement({
  description: 'Days on which a card is valid.',
  fields: (t) => ({
    from: t.field(
      openToGuests(dateField('First valid day; null if unbounded.', ({ validFrom }: CardModel) => validFrom)),
    ),
    to: t.field(openToGuests(dateField('Last valid day; null if unbounded.', ({ validTo }: CardModel) => validTo))),
  }),
});

const CardMessages = builder.objectRef<CardModel>('CardMessages').implement({
  description: 'Messages that the register gives for a card.',
  fields: (t) => ({
    screen: t.exposeString('screenMessage', nullable('Message shown to the cashier; null if there is none.')),
    print: t.exposeString('printMessage', nullable('Message printed on the check; null if there is none.')),
  }),
});

Card.implement({
  description:
    'A loyalty card: balance, group, discount, identifiers and operations. In ProBonus an account («Счёт», «Аккаунт»). Every card belongs to exactly one guest.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(openToGuests(upstreamIdOptions)),
    bonusTypeCode: t.exposeInt('bonusTypeCode', {
      description: 'Code of the bonus type at the register; null if there is none.',
      nullable: true,
    }),
    balance: t.expose('balance', {
      description:
        'Amount that can be spent now, without `creditLimit`. It can be negative, for example after a voided check.',
      type: 'Decimal',
      guest: true,
    }),
    creditLimit: t.expose('creditLimit', {
      description: 'Amount by which the balance may go below zero.',
      type: 'Decimal',
    }),
    availableToWithdraw: t.field({
      description:
        'Largest amount that can be withdrawn now: `balance` and `creditLimit` together. "0.00" for a blocked card.',
      type: 'Decimal',
      guest: true,
      resolve: (card) => availableToWithdraw(card),
    }),
    discountLimit: t.expose('discountLimit', {
      description: 'Largest discount that the register may give; null if unlimited.',
      type: 'Decimal',
      nullable: true,
    }),
    isBlocked: t.exposeBoolean('isBlocked', {
      description: 'Whether the card is blocked: the register and the API refuse it.',
      guest: true,
    }),
    blockReason: t.exposeString('blockReason', {
      description: 'Reason for the block, shown to the cashier; null if none was given.',
      nullable: true,
    }),
    validity: t.field({
      description: 'Days on which the card is valid.',
      type: Validity,
      guest: true,
      resolve: (card) => card,
    }),
    messages: t.field({
      description: 'Messages that the register shows and prints.',
      type: CardMessages,
      resolve: (card) => card,
    }),
    updatedAt: t.field(
      openToGuests(
        dateTimeField(
          'When the account was last changed; null if the server does not report it.',
          ({ updatedAt }: CardModel) => updatedAt,
        ),
      ),
    ),
  }),
});

/** The result of a mutation of a card. */
export interface CardChange {
  readonly card: CardModel;
}

/** The result from the row that the server returned. */
export function cardChange(row: AccountRow): CardChange {
  return { card: cardFromWire(row) };
}

/** The card in a payload. */
const CARD_FIELD = {
  description: 'Card after the change; null without the required scope, or if it cannot be read.',
  type: Card,
  nullable: true as const,
  scopes: ['card:read'] as const,
  resolve: ({ card }: CardChange) => card,
};

export const cardPayload: PayloadFields<CardChange> = (t) => ({ card: t.field(CARD_FIELD) });

/** The result of a mutation for which the server does not return the card. */
export interface CardRef {
  readonly cardId: number;
}

/** The card in such a payload, read if it is selected. The cards of many results are read in one call. */
export const CARD_REF_FIELD = {
  ...CARD_FIELD,
  resolve: ({ cardId }: CardRef, _args: object, context: GatewayContext) => cardById(context, cardId),
};

export const cardRefPayload: PayloadFields<CardRef> = (t) => ({ card: t.field(CARD_REF_FIELD) });
