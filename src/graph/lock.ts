import type { OperationId } from '../contract/schemas.ts';
import { UpstreamError } from '../upstream/errors.ts';
import type { GatewayContext } from './context.ts';

/**
 * Runs under the lock of a key, which holds within this tenant and this process only. A request that does not get the lock
 * before its deadline is OVERLOADED; of `operation` nothing was sent.
 */
export function withLock<T>(
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
