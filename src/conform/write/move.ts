import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '../../lib/clock.ts';
import type { Asker } from '../graph-client.ts';

/** How much is moved there and back. */
export const AMOUNT = '1.00';
export const REASON = 'Проверка шлюза: 1.00 туда и обратно';

export interface BookedRow {
  readonly id: string;
  readonly upstreamId: string;
  readonly kind: string;
  readonly amount: string;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly user: string | null;
}

/** What the gateway told of a move: booked with its row, or in a word why not. */
export type MoveAnswer = { readonly booked: BookedRow | null } | { readonly failed: string };

export const ROW_FIELDS = 'id upstreamId kind amount reason createdAt user';
const PAYLOAD = `{ operation { ${ROW_FIELDS} } }`;
const documentOf = (name: string, type: string) => `mutation ($input: ${type}Input!) {
  move: ${name}(input: $input) {
    __typename
    ... on ${type}Payload ${PAYLOAD}
    ... on OperationPending { askAgainAfter }
    ... on UserError { code }
  }
}`;
const DOCUMENTS = {
  deposit: documentOf('cardDeposit', 'CardDeposit'),
  withdraw: documentOf('cardWithdraw', 'CardWithdraw'),
} as const;

interface Answer {
  readonly move: {
    readonly operation?: BookedRow | null;
    readonly askAgainAfter?: number;
    readonly code?: string;
  };
}

/** An outcome that is unknown is asked for again so often. */
const TRIES = 10;
const LONGEST_MS = 5000;

/** Books a move of 1.00 on a card. Throws a Refusal where the graph gives an error. */
export async function bookMove(
  { ask, clock }: Pick<Asker, 'ask'> & { readonly clock: Clock },
  direction: keyof typeof DOCUMENTS,
  cardId: string,
): Promise<MoveAnswer> {
  const input = { cardId, amount: AMOUNT, reason: REASON, idempotencyKey: `conform-${randomUUID()}` };
  for (let tries = 1; ; tries++) {
    const { move } = await ask<Answer>(DOCUMENTS[direction], { input });
    if (move.code !== undefined) return { failed: `refused: ${move.code}` };
    if (move.askAgainAfter === undefined) return { booked: move.operation ?? null };
    if (tries === TRIES) return { failed: 'its outcome is not known: see `intents list`' };
    await sleep(clock, Math.min(move.askAgainAfter * 1000, LONGEST_MS));
  }
}
