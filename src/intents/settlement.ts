import type { Money } from '../lib/decimal.ts';

/**
 * Findings of an audit. LATE_APPLIED: booked although the client was answered NOT_APPLIED. MAYBE_APPLIED: an operation without a marker
 * that nobody else booked may be it. DOUBLED: booked more than once.
 * OTHER_ROW: the server answered with another operation than the one that it booked. OTHER_AMOUNT: the operations do not make the amount.
 * REVERSAL_REFUSED: a kept reversal was refused. ORPHAN: an operation on the server that the log did not know when it was adopted.
 */
export type Alarm =
  | 'LATE_APPLIED'
  | 'MAYBE_APPLIED'
  | 'DOUBLED'
  | 'OTHER_ROW'
  | 'OTHER_AMOUNT'
  | 'REVERSAL_REFUSED'
  | 'ORPHAN';

/** What a person, or the end of the retention, decided about a row. Never removed. */
export interface SettlementEntry {
  /**
   * BOOKED, NOT_BOOKED: the outcome of a STUCK move. ACKNOWLEDGED, EXPIRED: an alarm that is no longer counted. ADOPTED: the log did
   * not know the operation.
   */
  readonly action: 'BOOKED' | 'NOT_BOOKED' | 'ACKNOWLEDGED' | 'EXPIRED' | 'ADOPTED';
  /** Login name of the operator; null for the gateway itself. */
  readonly by: string | null;
  readonly at: number;
  readonly because: string | null;
  readonly alarm: Alarm | null;
  /** What the lookup before the decision showed. */
  readonly seen: string | null;
}

/** A part of a booked move that a reversal has reserved. */
export interface ReservedPart {
  /** Key of the reversal. */
  readonly key: string;
  readonly amount: Money;
  /** The reversal has begun by then, or never will. */
  readonly until: number;
}
