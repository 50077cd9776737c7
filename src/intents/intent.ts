import type { Money } from '../lib/decimal.ts';
import type { GroupResult, Move, NothingBooked, OperationResult, Refusal, Sort } from './move.ts';
import type { Alarm, ReservedPart, SettlementEntry } from './settlement.ts';

export type { Alarm } from './settlement.ts';

/**
 * INTENT → SENDING → SUCCEEDED | REJECTED | UNKNOWN; UNKNOWN → SUCCEEDED | REJECTED | NOT_APPLIED | STUCK.
 * SENDING → INTENT needs proof that no byte was sent, or an answer that the request was turned away (401, 405, 429).
 * Later evidence may end STUCK. Each arrow is one compare-and-set.
 * WAITING: a reversal that is kept until its original has an outcome; nothing was sent. CLOSED: a key that a reversal closed before it was
 * sent; its user gets NOT_APPLIED.
 */
export type IntentState =
  | 'INTENT'
  | 'SENDING'
  | 'SUCCEEDED'
  | 'REJECTED'
  | 'UNKNOWN'
  | 'NOT_APPLIED'
  | 'STUCK'
  | 'WAITING'
  | 'CLOSED';

/** The full name of a key: a key of one tenant or principal has no meaning for another. */
export interface IntentKey {
  readonly tenant: string;
  readonly principal: string;
  readonly key: string;
}

/** What the lookups of an unknown outcome have shown so far. */
export interface Evidence {
  readonly lookups: number;
  /** Failed lookups since the last one that worked. */
  readonly failures: number;
  /** Consecutive lookups after the settle time that found nothing, and the start of the first. */
  readonly clean: number;
  readonly cleanAt: number | null;
  /** For a group: rows that the last lookup found, and since when that number stands. */
  readonly count: number | null;
  readonly countAt: number | null;
  readonly audits: number;
  /** The reason for STUCK, or for a lookup that could not decide. */
  readonly why: StuckReason | null;
  /** The server's time at the first lookup, by its Date header. */
  readonly serverAt: number | null;
  /** The id that an answer without a row gave. */
  readonly answerId: number | null;
  /** Amount of the reported row on the server, where it is one of several parts. */
  readonly partAmount: Money | null;
  /** Further rows with the marker: parts, fees, second bookings. */
  readonly otherIds: readonly number[] | null;
  /** Operators were warned that the outcome is still unknown. */
  readonly isLate?: boolean;
}

/**
 * BLIND: moves that are surely booked are not shown either, or there is none yet. CHANGED: the row of another move shows another amount
 * than was booked. AMBIGUOUS: rows that may or may not be this move. TOO_LONG: the history is too long to be read to its end.
 * SERVER: it was sent to another server. MEANING: amounts meant something else when it was sent. UNREADABLE: every lookup of a day
 * failed. ORPHAN: nothing was sent, because an operation that an adopted log does not know may be this move.
 */
export type StuckReason =
  | 'BLIND'
  | 'CHANGED'
  | 'AMBIGUOUS'
  | 'TOO_LONG'
  | 'SERVER'
  | 'MEANING'
  | 'UNREADABLE'
  | 'ORPHAN';

export type IntentResult = OperationResult | GroupResult | Refusal | NothingBooked;

