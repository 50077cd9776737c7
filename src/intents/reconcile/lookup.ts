import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { Operation, OperationQuery } from '../../upstream/resources/operations.ts';
import type { LiveIntent, StuckReason } from '../intent.ts';
import { bearsMarker } from '../marker.ts';
import { isGroupMove, type Move, signOf } from '../move.ts';
import type { IntentStore } from '../store/store.ts';
import { findCandidates, isSurelyOurs, LOOKUP_WINDOW_MS, matchesMove } from './candidates.ts';
import { isRefusedQuery, type Walk, walkOperations } from './history.ts';
import { amountOf, timeOf } from './rows.ts';
import { clockAgreement, isTimed, type ServerProfiles } from './server-profile.ts';

/**
 * FOUND: the rows of the move. ABSENT: the history was read whole, and they are not in it. UNSEEN: not found, which proves
 * nothing. UNCERTAIN: no read can decide.
 */
export type LookupResult =
  | { readonly type: 'FOUND'; readonly rows: readonly Operation[] }
  | { readonly type: 'ABSENT' }
  | { readonly type: 'UNSEEN' }
  | { readonly type: 'UNCERTAIN'; readonly why: StuckReason; readonly skewMs: number | null };

/** Reads a server for the rows of one intent. Rejects with UpstreamError where the server cannot be read. */
export interface Lookup {
  /** Usually one call. Resolves FOUND or UNSEEN. */
  quick(tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<LookupResult>;
  /** As many calls as a decision needs. */
  full(tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<LookupResult>;
}

/** Pages of the whole history of a card, and of the operations of all cards. */
const MAX_CARD_PAGES = 20;
const MAX_PAGES = 1000;
/** How long a server counts as one without search. */
const SEARCH_NOT_SUPPORTED_MS = 3_600_000;

export function createLookup(options: { store: IntentStore; profiles: ServerProfiles; clock: Clock }): Lookup {
  const { store, profiles, clock } = options;
  /** Until when search is not used, for each tenant whose server returned rows without the marker. */
  const searchNotSupportedUntil = new Map<string, number>();

  /** Rows booked since the send by the server's clock, in any time zone and with summer time or without. */
  const recent = (tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<Walk> => {
    const since = intent.submittedAt - LOOKUP_WINDOW_MS;
    const past = { since, timeOf: (row: Operation) => timeOf(row, tenant.zone) };
    const query = { ...targetQuery(intent.move), dateFrom: tenant.zone.localBound(since) };
    return walkOperations(upstream, query, { past, maxPages: MAX_PAGES, isWanted: wanted(intent) });
  };

  /** Rows of any time: a clock proves nothing against a marker. Null where search is not supported. */
  const search = async (
    tenant: Tenant,
    upstream: Upstream,
    intent: LiveIntent,
    target: OperationQuery,
  ): Promise<Walk | null> => {
    if (clock.now() < (searchNotSupportedUntil.get(tenant.slug) ?? 0)) return null;
    let isNotSupported = false;
    const stopAt = ({ reason }: Operation): boolean => {
      isNotSupported ||= !bearsMarker(reason, intent.marker);
      return isNotSupported;
    };
    const query = { ...target, search: intent.marker };
    const found = await walkOperations(upstream, query, { stopAt, maxPages: MAX_PAGES, isWanted: () => true }).catch(
      (error: unknown) => {
        if (!isRefusedQuery(error)) throw error;
        isNotSupported = true;
        return null;
      },
    );
    if (isNotSupported) searchNotSupportedUntil.set(tenant.slug, clock.now() + SEARCH_NOT_SUPPORTED_MS);
    return isNotSupported || !found ? null : { ...found, rows: marked(found.rows, intent) };
  };

  /** First on the card, then over all cards: the card may have been merged into another. */
  const searchAll = async (tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<Walk | null> => {
    const found = await search(tenant, upstream, intent, targetQuery(intent.move));
    return found?.rows.length === 0 && !isGroupMove(intent.move) ? search(tenant, upstream, intent, {}) : found;
  };

  /**
   * The rows among which those of the move must be. A card is read whole, so that no clock hides them. A group is read since the
   * send where both a row and the Date header have shown the server's time.
   */
  const history = async (tenant: Tenant, upstream: Upstream, intent: LiveIntent, timed: boolean): Promise<Walk> => {
    const isGroup = isGroupMove(intent.move);
    if (isGroup && timed) return recent(tenant, upstream, intent);
    const maxPages = isGroup ? MAX_PAGES : MAX_CARD_PAGES;
    const all = await walkOperations(upstream, targetQuery(intent.move), { maxPages, isWanted: wanted(intent) });
    return all.isWhole || !timed ? all : recent(tenant, upstream, intent);
  };

  const full = async (tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<LookupResult> => {
    const found = await searchAll(tenant, upstream, intent);
    if (found && found.rows.length > 0) return resultOf(found, intent);

    const [profile, verbatim] = await Promise.all([profiles.profileOf(tenant), profiles.verbatim(tenant)]);
    const agreement = clockAgreement(profile, upstream.client.status().clockSkewMs);
    const timed = isTimed(agreement, profile, intent.submittedAt);
    const { rows, isWhole } = await history(tenant, upstream, intent, timed);
    const own = marked(rows, intent);
    if (own.length > 0) return resultOf({ rows: own, isWhole }, intent);

    const options = { tenant, profile, verbatim, agreement, timed };
    const candidates = await findCandidates(store, intent, rows, options);
    const [only, ...others] = candidates;
    if (verbatim === false && only && others.length === 0 && (await isSurelyOurs(store, intent, only, options)))
      return { type: 'FOUND', rows: candidates };
    if (candidates.length > 0) return { type: 'UNCERTAIN', why: 'AMBIGUOUS', skewMs: null };
    if (agreement.agrees === null) return { type: 'UNCERTAIN', why: 'CLOCK', skewMs: agreement.skewMs };
    return isWhole ? { type: 'ABSENT' } : { type: 'UNCERTAIN', why: 'TOO_LONG', skewMs: null };
  };

  return {
    full,
    async quick(tenant, upstream, intent) {
      // Rows there do not show the marker, so that the quick lookup would find nothing.
      if ((await profiles.verbatim(tenant)) === false) {
        const result = await full(tenant, upstream, intent);
        return result.type === 'FOUND' ? result : { type: 'UNSEEN' };
      }
      const found = await search(tenant, upstream, intent, targetQuery(intent.move));
      const rows = found?.rows ?? marked((await recent(tenant, upstream, intent)).rows, intent);
      return rows.length > 0 ? { type: 'FOUND', rows } : { type: 'UNSEEN' };
    },
  };
}

/** Cards move between groups, so the rows of a group move are read over all cards. */
function targetQuery(move: Move): OperationQuery {
  return isGroupMove(move) ? {} : { accountId: move.cardId };
}

/** All rows of a group move count, so they must all have been read. */
function resultOf({ rows, isWhole }: Walk, { move }: LiveIntent): LookupResult {
  if (isGroupMove(move) && !isWhole) return { type: 'UNCERTAIN', why: 'TOO_LONG', skewMs: null };
  return { type: 'FOUND', rows };
}

/** The rows of a long history that are kept in memory. */
function wanted(intent: LiveIntent): (row: Operation) => boolean {
  return (row) => bearsMarker(row.reason, intent.marker) || matchesMove(row, intent.move);
}

/** Rows with our marker. A reversal of the row bears the marker too, with the other sign. */
function marked(rows: readonly Operation[], { marker, move }: LiveIntent): Operation[] {
  const bearing = rows.filter(({ reason }) => bearsMarker(reason, marker));
  const own = bearing.filter((row) => {
    const amount = amountOf(row);
    return amount === null || (signOf(move) === 1 ? amount > 0 : amount < 0);
  });
  return own.length > 0 ? own : bearing;
}
