import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { type Intent, isFinal, isLive, type LiveIntent } from '../intent.ts';
import { isGroupMove, type MoveRequest } from '../move.ts';
import type { IntentStore } from '../store/store.ts';
import { walkOperations } from './history.ts';
import { isMarked, isUnmarkedOf, showsMove, ZONES_MS } from './our-row.ts';
import { timeOf } from './rows.ts';

/** How long a server that was found to be another one is not compared again. */
const OTHER_MS = 60_000;
const CHOICE = 50;
/** Booked moves that are looked for: the card of one may be gone. */
const TRIES = 3;
const MAX_PAGES = 3;

/** SAME: the row can be read and reported. SERVER: it was sent to another one. MEANING: amounts meant something else then. */
export type Identity = 'SAME' | 'SERVER' | 'MEANING';

/** Whether the server of a tenant is the one that a row was sent to. */
export interface ServerIdentity {
  /**
   * The newest booked moves of the row's server are looked for on the present one, at most once a minute. Where one is there, it is the
   * same server under a new address or login, and all its rows take the new identity. Rejects with UpstreamError where it cannot be read.
   */
  compare(tenant: Tenant, upstream: Upstream, intent: Intent): Promise<Identity>;
  /** Whether a row has an outcome, and on another server. Read with the login of the tenant. Rejects as `compare` does. */
  isElsewhere(row: Intent, request: Asked): Promise<boolean>;
}

/** Who asks, and until when. */
export type Asked = Pick<MoveRequest, 'tenant' | 'upstream' | 'deadline'>;

export function createServerIdentity({ store, clock }: { store: IntentStore; clock: Clock }): ServerIdentity {
  const differsSince = new Map<string, number>();

  const isSame = async (tenant: Tenant, upstream: Upstream, server: string): Promise<boolean> => {
    const name = `${tenant.slug} ${server} ${tenant.server}`;
    const age = clock.now() - (differsSince.get(name) ?? Number.NEGATIVE_INFINITY);
    if (age >= 0 && age < OTHER_MS) return false;
    const booked = await store.list({ tenant: tenant.slug, server, states: ['SUCCEEDED'], limit: CHOICE });
    const newest = booked.filter(
      (row): row is LiveIntent => isLive(row) && !isGroupMove(row.move) && row.upstreamId !== null,
    );
    for (const row of newest.slice(0, TRIES)) {
      if (!(await isThere(tenant, upstream, row))) continue;
      await store.renameServer(tenant.slug, server, tenant.server);
      return true;
    }
    differsSince.set(name, clock.now());
    return false;
  };

  const compare: ServerIdentity['compare'] = async (tenant, upstream, { server, meaning }) => {
    if (server !== null && server !== tenant.server && !(await isSame(tenant, upstream, server))) return 'SERVER';
    return meaning !== null && meaning !== tenant.meaning ? 'MEANING' : 'SAME';
  };
  return {
    compare,
    async isElsewhere(row, { tenant, upstream, deadline }) {
      const reading = { client: tenant.client, context: { deadline, stats: upstream.context.stats } };
      return isFinal(row.state) && (await compare(tenant, reading, row)) === 'SERVER';
    },
  };
}

/** By its marker; where reasons do not come back, by id, card, amount and time. */
async function isThere({ zone }: Tenant, upstream: Upstream, booked: LiveIntent): Promise<boolean> {
  const { move, submittedAt } = booked;
  if (isGroupMove(move)) return false;
  const isNear = (at: number | null) => at !== null && Math.abs(at - submittedAt) <= ZONES_MS;
  const isIt = (row: Operation) =>
    isMarked(row, booked) || (isUnmarkedOf(row, booked) && showsMove([row], booked) && isNear(timeOf(row, zone)));
  const { rows } = await walkOperations(
    upstream,
    { accountId: move.cardId },
    { maxPages: MAX_PAGES, isWanted: isIt, stopAt: isIt },
  );
  return rows.length > 0;
}
