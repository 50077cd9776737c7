import { multiplyMoney } from '../../lib/decimal.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { type Evidence, type Intent, type IntentChange, type LiveIntent, NO_EVIDENCE, settleEndOf } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import type { Finding } from '../read-back/finding.ts';
import { isMarked } from '../read-back/our-row.ts';
import type { OurRows } from '../read-back/our-rows.ts';
import { idOf, storedOperation } from '../read-back/rows.ts';
import { isTurnedAway } from '../unsent.ts';
import { auditAt, wakeAt } from './audits.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Daily lookups of a STUCK move, after one an hour later. */
const STUCK_LOOKUPS = 31;
const LONGEST_WAIT_MS = 60_000;

/** Pause before the next lookup: 1, 2, 4 … 60 s. Most lost responses are found by the first one. */
export function backoff(tries: number): number {
  return Math.min(1000 * 2 ** Math.min(tries, 6), LONGEST_WAIT_MS);
}

interface DecideOptions {
  /** Begin of the lookup. */
  readonly startedAt: number;
  /** Since when it was due: what was read from then on may have served it. */
  readonly dueSince: number;
  readonly now: number;
  readonly settleMs: number;
  /** The settle time had passed when the lookup was due, by every clock that must say so: see `SettleTimes`. */
  readonly isSettled: boolean;
  /** The lookup was for a client that asked; it does not count as one of the scheduler's. */
  readonly isAsked: boolean;
  /** The server's time, if it tells it. */
  readonly serverAt: number | null;
}

/** The change of an open row that follows from a lookup. Pure. A group move is decided when its count has stood for a settle time. */
export function decide(intent: LiveIntent, found: Finding, options: DecideOptions): IntentChange {
  const { startedAt, dueSince, now, settleMs, isSettled, isAsked, serverAt } = options;
  const { move, evidence } = intent;
  const settleEnd = settleEndOf(intent, settleMs);
  const lookups = evidence.lookups + 1;
  const seen: Evidence = { ...evidence, lookups, failures: 0, serverAt: evidence.serverAt ?? serverAt };
  const later = (at: number, more: Partial<Evidence> = {}): IntentChange => ({
    evidence: { ...seen, ...more },
    nextAt: Math.max(at, now),
  });
  const soon = now + backoff(lookups);

  if (found.type === 'FOUND') {
    if (!isGroupMove(move)) return bookedCard(intent, found.own, seen, now);
    if (isTurnedAway(intent)) return { state: 'UNKNOWN', nextAt: now };
    const count = found.own.cards;
    const isStill = evidence.count === count && passedSince(evidence.countAt, dueSince, settleMs);
    if (isSettled && isStill) return bookedGroup(intent, found.own, seen, now);
    const isNew = !isSettled || evidence.count !== count;
    const at = isSettled ? now + settleMs : Math.max(settleEnd, soon);
    return later(at, isNew ? { count, countAt: startedAt, clean: 0 } : {});
  }
  if (found.type === 'UNCERTAIN' && (found.why === 'SERVER' || found.why === 'MEANING'))
    return stuck(intent, { ...seen, why: found.why }, { now, isAsked });
  if (found.type === 'ABSENT' && found.isOvertaken && isTurnedAway(intent)) return cleared(intent, now);
  if (found.type === 'UNSEEN' || !isSettled) return later(settleEnd > now ? Math.min(soon, settleEnd) : soon);
  // Rows of this group move were seen before, so their absence proves nothing.
  if (found.type === 'ABSENT' && evidence.count !== null)
    return stuck(intent, { ...seen, why: 'AMBIGUOUS' }, { now, isAsked });
  if (found.type === 'UNCERTAIN') {
    const isRecent = startedAt < settleEnd + settleMs;
    // What was turned away is asked for again by its client; the next move that is booked decides it.
    const isPatient = isTurnedAway(intent) || (intent.state === 'UNKNOWN' && isRecent);
    if (found.why === 'BLIND' && isPatient)
      return later(isRecent ? soon : now + HOUR_MS, { why: found.why, clean: 0, cleanAt: null });
    return stuck(intent, { ...seen, why: found.why }, { now, isAsked });
  }
  const gap = isGroupMove(move) ? settleMs : restMs(settleMs);
  const isClean = evidence.clean > 0 && passedSince(evidence.cleanAt, dueSince, gap);
  if (isClean && isTurnedAway(intent)) return cleared(intent, now);
  if (isClean)
    return {
      state: 'NOT_APPLIED',
      ...settled(now),
      nextAt: wakeAt(auditAt('NOT_APPLIED', now, 0), now),
      evidence: { ...seen, audits: 0, why: null },
    };
  const isFirst = evidence.clean === 0 || evidence.cleanAt === null || evidence.cleanAt > startedAt;
  return later(
    (isFirst ? startedAt : (evidence.cleanAt ?? startedAt)) + gap,
    isFirst ? { clean: 1, cleanAt: startedAt } : {},
  );
}

/** The server turned the move away, and nothing was booked: the same content may be sent again. */
function cleared({ state }: Intent, now: number): IntentChange {
  // A kept reversal is sent again without a client.
  return { settleFrom: null, nextAt: state === 'WAITING' ? now : null, evidence: NO_EVIDENCE };
}

