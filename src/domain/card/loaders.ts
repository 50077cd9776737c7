import type { GatewayContext } from '../../graph/context.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { accountById } from '../account/own.ts';
import { type Card, cardFromWire } from './model.ts';

/** A card by upstream id; null if it does not exist. */
export async function cardById(context: GatewayContext, id: number | null): Promise<Card | null> {
  const row = await accountById(context, id);
  return row && cardFromWire(row);
}

export const cardNotFound = () => new UserFault('CARD_NOT_FOUND', { path: ['input', 'cardId'] });

/** The upstream id of the card that an input names. Throws CARD_NOT_FOUND for a card of another tenant. */
export function readCardId(context: GatewayContext, cardId: string): number {
  const id = readId(context, cardId, 'Card');
  if (id === null) throw cardNotFound();
  context.people.ask(id);
  return id;
}
