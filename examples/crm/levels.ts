import type { createClient } from '../client.ts';
import { LaddersDocument, SetDiscountDocument } from '../documents.ts';

/** What became of a card: null, or the code of the failure. */
export type LevelResult = { readonly cardId: string; readonly failure: string | null };

/** Puts cards on the ladder of this name. May be started again: it ends in the same state. */
export async function putOnLadder(
  ask: ReturnType<typeof createClient>,
  name: string,
  cardIds: readonly string[],
): Promise<LevelResult[]> {
  const { discounts } = await ask(LaddersDocument, {});
  const ladder = discounts?.find((discount) => discount.name === name);
  if (!ladder) throw new Error(`no ladder "${name}"; there are ${discounts?.map((one) => one.name).join(', ')}`);
  const results: LevelResult[] = [];
  for (const cardId of cardIds) {
    const { cardSetDiscount: result } = await ask(SetDiscountDocument, { cardId, discountId: ladder.id });
    results.push({ cardId, failure: result && 'code' in result ? result.code : null });
  }
  return results;
}