/**
 * The change that follows from an audit of an outcome that says "not booked". An outcome that a client has got stays so, with an alarm for
 * operators; one that nobody has got becomes booked, or is open again. `isAsked`: a client waits for it.
 */
export function decideAudit(
  intent: LiveIntent,
  found: Finding,
  { now, isAsked }: Pick<DecideOptions, 'now' | 'isAsked'>,
): IntentChange {
  const audits = intent.evidence.audits + (isAsked ? 0 : 1);
  const seen = { ...intent.evidence, audits };
  if (found.type !== 'FOUND') {
    const { why = null, rows = [], isOurs = false } = found.type === 'UNCERTAIN' ? found : {};
    // What a person has settled stands, unless the marker is seen.
    const isOurWord = intent.state === 'NOT_APPLIED' && !isSettledByHand(intent);
    if (isOurWord && intent.toldAt === null && (why === 'AMBIGUOUS' || why === 'CHANGED'))
      return { ...stuck(intent, { ...seen, why }, { now, isAsked }), settledAt: null };
    if (isOurs || (isOurWord && rows.length > 0)) {
      const alarm = isOurs ? 'OTHER_AMOUNT' : 'MAYBE_APPLIED';
      return { alarm, nextAt: null, evidence: { ...seen, otherIds: idsOf(rows) } };
    }
    return { evidence: seen, nextAt: wakeAt(auditAt(intent.state, intent.settledAt ?? now, audits), now) };
  }
  const { own } = found;
  const alarm = own.type === 'DOUBLED' ? 'DOUBLED' : 'LATE_APPLIED';
  // Earlier versions noted neither what clients got nor the server.
  if (intent.toldAt !== null || intent.server === null) return { evidence: seen, alarm, nextAt: null };
  const raised: IntentChange = intent.state === 'REJECTED' ? { alarm } : {};
  // All rows of a group must have come.
  if (isGroupMove(intent.move)) return { state: 'UNKNOWN', settledAt: null, nextAt: now, evidence: seen, ...raised };
  return { ...bookedCard(intent, own, seen, now), ...raised };
}

/** Between two lookups that prove absence, and the age of a control: 30 s, or a twentieth of a shorter settle time. */
function restMs(settleMs: number): number {
  return Math.min(30_000, Math.max(settleMs / 20, 500));
}

/** False for a time in the future: our clock was set back. */
function passedSince(since: number | null, now: number, ms: number): boolean {
  return since !== null && now - since >= ms;
}

/** The change to STUCK, or to its next lookup. */
export function stuck(
  intent: Intent,
  seen: Evidence,
  { now, isAsked }: { now: number; isAsked: boolean },
): IntentChange {
  const evidence = { ...seen, clean: 0, cleanAt: null };
  if (isAsked && intent.state === 'STUCK') return { evidence };
  const audits = intent.state === 'STUCK' ? intent.evidence.audits + 1 : 1;
  const nextAt = audits > STUCK_LOOKUPS ? null : now + (audits === 1 ? HOUR_MS : DAY_MS);
  return { state: 'STUCK', nextAt, lockKey: null, evidence: { ...evidence, audits } };
}

function bookedCard(intent: LiveIntent, own: OurRows, seen: Evidence, now: number): IntentChange {
  const { reported, partAmount, rows } = own;
  if (!reported) throw new RangeError('FOUND without a row');
  const others = idsOf(rows.filter(({ id }) => id !== reported.id));
  return {
    state: 'SUCCEEDED',
    ...settled(now),
    evidence: { ...seen, audits: 0, why: null, partAmount, otherIds: others.length > 0 ? others : null },
    upstreamId: idOf(reported),
    verbatim: isMarked(reported, intent),
    result: { type: 'OPERATION', operation: storedOperation(reported) },
    ...(own.type === 'DOUBLED' ? { alarm: 'DOUBLED' } : {}),
  };
}

function bookedGroup({ move }: LiveIntent, own: OurRows, seen: Evidence, now: number): IntentChange {
  const { cards } = own;
  const total = multiplyMoney(move.amount, cards);
  const result = { type: 'GROUP', processed: cards, skipped: null, total, complete: false } as const;
  const isDoubled = own.type === 'DOUBLED';
  const evidence = { ...seen, audits: 0, why: null, otherIds: isDoubled ? idsOf(own.rows) : null };
  const nextAt = isDoubled ? null : auditAt('GROUP_ROWS', now, 0);
  return { state: 'SUCCEEDED', ...settled(now), nextAt, evidence, result, ...(isDoubled ? { alarm: 'DOUBLED' } : {}) };
}

const MOST_IDS = 100;

export function idsOf(rows: readonly Operation[]): number[] {
  return rows.flatMap((row) => idOf(row) ?? []).slice(0, MOST_IDS);
}

/** A person knew that it was not booked. */
function isSettledByHand({ settlement }: Intent): boolean {
  return settlement?.some(({ action }) => action === 'NOT_BOOKED') ?? false;
}

function settled(now: number) {
  return { settledAt: now, nextAt: null, lockKey: null };
}
