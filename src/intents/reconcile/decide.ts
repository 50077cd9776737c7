import { addMoney, type Money, magnitude } from '../../lib/decimal.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { type Evidence, type Intent, type IntentChange, type LiveIntent, settleEndOf } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import type { LookupResult } from './lookup.ts';
import { amountOf, idOf, storedOperation } from './rows.ts';

const HOUR_MS = 3_600_000;
export const FIRST_AUDIT_MS = HOUR_MS;
export const SECOND_AUDIT_MS = 24 * HOUR_MS;
const STUCK_AUDITS = 31;
const LONGEST_WAIT_MS = 60_000;

/** Pause before the next lookup: 1, 2, 4 … 60 s. Most lost responses are found by the first one. */
export function backoff(tries: number): number {
  return Math.min(1000 * 2 ** Math.min(tries, 6), LONGEST_WAIT_MS);
}

/**
 * The change of the row that follows from a lookup. Pure. A read that began (`startedAt`) before the end of the settle time proves
 * no absence. A group move is decided when its count has not changed for a settle time.
 */
export function decide(
  intent: LiveIntent,
  found: LookupResult,
  options: {
    readonly startedAt: number;
    readonly now: number;
    readonly settleMs: number;
    /** The lookup was for a client that asked; it does not count as one of the scheduler's. */
    readonly isAsked: boolean;
  },
): IntentChange {
  const { startedAt, now, settleMs, isAsked } = options;
  const { move, evidence } = intent;
  const settleEnd = settleEndOf(intent, settleMs);
  const isSettled = startedAt >= settleEnd;
  const seen: Evidence = { ...evidence, lookups: evidence.lookups + 1, failures: 0 };
  const later = (at: number, more: Partial<Evidence> = {}): IntentChange => ({
    evidence: { ...seen, ...more },
    nextAt: Math.max(at, now),
  });

  if (found.type === 'FOUND') {
    if (!isGroupMove(move)) return bookedCard(found.rows, seen, now);
    const count = found.rows.length;
    const isStill = evidence.count === count && evidence.countAt !== null && startedAt - evidence.countAt >= settleMs;
    if (isSettled && isStill) return bookedGroup(intent, found.rows, seen, now);
    const isNew = !isSettled || evidence.count !== count;
    return later(isSettled ? now + settleMs : settleEnd, isNew ? { count, countAt: startedAt, clean: 0 } : {});
  }
  if (!isSettled || found.type === 'UNSEEN')
    return later(Math.min(now + backoff(seen.lookups), Math.max(settleEnd, now + 1)));
  // Rows of this group move were seen before, so their absence proves nothing.
  if (found.type === 'ABSENT' && evidence.count !== null)
    return stuck(intent, { ...seen, why: 'AMBIGUOUS', skewMs: null }, { now, isAsked });
  if (found.type === 'UNCERTAIN')
    return stuck(intent, { ...seen, why: found.why, skewMs: found.skewMs }, { now, isAsked });

  const since = evidence.clean > 0 && evidence.cleanAt !== null ? evidence.cleanAt : null;
  const gap = isGroupMove(move) ? settleMs : Math.min(30_000, Math.max(settleMs / 20, 500));
  if (since !== null && startedAt - since >= gap) {
    const times = { settledAt: now, nextAt: now + FIRST_AUDIT_MS, lockKey: null };
    return { state: 'NOT_APPLIED', ...times, evidence: { ...seen, audits: 0, why: null, skewMs: null } };
  }
  return later((since ?? startedAt) + gap, since === null ? { clean: 1, cleanAt: startedAt } : {});
}

/** The change that follows from an audit of NOT_APPLIED. The answer to the client stands; the alarm is for operators. */
export function decideAudit(intent: Intent, rows: readonly Operation[] | null, now: number): IntentChange {
  const audits = intent.evidence.audits + 1;
  const evidence = { ...intent.evidence, audits };
  const alarm = rows === null ? intent.alarm : rows.length > 1 && !isGroup(intent) ? 'DOUBLED' : 'LATE_APPLIED';
  const second = (intent.settledAt ?? now) + SECOND_AUDIT_MS;
  return { evidence, alarm, nextAt: audits < 2 && alarm === null ? Math.max(second, now) : null };
}

const isGroup = ({ move }: Intent): boolean => move !== null && isGroupMove(move);

/** The change to STUCK, or to its next lookup. */
export function stuck(
  intent: Intent,
  seen: Evidence,
  { now, isAsked }: { now: number; isAsked: boolean },
): IntentChange {
  const evidence = { ...seen, clean: 0, cleanAt: null };
  if (isAsked && intent.state === 'STUCK') return { evidence };
  const audits = intent.evidence.audits + 1;
  const nextAt = audits > STUCK_AUDITS ? null : now + (audits === 1 ? FIRST_AUDIT_MS : SECOND_AUDIT_MS);
  return { state: 'STUCK', nextAt, lockKey: null, evidence: { ...evidence, audits } };
}

function bookedCard(rows: readonly Operation[], evidence: Evidence, now: number): IntentChange {
  const [first, ...more] = [...rows].sort((a, b) => a.id - b.id);
  if (!first) throw new RangeError('FOUND without a row');
  return {
    ...bookedAt(now, evidence),
    upstreamId: idOf(first),
    result: { type: 'OPERATION', operation: storedOperation(first) },
    ...(more.length > 0 ? { alarm: 'DOUBLED' } : {}),
  };
}

function bookedGroup({ move }: LiveIntent, rows: readonly Operation[], evidence: Evidence, now: number): IntentChange {
  const total = rows.reduce<Money>((sum, row) => addMoney(sum, magnitude(amountOf(row) ?? move.amount)), 0);
  const result = { type: 'GROUP', processed: rows.length, skipped: null, total, complete: false } as const;
  return { ...bookedAt(now, evidence), result };
}

function bookedAt(now: number, evidence: Evidence): IntentChange {
  const decided = { ...evidence, why: null, skewMs: null };
  return { state: 'SUCCEEDED', settledAt: now, nextAt: null, lockKey: null, evidence: decided };
}
