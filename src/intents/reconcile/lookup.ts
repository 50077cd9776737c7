import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { Operation, OperationQuery } from '../../upstream/resources/operations.ts';
import type { Intent, StuckReason } from '../intent.ts';
import { bearsMarker } from '../marker.ts';
import { isGroupMove, type Move, signOf } from '../move.ts';
import type { IntentStore } from '../store/store.ts';
import { couldBe, isSurelyOurs, LOOK_BACK_MS, lookalikes } from './candidates.ts';
import { isRefusedQuery, type Walk, walkOperations } from './history.ts';
import { amountOf, timeOf } from './rows.ts';
import { clockAgreement, isTimed, type Knowledge } from './server-profile.ts';

/** FOUND: its rows. ABSENT: read whole, and not there. UNSEEN: not found, which proves nothing. UNCERTAIN: no read can tell. */
export type Look =
  | { readonly type: 'FOUND'; readonly rows: readonly Operation[] }
  | { readonly type: 'ABSENT' }
  | { readonly type: 'UNSEEN' }
  | { readonly type: 'UNCERTAIN'; readonly why: StuckReason; readonly skewMs: number | null };

export type KnownIntent = Intent & { readonly move: Move };

/** Reads a server for the rows of one intent. Rejects with UpstreamError where it cannot be read. */
export interface Looks {
  /** One call as a rule. Gives FOUND or UNSEEN. */
  quick(tenant: Tenant, upstream: Upstream, intent: KnownIntent): Promise<Look>;
  /** All that can be known. */
  full(tenant: Tenant, upstream: Upstream, intent: KnownIntent): Promise<Look>;
}

/** A card's history to its beginning; the operations of everybody. */
const MAX_CARD_PAGES = 20;
const MAX_PAGES = 1000;
const DEAF_MS = 3_600_000;

