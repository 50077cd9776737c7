import { type createGateway, GatewayError } from './gateway.ts';
import type { Move, openJournal } from './journal.ts';

export interface BonusesOptions {
  readonly ask: ReturnType<typeof createGateway>;
  readonly journal: ReturnType<typeof openJournal>;
  /** Waits so many seconds. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Then a move stays unfinished until `resume`. @default 5 */
  readonly tries?: number;
}

/** BOOKED, the code of a refusal, or null where it is not known yet: `resume` finds out. */
export type Outcome = Move['outcome'];

/** Errors that are final for a move, besides the failures that are types. After any other, and without an answer, it is sent again. */
const REFUSED = ['UPSTREAM_REJECTED', 'BAD_USER_INPUT'];

/** Bonuses of orders: each move is written down, then sent as often as it takes, and booked once. */
export function createBonuses({ ask, journal, pause, tries = 5 }: BonusesOptions) {
  /** One request. What is thrown is the answer of a gateway that said no, or no answer. */
  async function send({ kind, cardId = '', originalKey, ...move }: Move) {
    const { amount, reason, idempotencyKey } = move;
    if (kind === 'reverse') {
      const original = { originalKey: originalKey ?? '', ...(amount === null ? {} : { amount }) };
      return (await ask('reverse', { input: { ...original, reason, idempotencyKey } })).operationReverse;
    }
    const input = { cardId, amount: amount ?? '0', reason, idempotencyKey };
    if (kind === 'withdraw') return (await ask('withdraw', { input })).cardWithdraw;
    return (await ask('deposit', { input })).cardDeposit;
  }

  async function outcomeOf(move: Move): Promise<Outcome> {
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (attempt > 1) await pause(2 ** attempt);
      try {
        const result = await send(move);
        if (result && 'code' in result) return result.code;
        if (result && result.__typename !== 'OperationPending') return 'BOOKED';
      } catch (error) {
        if (error instanceof GatewayError && REFUSED.includes(error.code)) return error.code;
      }
    }
    return null;
  }

  async function finish(move: Move): Promise<Outcome> {
    const outcome = await outcomeOf(move);
    if (outcome !== null) journal.write({ ...move, outcome });
    return outcome;
  }

  /** Begins a move, or goes on with it where it was begun before. */
  async function carryOut(planned: Omit<Move, 'outcome'>): Promise<Outcome> {
    const known = journal.find(planned.idempotencyKey);
    if (known && known.outcome !== null) return known.outcome;
    const move = known ?? { ...planned, outcome: null };
    if (!known) journal.write(move);
    return finish(move);
  }

  const keyOf = (order: string, what: string) => `delivery-order-${order}-${what}`;

  return {
    /** The card of a guest, and what of it an order may take. */
    cardOf: async (phone: string) => (await ask('card-of-guest', { phone })).guest?.card ?? null,

    redeem: (order: string, cardId: string, amount: string) =>
      carryOut({
        kind: 'withdraw',
        idempotencyKey: keyOf(order, 'redeem'),
        cardId,
        amount,
        reason: `Delivery, order ${order}`,
      }),

    /** Gives back what the order took, also where nobody knows yet whether it did. */
    cancel: (order: string) =>
      carryOut({
        kind: 'reverse',
        idempotencyKey: keyOf(order, 'cancel'),
        originalKey: keyOf(order, 'redeem'),
        amount: null,
        reason: `Order ${order} was cancelled`,
      }),

    accrue: (order: string, cardId: string, amount: string) =>
      carryOut({
        kind: 'deposit',
        idempotencyKey: keyOf(order, 'accrue'),
        cardId,
        amount,
        reason: `For order ${order}`,
      }),

    /** After a start, and every minute: what was begun and whose outcome is not known. */
    async resume(): Promise<{ idempotencyKey: string; outcome: Outcome }[]> {
      const results: { idempotencyKey: string; outcome: Outcome }[] = [];
      for (const move of journal.unfinished())
        results.push({ idempotencyKey: move.idempotencyKey, outcome: await finish(move) });
      return results;
    },
  };
}
