import type { Clock } from '../../lib/clock.ts';
import { within } from '../../lib/concurrency/wait-for.ts';
import { magnitude } from '../../lib/decimal.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { AtFailpoint } from '../failpoint.ts';
import type { Intent, IntentChange, IntentState, LiveIntent } from '../intent.ts';
import type { Logger } from '../logger.ts';
import { isGroupMove, type MoveRequest } from '../move.ts';
import { bookedAmount, isAmount } from '../read-back/our-row.ts';
import type { IntentStore } from '../store/store.ts';
import { explainRefusal, explainSkipped } from './refusal.ts';
import { type SentCard, type SentGroup, sendMove } from './send.ts';

/** From the lost response to the first lookup of the scheduler. */
const FIRST_LOOKUP_MS = 1000;
const EXPLAIN_MS = 5000;
/** Longest wait for the store; after it the client gets the server's answer all the same. */
const STORE_MS = 5000;

export interface DeliverOptions {
  readonly store: IntentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoint: AtFailpoint;
}

/**
 * Sends a begun intent once and records the outcome: SUCCEEDED, REJECTED, or UNKNOWN after any byte without an answer.
 * Rejects with UpstreamError where no byte was sent, or where the server turned the request away unread: the key is unused again.
 */
export type Deliver = (request: MoveRequest, intent: LiveIntent) => Promise<Intent>;

export function createDeliver({ store, clock, logger, failpoint }: DeliverOptions): Deliver {
  /** The outcome holds even where the store cannot record it; a lookup finds the row by its marker later. */
  const record = async (intent: Intent, from: readonly IntentState[], change: IntentChange): Promise<Intent> => {
    try {
      const stored = async () => (await store.change(intent, from, change)) ?? (await store.get(intent));
      return (await within(clock, STORE_MS, stored())) ?? { ...intent, ...change };
    } catch (error) {
      logger.error(
        { err: error, tenant: intent.tenant, marker: intent.marker },
        'the outcome of a move could not be stored',
      );
      return { ...intent, ...change };
    }
  };

  const settle = async (intent: Intent, change: IntentChange): Promise<Intent> => {
    await failpoint('before-settle');
    const settled = await record(intent, ['SENDING', 'UNKNOWN', 'STUCK'], {
      settledAt: clock.now(),
      nextAt: null,
      lockKey: null,
      ...change,
    });
    await failpoint('after-settle');
    return settled;
  };

  /** The server has answered with the row of another key. */
  const isClaimed = async ({ tenant, target, marker, move }: LiveIntent, upstreamId: number): Promise<boolean> => {
    const filter = { tenant, upstreamId, states: ['SUCCEEDED'], limit: 10 } as const;
    const others = await store.list(filter).catch(() => []);
    return others.some((other) => {
      const amount = bookedAmount(other);
      return other.marker !== marker && other.target === target && amount !== null && isAmount(amount, move.amount);
    });
  };

  const booked = async (view: Upstream, intent: LiveIntent, sent: SentCard | SentGroup) => {
    if (sent.type === 'OPERATION') {
      const { id } = sent.operation;
      if (await isClaimed(intent, id)) return unknown(intent);
      return settle(intent, { state: 'SUCCEEDED', result: sent, upstreamId: id });
    }
    const { processed, total, skipped } = sent.answer;
    const explained = await explainSkipped(withDeadline(view, clock.now() + EXPLAIN_MS), sent.move, skipped);
    // Some servers send it with the sign of the rows.
    const result = {
      type: 'GROUP',
      processed,
      total: magnitude(total),
      skipped: explained,
      complete: true,
    } as const;
    return settle(intent, { state: 'SUCCEEDED', result });
  };

  const unknown = async (intent: LiveIntent): Promise<Intent> => {
    const now = clock.now();
    const lockKey = intent.holdsLock ? intent.lockKey : null;
    const change = { state: 'UNKNOWN', settleFrom: now, nextAt: now + FIRST_LOOKUP_MS, lockKey } as const;
    const row = await record(intent, ['SENDING'], change);
    await failpoint('after-unknown');
    return row;
  };

  /** `isTurnedAway`: bytes were sent, so that a lookup must precede the next send. */
  const restore = async (intent: LiveIntent, isTurnedAway: boolean): Promise<Intent> => {
    const settleFrom = isTurnedAway ? clock.now() : null;
    const row = await record(intent, ['SENDING'], { state: 'INTENT', lockKey: null, settleFrom });
    await failpoint('after-restore');
    return row;
  };

  return async (request, intent) => {
    const view = viewOf(request, intent);
    let sent: SentCard | SentGroup;
    try {
      sent = await sendMove(view, intent);
    } catch (error) {
      const { tenant, marker } = intent;
      if (!(error instanceof UpstreamError)) {
        logger.error({ err: error, tenant, marker }, 'a move ended with an unexpected error');
        return unknown(intent);
      }
      if (error.sent === 'NOT_SENT' || isTurnedAway(error)) {
        const row = await restore(intent, error.sent !== 'NOT_SENT');
        // Another process has recorded an outcome meanwhile.
        if (row.state !== 'INTENT') return row;
        // For the client, a write that could not be sent in time is an unavailable server.
        throw error.kind === 'TIMEOUT' ? error.with({ kind: 'UNAVAILABLE' }) : error;
      }
      if (error.sent === 'UNKNOWN') return unknown(intent);
      await failpoint('after-send');
      const result = await explainRefusal(withDeadline(view, request.deadline), request.move, error);
      return settle(intent, { state: 'REJECTED', result });
    }
    await failpoint('after-send');
    return booked(view, intent, sent);
  };
}

/**
 * An answer that is not about the move: token refused (401), too many requests (429), no such operation (405).
 * Nothing was done, and the same move may succeed later. A refusal of the move itself is final.
 */
function isTurnedAway({ sent, kind }: UpstreamError): boolean {
  return sent === 'ANSWERED' && kind !== 'REJECTED';
}

/** Context of the send: without the client's signal, with the intent's deadline and the timeout of group moves. */
function viewOf({ upstream, tenant, move }: MoveRequest, intent: Intent): Upstream {
  const timeout = isGroupMove(move) ? { timeoutMs: tenant.valueMoves.groupTimeoutMs } : {};
  const context = { ...upstream.context, signal: undefined, deadline: intent.deadline, ...timeout };
  return { client: upstream.client, context };
}

function withDeadline({ client, context }: Upstream, deadline: number): Upstream {
  return { client, context: { ...context, timeoutMs: undefined, deadline } };
}
