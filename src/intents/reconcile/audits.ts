import type { Clock } from '../../lib/clock.ts';
import type { IntentState } from '../intent.ts';
import type { Logger } from '../services.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** GROUP_ROWS, SETTLED: a booked move that was put together from rows, or that a person settled. */
export type AuditKind = IntentState | 'GROUP_ROWS' | 'SETTLED';

const A_MONTH = [HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS];

/** When an outcome is audited, from its time on. */
const AUDITS_MS: Readonly<Partial<Record<AuditKind, readonly number[]>>> = {
  NOT_APPLIED: A_MONTH,
  SETTLED: A_MONTH,
  REJECTED: [MINUTE_MS, HOUR_MS],
  SUCCEEDED: [MINUTE_MS],
  GROUP_ROWS: [HOUR_MS, DAY_MS],
};

/** Time of the next audit after so many; null for none. */
export function auditAt(kind: AuditKind, settledAt: number, audits: number): number | null {
  const after = AUDITS_MS[kind]?.[audits];
  return after === undefined ? null : settledAt + after;
}

/** A postponement on the way to a distant audit: see FARTHEST_MS. */
export function wakeAt(at: number | null, now: number): number | null {
  return at === null ? null : Math.min(Math.max(at, now), now + DAY_MS);
}

/** Refusals of one tenant that are audited in an hour; a till at a busy evening is refused far more. */
const REFUSALS_AN_HOUR = 60;

/** Which refusals are audited. */
export interface RefusalAudits {
  /** Time of the first audit of a refusal; null beyond the limit of its tenant. */
  first(tenant: string): number | null;
  /** Refusals that nobody audits, since the start. */
  unaudited(): number;
}

export function createRefusalAudits(clock: Clock, logger: Logger): RefusalAudits {
  const warnedAt = new Map<string, number>();
  const audited = new Map<string, number[]>();
  let unaudited = 0;
  return {
    first(tenant) {
      const now = clock.now();
      const recent = (audited.get(tenant) ?? []).filter((at) => at > now - HOUR_MS && at <= now);
      audited.set(tenant, recent);
      if (recent.length < REFUSALS_AN_HOUR) {
        recent.push(now);
        return auditAt('REJECTED', now, 0);
      }
      unaudited++;
      if (Math.abs(now - (warnedAt.get(tenant) ?? 0)) >= HOUR_MS) {
        warnedAt.set(tenant, now);
        logger.warn(
          { tenant, unaudited },
          'refusals of this hour are too many: nobody looks whether the server booked them',
        );
      }
      return null;
    },
    unaudited: () => unaudited,
  };
}
