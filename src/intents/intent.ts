import type { GroupResult, Move, OperationResult, Refusal } from './move.ts';

/**
 * INTENT → SENDING → SUCCEEDED | REJECTED | UNKNOWN; UNKNOWN → SUCCEEDED | REJECTED | NOT_APPLIED | STUCK. SENDING → INTENT only
 * with proof that no byte went out, or an answer by which the server turned the request away unread (401, 405, 429). STUCK ends
 * too where later evidence decides it. Each arrow is one compare-and-set.
 */
export type IntentState = 'INTENT' | 'SENDING' | 'SUCCEEDED' | 'REJECTED' | 'UNKNOWN' | 'NOT_APPLIED' | 'STUCK';

/** Of the auditor: booked after we had said that it was not; booked more than once. */
export type Alarm = 'LATE_APPLIED' | 'DOUBLED';

/** Whose key it is. The tenant is part of it, so no key reaches into another tenant. */
export interface IntentKey {
  readonly tenant: string;
  readonly principal: string;
  readonly key: string;
}

/** What the looks at an unknown outcome have shown so far. */
export interface Evidence {
  readonly looks: number;
  readonly failures: number;
  /** Reads after the settle time that found nothing, one after another, and when the first of them began. */
  readonly clean: number;
  readonly cleanAt: number | null;
  /** Of a group: rows found last, and since when so many. */
  readonly count: number | null;
  readonly countAt: number | null;
  readonly audits: number;
  /** Why it is STUCK. */
  readonly why: StuckReason | null;
  /** Server's clock minus ours, where it is why. */
  readonly skewMs: number | null;
}

/**
 * CLOCK: its clock does not agree with ours, or was never seen to. AMBIGUOUS: rows that may be ours and may not.
 * TOO_LONG: the history is too long to be read to its end. UNREADABLE: the server has not let it be read for a day.
 */
export type StuckReason = 'CLOCK' | 'AMBIGUOUS' | 'TOO_LONG' | 'UNREADABLE';

export type IntentResult = OperationResult | GroupResult | Refusal;

/** One row of the log. Times are milliseconds of the clock. */
export interface Intent extends IntentKey {
  /** Of the content: the same key with another one is refused. */
  readonly fingerprint: string;
  /** The last word of the upstream reason, by which the booked row is found. */
  readonly marker: string;
  /** Null once the key has expired. */
  readonly move: Move | null;
  readonly state: IntentState;
  /** Random, new for each right to send: names that right in every compare-and-set. */
  readonly attempt: string;
  /** While set, no other move of the same tenant and line may be sent. */
  readonly line: string | null;
  /** An unknown outcome keeps the line: rows of this server cannot be told apart by their reason. */
  readonly holdsLine: boolean;
  readonly submittedAt: number;
  /** By then the send has ended, whatever happened to its process. */
  readonly deadline: number;
  /** The settle time counts from here: the send had ended. Of an INTENT: the server turned it away then. */
  readonly settleFrom: number | null;
  readonly settledAt: number | null;
  /** When the reconciler or the auditor looks next. */
  readonly nextAt: number | null;
  readonly evidence: Evidence;
  /** Of the booked row. */
  readonly upstreamId: number | null;
  /** Server's clock minus ours, measured on the booked row. */
  readonly skewMs: number | null;
  /** Whether the booked row showed the reason as it was sent. */
  readonly verbatim: boolean | null;
  readonly result: IntentResult | null;
  readonly alarm: Alarm | null;
  readonly expiredAt: number | null;
}

export const NO_EVIDENCE: Evidence = {
  looks: 0,
  failures: 0,
  clean: 0,
  cleanAt: null,
  count: null,
  countAt: null,
  audits: 0,
  why: null,
  skewMs: null,
};

/** What a compare-and-set may change. */
export type IntentChange = Partial<
  Pick<
    Intent,
    | 'move'
    | 'state'
    | 'line'
    | 'settleFrom'
    | 'settledAt'
    | 'nextAt'
    | 'evidence'
    | 'upstreamId'
    | 'skewMs'
    | 'verbatim'
    | 'result'
    | 'alarm'
    | 'expiredAt'
  >
>;

const DAY_MS = 24 * 3_600_000;
/** How long an outcome is told again; after it, how long the key is refused. */
export const RETENTION_MS = 30 * DAY_MS;
export const TOMBSTONE_MS = 400 * DAY_MS;

/** No row is put off further than this. */
export const FARTHEST_MS = 26 * 3_600_000;

/** When the settle time ends: a lookup that finds nothing proves something only from then on. */
export function settleEndOf({ settleFrom, deadline }: Intent, settleMs: number): number {
  return (settleFrom ?? deadline) + settleMs;
}

/** May be sent without a look: no byte of it went out yet. */
export function isUnused({ state, settleFrom }: Intent): boolean {
  return state === 'INTENT' && settleFrom === null;
}

const FINAL: ReadonlySet<IntentState> = new Set(['SUCCEEDED', 'REJECTED', 'NOT_APPLIED']);

export function isFinal(state: IntentState): boolean {
  return FINAL.has(state);
}

/** When the outcome of this key ceased to be told, whether or not the row was swept already; null while it is told. */
export function expiryOf({ state, settledAt, expiredAt }: Intent, now: number): number | null {
  if (expiredAt !== null) return expiredAt;
  const end = isFinal(state) && settledAt !== null ? settledAt + RETENTION_MS : null;
  return end !== null && end <= now ? end : null;
}
