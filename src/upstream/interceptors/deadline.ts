import type { Clock } from '../../lib/clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor } from '../http/call.ts';

/** Refuses a call whose deadline has passed. The interceptors below never wait beyond it. */
export function deadline({ clock }: { clock: Clock }): Interceptor {
  return (next) => (call) => {
    if (clock.now() < call.deadline) return next(call);
    const kind = call.endpoint.class === 'write' ? 'UNAVAILABLE' : 'TIMEOUT';
    return Promise.reject(new UpstreamError({ kind, sent: 'NOT_SENT', operation: call.operation, reason: 'DEADLINE' }));
  };
}
