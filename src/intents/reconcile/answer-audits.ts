import type { Clock } from '../../lib/clock.ts';
import { addMoney, compareMoney, type Money, magnitude } from '../../lib/decimal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Alarm, Intent, IntentChange } from '../intent.ts';
import type { OurRows } from '../read-back/our-rows.ts';
import { amountOf } from '../read-back/rows.ts';
import { type AuditKind, auditAt, wakeAt } from './audits.ts';
import { idsOf } from './decide.ts';

/** Pause between two audits of one tenant: 2 a second at most. */
const PAUSE_MS = 500;
/** Longest delay of an audit; what comes while so many wait is not audited. */
const LONGEST_DELAY_MS = 5 * 60_000;

/** Which answered moves are looked up again, and when: an answer is no proof of what was booked. */
export interface AnswerAudits {
  /** Time of the audit of a move that the server answered as booked; null for none. */
  first(tenant: Tenant, marker: string): number | null;
}

export function createAnswerAudits(clock: Clock): AnswerAudits {
  const lastAt = new Map<string, number>();
  return {
    first({ slug, valueMoves }, marker) {
      if (!isSample(marker, valueMoves.audit)) return null;
      const earliest = auditAt('SUCCEEDED', clock.now(), 0) ?? 0;
      const next = (lastAt.get(slug) ?? 0) + PAUSE_MS;
      const delay = next - earliest;
      // Far ahead of us our clock was wrong.
      if (delay > LONGEST_DELAY_MS && delay < 2 * LONGEST_DELAY_MS) return null;
      const at = delay > 0 && delay <= LONGEST_DELAY_MS ? next : earliest;
      lastAt.set(slug, at);
      return at;
    },
  };
}

/** The same for one marker at all times, by its last characters. */
function isSample(marker: string, part: number): boolean {
  const digits = [...marker.slice(-4)].map((letter) =>
    letter < 'A' ? Number(letter) + 24 : letter.charCodeAt(0) - 65,
  );
  return digits.reduce((value, digit) => (value + digit) / 32, 0) < part;
}

/** The change that follows from the audit of a booked move. The outcome stands; the alarm is for operators. */
export function decideAnswerAudit(intent: Intent, own: OurRows, now: number): IntentChange {
  const audits = intent.evidence.audits + 1;
  const alarm = alarmOf(intent, own);
  const evidence = { ...intent.evidence, audits };
  if (alarm !== null) return { alarm, nextAt: null, evidence: { ...evidence, otherIds: idsOf(own.rows) } };
  return { evidence, nextAt: wakeAt(auditAt(auditKindOf(intent), intent.settledAt ?? now, audits), now) };
}

/** Rows that are not seen raise none: a list may lag, or hide them. */
function alarmOf({ upstreamId, result }: Intent, { type, rows, reported, cards }: OurRows): Alarm | null {
  if (type === 'NONE') return null;
  if (type === 'DOUBLED') return 'DOUBLED';
  if (result?.type === 'GROUP') {
    const sum = rows.reduce<Money>((total, row) => addMoney(total, magnitude(amountOf(row) ?? 0)), 0);
    const isTold = type === 'ODD' ? compareMoney(sum, result.total) === 0 : cards <= result.processed;
    return isTold ? null : 'OTHER_AMOUNT';
  }
  if (type === 'ODD') return 'OTHER_AMOUNT';
  return reported?.id === upstreamId ? null : 'OTHER_ROW';
}

/** A group whose response was lost was put together from the rows that were there; a person may have erred. */
export function auditKindOf({ state, result, settlement }: Intent): AuditKind {
  if (state === 'SUCCEEDED' && settlement?.some(({ action }) => action === 'BOOKED')) return 'SETTLED';
  return result?.type === 'GROUP' && !result.complete ? 'GROUP_ROWS' : state;
}
