import type { Clock, Instant } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { Operation, OperationQuery } from '../../upstream/resources/operations.ts';
import { type Intent, isLive, type LiveIntent } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import type { IntentFilter, IntentStore } from '../store/store.ts';
import { isTurnedAway } from '../unsent.ts';
import type { Seen } from './decision-table.ts';
import { walkOperations } from './history.ts';
import { bookedAmount, isMarked, isOfServer, isRowOf, showsMove, ZONES_MS } from './our-row.ts';
import type { Reasons } from './reasons.ts';
import type { Searches } from './searches.ts';

/** Least age of a booked move that a list must show; a twentieth of a shorter settle time. */
const OLD_MS = 30_000;
/** Pages that are read for one control. */
const MAX_PAGES = 3;
/** How long a control that was seen need not be read again; many moves share one. */
const FRESH_MS = 10_000;
/** Booked moves among which a control is chosen. */
const CHOICE = 50;
/** Times within which the row of a group move is looked for first. */
const NEAR_MS = 5 * 60_000;

/** Booked moves of the log by which a way of reading is tested. */
export interface Controls {
  /**
   * The last booked move of the same sort, on the same card if there is one; also one that was booked since this one was sent, and one
   * whose reason must come back where that of this one must.
   * Each had been booked for 30 s at `asOf`: what has been read since then must show it.
   */
  choose(tenant: Tenant, intent: LiveIntent, asOf: Instant): Promise<readonly LiveIntent[]>;
  /** By when a move had to be booked for everything that was read since `asOf` to show it. */
  bookedBefore(tenant: Tenant, asOf: Instant): number;
  /** Whether absence of the marker proves something: reasons of this length come back, and one of a control that was seen did. */
  areKept(tenant: Tenant, intent: LiveIntent, chosen: readonly LiveIntent[]): Promise<boolean>;
  /**
   * Whether lists do not show what the server has answered with an id: this move, or one of its sort that was sent since. No control is
   * booked then.
   */
  isHidden(tenant: Tenant, intent: LiveIntent, asOf: Instant): Promise<boolean>;
  /** Whether a list shows the controls: the rows that were read of a card or, with null, of all; else the control's own card is read. */
  areSeen(tenant: Tenant, upstream: Upstream, chosen: readonly LiveIntent[], read: ReadRows): Promise<Seen['controls']>;
  /** Whether the rows of a card show a move of the same sort that was sent after the server had turned this one away. */
  isOvertaken(tenant: Tenant, intent: LiveIntent, rows: readonly Operation[]): Promise<boolean>;
  /** Whether a search over all cards finds the controls. */
  areSearched(tenant: Tenant, upstream: Upstream, chosen: readonly LiveIntent[], searches: Searches): Promise<boolean>;
}

export interface ReadRows {
  readonly cardId: number | null;
  readonly rows: readonly Operation[];
}

