import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { type Intent, isLive, type LiveIntent } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import type { IntentStore } from '../store/store.ts';
import { walkOperations } from './history.ts';
import { isMarked } from './our-row.ts';

/** How long a server that was found to be another one is not compared again. */
const OTHER_MS = 60_000;
const CHOICE = 50;
const MAX_PAGES = 3;

/** SAME: the row can be read and reported. SERVER: it was sent to another one. MEANING: amounts meant something else then. */
export type Identity = 'SAME' | 'SERVER' | 'MEANING';

/** Whether the server of a tenant is the one that a row was sent to. */
export interface ServerIdentity {
  /**
   * One read at most: the newest booked move of the row's server is looked for on the present one. Where it is there, it is the same
   * server under a new address or login, and all its rows take the new identity. Rejects with UpstreamError where it cannot be read.
   */
  compare(tenant: Tenant, upstream: Upstream, intent: Intent): Promise<Identity>;
}

export function createServerIdentity({ store, clock }: { store: IntentStore; clock: Clock }): ServerIdentity {
  const differsSince = new Map<string, number>();

  const isSame = async (tenant: Tenant, upstream: Upstream, server: string): Promise<boolean> => {
    const name = `${tenant.slug} ${server} ${tenant.server}`;
    const age = clock.now() - (differsSince.get(name) ?? Number.NEGATIVE_INFINITY);
    if (age >= 0 && age < OTHER_MS) return false;
    const booked = await store.list({ tenant: tenant.slug, server, states: ['SUCCEEDED'], limit: CHOICE });
    const newest = booked.find(
      (row): row is LiveIntent => isLive(row) && !isGroupMove(row.move) && row.upstreamId !== null,
    );
    if (newest && (await isThere(upstream, newest))) {
      await store.renameServer(tenant.slug, server, tenant.server);
      return true;
    }
    differsSince.set(name, clock.now());
    return false;
  };

  return {
    async compare(tenant, upstream, intent) {
      const { server, meaning } = intent;
      if (server !== null && server !== tenant.server && !(await isSame(tenant, upstream, server))) return 'SERVER';
      return meaning !== null && meaning !== tenant.meaning ? 'MEANING' : 'SAME';
    },
  };
}

async function isThere(upstream: Upstream, newest: LiveIntent): Promise<boolean> {
  const { move } = newest;
  if (isGroupMove(move)) return false;
  const isIt = (row: Operation) => isMarked(row, newest);
  const { rows } = await walkOperations(
    upstream,
    { accountId: move.cardId },
    { maxPages: MAX_PAGES, isWanted: isIt, stopAt: isIt },
  );
  return rows.length > 0;
}
