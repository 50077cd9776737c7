import type { Clock } from '../lib/clock.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { Upstream } from '../upstream/client.ts';
import type { Operation, OperationQuery } from '../upstream/resources/operations.ts';
import { isRefusedQuery, type Walk, walkOperations } from './history.ts';
import type { Intent, StuckReason } from './intent.ts';
import { clockAgreement, type Knowledge } from './knowledge.ts';
import { LOOK_BACK_MS, lookalikes, ownLogin } from './lookalikes.ts';
import { bearsMarker } from './marker.ts';
import { isGroupMove, type Move, signOf } from './move.ts';
import type { IntentStore } from './store.ts';

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

/** A card's history, where no clock bounds it; the operations of everybody within the time that is looked at. */
const MAX_CARD_PAGES = 20;
const MAX_PAGES = 1000;

export function createLooks(options: { store: IntentStore; knowledge: Knowledge; clock: Clock }): Looks {
  const { store, knowledge, clock } = options;

  const walk = (tenant: Tenant, upstream: Upstream, intent: KnownIntent, query: OperationQuery): Promise<Walk> => {
    const since = intent.submittedAt - LOOK_BACK_MS;
    const isPast = ({ createdAt }: Operation) => (tenant.zone.toInstant(createdAt) ?? since) < since;
    const dateFrom = tenant.zone.localBound(since);
    return walkOperations(
      upstream,
      { ...targetQuery(intent.move), ...query, dateFrom },
      { isPast, maxPages: MAX_PAGES },
    );
  };

  /** A server that does not know the search gives all rows: they are looked through just the same. */
  const search = async (tenant: Tenant, upstream: Upstream, intent: KnownIntent): Promise<Operation[]> => {
    const found = await walk(tenant, upstream, intent, { search: intent.marker }).catch((error: unknown) => {
      if (isRefusedQuery(error)) return walk(tenant, upstream, intent, {});
      throw error;
    });
    return marked(found.rows, intent);
  };

  const full = async (tenant: Tenant, upstream: Upstream, intent: KnownIntent): Promise<Look> => {
    const rows = await search(tenant, upstream, intent);
    if (rows.length > 0) return { type: 'FOUND', rows };

    const [known, verbatim] = await Promise.all([knowledge.of(tenant), knowledge.verbatim(tenant)]);
    const agreement = clockAgreement(known, upstream.client.status().clockSkewMs, clock.now());
    // Where row and Date do not both tell the server's time, it may have been set since: a card is read back to its beginning.
    const isTimed = agreement.agrees === 'SEEN' && agreement.isHinted;
    const isUnbounded = !isTimed && !isGroupMove(intent.move);
    const history = isUnbounded
      ? await walkOperations(upstream, targetQuery(intent.move), { maxPages: MAX_CARD_PAGES })
      : await walk(tenant, upstream, intent, {});
    const late = marked(history.rows, intent);
    if (late.length > 0) return { type: 'FOUND', rows: late };

    const like = await lookalikes(store, intent, history.rows, { tenant, known, verbatim, agreement });
    const isOurs = agreement.agrees === 'SEEN' && ownLogin(intent, tenant, known) !== null && !isGroupMove(intent.move);
    if (verbatim === false && like.length === 1 && isOurs) return { type: 'FOUND', rows: like };
    if (like.length > 0) return { type: 'UNCERTAIN', why: 'AMBIGUOUS', skewMs: null };
    if (agreement.agrees === null) return { type: 'UNCERTAIN', why: 'CLOCK', skewMs: agreement.skewMs };
    return history.isWhole ? { type: 'ABSENT' } : { type: 'UNCERTAIN', why: 'TOO_LONG', skewMs: null };
  };

  return {
    full,
    async quick(tenant, upstream, intent) {
      // The marker is not to be found there, so the quick way leads nowhere.
      if ((await knowledge.verbatim(tenant)) === false) {
        const look = await full(tenant, upstream, intent);
        return look.type === 'FOUND' ? look : { type: 'UNSEEN' };
      }
      const rows = await search(tenant, upstream, intent);
      return rows.length > 0 ? { type: 'FOUND', rows } : { type: 'UNSEEN' };
    },
  };
}

/** Cards move between groups, so the rows of a group are looked for among all. */
function targetQuery(move: Move): OperationQuery {
  return isGroupMove(move) ? {} : { accountId: move.cardId };
}

/** A void of the row bears its marker too, with the other sign. */
function marked(rows: readonly Operation[], { marker, move }: KnownIntent): Operation[] {
  const bearing = rows.filter(({ reason }) => bearsMarker(reason, marker));
  const own = bearing.filter(({ amount }) => (signOf(move) === 1 ? amount > 0 : amount < 0));
  return own.length > 0 ? own : bearing;
}
