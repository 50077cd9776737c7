import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { readDate, readDateTime } from '../../graph/stored/date.ts';
import type { AccountRow } from '../account/loaders.ts';
import { cardById } from './loaders.ts';
import { availableToWithdraw, type Card as CardModel, cardFromWire } from './model.ts';

export const Card = builder.objectRef<CardModel>('Card');

const Validity = builder.objectRef<CardModel>('Validity').implement({
  description: 'The days on which a card is valid.',
  fields: (t) => ({
    from: t.field({
      description: 'First valid day; null where there is no bound.',
      type: 'Date',
      nullable: true,
      resolve: ({ validFrom }, _, context) => readDate(context, validFrom),
    }),
    to: t.field({
      description: 'Last valid day; null where there is no bound.',
      type: 'Date',
      nullable: true,
      resolve: ({ validTo }, _, context) => readDate(context, validTo),
    }),
  }),
});

const CardMessages = builder.objectRef<CardModel>('CardMessages').implement({
  description: 'What the register tells about a card.',
  fields: (t) => ({
    screen: t.exposeString('screenMessage', {
      description: 'Shown to the cashier on the screen; null when there is none.',
      nullable: true,
    }),
    print: t.exposeString('printMessage', {
      description: 'Printed on the check; null when there is none.',
      nullable: true,
    }),
  }),
});

Card.implement({
  description:
    'What holds value in ProBonus (there: счёт, аккаунт): balance, group, discount, identifiers, operations. Belongs to exactly one guest.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    bonusTypeCode: t.exposeInt('bonusTypeCode', {
      description: 'Code of the bonus type that the register knows; null when there is none.',
      nullable: true,
    }),
    balance: t.expose('balance', {
      description: 'What can be spent now, without credit. Negative after a voided check.',
      type: 'Decimal',
    }),
    creditLimit: t.expose('creditLimit', {
      description: 'How far below zero the balance may be drawn.',
      type: 'Decimal',
    }),
    availableToWithdraw: t.field({
      description:
        'Balance and credit limit together: the most that a withdrawal can take now. "0.00" on a blocked card.',
      type: 'Decimal',
      resolve: (card) => availableToWithdraw(card),
    }),
    discountLimit: t.expose('discountLimit', {
      description: 'The largest discount sum the register may give; null where it is not limited.',
      type: 'Decimal',
      nullable: true,
    }),
    isBlocked: t.exposeBoolean('isBlocked', { description: 'Whether the register and the API refuse this card.' }),
    blockReason: t.exposeString('blockReason', {
      description: 'Why it is blocked, as the cashier sees it; null when not told.',
      nullable: true,
    }),
    validity: t.field({ description: 'When the card is valid.', type: Validity, resolve: (card) => card }),
    messages: t.field({ description: 'Texts for the cash register.', type: CardMessages, resolve: (card) => card }),
    updatedAt: t.field({
      description: 'When the account was last changed; null where the server does not tell.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ updatedAt }, _, context) => readDateTime(context, updatedAt),
    }),
  }),
});

/** What a mutation of one card gives back. */
export interface CardChange {
  readonly card: CardModel;
}

/** The card as the server gave it after the change. */
export function cardChange(row: AccountRow): CardChange {
  return { card: cardFromWire(row) };
}

/** The card in a payload: fresh after the change, and for whoever may read cards. */
const CARD_FIELD = {
  description: 'The card as it is now; null when it cannot be read at this moment, or without the scope to read it.',
  type: Card,
  nullable: true as const,
  authScopes: { scopes: ['card:read'] as const },
  resolve: ({ card }: CardChange) => card,
};

/** `<name>Payload` with the card alone. */
export function cardPayload(name: string) {
  return builder
    .objectRef<CardChange>(`${name}Payload`)
    .implement({ description: 'What was done.', fields: (t) => ({ card: t.field(CARD_FIELD) }) });
}

/** The result of a mutation whose server does not answer with the card: the card is read if it is asked for. */
export interface CardRef {
  readonly cardId: number;
}

/** The card in such a payload; the cards of many results are read in one call. */
export const CARD_REF_FIELD = {
  ...CARD_FIELD,
  resolve: ({ cardId }: CardRef, _args: object, context: GatewayContext) => cardById(context, cardId),
};

/** `<name>Payload` with the card alone, read if it is asked for. */
export function cardRefPayload(name: string) {
  return builder
    .objectRef<CardRef>(`${name}Payload`)
    .implement({ description: 'What was done.', fields: (t) => ({ card: t.field(CARD_REF_FIELD) }) });
}
