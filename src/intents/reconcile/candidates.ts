import { compareMoney } from '../../lib/decimal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { type Intent, settleEndOf } from '../intent.ts';
import { markerAt, withMarker } from '../marker.ts';
import { type CardMove, isGroupMove, type Move, signOf } from '../move.ts';
import type { IntentStore } from '../store/store.ts';
import { amountOf, idOf, reasonOf, timeOf } from './rows.ts';
import { CLOCKS_AGREE_MS, type ClockAgreement, type Known, type Verbatim } from './server-profile.ts';

/** More than any two zones lie apart, so no wrong zone and no hour of summer time hides a row. */
export const LOOK_BACK_MS = 26 * 3_600_000;

/** When summer time ends an hour comes twice, and its second pass is read as the first. */
const REPEATED_HOUR_MS = 3_600_000;

/** Servers write seconds, and the Date header too. */
const TIME_STEP_MS = 2000;

/** Of the log's rows, newest first. */
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

export interface LikenessOptions {
  readonly tenant: Tenant;
  readonly known: Known | null;
  readonly verbatim: Verbatim;
  readonly agreement: ClockAgreement;
  /** The server's times can be relied upon: see `isTimed`. */
  readonly timed: boolean;
}

/**
 * Rows without our marker that may yet be this move: same direction, amount, login and time, and booked by no other intent.
 * Where reasons come back as they were sent, only such as begin like ours: somebody may have cut them.
 */
export async function lookalikes(
  store: IntentStore,
  intent: Intent & { readonly move: Move },
  rows: readonly Operation[],
  options: LikenessOptions,
): Promise<Operation[]> {
  const { slug } = options.tenant;
  const like = rows.filter((row) => isLike(row, intent, options));
  if (like.length === 0) return [];
  const claimed = await store.claimed(
    slug,
    like.flatMap((row) => idOf(row) ?? []),
  );
  const known = await store.knownMarkers(
    slug,
    like.flatMap((row) => markerAt(reasonOf(row)) ?? []),
  );
  return like.filter((row) => !claimed.has(row.id) && !known.has(markerAt(reasonOf(row)) ?? ''));
}

/** Of this kind, amount and card: a server that ignores the filter shows others' cards too. What cannot be read may be anything. */
export function couldBe(row: Operation, move: Move): boolean {
  if (OTHER_KINDS.has(row.kind) || (!isGroupMove(move) && row.accountId !== move.cardId)) return false;
  const amount = amountOf(row);
  return amount === null || compareMoney(amount, signOf(move) === 1 ? move.amount : -move.amount) === 0;
}

function isLike(row: Operation, intent: Intent & { readonly move: Move }, options: LikenessOptions): boolean {
  const { move, submittedAt } = intent;
  const { tenant, known, verbatim } = options;
  if (!couldBe(row, move)) return false;
  // Only a login that a booked row has shown: the one we log in with may be spelt otherwise there.
  const login = move.isForeignLogin ? null : (known?.login ?? null);
  if (login !== null && typeof row.userLogin === 'string' && row.userLogin !== login) return false;
  const at = timeOf(row, tenant.zone);
  if (at !== null && at < submittedAt - lookBackOf(options)) return false;
  return verbatim !== true || beginsAlike(row, intent);
}

/** How long before the move a row may seem to have been booked. A clock that was seen to agree and no longer does may be set anyhow. */
function lookBackOf({ agreement, timed }: LikenessOptions): number {
  if (timed) return CLOCKS_AGREE_MS + REPEATED_HOUR_MS;
  return agreement.agrees === 'SEEN' ? Number.POSITIVE_INFINITY : LOOK_BACK_MS;
}

/**
 * Whether a row without the marker can only be this move, on a server whose reasons are known not to come back: the one that
 * fits, under our own login, booked after the send, with a reason that is empty or begins like ours, and no other move of ours
 * that it could be instead.
 */
export async function isSurelyOurs(
  store: IntentStore,
  { move, ...rest }: Intent & { readonly move: Move },
  row: Operation,
  { tenant, known, agreement, timed }: LikenessOptions,
): Promise<boolean> {
  if (isGroupMove(move)) return false;
  const intent = { ...rest, move };
  const { submittedAt } = intent;
  if (move.isForeignLogin || agreement.agrees !== 'SEEN' || !timed || amountOf(row) === null) return false;
  if (known === null || (row.userLogin ?? null) !== known.login || !beginsAlike(row, intent)) return false;
  const at = timeOf(row, tenant.zone);
  const end = settleEndOf(intent, tenant.valueMoves.settleSeconds * 1000) + CLOCKS_AGREE_MS;
  // What seems to lie before the send is somebody else's, or the clocks lie apart by as much: either way nobody knows.
  if (at === null || at < submittedAt - TIME_STEP_MS || at > end) return false;
  const recent = await store.list({ tenant: tenant.slug, limit: RECENT });
  return !recent.some((other) => other.marker !== intent.marker && couldOwn(other, intent));
}

/** Whether what was booked for this card and amount may be of that other move as well. */
function couldOwn({ move: other, state, submittedAt }: Intent, intent: Intent & { readonly move: CardMove }): boolean {
  if (other === null || signOf(other) !== signOf(intent.move)) return false;
  if (compareMoney(other.amount, intent.move.amount) !== 0) return false;
  if (Math.abs(submittedAt - intent.submittedAt) >= LOOK_BACK_MS) return false;
  // The rows of a group are never claimed one by one; of a card those that were found are.
  return isGroupMove(other) || (other.cardId === intent.move.cardId && !DECIDED.has(state));
}

/** Their row is known, or there is none. A move that was told to be not applied may yet be booked late. */
const DECIDED = new Set(['INTENT', 'SUCCEEDED', 'REJECTED']);

/** So many letters tell one reason from another. */
const BEGINNING = 8;

/** A reason may be cut, folded or escaped on its way: of what is shown the first letters are ours. An empty one may be anybody's. */
function beginsAlike(row: Operation, { move, marker }: Intent & { readonly move: Move }): boolean {
  const [shown, ours] = [lettersOf(reasonOf(row)), lettersOf(withMarker(move.reason, marker))];
  const length = Math.min(BEGINNING, shown.length, ours.length);
  return shown.slice(0, length) === ours.slice(0, length);
}

function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/&(?:[a-z]{2,6}|#\d{1,6}|#x[\da-f]{1,5});/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
