import type { createClient } from './client.ts';
import { TonightsBookingsDocument } from './documents.ts';

/** A line for each booking, for the hostess. An unknown phone is a new guest. */
export async function bookingLines(ask: ReturnType<typeof createClient>, phones: readonly string[]): Promise<string[]> {
  const { guestsBy } = await ask(TonightsBookingsDocument, { by: phones.map((phone) => ({ phone })) });
  return guestsBy.map((guest, i) => {
    if (!guest) return `${phones[i]}: new guest`;
    const { card, name, tags } = guest;
    const state = card.isBlocked
      ? `blocked (${card.blockReason ?? 'no reason'})`
      : `${card.availableToWithdraw} to spend`;
    return [`${phones[i]}: ${name.short}`, card.group?.name, state, ...(tags ?? []).map((tag) => tag.name)]
      .filter(Boolean)
      .join(', ');
  });
}