export function createLooks(options: { store: IntentStore; knowledge: Knowledge; clock: Clock }): Looks {
  const { store, knowledge, clock } = options;
  /** Tenants whose server gives other rows too when it is asked for a marker, and until when that is believed. */
  const deaf = new Map<string, number>();

  /** What was booked since the move was sent, by the server's clock: any zone and any hour of summer time are allowed for. */
  const recent = (tenant: Tenant, upstream: Upstream, intent: KnownIntent): Promise<Walk> => {
    const since = intent.submittedAt - LOOK_BACK_MS;
    const past = { since, timeOf: (row: Operation) => timeOf(row, tenant.zone) };
    const query = { ...targetQuery(intent.move), dateFrom: tenant.zone.localBound(since) };
    return walkOperations(upstream, query, { past, maxPages: MAX_PAGES, isWanted: wanted(intent) });
  };

  /** Whatever the time: a clock proves nothing against a marker. Null: this server does not search. */
  const search = async (
    tenant: Tenant,
    upstream: Upstream,
    intent: KnownIntent,
    target: OperationQuery,
  ): Promise<Walk | null> => {
    if (clock.now() < (deaf.get(tenant.slug) ?? 0)) return null;
    let isDeaf = false;
    const stopAt = ({ reason }: Operation): boolean => {
      isDeaf ||= !bearsMarker(reason, intent.marker);
      return isDeaf;
    };
    const query = { ...target, search: intent.marker };
    const found = await walkOperations(upstream, query, { stopAt, maxPages: MAX_PAGES, isWanted: () => true }).catch(
      (error: unknown) => {
        if (!isRefusedQuery(error)) throw error;
        isDeaf = true;
        return null;
      },
    );
    if (isDeaf) deaf.set(tenant.slug, clock.now() + DEAF_MS);
    return isDeaf || !found ? null : { ...found, rows: marked(found.rows, intent) };
  };

  /** Of the card, and then of all cards: hers may have been put together with another. */
  const searchAll = async (tenant: Tenant, upstream: Upstream, intent: KnownIntent): Promise<Walk | null> => {
    const found = await search(tenant, upstream, intent, targetQuery(intent.move));
    return found?.rows.length === 0 && !isGroupMove(intent.move) ? search(tenant, upstream, intent, {}) : found;
  };

  /**
   * All among which its rows must be, if they are. Of a card everything, so that no clock hides them; of a group what is recent
   * where row and Date have both told the server's time, for else it may have been set since.
   */
  const history = async (tenant: Tenant, upstream: Upstream, intent: KnownIntent, timed: boolean): Promise<Walk> => {
    const isGroup = isGroupMove(intent.move);
    if (isGroup && timed) return recent(tenant, upstream, intent);
    const maxPages = isGroup ? MAX_PAGES : MAX_CARD_PAGES;
    const all = await walkOperations(upstream, targetQuery(intent.move), { maxPages, isWanted: wanted(intent) });
    return all.isWhole || !timed ? all : recent(tenant, upstream, intent);
  };

  const full = async (tenant: Tenant, upstream: Upstream, intent: KnownIntent): Promise<Look> => {
    const found = await searchAll(tenant, upstream, intent);
    if (found && found.rows.length > 0) return foundLook(found, intent);

    const [known, verbatim] = await Promise.all([knowledge.of(tenant), knowledge.verbatim(tenant)]);
    const agreement = clockAgreement(known, upstream.client.status().clockSkewMs);
    const timed = isTimed(agreement, known, intent.submittedAt);
    const { rows: kept, isWhole } = await history(tenant, upstream, intent, timed);
    const late = marked(kept, intent);
    if (late.length > 0) return foundLook({ rows: late, isWhole }, intent);

    const options = { tenant, known, verbatim, agreement, timed };
    const like = await lookalikes(store, intent, kept, options);
    const [only, ...others] = like;
    if (verbatim === false && only && others.length === 0 && (await isSurelyOurs(store, intent, only, options)))
      return { type: 'FOUND', rows: like };
    if (like.length > 0) return { type: 'UNCERTAIN', why: 'AMBIGUOUS', skewMs: null };
    if (agreement.agrees === null) return { type: 'UNCERTAIN', why: 'CLOCK', skewMs: agreement.skewMs };
    return isWhole ? { type: 'ABSENT' } : { type: 'UNCERTAIN', why: 'TOO_LONG', skewMs: null };
  };

  return {
    full,
    async quick(tenant, upstream, intent) {
      // The marker is not to be found there, so the quick way leads nowhere.
      if ((await knowledge.verbatim(tenant)) === false) {
        const look = await full(tenant, upstream, intent);
        return look.type === 'FOUND' ? look : { type: 'UNSEEN' };
      }
      const found = await search(tenant, upstream, intent, targetQuery(intent.move));
      const rows = found?.rows ?? marked((await recent(tenant, upstream, intent)).rows, intent);
      return rows.length > 0 ? { type: 'FOUND', rows } : { type: 'UNSEEN' };
    },
  };
}

/** Cards move between groups, so the rows of a group are looked for among all. */
function targetQuery(move: Move): OperationQuery {
  return isGroupMove(move) ? {} : { accountId: move.cardId };
}

/** Of a group all rows count, so they must all have been read. */
function foundLook({ rows, isWhole }: Walk, { move }: KnownIntent): Look {
  if (isGroupMove(move) && !isWhole) return { type: 'UNCERTAIN', why: 'TOO_LONG', skewMs: null };
  return { type: 'FOUND', rows };
}

/** Of a long history only this is kept. */
function wanted(intent: KnownIntent): (row: Operation) => boolean {
  return (row) => bearsMarker(row.reason, intent.marker) || couldBe(row, intent.move);
}

/** A void of the row bears its marker too, with the other sign. */
function marked(rows: readonly Operation[], { marker, move }: KnownIntent): Operation[] {
  const bearing = rows.filter(({ reason }) => bearsMarker(reason, marker));
  const own = bearing.filter((row) => {
    const amount = amountOf(row);
    return amount === null || (signOf(move) === 1 ? amount > 0 : amount < 0);
  });
  return own.length > 0 ? own : bearing;
}
