import type { Money } from '../lib/decimal.ts';
import type { LocalDate } from '../lib/local-time.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { Upstream } from '../upstream/client.ts';
import type { Operation } from '../upstream/resources/operations.ts';

interface MoveContent {
  /** Above zero; `kind` gives the direction. */
  readonly amount: Money;
  /** 1 to 240 characters that do not end like a marker: see `endsLikeMarker`. */
  readonly reason: string;
  /** Deposits only. */
  readonly availableFrom?: LocalDate | null | undefined;
  readonly expiresAt?: LocalDate | null | undefined;
}

export interface CardMove extends MoveContent {
  readonly kind: 'CARD_DEPOSIT' | 'CARD_WITHDRAW';
  /** Upstream id. */
  readonly cardId: number;
}

export interface GroupMove extends MoveContent {
  readonly kind: 'GROUP_DEPOSIT' | 'GROUP_WITHDRAW';
  /** Upstream id. */
  readonly groupId: number;
}

/** The content of a value move: the client's input without its key. */
export type Move = CardMove | GroupMove;

/**
 * Moves of one sort are booked and shown alike: a server may keep reasons of one sort and not of another. DELAYED: available from a
 * day after the day of the send.
 */
export type Sort =
  | 'CARD_DEPOSIT'
  | 'CARD_DEPOSIT_DELAYED'
  | 'CARD_WITHDRAW'
  | 'GROUP_DEPOSIT'
  | 'GROUP_DEPOSIT_DELAYED'
  | 'GROUP_WITHDRAW';

export interface MoveRequest {
  readonly tenant: Tenant;
  /** Kind and id of the caller within the tenant. Keys of two principals are independent. */
  readonly principal: string;
  /** The client's idempotency key; its form has been checked. */
  readonly key: string;
  readonly move: Move;
  /** The client's disconnect does not stop a move: the signal of this context is ignored. */
  readonly upstream: Upstream;
  /** Absolute milliseconds of the clock by which the client gets an answer. */
  readonly deadline: number;
  /** Where the move takes back another one: what the row keeps of that. */
  readonly reversal?: Reversal | undefined;
}

export interface Reversal {
  /** Key of the original. */
  readonly reverses: string;
  /** Of the client's input: the amount of the move may stand for "what is left". */
  readonly fingerprint: string;
  /** Sent without a client, because the original turned out to be booked. */
  readonly isKept: boolean;
}

/** Why a card of a group was skipped, or a move refused. Read from the card, never from the server's text. */
export type RefusalReason = 'NOT_FOUND' | 'BLOCKED' | 'INSUFFICIENT' | 'OTHER';

export interface SkippedCard {
  readonly accountId: number;
  readonly reason: RefusalReason;
}

export interface OperationResult {
  readonly type: 'OPERATION';
  /** The row as the server sent it. */
  readonly operation: Operation;
}

export interface GroupResult {
  readonly type: 'GROUP';
  readonly processed: number;
  /** Null where the response was lost: the rows do not show who was skipped. */
  readonly skipped: readonly SkippedCard[] | null;
  /** Sum of the amounts without sign. */
  readonly total: Money;
  /** False where the result was built from the rows found. */
  readonly complete: boolean;
}

export interface Refusal {
  readonly type: 'REFUSAL';
  readonly reason: RefusalReason;
  /** The largest amount that could be withdrawn; for INSUFFICIENT alone. */
  readonly available: Money | null;
  /** HTTP status of the response. */
  readonly status: number;
}

/** Of a reversal: what it would take back was not booked. Null: it was never sent. */
export interface NothingBooked {
  readonly type: 'NOTHING';
  readonly originalState: 'NOT_BOOKED' | 'REFUSED' | null;
}

export interface Pending {
  readonly submittedAt: number;
  /** STUCK: only a person can say what became of it. @default false */
  readonly needsOperator?: boolean;
  /** Time of the next lookup, if one is planned. */
  readonly nextAt?: number | null;
}

/** Times are milliseconds of the clock. */
export type MoveOutcome =
  | { readonly state: 'BOOKED'; readonly replayed: boolean; readonly operation: Operation }
  | ({ readonly state: 'GROUP_BOOKED'; readonly replayed: boolean } & Omit<GroupResult, 'type'>)
  /** Sent, outcome unknown yet: the client asks again with the same key. */
  | ({ readonly state: 'PENDING' } & Pending)
  /** Sent, and proved not to be booked. Final for this key. */
  | { readonly state: 'NOT_APPLIED'; readonly submittedAt: number }
  /** Refused by the server. Final for this key. */
  | ({ readonly state: 'REFUSED' } & Omit<Refusal, 'type'>)
  /** Above the tenant's present limit; the key is unused. */
  | { readonly state: 'TOO_MUCH' }
  /** Used with other content; or, where `expiredAt` is set, its outcome is no longer kept. */
  | { readonly state: 'KEY_REUSED'; readonly submittedAt: number; readonly expiredAt: number | null };

export function isGroupMove(move: Move): move is GroupMove {
  return move.kind === 'GROUP_DEPOSIT' || move.kind === 'GROUP_WITHDRAW';
}

/** Sign of the rows that this move books. */
export function signOf(move: Move): 1 | -1 {
  return move.kind === 'CARD_DEPOSIT' || move.kind === 'GROUP_DEPOSIT' ? 1 : -1;
}

/** `today`: the tenant's day of the send. */
export function sortOf({ kind, availableFrom }: Move, today: LocalDate): Sort {
  const isDeposit = kind === 'CARD_DEPOSIT' || kind === 'GROUP_DEPOSIT';
  return isDeposit && availableFrom != null && availableFrom > today ? `${kind}_DELAYED` : kind;
}

/** The lock key: moves with the same one are sent one at a time. */
export function lockKeyOf(move: Move): string {
  return isGroupMove(move) ? `group:${move.groupId}` : `card:${move.cardId}`;
}
