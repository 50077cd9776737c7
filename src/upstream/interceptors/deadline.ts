import type { Clock } from '../../lib/clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor } from '../http/call.ts';

/** Refuses what is over before it begins. Below this every wait ends at `call.deadline`. */
export function deadline({ clock }: { clock: Clock }): Interceptor {
  return (next) => (call) => {
    if (clock.now() < call.deadline) return next(call);
    const kind = call.endpoint.class === 'write' ? 'UNAVAILABLE' : 'TIMEOUT';
    return Promise.reject(new UpstreamError({ kind, sent: 'NOT_SENT', operation: call.operation, reason: 'DEADLINE' }));
  };
}
