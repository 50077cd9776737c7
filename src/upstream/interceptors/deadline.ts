import type { Clock } from '../../lib/clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor } from '../http/call.ts';

/** Refuses what is over before it begins. Below this every wait ends at `exchange.deadline`. */
export function deadline({ clock }: { clock: Clock }): Interceptor {
  return (next) => (exchange) => {
    if (clock.now() < exchange.deadline) return next(exchange);
    const kind = exchange.endpoint.class === 'write' ? 'UNAVAILABLE' : 'TIMEOUT';
    return Promise.reject(
      new UpstreamError({ kind, sent: 'NOT_SENT', operation: exchange.operation, reason: 'DEADLINE' }),
    );
  };
}
