import { magnitude } from '../../lib/decimal.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { type Intent, type IntentChange, type IntentState, isFinal, type LiveIntent } from '../intent.ts';
import { isGroupMove, type MoveRequest } from '../move.ts';
import { bookedAmount, isAmount } from '../read-back/our-row.ts';
import type { AnswerAudits } from '../reconcile/answer-audits.ts';
import type { RefusalAudits } from '../reconcile/audits.ts';
import type { Services } from '../services.ts';
import type { ChangeCondition } from '../store/store.ts';
import { IntentStoreError } from '../store/store-error.ts';
import { resting, restingState } from '../unsent.ts';
import type { Recorder } from './record.ts';
import { explainRefusal, explainSkipped } from './refusal.ts';
import { type Sent, sendMove } from './send.ts';

/** From the lost response to the first lookup of the scheduler. */
const FIRST_LOOKUP_MS = 1000;
const EXPLAIN_MS = 5000;
/** Least time for writing an outcome, also where the answer came at the deadline. */
const LEAST_WRITE_MS = 1000;

interface DeliverOptions extends Services {
  readonly recorder: Recorder;
  readonly audits: RefusalAudits;
  readonly answerAudits: AnswerAudits;
}

/**
 * Sends a begun intent once and records the outcome: SUCCEEDED, REJECTED, or UNKNOWN after any byte without an answer. Resolves null
 * where the store has not taken the outcome by the deadline. Rejects with UpstreamError where no byte was sent, or where the server
 * turned the request away.
 */
export type Deliver = (request: MoveRequest, intent: LiveIntent, onSent: () => void) => Promise<Intent | null>;

