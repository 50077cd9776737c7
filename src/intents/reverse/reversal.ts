import { createHash } from 'node:crypto';
import { type Money, magnitude } from '../../lib/decimal.ts';
import type { LocalDate } from '../../lib/local-time.ts';
import type { Intent, LiveIntent } from '../intent.ts';
import { type CardMove, isGroupMove, type MoveOutcome, type MoveRequest } from '../move.ts';

/** Takes back what another key of the same principal has booked on a card, or will turn out to have booked. */
export interface ReverseRequest extends Omit<MoveRequest, 'move' | 'reverses'> {
  readonly originalKey: string;
  /** See `Move.reason`. */
  readonly reason: string;
  /** Null: what is left of the original. */
  readonly amount: Money | null;
  /** Where a withdrawal is taken back: the last day of what comes back. */
  readonly expiresAt: LocalDate | null;
}

/** The state of the move to be taken back; null for a key that was never sent. */
export type OriginalState = 'BOOKED' | 'NOT_BOOKED' | 'REFUSED' | null;

export type ReverseOutcome = {
  readonly originalState: OriginalState;
  /** Card of the original; null for a key that was never sent. */
  readonly cardId: number | null;
  /** Booked reversals of the original, this one among them. */
  readonly reversedTotal: Money;
} & (
  | MoveOutcome
  /** There is nothing to take back: the key of the original is closed, or final. */
  | { readonly state: 'NOTHING_BOOKED'; readonly replayed: boolean }
  | { readonly state: 'NOTHING_TO_REVERSE'; readonly left: Money }
  /** `expiresAt` was given for a deposit. */
  | { readonly state: 'NO_EXPIRY' }
);

/** The card move that books the opposite of the original. */
export function oppositeOf(
  original: CardMove,
  amount: Money,
  { reason, expiresAt }: Pick<ReverseRequest, 'reason' | 'expiresAt'>,
): CardMove {
  const kind = original.kind === 'CARD_DEPOSIT' ? 'CARD_WITHDRAW' : 'CARD_DEPOSIT';
  return { kind, cardId: original.cardId, amount: magnitude(amount), reason, ...(expiresAt ? { expiresAt } : {}) };
}

/** Equal for equal content. An omitted amount is content of its own: what it stands for changes. */
export function reversalFingerprint({ originalKey, reason, amount, expiresAt }: ReverseRequest): string {
  const content = ['REVERSE', originalKey, reason, amount === null ? null : String(amount), expiresAt];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

/** A move that can be taken back: one of a card, no reversal, within its retention. */
export type Original = LiveIntent & { readonly move: CardMove };

export function isReversible(row: Intent): row is Original {
  return row.move !== null && !isGroupMove(row.move) && row.reverses === null;
}

/** Booked, also where the client got another outcome before an audit found it. */
export function isBooked({ state, alarm }: Intent): boolean {
  return state === 'SUCCEEDED' || alarm === 'LATE_APPLIED';
}

/** Null without an outcome. */
export function originalStateOf(row: Intent): OriginalState {
  if (isBooked(row)) return 'BOOKED';
  if (row.state === 'REJECTED') return 'REFUSED';
  return row.state === 'NOT_APPLIED' || row.state === 'CLOSED' ? 'NOT_BOOKED' : null;
}
