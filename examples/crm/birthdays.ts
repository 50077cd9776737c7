import type { createClient } from '../client.ts';
import { AccrueManyDocument, ComingBirthdaysDocument, type ComingBirthdaysQuery } from '../documents.ts';

type Guest = NonNullable<ComingBirthdaysQuery['guests']>['nodes'][number];

export interface BirthdayOptions {
  readonly ask: ReturnType<typeof createClient>;
  /** Today in the time zone of the restaurant, as YYYY-MM-DD. */
  readonly today: string;
  readonly amount: string;
  /** Waits so many seconds. */
  readonly pause: (seconds: number) => Promise<void>;
}

export interface Present {
  readonly guest: Guest;
  /** BOOKED, PENDING where it is not known yet, or the code of the failure. */
  readonly outcome: string;
}

/** How often a page is asked for again while deposits of it are pending. */
const TRIES = 5;

/**
 * A present for each guest whose birthday is today, and who agreed to be written to. Its key is made of card and year: started
 * again, for whatever reason, the job books nothing twice, and tells what became of what was pending.
 */
export async function* birthdayPresents({ ask, ...options }: BirthdayOptions): AsyncGenerator<Present> {
  let after: string | null = null;
  do {
    const { guests }: ComingBirthdaysQuery = await ask(ComingBirthdaysDocument, { days: 0, after });
    if (!guests) throw new Error('the guests cannot be read');
    yield* await presentsOf(
      guests.nodes.filter(({ consents }) => consents.personalData),
      { ask, ...options },
    );
    after = guests.pageInfo.hasNextPage ? guests.pageInfo.endCursor : null;
  } while (after !== null);
}

async function presentsOf(guests: readonly Guest[], { ask, today, amount, pause }: BirthdayOptions) {
  if (guests.length === 0) return [];
  const deposits = guests.map(({ card }) => ({
    cardId: card.id,
    amount,
    reason: 'День рождения',
    idempotencyKey: `birthday-${today.slice(0, 4)}-${card.id}`,
  }));
  for (let attempt = 1; ; attempt++) {
    const { cardDepositMany } = await ask(AccrueManyDocument, { input: { deposits } });
    const results = cardDepositMany?.results ?? [];
    const waits = results.flatMap((result) => (result && 'askAgainAfter' in result ? [result.askAgainAfter] : []));
    if (waits.length > 0 && attempt < TRIES) {
      await pause(Math.max(...waits));
      continue;
    }
    return guests.map((guest, i): Present => ({ guest, outcome: outcomeOf(results[i]) }));
  }
}

function outcomeOf(result: { readonly __typename: string } | { readonly code: string } | null | undefined): string {
  if (!result) return 'PENDING';
  if ('code' in result) return result.code;
  return result.__typename === 'OperationPending' ? 'PENDING' : 'BOOKED';
}