/** One row of the intent store. Times are milliseconds of the clock. */
export interface Intent extends IntentKey {
  /** Hash of the content: the same key with another fingerprint is refused. */
  readonly fingerprint: string;
  /** Last word of the upstream reason; lookups find the booked row by it. */
  readonly marker: string;
  /** Null after the key expired: see LiveIntent. */
  readonly move: Move | null;
  readonly state: IntentState;
  /** Random name of one right to send; part of every compare-and-set. */
  readonly attempt: string;
  /** While set, no other move of this tenant with the same lock key may be sent. */
  readonly lockKey: string | null;
  /** An unknown outcome keeps the lock, because rows of this server cannot be distinguished by their reason. */
  readonly holdsLock: boolean;
  readonly submittedAt: number;
  /** The send has ended by then, even if its process died. */
  readonly deadline: number;
  /** Start of the settle time: the send had ended. For an INTENT: when the server turned the request away. */
  readonly settleFrom: number | null;
  readonly settledAt: number | null;
  /** Time of the next lookup or audit; null for none. */
  readonly nextAt: number | null;
  readonly evidence: Evidence;
  /** Id of the booked row. */
  readonly upstreamId: number | null;
  /** Whether the booked row shows the reason as it was sent. */
  readonly verbatim: boolean | null;
  readonly result: IntentResult | null;
  readonly alarm: Alarm | null;
  readonly expiredAt: number | null;
  /** Null where an earlier version of the gateway wrote the row and its content has expired; likewise `target`. */
  readonly sort: Sort | null;
  /** The lock key, kept for ever. */
  readonly target: string | null;
  /** Identity of the server at the send, and of the meaning of its amounts; null in rows of an earlier version. */
  readonly server: string | null;
  readonly meaning: string | null;
  /** Key of the original that this row takes back. */
  readonly reverses: string | null;
  /** On the original: parts that reversals have reserved. */
  readonly reversals: readonly ReservedPart[] | null;
  /** When a final outcome was first given to a client. */
  readonly toldAt: number | null;
  /** What persons decided, the first first. */
  readonly settlement: readonly SettlementEntry[] | null;
  /** Markers of sends of this key that the server turned away. */
  readonly formerMarkers: readonly string[] | null;
  /** Ids on the newest page of the card's operations before the send. */
  readonly notedIds: readonly number[] | null;
}

/** An intent whose key has not expired. */
export type LiveIntent = Intent & { readonly move: Move };

export function isLive(intent: Intent): intent is LiveIntent {
  return intent.move !== null;
}

export const NO_EVIDENCE: Evidence = {
  lookups: 0,
  failures: 0,
  clean: 0,
  cleanAt: null,
  count: null,
  countAt: null,
  audits: 0,
  why: null,
  serverAt: null,
  answerId: null,
  partAmount: null,
  otherIds: null,
};

/** The fields that a compare-and-set may change. */
export type IntentChange = Partial<
  Omit<
    Intent,
    | keyof IntentKey
    | 'fingerprint'
    | 'marker'
    | 'attempt'
    | 'holdsLock'
    | 'submittedAt'
    | 'deadline'
    | 'sort'
    | 'target'
    | 'reverses'
  >
>;

const DAY_MS = 24 * 3_600_000;
/** How long an outcome is replayed, and how long the expired key is refused after that. */
export const RETENTION_MS = 30 * DAY_MS;
export const TOMBSTONE_MS = 400 * DAY_MS;

/** Upper bound of a postponement: no `nextAt` lies further ahead. */
export const FARTHEST_MS = 26 * 3_600_000;

/** End of the settle time. A lookup that began before it proves no absence. */
export function settleEndOf({ settleFrom, deadline }: Intent, settleMs: number): number {
  return (settleFrom ?? deadline) + settleMs;
}

/** No byte of this key was ever sent. */
export function isUnused({ state, settleFrom, formerMarkers }: Intent): boolean {
  return state === 'INTENT' && settleFrom === null && formerMarkers === null;
}

const FINAL: ReadonlySet<IntentState> = new Set(['SUCCEEDED', 'REJECTED', 'NOT_APPLIED', 'CLOSED']);

export function isFinal(state: IntentState): boolean {
  return FINAL.has(state);
}

/** When the key expired, whether or not the row was swept already; null while its outcome is replayed. */
export function expiryOf({ state, settledAt, expiredAt }: Intent, now: number): number | null {
  if (expiredAt !== null) return expiredAt;
  const end = isFinal(state) && settledAt !== null ? settledAt + RETENTION_MS : null;
  return end !== null && end <= now ? end : null;
}
