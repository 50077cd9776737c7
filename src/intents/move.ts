import type { Money } from '../lib/decimal.ts';
import type { LocalDate } from '../lib/local-time.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { Upstream } from '../upstream/client.ts';
import type { Operation } from '../upstream/resources/operations.ts';

interface MoveContent {
  /** Above zero; the kind gives the direction. */
  readonly amount: Money;
  /** 1 to 240 characters that do not end like a marker: see `endsLikeMarker`. */
  readonly reason: string;
  /** Deposits only. */
  readonly availableFrom?: LocalDate | null | undefined;
  readonly expiresAt?: LocalDate | null | undefined;
  /** Booked under a login that is not the gateway's own; set by the log, no part of the content. */
  readonly isForeignLogin?: boolean | undefined;
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

/** What is to be booked: everything of a client's input but its key. */
export type Move = CardMove | GroupMove;

export interface MoveRequest {
  readonly tenant: Tenant;
  /** Names who asks within the tenant, kind and id: a key of one principal says nothing of another's. */
  readonly principal: string;
  /** The client's idempotency key, already checked for its form. */
  readonly key: string;
  readonly move: Move;
  /** This request's view of the server. Its signal is ignored: a client that leaves stops nothing. */
  readonly upstream: Upstream;
  /** Absolute milliseconds of the clock: until then there is an answer. */
  readonly deadline: number;
}

/** Why a card of a group was left out, or a move refused. Read from the card, never from the server's text. */
export type RefusalReason = 'NOT_FOUND' | 'BLOCKED' | 'INSUFFICIENT' | 'OTHER';

export interface SkippedCard {
  readonly accountId: number;
  readonly reason: RefusalReason;
}

export interface OperationResult {
  readonly type: 'OPERATION';
  /** As the server gave it. */
  readonly operation: Operation;
}

export interface GroupResult {
  readonly type: 'GROUP';
  readonly processed: number;
  /** Null where the server's answer was lost: who was left out, nobody told. */
  readonly skipped: readonly SkippedCard[] | null;
  /** How much was moved, whichever way: not below zero. */
  readonly total: Money;
  /** False where it was put together from the rows that were found. */
  readonly complete: boolean;
}

export interface Refusal {
  readonly type: 'REFUSAL';
  readonly reason: RefusalReason;
  /** What could have been withdrawn; with INSUFFICIENT. */
  readonly available: Money | null;
  /** Of the server's answer. */
  readonly status: number;
}

/** Times are milliseconds of the clock. */
export type MoveOutcome =
  | { readonly state: 'BOOKED'; readonly replayed: boolean; readonly operation: Operation }
  | ({ readonly state: 'GROUP_BOOKED'; readonly replayed: boolean } & Omit<GroupResult, 'type'>)
  /** Sent, outcome not known yet: ask again with the same key. */
  | { readonly state: 'PENDING'; readonly submittedAt: number }
  /** Sent, and known not to have been booked. Final for this key. */
  | { readonly state: 'NOT_APPLIED'; readonly submittedAt: number }
  /** Final for this key, and told again the same. */
  | ({ readonly state: 'REFUSED' } & Omit<Refusal, 'type'>)
  /** More than this tenant allows now, and the key was not used before. */
  | { readonly state: 'TOO_MUCH' }
  /** `expiredAt`: the key's outcome is kept no longer; else it was used with other content. */
  | { readonly state: 'KEY_REUSED'; readonly submittedAt: number; readonly expiredAt: number | null };

export function isGroupMove(move: Move): move is GroupMove {
  return move.kind === 'GROUP_DEPOSIT' || move.kind === 'GROUP_WITHDRAW';
}

/** The sign of the rows that this move books. */
export function signOf(move: Move): 1 | -1 {
  return move.kind === 'CARD_DEPOSIT' || move.kind === 'GROUP_DEPOSIT' ? 1 : -1;
}

/** What is worked on one at a time. */
export function targetOf(move: Move): string {
  return isGroupMove(move) ? `group:${move.groupId}` : `card:${move.cardId}`;
}
