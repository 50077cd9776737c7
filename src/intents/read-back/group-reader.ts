import type { Instant } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { isFinal, type LiveIntent } from '../intent.ts';
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
export function createGroupReader({ claimRows, showsChange, controls, searches, readMarked }: Ways) {
  const rowsIn = async (tenant: Tenant, intent: LiveIntent, rows: readonly Operation[]): Promise<OurRows> =>
    (await claimRows(tenant, intent, rows, { whence: 'ANYWHERE' })).own;

  /** A window of times proves absence only where it shows what was booked since the send. */
  const isWindow = ({ rows }: Walk, intent: LiveIntent, chosen: readonly LiveIntent[]): boolean =>
    chosen.some((row) => row.submittedAt >= intent.submittedAt && showsMove(rows, row)) ||
    rows.some((row) => isMarked(row, intent));

  return {
    async quick(tenant: Tenant, upstream: Upstream, intent: LiveIntent, asOf: Instant): Promise<OurRows> {
      const found = await searches.ofGroup(tenant, upstream, intent.marker);
      // An audit does not trust a search that finds nothing.
      const isEnough = found !== null && (found.rows.length > 0 || !isFinal(intent.state));
      const { rows, isWhole } = isEnough
        ? found
        : await readMarked(tenant, upstream, { since: intent.submittedAt, maxPages: MAX_PAGES, asOf: asOf.monotonic });
      return isWhole ? rowsIn(tenant, intent, rows) : NO_ROWS;
    },
    async full(tenant: Tenant, upstream: Upstream, intent: LiveIntent, asOf: Instant): Promise<Finding> {
      const found = await searches.ofGroup(tenant, upstream, intent.marker);
      const searched = found?.isWhole ? found.rows : [];
      const chosen = await controls.choose(tenant, intent, asOf);
      const isSearch = found?.isWhole === true && (await controls.areSearched(tenant, upstream, chosen, searches));
      const recent = await readMarked(tenant, upstream, {
        since: intent.submittedAt,
        maxPages: MAX_PAGES,
        asOf: asOf.monotonic,
      });
      const read =
        isSearch || searched.length > 0 || isWindow(recent, intent, chosen)
          ? recent
          : await walkMarked(tenant, upstream, { since: null, maxPages: ALL_PAGES });
      const isWhole = read.isWhole || (isSearch && !read.rows.some((row) => isMarked(row, intent)));
      const seen: Seen['controls'] = isSearch
        ? 'SEEN'
        : await controls.areSeen(tenant, upstream, chosen, { cardId: null, rows: read.rows });
      const isChange = await showsChange(tenant, intent, read.rows, controls.bookedBefore(tenant, asOf));
      // All rows of a group count, so they must all have been read; a search may give the first ones alone.
      const rows = [...searched, ...(isWhole ? read.rows : [])];
      return findingOf(await rowsIn(tenant, intent, rows), {
        claims: isChange ? 'CHANGED' : 'AGREE',
        history: isWhole ? 'WHOLE' : 'CUT',
        controls: seen,
        reasons: (await controls.areKept(tenant, intent, chosen)) ? 'KEPT' : 'UNKNOWN',
        strangers: 'UNNOTED',
      });
    },
  };
}