export function createControls(options: { store: IntentStore; reasons: Reasons; clock: Clock }): Controls {
  const { store, reasons, clock } = options;
  const lastSeen = new Map<string, number>();

  /** Many moves share a control: one that was just seen is not read again. */
  const isSeenBy = async (
    way: string,
    control: LiveIntent,
    read: () => Promise<readonly Operation[]>,
    tenant: Tenant,
  ) => {
    const name = `${way} ${tenant.slug} ${tenant.server} ${control.marker}`;
    const age = clock.now() - (lastSeen.get(name) ?? Number.NEGATIVE_INFINITY);
    if (age >= 0 && age < FRESH_MS) return true;
    const rows = await read();
    await reasons.learn(tenant, [control], rows);
    if (!showsMove(rows, control)) return false;
    if (lastSeen.size >= 1000) lastSeen.clear();
    lastSeen.set(name, clock.now());
    return true;
  };

  const readFor = async ({ zone }: Tenant, upstream: Upstream, control: LiveIntent): Promise<readonly Operation[]> => {
    const { move, submittedAt, settledAt } = control;
    const isWanted = (row: Operation) => isRowOf(row, control) || isMarked(row, control);
    const stopAt = (row: Operation) => showsMove([row], control);
    const read = async (query: OperationQuery) =>
      (await walkOperations(upstream, query, { maxPages: MAX_PAGES, isWanted, stopAt })).rows;
    if (!isGroupMove(move)) return read({ accountId: move.cardId });
    const within = (ms: number) => ({
      dateFrom: zone.localBound(submittedAt - ms),
      dateTo: zone.localBound((settledAt ?? submittedAt) + ms),
    });
    const near = await read(within(NEAR_MS));
    return near.length > 0 ? near : read(within(ZONES_MS));
  };

  const bookedBefore = ({ valueMoves }: Tenant, asOf: Instant): number =>
    Math.min(clock.now(), asOf.at) - Math.min(OLD_MS, valueMoves.settleSeconds * 50);

  /** The first one whose reason is of a length that comes back. */
  const firstKept = async (tenant: Tenant, rows: readonly LiveIntent[]): Promise<LiveIntent | null> => {
    for (const row of rows) if (await reasons.isKept(tenant, row)) return row;
    return null;
  };

  return {
    bookedBefore,
    async choose(tenant, intent, asOf) {
      const { marker, move, target, sort, submittedAt } = intent;
      if (sort === null) return [];
      const settledBefore = bookedBefore(tenant, asOf);
      const booked = async (filter: Pick<IntentFilter, 'target' | 'sort' | 'submittedSince'>) => {
        const states = ['SUCCEEDED'] as const;
        const rows = await store.list({ tenant: tenant.slug, states, settledBefore, limit: CHOICE, ...filter });
        return rows.filter((row): row is LiveIntent => isControl(row, tenant) && row.marker !== marker);
      };
      const onCard = isGroupMove(move) || target === null ? [] : await booked({ target, sort });
      const [first] = onCard.length > 0 ? onCard : await booked({ sort });
      if (!first) return [];
      const since = first.submittedAt >= submittedAt ? [] : await booked({ submittedSince: submittedAt });
      const [later] = [
        ...since.filter((row) => row.target === target && row.sort === sort),
        ...since.filter((row) => row.sort === sort),
        ...since.filter((row) => !isGroupMove(row.move)),
      ];
      const chosen = later ? [first, later] : [first];
      if (!(await reasons.isKept(tenant, intent)) || (await firstKept(tenant, chosen))) return chosen;
      const kept = (await firstKept(tenant, onCard)) ?? (await firstKept(tenant, await booked({ sort })));
      return kept ? [...chosen, kept] : chosen;
    },
    // One that came back without its marker has been learnt of by now.
    areKept: async (tenant, intent, chosen) =>
      (await reasons.isKept(tenant, intent)) && (await firstKept(tenant, chosen)) !== null,
    async isHidden(tenant, { evidence, sort, submittedAt }, asOf) {
      if (evidence.answerId !== null) return true;
      if (sort === null) return false;
      const filter = { tenant: tenant.slug, sort, states: ['UNKNOWN', 'STUCK'], limit: CHOICE } as const;
      const open = await store.list({ ...filter, submittedSince: submittedAt });
      const before = bookedBefore(tenant, asOf);
      return open.some((row) => row.evidence.answerId !== null && row.settleFrom !== null && row.settleFrom <= before);
    },
    async areSeen(tenant, upstream, chosen, { cardId, rows }) {
      for (const control of chosen) {
        const isOnCard = cardId !== null && control.target === `card:${cardId}`;
        const isSeen =
          showsMove(rows, control) ||
          (!isOnCard && (await isSeenBy('list', control, () => readFor(tenant, upstream, control), tenant)));
        if (!isSeen) return 'UNSEEN';
      }
      return chosen.length > 0 ? 'SEEN' : 'NONE';
    },
    async isOvertaken(tenant, intent, rows) {
      const { target, sort, settleFrom } = intent;
      if (!isTurnedAway(intent) || settleFrom === null || target === null || sort === null) return false;
      const filter = { target, sort, submittedSince: settleFrom, states: ['SUCCEEDED'], limit: CHOICE } as const;
      const later = await store.list({ tenant: tenant.slug, ...filter });
      return later.some((row) => isControl(row, tenant) && showsMove(rows, row));
    },
    async areSearched(tenant, upstream, chosen, searches) {
      for (const control of chosen) {
        const read = async () => (await searches.everywhere(tenant, upstream, control.marker))?.rows ?? [];
        if (!(await isSeenBy('search', control, read, tenant))) return false;
      }
      return chosen.length > 0;
    },
  };
}

/** A move whose row the log knows well enough to recognise it on this server. */
function isControl(row: Intent, tenant: Tenant): row is LiveIntent {
  if (!isLive(row) || !isOfServer(row, tenant)) return false;
  if (row.result?.type === 'GROUP') return row.result.processed > 0;
  return row.upstreamId !== null && bookedAmount(row) !== null;
}
