import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { type AccountRow, accounts } from '../account/loaders.ts';
import { type Card as CardModel, cardFromWire } from './model.ts';
import { Card } from './type.ts';

/** What a mutation of one card gives back. */
export interface CardChange {
  readonly card: CardModel;
}

/** The card as the server gave it after the change. */
export function cardChange(row: AccountRow): CardChange {
  return { card: cardFromWire(row) };
}

/** `<name>Payload` with the card alone. */
export function cardPayload(name: string) {
  return builder
    .objectRef<CardChange>(`${name}Payload`)
    .implement({ description: 'What was done.', fields: (t) => ({ card: t.field(CARD_FIELD) }) });
}

/** The card in a payload: fresh after the change, and for whoever may read cards. */
export const CARD_FIELD = {
  description: 'The card as it is now; null when it cannot be read at this moment, or without the scope to read it.',
  type: Card,
  nullable: true as const,
  authScopes: { scopes: ['card:read'] as const },
  resolve: ({ card }: CardChange) => card,
};

/** What a mutation gives back whose server does not answer with the card: the card is read if it is asked for. */
export interface CardTouch {
  readonly cardId: number;
}

/** The card in such a payload; the cards of many results are read in one call. */
export const LATE_CARD_FIELD = {
  ...CARD_FIELD,
  resolve: async ({ cardId }: CardTouch, _args: object, context: GatewayContext) => {
    const row = await accounts(context).load(cardId);
    return row && cardFromWire(row);
  },
};

/** `<name>Payload` with the card alone, read if it is asked for. */
export function lateCardPayload(name: string) {
  return builder.objectRef<CardTouch>(`${name}Payload`).implement({
    description: 'What was done.',
    fields: (t) => ({ card: t.field(LATE_CARD_FIELD) }),
  });
}

export const noCard = () => new UserFault('CARD_NOT_FOUND', { path: ['input', 'cardId'] });

/** The upstream number of the card that an input names; one of another tenant is not found. */
export function cardNumber(context: GatewayContext, cardId: string): number {
  const id = readId(context, cardId, 'Card');
  if (id === null) throw noCard();
  return id;
}
