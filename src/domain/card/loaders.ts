import type { GatewayContext } from '../../graph/context.ts';
import { accounts } from '../account/loaders.ts';
import { type Card, cardFromWire } from './model.ts';

/** A card by its upstream id; null when there is none (or no id to look for). */
export async function cardById(context: GatewayContext, id: number | null): Promise<Card | null> {
  if (id === null) return null;
  const row = await accounts(context).load(id);
  return row && cardFromWire(row);
}
