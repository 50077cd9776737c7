import type { createClient } from './client.ts';
import { CardNewsDocument, type CardNewsQuery } from './documents.ts';

type Ask = ReturnType<typeof createClient>;
type Card = NonNullable<CardNewsQuery['card']>;
type CardNews = { card: Card; operations: NonNullable<Card['operations']>['nodes'] };

/** The card as it is, then each change of it: its newest state, and the operations that were not there before. Ends with `return()`. */
export async function* cardNews(ask: Ask, cardId: string, pause: () => Promise<void>): AsyncGenerator<CardNews> {
  let last: CardNews['card'] | undefined;
  const seen = new Set<string>();
  for (;;) {
    const { card }: CardNewsQuery = await ask(CardNewsDocument, { cardId });
    if (!card?.operations) throw new Error('the card is gone, or its operations cannot be read');
    const operations = last ? card.operations.nodes.filter(({ id }) => !seen.has(id)) : [];
    const isOther = last?.balance !== card.balance || last.isBlocked !== card.isBlocked;
    if (isOther || operations.length > 0) yield { card, operations };
    for (const { id } of card.operations.nodes) seen.add(id);
    last = card;
    await pause();
  }
}
