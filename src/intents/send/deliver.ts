import type { Clock } from '../../lib/clock.ts';
import { magnitude } from '../../lib/decimal.ts';
import { within } from '../../lib/wait-for.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { AtFailpoint } from '../failpoint.ts';
import type { Intent, IntentChange, IntentState } from '../intent.ts';
import type { IntentsLog } from '../logger.ts';
import { isGroupMove, type MoveRequest } from '../move.ts';
import type { KnownIntent } from '../reconcile/lookup.ts';
import type { Knowledge } from '../reconcile/server-profile.ts';
import type { IntentStore } from '../store/store.ts';
import { explainRefusal, explainSkipped } from './refusal.ts';
import { type SentCard, type SentGroup, sendMove } from './send.ts';

const FIRST_LOOK_MS = 1000;
const EXPLAIN_MS = 5000;
/** What the server said is told, whatever the log does. */
const STORE_MS = 5000;

export interface DeliveryOptions {
  readonly store: IntentStore;
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly log: IntentsLog;
  readonly failpoint: AtFailpoint;
}

/**
 * Sends a begun intent, once, and records what came of it. Gives the row as it is then: SUCCEEDED, REJECTED, or UNKNOWN after any
 * byte without an answer. Rejects with UpstreamError where not one byte went out, or where the server turned the request away
 * without looking at what it asks for: the key is unused again.
 */
export type Deliver = (request: MoveRequest, intent: KnownIntent) => Promise<Intent>;

export function createDelivery({ store, knowledge, clock, log, failpoint }: DeliveryOptions): Deliver {
  /** What the server said is true whether or not the log can keep it; a row left behind is found again by its marker. */
  const record = async (intent: Intent, from: readonly IntentState[], change: IntentChange): Promise<Intent> => {
    try {
      const kept = async () => (await store.change(intent, from, change)) ?? (await store.get(intent));
      return (await within(clock, STORE_MS, kept())) ?? { ...intent, ...change };
    } catch (error) {
      log.error(
        { err: error, tenant: intent.tenant, marker: intent.marker },
        'the outcome of a move could not be kept',
      );
      return { ...intent, ...change };
    }
  };

  const settle = async (intent: Intent, change: IntentChange): Promise<Intent> => {
    await failpoint('before-settle');
    const calm = { settledAt: clock.now(), nextAt: null, line: null };
    const settled = await record(intent, ['SENDING', 'UNKNOWN', 'STUCK'], { ...calm, ...change });
    await failpoint('after-settle');
    return settled;
  };

  const booked = async (request: MoveRequest, view: Upstream, intent: KnownIntent, sent: SentCard | SentGroup) => {
    if (sent.type === 'OPERATION') {
      const { operation } = sent;
      const measured = knowledge.learn(request.tenant, intent, operation, clock.now());
      return settle(intent, { state: 'SUCCEEDED', result: sent, upstreamId: operation.id, ...measured });
    }
    const { processed, total, skipped } = sent.answer;
    const explained = await explainSkipped(until(view, clock.now() + EXPLAIN_MS), sent.move, skipped);
    // Some servers give it the sign of the rows.
    const result = {
      type: 'GROUP',
      processed,
      total: magnitude(total),
      skipped: explained,
      complete: true,
    } as const;
    return settle(intent, { state: 'SUCCEEDED', result });
  };

  const unknown = async (intent: KnownIntent): Promise<Intent> => {
    const now = clock.now();
    const line = intent.holdsLine ? intent.line : null;
    const change = { state: 'UNKNOWN', settleFrom: now, nextAt: now + FIRST_LOOK_MS, line } as const;
    const row = await record(intent, ['SENDING'], change);
    await failpoint('after-unknown');
    return row;
  };

  /** `isTurnedAway`: bytes of it went out, so it is looked for before it is sent again. */
  const restore = async (intent: KnownIntent, isTurnedAway: boolean): Promise<Intent> => {
    const settleFrom = isTurnedAway ? clock.now() : null;
    const row = await record(intent, ['SENDING'], { state: 'INTENT', line: null, settleFrom });
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
        log.error({ err: error, tenant, marker }, 'a move ended with an unexpected error');
        return unknown(intent);
      }
      if (error.sent === 'NOT_SENT' || isTurnedAway(error)) {
        const row = await restore(intent, error.sent !== 'NOT_SENT');
        // Another process has found an answer since.
        if (row.state !== 'INTENT') return row;
        // A write that did not go out in time is, for its client, a server that is not there.
        throw error.kind === 'TIMEOUT' ? error.with({ kind: 'UNAVAILABLE' }) : error;
      }
      if (error.sent === 'UNKNOWN') return unknown(intent);
      await failpoint('after-send');
      const result = await explainRefusal(until(view, request.deadline), request.move, error);
      return settle(intent, { state: 'REJECTED', result });
    }
    await failpoint('after-send');
    return booked(request, view, intent, sent);
  };
}

/**
 * Answered, and not about the move: the token was refused (401), too many requests (429), no such operation (405). Nothing was
 * done, and the same move may well be done later; a refusal of the move itself is final.
 */
function isTurnedAway({ sent, kind }: UpstreamError): boolean {
  return sent === 'ANSWERED' && kind !== 'REJECTED';
}

/** The request's view for the send: no signal of the client, the intent's own end, a group's own patience. */
function viewOf({ upstream, tenant, move }: MoveRequest, intent: Intent): Upstream {
  const timeout = isGroupMove(move) ? { timeoutMs: tenant.valueMoves.groupTimeoutMs } : {};
  const context = { ...upstream.context, signal: undefined, deadline: intent.deadline, ...timeout };
  return { client: upstream.client, context };
}

function until({ client, context }: Upstream, deadline: number): Upstream {
  return { client, context: { ...context, timeoutMs: undefined, deadline } };
}
