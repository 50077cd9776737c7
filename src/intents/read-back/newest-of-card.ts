import type { Clock } from '../../lib/clock.ts';
import type { CallStats } from '../../upstream/call-stats.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { listOperations, type Operation } from '../../upstream/resources/operations.ts';
import type { MoveRequest } from '../move.ts';

/** Part of the time of a client that a read before its send may take. */
const PATIENCE = 0.25;

/** By when a read before the send of a move has to end. */
export function readUntil({ tenant, deadline }: MoveRequest, clock: Clock): number {
  const now = clock.now();
  return now + Math.min(tenant.client.limits.timeoutMs, (deadline - now) * PATIENCE);
}

/** The newest operations of a card; null where they cannot be read in time. */
export async function newestOfCard(
  { tenant: { client } }: MoveRequest,
  query: { readonly accountId: number; readonly limit: number },
  context: { readonly deadline: number; readonly stats?: CallStats | undefined },
): Promise<readonly Operation[] | null> {
  const limit = Math.min(query.limit, client.dialect.maxLimit);
  const page = await listOperations({ client, context }, { ...query, limit }).catch(ignoreUpstream);
  return page?.items ?? null;
}

/** For reads that nothing depends on. */
export function ignoreUpstream(error: unknown): null {
  if (error instanceof UpstreamError) return null;
  throw error;
}
