import type { Intent, IntentChange, IntentKey, IntentState } from '../intent.ts';

/** What asks for the right to send. The log gives the rest. */
export type NewIntent = Pick<Intent, 'fingerprint' | 'marker' | 'attempt' | 'holdsLine' | 'submittedAt' | 'deadline'> &
  IntentKey & { readonly move: NonNullable<Intent['move']>; readonly line: string };

/**
 * begun: this caller, and nobody else, may send. existing: the key is in the log. busy: another move of the same line is
 * being sent, or keeps the line; nothing was written.
 */
export type Begun =
  | { readonly type: 'begun'; readonly intent: Intent }
  | { readonly type: 'existing'; readonly intent: Intent }
  | { readonly type: 'busy' };

export interface IntentFilter {
  readonly tenant?: string | undefined;
  readonly states?: readonly IntentState[] | undefined;
  /** Only those with an alarm. */
  readonly alarmed?: boolean | undefined;
  /** Marker or key. */
  readonly name?: string | undefined;
  readonly limit: number;
}

export interface IntentCount {
  readonly tenant: string;
  readonly state: IntentState;
  readonly alarm: Intent['alarm'];
  readonly count: number;
}

/**
 * The durable log. Whatever resolves has reached the disk. Every method rejects with IntentLogError where the log cannot do
 * its work; what a rejected write did is unknown, so a rejected `begin` permits nothing.
 */
export interface IntentStore {
  readonly kind: 'sqlite' | 'postgres' | 'memory';
  /**
   * Inserts the intent as SENDING, or moves the same key from INTENT to SENDING with this content, marker and attempt, in one
   * atomic step that also takes the line. An INTENT with `settleFrom` was turned away by the server: it is existing, and has to be
   * looked for before it may be sent again.
   */
  begin(intent: NewIntent): Promise<Begun>;
  get(key: IntentKey): Promise<Intent | null>;
  /** The compare-and-set: changes the row that is in one of these states and still of this attempt. Null: it was not. */
  change(
    row: Pick<Intent, 'tenant' | 'principal' | 'key' | 'attempt'>,
    from: readonly IntentState[],
    change: IntentChange,
  ): Promise<Intent | null>;
  /** SENDING rows with a deadline before this become UNKNOWN, due at once. Says how many. */
  expireSends(deadlineBefore: number, now: number): Promise<number>;
  /**
   * Rows to be looked at, due until now, or further ahead than any row is put off: our clock was wrong then. They are put off by
   * `leaseMs`, so that replicas do not take them too.
   */
  takeDue(now: number, leaseMs: number, limit: number): Promise<Intent[]>;
  /** When a row is due next. */
  nextDue(): Promise<number | null>;
  /** Which of these markers are of this log. */
  knownMarkers(tenant: string, markers: readonly string[]): Promise<Set<string>>;
  /** Which of these upstream ids were booked by an intent of this log. */
  claimed(tenant: string, upstreamIds: readonly number[]): Promise<Set<number>>;
  /**
   * Of the intents of a tenant that measured its server (clock, verbatim reasons, login) the one sent last. What was sent after
   * `now` was so by a clock that was wrong.
   */
  lastMeasured(tenant: string, now: number): Promise<Intent | null>;
  /** Newest first. */
  list(filter: IntentFilter): Promise<Intent[]>;
  /** SENDING, UNKNOWN, STUCK, and every alarm. */
  counts(): Promise<IntentCount[]>;
  /** Empties outcomes settled before `expireBefore`, forgets keys expired before `forgetBefore`, and those that were never sent. A batch; says how many rows. */
  sweep(expireBefore: number, forgetBefore: number, now: number): Promise<number>;
  /** Writes something, durably: whether the log can. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