export function createDeliver(options: DeliverOptions): Deliver {
  const { store, recorder, audits, answerAudits, clock, logger, failpoint } = options;
  const record = (
    { deadline }: MoveRequest,
    intent: Intent,
    from: readonly IntentState[],
    change: IntentChange,
    condition?: ChangeCondition,
  ): Promise<Intent | null> =>
    recorder.record(intent, from, change, Math.max(deadline, clock.now() + LEAST_WRITE_MS), condition);

  const settle = async (
    request: MoveRequest,
    intent: Intent,
    change: IntentChange,
    condition?: ChangeCondition,
  ): Promise<Intent | null> => {
    await failpoint('before-settle');
    const now = clock.now();
    const settledChange = {
      settledAt: now,
      nextAt: null,
      lockKey: null,
      ...(now < request.deadline && !request.reversal?.isKept ? { toldAt: now } : {}),
      ...change,
    };
    const settled = await record(request, intent, ['SENDING', 'UNKNOWN', 'STUCK'], settledChange, condition);
    await failpoint('after-settle');
    return settled;
  };

  /** The server has answered with the row of another key. */
  const isClaimed = async ({ tenant, target, marker, move }: LiveIntent, upstreamId: number): Promise<boolean> => {
    const filter = { tenant, upstreamId, states: ['SUCCEEDED'], limit: 10 } as const;
    // Where the log cannot tell, a lookup will.
    const others = await store.list(filter).catch(() => null);
    if (others === null) return true;
    return others.some((other) => {
      const amount = bookedAmount(other);
      return other.marker !== marker && other.target === target && amount !== null && isAmount(amount, move.amount);
    });
  };

  const answered = async (request: MoveRequest, view: Upstream, intent: LiveIntent, sent: Sent) => {
    const auditAt = () => answerAudits.first(request.tenant, intent.marker);
    if (sent.type === 'NO_ROW') return unknown(request, intent, sent.answerId);
    if (sent.type === 'OPERATION') {
      const { id } = sent.operation;
      const booked = { state: 'SUCCEEDED', result: sent, upstreamId: id, nextAt: auditAt() } as const;
      const settled = await settle(request, intent, booked, { unclaimedId: id });
      if (settled === null || isFinal(settled.state)) return settled;
      // The operation is of another key, whose amount may be another one.
      return (await isClaimed(intent, id)) ? unknown(request, intent) : settle(request, intent, booked);
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
    return settle(request, intent, { state: 'SUCCEEDED', result, nextAt: auditAt() });
  };

  const unknown = async (request: MoveRequest, intent: LiveIntent, answerId: number | null = null) => {
    const now = clock.now();
    const lockKey = intent.holdsLock ? intent.lockKey : null;
    const evidence = { ...intent.evidence, answerId };
    const change = { state: 'UNKNOWN', settleFrom: now, nextAt: now + FIRST_LOOKUP_MS, lockKey, evidence } as const;
    const row = await record(request, intent, ['SENDING'], change);
    await failpoint('after-unknown');
    return row;
  };

  /** Bytes of what was turned away were sent: its marker is kept, and lookups must precede the next send. */
  const restore = async (request: MoveRequest, intent: LiveIntent, wasSent: boolean): Promise<Intent | null> => {
    const formerMarkers = [...(intent.formerMarkers ?? []), intent.marker];
    const now = clock.now();
    const change = wasSent ? { settleFrom: now, nextAt: now + FIRST_LOOKUP_MS, formerMarkers } : {};
    const row = await record(request, intent, ['SENDING'], { ...resting(request.reversal, now), ...change });
    await failpoint('after-restore');
    return row;
  };

  return async (request, intent, onSent) => {
    const view = viewOf(request, intent, onSent);
    let sent: Sent;
    try {
      sent = await sendMove(view, intent);
    } catch (error) {
      const { tenant, marker } = intent;
      if (!(error instanceof UpstreamError)) {
        logger.error({ err: error, tenant, marker }, 'a move ended with an unexpected error');
        return unknown(request, intent);
      }
      if (error.sent === 'NOT_SENT' || isRetryable(error)) {
        const row = await restore(request, intent, error.sent !== 'NOT_SENT');
        // Nothing was sent, but the key is not certain to be unused.
        if (row === null && error.sent === 'NOT_SENT')
          throw new IntentStoreError('UNREACHABLE', 'the intent log does not answer');
        // Another process has recorded an outcome meanwhile.
        if (row?.state !== restingState(request.reversal)) return row;
        // For the client, a write that could not be sent in time is an unavailable server.
        throw error.kind === 'TIMEOUT' ? error.with({ kind: 'UNAVAILABLE' }) : error;
      }
      if (error.sent === 'UNKNOWN') return unknown(request, intent);
      await failpoint('after-send');
      const result = await explainRefusal(withDeadline(view, request.deadline), request.move, error);
      // Nobody waits for the answer to a kept reversal.
      const alarm = request.reversal?.isKept ? ({ alarm: 'REVERSAL_REFUSED' } as const) : {};
      return settle(request, intent, { state: 'REJECTED', result, nextAt: audits.first(intent.tenant), ...alarm });
    }
    await failpoint('after-send');
    return answered(request, view, intent, sent);
  };
}

/**
 * An answer that is not about the move: token refused (401), too many requests (429), no such operation (405).
 * The same move may succeed later. A refusal of the move itself is final.
 */
function isRetryable({ sent, kind }: UpstreamError): boolean {
  return sent === 'ANSWERED' && kind !== 'REJECTED';
}

/** Context of the send: without the client's signal, with the intent's deadline and the timeout of group moves. */
function viewOf({ upstream, tenant, move }: MoveRequest, intent: Intent, onSent: () => void): Upstream {
  const timeout = isGroupMove(move) ? { timeoutMs: tenant.valueMoves.groupTimeoutMs } : {};
  const context = { ...upstream.context, signal: undefined, deadline: intent.deadline, onSent, ...timeout };
  return { client: upstream.client, context };
}

function withDeadline({ client, context }: Upstream, deadline: number): Upstream {
  return { client, context: { ...context, timeoutMs: undefined, onSent: undefined, deadline } };
}
