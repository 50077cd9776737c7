import type { Intent, IntentChange, IntentState } from '../intent.ts';
import type { OurRows } from '../read-back/our-rows.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** When an outcome is looked at again, after it was known. */
const AUDITS_MS: Readonly<Partial<Record<IntentState, readonly number[]>>> = {
  NOT_APPLIED: [HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS],
  REJECTED: [MINUTE_MS, HOUR_MS],
};

/** Time of the next audit after so many; null for none. */
export function auditAt(state: IntentState, settledAt: number, audits: number): number | null {
  const after = AUDITS_MS[state]?.[audits];
  return after === undefined ? null : settledAt + after;
}

/** A postponement on the way to a distant audit: see FARTHEST_MS. */
export function wakeAt(at: number | null, now: number): number | null {
  return at === null ? null : Math.min(Math.max(at, now), now + DAY_MS);
}

/** The change that follows from an audit. What was told stands; the alarm is for operators. */
export function decideAudit(intent: Intent, own: OurRows | null, now: number): IntentChange {
  const audits = intent.evidence.audits + 1;
  const evidence = { ...intent.evidence, audits };
  if (own) return { evidence, alarm: own.type === 'DOUBLED' ? 'DOUBLED' : 'LATE_APPLIED', nextAt: null };
  return { evidence, nextAt: wakeAt(auditAt(intent.state, intent.settledAt ?? now, audits), now) };
}
