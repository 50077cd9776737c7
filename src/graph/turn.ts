import type { OperationId } from '../contract/schemas.ts';
import { UpstreamError } from '../upstream/errors.ts';
import type { GatewayContext } from './context.ts';

/**
 * Runs what must not interleave with another of the same key: within this tenant and this process, nowhere else. Waits for
 * its turn until the deadline of the request, then is OVERLOADED: of `operation` nothing was sent.
 */
export function inTurn<T>(
  { tenant, upstream }: GatewayContext,
  key: string,
  operation: OperationId,
  run: () => Promise<T>,
): Promise<T> {
  const late = () => {
    throw new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', operation, reason: 'NO_TURN' });
  };
  return tenant.locks.run(key, upstream.context, late, run);
}
