import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { LiveIntent } from '../intent.ts';
import { lastMarkerIn } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';
import type { Seen } from './decision-table.ts';
import { bookedAmount, isAmount, isRowOf, type RowContext } from './our-row.ts';
import { type OurRows, ourRows } from './our-rows.ts';
import type { Reasons } from './reasons.ts';
import { amountOf } from './rows.ts';

/** Newest booked moves of one card that are held against its rows. */
const BOOKED = 1000;

/** Rows of a card, held against a move and against the others that the log has booked there. */
export interface ClaimedRows {
  readonly own: OurRows;
  readonly claims: Seen['claims'];
  readonly strangers: Seen['strangers'];
}

export type ClaimRows = (
  tenant: Tenant,
  intent: LiveIntent,
  rows: readonly Operation[],
  context: Pick<RowContext, 'whence' | 'found'>,
) => Promise<ClaimedRows>;

/** A row is claimed by (id, card, amount). What the rows show of reasons is learnt. */
export function createClaimRows({ store, reasons }: { store: IntentStore; reasons: Reasons }): ClaimRows {
  return async (tenant, intent, rows, context) => {
    const { target, marker } = intent;
    const filter = { tenant: tenant.slug, states: ['SUCCEEDED'], limit: BOOKED } as const;
    const onCard = target === null ? [] : await store.list({ ...filter, target });
    const booked = onCard.filter((other) => other.marker !== marker);
    // Of the move itself too, where it is known to be booked.
    await reasons.learn(tenant, onCard, rows);
    const byId = new Map(booked.map((other) => [other.upstreamId, other]));
    const claimed = new Set<number>();
    let claims: Seen['claims'] = 'AGREE';
    for (const row of rows) {
      const other = byId.get(row.id);
      if (!other || !isRowOf(row, other)) continue;
      if (isAmount(amountOf(row), bookedAmount(other) ?? 0)) claimed.add(row.id);
      else claims = 'CHANGED';
    }
    const isSigned = rows.some((row) => (amountOf(row) ?? 0) < 0);
    const own = ourRows(rows, intent, { ...context, zone: tenant.zone, isSigned, claimed });
    if (own.type !== 'NONE' && own.type !== 'ODD') await reasons.learn(tenant, [intent], own.rows);
    return { own, claims, strangers: strangersOf(intent, rows, claimed) };
  };
}

/** Rows of the card that were not there before the send, are nobody else's and bear no receipt of a till. */
function strangersOf(
  { notedIds, target }: LiveIntent,
  rows: readonly Operation[],
  claimed: ReadonlySet<number>,
): Seen['strangers'] {
  if (notedIds === null) return 'UNNOTED';
  const known = new Set([...notedIds, ...claimed]);
  const isStranger = (row: Operation): boolean =>
    (typeof row.accountId !== 'number' || target === `card:${row.accountId}`) &&
    !known.has(row.id) &&
    row.checkNo == null &&
    lastMarkerIn(row.reason) === null;
  return rows.some(isStranger) ? 'SOME' : 'NONE';
}
