import { compareMoney } from '../../lib/decimal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { type Intent, type LiveIntent, settleEndOf } from '../intent.ts';
import { markerAt, withMarker } from '../marker.ts';
import { type CardMove, isGroupMove, type Move, signOf } from '../move.ts';
import type { IntentStore } from '../store/store.ts';
import { amountOf, idOf, reasonOf, timeOf } from './rows.ts';
import { CLOCKS_AGREE_MS, type ClockAgreement, type ServerProfile, type Verbatim } from './server-profile.ts';

/** More than any two time zones differ, so that no wrong zone and no summer time hides a row. */
export const LOOKUP_WINDOW_MS = 26 * 3_600_000;

/** At the end of summer time an hour comes twice, and its second pass is read as the first. */
const REPEATED_HOUR_MS = 3_600_000;

/** Servers write seconds, and so does the Date header. */
const TIME_STEP_MS = 2000;

/** Newest rows of the store that are compared. */
const RECENT = 1000;

const OTHER_KINDS = new Set<string>([
  'EXPIRE',
  'POS_PAYMENT',
  'POS_BONUS',
  'POS_DISCOUNT',
  'POS_SPEND',
  'PROMO',
  'REFERRAL',
]);

export interface CandidateOptions {
  readonly tenant: Tenant;
  readonly profile: ServerProfile | null;
  readonly verbatim: Verbatim;
  readonly agreement: ClockAgreement;
  /** The server's times are reliable: see `isTimed`. */
  readonly timed: boolean;
}

/**
 * Rows without our marker that may be this move: same direction, amount, login and time, and not claimed by another intent.
 * Where reasons come back verbatim, the reason must begin like ours: it may have been cut.
 */
export async function findCandidates(
  store: IntentStore,
  intent: LiveIntent,
  rows: readonly Operation[],
  options: CandidateOptions,
): Promise<Operation[]> {
  const { slug } = options.tenant;
  const similar = rows.filter((row) => isCandidate(row, intent, options));
  if (similar.length === 0) return [];
  const claimed = await store.claimed(
    slug,
    similar.flatMap((row) => idOf(row) ?? []),
  );
  const own = await store.ownMarkers(
    slug,
    similar.flatMap((row) => markerAt(reasonOf(row)) ?? []),
  );
  return similar.filter((row) => !claimed.has(row.id) && !own.has(markerAt(reasonOf(row)) ?? ''));
}

/**
 * Whether a row has the kind, amount and card of a move; an unreadable amount matches every move. The card is compared because a
 * server that ignores the filter shows rows of other cards too.
 */
export function matchesMove(row: Operation, move: Move): boolean {
  if (OTHER_KINDS.has(row.kind) || (!isGroupMove(move) && row.accountId !== move.cardId)) return false;
  const amount = amountOf(row);
  return amount === null || compareMoney(amount, signOf(move) === 1 ? move.amount : -move.amount) === 0;
}

function isCandidate(row: Operation, intent: LiveIntent, options: CandidateOptions): boolean {
  const { move, submittedAt } = intent;
  const { tenant, profile, verbatim } = options;
  if (!matchesMove(row, move)) return false;
  // The login as a booked row showed it: the credentials may spell it otherwise.
  const login = move.isForeignLogin ? null : (profile?.login ?? null);
  if (login !== null && typeof row.userLogin === 'string' && row.userLogin !== login) return false;
  const at = timeOf(row, tenant.zone);
  if (at !== null && at < submittedAt - windowOf(options)) return false;
  return verbatim !== true || hasSamePrefix(row, intent);
}

/** How long before the send a row's time may lie. Unbounded for a clock that agreed once and no longer does: it may be set anyhow. */
function windowOf({ agreement, timed }: CandidateOptions): number {
  if (timed) return CLOCKS_AGREE_MS + REPEATED_HOUR_MS;
  return agreement.agrees === 'SEEN' ? Number.POSITIVE_INFINITY : LOOKUP_WINDOW_MS;
}

/**
 * Whether the only candidate must be this move, on a server that does not return reasons verbatim. Needs our own login, a time
 * after the send, and a reason that is empty or begins like ours. No other move of ours may fit it.
 */
export async function isSurelyOurs(
  store: IntentStore,
  { move, ...rest }: LiveIntent,
  row: Operation,
  { tenant, profile, agreement, timed }: CandidateOptions,
): Promise<boolean> {
  if (isGroupMove(move)) return false;
  const intent = { ...rest, move };
  const { submittedAt } = intent;
  if (move.isForeignLogin || agreement.agrees !== 'SEEN' || !timed || amountOf(row) === null) return false;
  if (profile === null || (row.userLogin ?? null) !== profile.login || !hasSamePrefix(row, intent)) return false;
  const at = timeOf(row, tenant.zone);
  const end = settleEndOf(intent, tenant.valueMoves.settleSeconds * 1000) + CLOCKS_AGREE_MS;
  // A time before the send means another booking, or clocks that differ by as much: the two cannot be distinguished.
  if (at === null || at < submittedAt - TIME_STEP_MS || at > end) return false;
  const recent = await store.list({ tenant: tenant.slug, limit: RECENT });
  return !recent.some((other) => other.marker !== intent.marker && couldOwn(other, intent));
}

/** Whether a row of this card and amount may belong to the other move as well. */
function couldOwn(
  { move: other, state, submittedAt }: Intent,
  intent: LiveIntent & { readonly move: CardMove },
): boolean {
  if (other === null || signOf(other) !== signOf(intent.move)) return false;
  if (compareMoney(other.amount, intent.move.amount) !== 0) return false;
  if (Math.abs(submittedAt - intent.submittedAt) >= LOOKUP_WINDOW_MS) return false;
  // Rows of a group move are never claimed one by one; found rows of a card move are.
  return isGroupMove(other) || (other.cardId === intent.move.cardId && !DECIDED.has(state));
}

/** States whose row is claimed or cannot exist. NOT_APPLIED is none of them: it may be booked late. */
const DECIDED = new Set(['INTENT', 'SUCCEEDED', 'REJECTED']);

/** Compared characters of two reasons. */
const PREFIX_LENGTH = 8;

/** A server may cut, fold or escape a reason, but keeps its first letters. An empty reason matches every move. */
function hasSamePrefix(row: Operation, { move, marker }: LiveIntent): boolean {
  const [shown, ours] = [lettersOf(reasonOf(row)), lettersOf(withMarker(move.reason, marker))];
  const length = Math.min(PREFIX_LENGTH, shown.length, ours.length);
  return shown.slice(0, length) === ours.slice(0, length);
}

function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/&(?:[a-z]{2,6}|#\d{1,6}|#x[\da-f]{1,5});/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
