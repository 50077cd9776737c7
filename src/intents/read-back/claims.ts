import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { isLive, type LiveIntent } from '../intent.ts';
import { lastMarkerIn } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';
import type { Seen } from './decision-table.ts';
import {
  bookedAmount,
  isAmount,
  isMarked,
  isOfServer,
  isRowOf,
  mayBeOf,
  otherMarkerIn,
  type RowContext,
} from './our-row.ts';
import { type OurRows, ourRows } from './our-rows.ts';
import type { Reasons } from './reasons.ts';
import { amountOf, bearsReceipt } from './rows.ts';

/** Newest booked moves of one card that are held against its rows. */
const BOOKED = 1000;

/** Rows of a card, held against a move and against the others that the log has booked there. */
export interface ClaimedRows {
  readonly own: OurRows;
  readonly claims: Seen['claims'];
  readonly strangers: Seen['strangers'];
  /** The strangers of the amount and the direction of the move. */
  readonly alike: readonly Operation[];
}

export type ClaimRows = (
  tenant: Tenant,
  intent: LiveIntent,
  rows: readonly Operation[],
  context: Pick<RowContext, 'whence' | 'found'>,
) => Promise<ClaimedRows>;

/** A row is claimed by (id, card, amount), unless it bears our marker. What lists show of reasons is learnt. */
export function createClaimRows({ store, reasons }: { store: IntentStore; reasons: Reasons }): ClaimRows {
  const strangersOf = createStrangersOf(store);
  return async (tenant, intent, rows, context) => {
    const { target, marker } = intent;
    const filter = { tenant: tenant.slug, states: ['SUCCEEDED'], limit: BOOKED } as const;
    const onCard =
      target === null ? [] : (await store.list({ ...filter, target })).filter((row) => isOfServer(row, tenant));
    const booked = onCard.filter((other) => other.marker !== marker);
    const isList = context.whence !== 'ANSWER';
    // Of the move itself too, where it is booked.
    if (isList) await reasons.learn(tenant, onCard, rows);
    const byId = new Map(booked.map((other) => [other.upstreamId, other]));
    const claimed = new Set<number>();
    let claims: Seen['claims'] = 'AGREE';
    for (const row of rows) {
      const other = byId.get(row.id);
      // The id of a row that was lost may be given again.
      if (!other || !isRowOf(row, other) || isMarked(row, intent)) continue;
      if (isAmount(amountOf(row), bookedAmount(other) ?? 0)) claimed.add(row.id);
      else claims = 'CHANGED';
    }
    const isSigned = rows.some((row) => (amountOf(row) ?? 0) < 0);
    const own = ourRows(rows, intent, { ...context, zone: tenant.zone, isSigned, claimed });
    if (isList && own.type !== 'NONE' && own.type !== 'ODD') await reasons.learn(tenant, [intent], own.rows);
    return { own, claims, ...(await strangersOf(intent, rows, claimed)) };
  };
}

/**
 * Whether the rows of another move, which was booked before these were read, do not make what it booked: some servers add a move to
 * the row of one before.
 */
export type ShowsChange = (
  tenant: Tenant,
  intent: LiveIntent,
  rows: readonly Operation[],
  bookedBefore: number,
) => Promise<boolean>;

/** By their markers: of a group move the log knows no ids. */
export function createShowsChange(store: IntentStore): ShowsChange {
  return async (tenant, intent, rows, bookedBefore) => {
    const { slug, zone } = tenant;
    const byMarker = new Map<string, Operation[]>();
    for (const row of rows) {
      const marker = lastMarkerIn(row.reason);
      if (marker === null) continue;
      const marked = byMarker.get(marker);
      if (marked) marked.push(row);
      else byMarker.set(marker, [row]);
    }
    byMarker.delete(intent.marker);
    const markers = [...byMarker.keys()];
    const isSigned = rows.some((row) => (amountOf(row) ?? 0) < 0);
    const context = { whence: 'ANYWHERE', zone, isSigned } as const;
    for (let at = 0; at < markers.length; at += BOOKED) {
      const part = markers.slice(at, at + BOOKED);
      const filter = { tenant: slug, states: ['SUCCEEDED'], settledBefore: bookedBefore, limit: BOOKED } as const;
      const others = await store.list({ ...filter, markers: part });
      const isOdd = others.some(
        (other) =>
          isLive(other) &&
          isOfServer(other, tenant) &&
          ourRows(byMarker.get(other.marker) ?? [], other, context).type === 'ODD',
      );
      if (isOdd) return true;
    }
    return false;
  };
}

/** Booked moves by which it is told whether a server gives receipts to ours. */
const CHOICE = 20;

/**
 * Rows of the card that were not there before the send, are nobody else's and bear no receipt. Where one from before is gone, or the
 * card shows none at all, it may have been put together with another.
 */
function createStrangersOf(store: IntentStore) {
  /** A receipt is a till's, unless this server gives one to what we book. */
  const areReceiptsOurs = async ({ tenant, sort }: LiveIntent): Promise<boolean> => {
    const filter = { tenant, states: ['SUCCEEDED'], limit: CHOICE } as const;
    const booked = await store.list(sort === null ? filter : { ...filter, sort });
    return booked.some(({ result }) => result?.type === 'OPERATION' && bearsReceipt(result.operation));
  };

  return async (
    intent: LiveIntent,
    rows: readonly Operation[],
    claimed: ReadonlySet<number>,
  ): Promise<Pick<ClaimedRows, 'strangers' | 'alike'>> => {
    const { notedIds, target, move } = intent;
    const isOfCard = (row: Operation) => typeof row.accountId !== 'number' || target === `card:${row.accountId}`;
    const ids = new Set(rows.filter(isOfCard).map(({ id }) => id));
    const isGone = ids.size === 0 || (notedIds ?? []).some((id) => !ids.has(id));
    if (notedIds === null || isGone) return { strangers: 'UNNOTED', alike: [] };
    const accounted = new Set([...notedIds, ...claimed]);
    const fresh = rows.filter((row) => isOfCard(row) && !accounted.has(row.id));
    const others = fresh.flatMap((row) => otherMarkerIn(row, intent) ?? []);
    const known = others.length > 0 ? await store.ownMarkers(null, others) : new Set<string>();
    const unmarked = fresh.filter((row) => !known.has(otherMarkerIn(row, intent) ?? ''));
    const areOurs =
      unmarked.some(bearsReceipt) &&
      (rows.some((row) => claimed.has(row.id) && bearsReceipt(row)) || (await areReceiptsOurs(intent)));
    const strangers = unmarked.filter((row) => areOurs || !bearsReceipt(row));
    const alike = strangers.filter((row) => isAmount(amountOf(row), move.amount) && mayBeOf(row, move));
    return { strangers: strangers.length > 0 ? 'SOME' : 'NONE', alike };
  };
}
