import type { Alarm, Intent, IntentChange, IntentKey, IntentState } from '../intent.ts';
import type { Sort } from '../move.ts';
import type { NewIntent } from '../new-intent.ts';

/**
 * begun: this caller alone may send. existing: the key is in the store. busy: another move holds the same lock key; nothing was
 * written. A lock of a send whose deadline had passed when this one was submitted is free from then on.
 */
export type Begun =
  | { readonly type: 'begun'; readonly intent: Intent }
  | { readonly type: 'existing'; readonly intent: Intent }
  | { readonly type: 'busy' };

export interface IntentFilter {
  readonly tenant?: string | undefined;
  readonly states?: readonly IntentState[] | undefined;
  /** Rows with an alarm alone. */
  readonly alarmed?: boolean | undefined;
  /** Rows with this alarm alone. */
  readonly alarm?: Alarm | undefined;
  /** Marker or key. */
  readonly name?: string | undefined;
  readonly markers?: readonly string[] | undefined;
  readonly target?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly server?: string | undefined;
  readonly upstreamId?: number | undefined;
  readonly upstreamIds?: readonly number[] | undefined;
  /** Reversals of this key. */
  readonly reverses?: string | undefined;
  /** Inclusive. */
  readonly submittedSince?: number | undefined;
  /** Inclusive. */
  readonly settledBefore?: number | undefined;
  readonly limit: number;
}

/**
 * isUntold: only while no client has got the outcome. reversals: only while these parts are reserved. unclaimedId: only while no
 * other row of the same target has booked this operation.
 */
export interface ChangeCondition {
  readonly isUntold?: boolean;
  readonly unclaimedId?: number | undefined;
  readonly reversals?: Intent['reversals'];
}

export interface IntentCount {
  readonly tenant: string;
  readonly state: IntentState;
  readonly alarm: Intent['alarm'];
  readonly count: number;
  /** When the first of them was submitted, in milliseconds of the clock. */
  readonly oldest: number;
}

/**
 * tag: first characters of all markers of this store. created: when it was made, in milliseconds; 0 for one of version 1.
 * olderCopy: why value moves are refused. adopted: the trail of `intents adopt`. otherTags: tags of other stores that were seen.
 * reasons: what lists of a server have shown of the reasons of one sort.
 */
export type MetaName =
  | 'tag'
  | 'created'
  | 'olderCopy'
  | 'adopted'
  | 'otherTags'
  | 'unitsStop'
  | `reasons ${string}`
  | `units ${string}`;

/**
 * The durable store of intents. A resolved write has reached the disk. Every method rejects with IntentStoreError where the store
 * cannot work. The effect of a rejected write is unknown, so a rejected `begin` permits nothing.
 */
export interface IntentStore {
  readonly kind: 'sqlite' | 'postgres' | 'memory';
  /**
   * Inserts the intent as SENDING, or replaces an INTENT of the same key (see `mayBegin`), in one atomic step that also takes the
   * lock. A statement that runs later than `withinMs` after the call writes nothing: `busy`. @default a day
   */
  begin(intent: NewIntent, withinMs?: number): Promise<Begun>;
  get(key: IntentKey): Promise<Intent | null>;
  /** The compare-and-set: changes a row of this attempt in one of the states `from`. Null where there is none. */
  change(
    row: Pick<Intent, 'tenant' | 'principal' | 'key' | 'attempt'>,
    from: readonly IntentState[],
    change: IntentChange,
    condition?: ChangeCondition,
  ): Promise<Intent | null>;
  /** Makes SENDING rows with an earlier deadline UNKNOWN and due at once. Resolves with their number. */
  expireSends(deadlineBefore: number, now: number): Promise<number>;
  /**
   * Rows due now, the earliest first, postponed by `leaseMs` so that other replicas do not take them too. Rows further ahead than
   * FARTHEST_MS count as due: the clock was wrong when they were postponed.
   */
  takeDue(now: number, leaseMs: number, limit: number): Promise<Intent[]>;
  /** The earliest `nextAt`. */
  nextDue(): Promise<number | null>;
  /** The markers that have a row in this store, of one tenant or of any; those of sends that were turned away too. */
  ownMarkers(tenant: string | null, markers: readonly string[]): Promise<Set<string>>;
  /** Newest first. */
  list(filter: IntentFilter): Promise<Intent[]>;
  /** Numbers of SENDING, UNKNOWN and STUCK rows, and of rows with an alarm. */
  counts(): Promise<IntentCount[]>;
  /**
   * One batch: empties outcomes settled before `expireBefore`, deletes unused keys submitted before it, and keys expired before
   * `forgetBefore`. Resolves with the number of rows.
   */
  sweep(expireBefore: number, forgetBefore: number, now: number): Promise<number>;
  /** Adds whole rows; those whose key or marker is there already are left out. */
  add(rows: readonly Intent[]): Promise<void>;
  /** Gives all rows of a tenant with this identity of its server another one. */
  renameServer(tenant: string, from: string, to: string): Promise<void>;
  /** A fact about the store itself, under a name of `MetaName`. Null where it was not written. */
  readMeta(name: MetaName): Promise<string | null>;
  /** Null removes it. */
  writeMeta(name: MetaName, value: string | null): Promise<void>;
  /** Writes it unless it is there; resolves with what is there then. */
  addMeta(name: MetaName, value: string): Promise<string>;
  /** Connections made so far: a new one may reach another database, such as a standby. Synchronous. */
  connections(): number;
  /** Its clock, in milliseconds since the epoch, where several processes share it. */
  databaseNow?(): Promise<number>;
  /** Proves that the store can be written, by a durable write. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
