import type { GatewayContext } from '../graph/context.ts';
import { getAccount } from '../upstream/resources/accounts.ts';
import { type Card, cardFromWire } from './card/model.ts';

/** The card read anew after a change; null when it cannot be read now, for the change was done all the same. */
export async function cardAfter(context: GatewayContext, cardId: number): Promise<Card | null> {
  if (!context.principal?.scopes.has('card:read')) return null;
  try {
    const row = await getAccount(context.upstream, cardId);
    return row && cardFromWire(row);
  } catch {
    return null;
  }
}
