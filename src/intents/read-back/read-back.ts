import type { Clock, Instant } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { LiveIntent } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import type { IntentStore } from '../store/store.ts';
import { createCardReader } from './card-reader.ts';
import { createClaimRows, createShowsChange } from './claims.ts';
import { createControls } from './control.ts';
import type { Finding } from './finding.ts';
import { createGroupReader } from './group-reader.ts';
import { createMarkedReads } from './history.ts';
import type { OurRows } from './our-rows.ts';
import type { Reasons } from './reasons.ts';
import { createSearches } from './searches.ts';

/**
 * Reads a server for the rows of one move. Rejects with UpstreamError where it cannot be read. `asOf`: what another lookup
 * has read since then serves as well.
 */
export interface ReadBack {
  /** One call, mostly. The rows that it shows; it proves nothing else. */
  quick(tenant: Tenant, upstream: Upstream, intent: LiveIntent, asOf: Instant): Promise<OurRows>;
  /** As many calls as a decision needs, a handful mostly; never UNSEEN. */
  full(tenant: Tenant, upstream: Upstream, intent: LiveIntent, asOf: Instant): Promise<Finding>;
}

export function createReadBack(options: { store: IntentStore; reasons: Reasons; clock: Clock }): ReadBack {
  const { reasons } = options;
  const ways = {
    reasons,
    claimRows: createClaimRows(options),
    showsChange: createShowsChange(options.store),
    controls: createControls(options),
    searches: createSearches(options.clock),
    readMarked: createMarkedReads(options.clock),
  };
  const card = createCardReader(ways);
  const group = createGroupReader(ways);
  const readerOf = ({ move }: LiveIntent) => (isGroupMove(move) ? group : card);
  return {
    quick: (tenant, upstream, intent, asOf) => readerOf(intent).quick(tenant, upstream, intent, asOf),
    full: (tenant, upstream, intent, asOf) => readerOf(intent).full(tenant, upstream, intent, asOf),
  };
}
