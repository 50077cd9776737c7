import { compareMoney } from '../lib/decimal.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { Operation } from '../upstream/resources/operations.ts';
import type { Intent } from './intent.ts';
import { CLOCKS_AGREE_MS, type ClockAgreement, type Known, type Verbatim } from './knowledge.ts';
import { markerAt, withMarker } from './marker.ts';
import { isGroupMove, type Move, signOf } from './move.ts';
import type { IntentStore } from './store.ts';

/** More than any two zones lie apart, so no wrong zone and no hour of summer time hides a row. */
export const LOOK_BACK_MS = 26 * 3_600_000;

/** When summer time ends an hour comes twice, and its second pass is read as the first. */
const REPEATED_HOUR_MS = 3_600_000;

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
 * Where reasons come back as they were sent, only such as have a part of ours: somebody may have cut them.
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
    like.map(({ id }) => id),
  );
  const marked = like.flatMap(({ reason }) => (reason == null ? [] : (markerAt(reason) ?? [])));
  const known = await store.knownMarkers(slug, marked);
  return like.filter(({ id, reason }) => !claimed.has(id) && !(reason != null && known.has(markerAt(reason) ?? '')));
}

/** Of this kind, amount and card: a server that ignores the filter shows others' cards too. */
export function couldBe(row: Operation, move: Move): boolean {
  if (OTHER_KINDS.has(row.kind) || (!isGroupMove(move) && row.accountId !== move.cardId)) return false;
  return compareMoney(row.amount, signOf(move) === 1 ? move.amount : -move.amount) === 0;
}

function isLike(row: Operation, intent: Intent & { readonly move: Move }, options: LikenessOptions): boolean {
  const { move, marker, submittedAt } = intent;
  const { tenant, known, verbatim } = options;
  if (!couldBe(row, move)) return false;
  const login = ownLogin(intent, tenant, known);
  if (login !== null && row.userLogin != null && row.userLogin !== login) return false;
  const at = tenant.zone.toInstant(row.createdAt);
  if (at !== null && at < submittedAt - lookBackOf(options)) return false;
  const shown = row.reason?.trim() ?? '';
  return verbatim !== true || shown === '' || withMarker(move.reason, marker).trim().startsWith(shown);
}

/** How long before the move a row may seem to have been booked. A clock that was seen to agree and no longer does may be set anyhow. */
function lookBackOf({ agreement, timed }: LikenessOptions): number {
  if (timed) return CLOCKS_AGREE_MS + REPEATED_HOUR_MS;
  return agreement.agrees === 'SEEN' ? Number.POSITIVE_INFINITY : LOOK_BACK_MS;
}

/** Null: it cannot be told from others'. */
export function ownLogin({ move }: Intent, tenant: Tenant, known: Known | null): string | null {
  return move?.isForeignLogin ? null : (known?.login ?? tenant.login);
}
