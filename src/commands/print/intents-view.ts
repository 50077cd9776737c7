import type { Intent, IntentResult } from '../../intents/intent.ts';
import { isGroupMove, type Move } from '../../intents/move.ts';
import { NEVER } from '../../intents/new-intent.ts';
import { formatMoney } from '../../lib/decimal.ts';
import type { Zone } from '../../lib/local-time.ts';

export type IntentView = ReturnType<typeof viewOf>;

/** One row of the log for operators and for `--json`: amounts are decimal texts, times bear the tenant's offset. */
export function viewOf(intent: Intent, zone: Zone) {
  const { evidence } = intent;
  const at = (time: number | null): string | null => (time === null ? null : timeText(time, zone));
  return {
    tenant: intent.tenant,
    principal: intent.principal,
    key: intent.key,
    marker: intent.marker,
    state: intent.state,
    alarm: intent.alarm,
    why: evidence.why,
    move: intent.move && contentOf(intent.move),
    reverses: intent.reverses,
    submittedAt: timeText(intent.submittedAt, zone),
    deadline: timeText(intent.deadline, zone),
    settleFrom: intent.settleFrom === NEVER ? null : at(intent.settleFrom),
    settledAt: at(intent.settledAt),
    nextAt: at(intent.nextAt),
    expiredAt: at(intent.expiredAt),
    evidence: {
      looks: evidence.lookups,
      failures: evidence.failures,
      clean: evidence.clean,
      cleanAt: at(evidence.cleanAt),
      count: evidence.count,
      countAt: at(evidence.countAt),
      audits: evidence.audits,
      otherIds: evidence.otherIds,
    },
    upstreamId: intent.upstreamId,
    reasonKept: intent.verbatim,
    /** Whether other moves of this card or group wait for it. */
    holdsLine: intent.lockKey !== null,
    result: intent.result && resultOf(intent.result),
    /** What persons decided about it, the first first. */
    settlement: (intent.settlement ?? []).map(({ at: time, ...entry }) => ({ at: timeText(time, zone), ...entry })),
  };
}

/** RFC 3339 to the second, with the zone's offset. */
export function timeText(time: number, zone: Zone): string {
  const iso = new Date(Math.floor(time / 1000) * 1000).toISOString();
  return zone.format(iso) ?? iso;
}

function contentOf(move: Move) {
  return {
    kind: move.kind,
    cardId: isGroupMove(move) ? null : move.cardId,
    groupId: isGroupMove(move) ? move.groupId : null,
    amount: formatMoney(move.amount),
    reason: move.reason,
    availableFrom: move.availableFrom ?? null,
    expiresAt: move.expiresAt ?? null,
  };
}

function resultOf(result: IntentResult) {
  switch (result.type) {
    case 'OPERATION': {
      const { id, kind, amount, createdAt, userLogin = null } = result.operation;
      return { type: result.type, id, kind, amount: formatMoney(amount), createdAt, userLogin };
    }
    case 'GROUP': {
      const { processed, skipped, total, complete } = result;
      return { type: result.type, processed, skipped, total: formatMoney(total), complete };
    }
    case 'NOTHING':
      return result;
    case 'REFUSAL': {
      const { reason, available, status } = result;
      return { type: result.type, reason, available: available === null ? null : formatMoney(available), status };
    }
  }
}
