import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { LiveIntent } from '../intent.ts';
import type { Ways } from './card-reader.ts';
import type { Seen } from './decision-table.ts';
import { type Finding, findingOf } from './finding.ts';
import { type Walk, walkMarked } from './history.ts';
import { isMarked, showsMove } from './our-row.ts';
import { NO_ROWS, type OurRows } from './our-rows.ts';

/** Pages of the operations since the send, and of all where their times prove nothing. */
const MAX_PAGES = 1000;
const ALL_PAGES = 100;

/** Reads for the rows of a group move, by the marker over all cards: cards move between groups. */
export function createGroupReader({ reasons, claimRows, controls, searches }: Ways) {
  const rowsIn = async (tenant: Tenant, intent: LiveIntent, rows: readonly Operation[]): Promise<OurRows> =>
    (await claimRows(tenant, intent, rows, { whence: 'ANYWHERE' })).own;

  /** A window of times holds only where it shows what was booked since the send. */
  const walk = async (tenant: Tenant, upstream: Upstream, intent: LiveIntent, chosen: readonly LiveIntent[]) => {
    const { submittedAt: since } = intent;
    const recent = await walkMarked(tenant, upstream, { since, maxPages: MAX_PAGES });
    const isWindow = chosen.some((row) => row.submittedAt >= since && showsMove(recent.rows, row));
    if (isWindow || recent.rows.some((row) => isMarked(row, intent))) return recent;
    return walkMarked(tenant, upstream, { since: null, maxPages: ALL_PAGES });
  };

  return {
    async quick(tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<OurRows> {
      const found = await searches.ofGroup(tenant, upstream, intent.marker);
      const { rows, isWhole } =
        found ?? (await walkMarked(tenant, upstream, { since: intent.submittedAt, maxPages: MAX_PAGES }));
      return isWhole ? rowsIn(tenant, intent, rows) : NO_ROWS;
    },
    async full(tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<Finding> {
      const found = await searches.ofGroup(tenant, upstream, intent.marker);
      const searched = found?.isWhole ? await rowsIn(tenant, intent, found.rows) : NO_ROWS;
      if (searched.type !== 'NONE') return findingOf(searched);
      const chosen = await controls.choose(tenant, intent);
      const isSearch = found?.isWhole === true && (await controls.areSearched(tenant, upstream, chosen, searches));
      const read: Walk = isSearch ? { rows: [], isWhole: true } : await walk(tenant, upstream, intent, chosen);
      const seen: Seen['controls'] = isSearch
        ? 'SEEN'
        : await controls.areSeen(tenant, upstream, chosen, { cardId: null, rows: read.rows });
      // All rows of a group count, so they must all have been read.
      return findingOf(read.isWhole ? await rowsIn(tenant, intent, read.rows) : NO_ROWS, {
        claims: 'AGREE',
        history: read.isWhole ? 'WHOLE' : 'CUT',
        controls: seen,
        reasons: (await reasons.isKept(tenant, intent)) ? 'KEPT' : 'UNKNOWN',
        strangers: 'UNNOTED',
      });
    },
  };
}
