import type { Clock } from '../../lib/clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor, UpstreamCall } from '../http/call.ts';

/** Refuses a call whose deadline has passed. The interceptors below never wait beyond it. */
export function deadline({ clock }: { clock: Clock }): Interceptor {
  return (next) => (call) => {
    if (clock.now() < call.deadline) return next(call);
    return Promise.reject(deadlinePassed(call));
  };
}

/** Nothing was sent in time. For a write the outcome is certain: UNAVAILABLE. */
export function deadlinePassed({ endpoint, operation }: UpstreamCall): UpstreamError {
  const kind = endpoint.class === 'write' ? 'UNAVAILABLE' : 'TIMEOUT';
  return new UpstreamError({ kind, sent: 'NOT_SENT', operation, reason: 'DEADLINE' });
}
