import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import { Limiter } from '../../lib/concurrency/limiter.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor } from '../http/call.ts';

export interface Bulkhead {
  readonly intercept: Interceptor;
  inFlight(): number;
  queued(): number;
}

const WRITES = 0;
const READS = 1;

/**
 * Bounded concurrency and a bounded queue per server, so that a slow one fills its own queue only. Writes go first and have
 * reserved places, so that slow reads cannot hold up a payment. A full queue rejects with OVERLOADED; nothing is sent.
 */
export function createBulkhead({ limits, clock }: { limits: UpstreamLimits; clock: Clock }): Bulkhead {
  const { maxConcurrent, maxQueue, writeShare } = limits;
  const maxReads = Math.max(1, maxConcurrent - Math.ceil(maxConcurrent / writeShare));
  const limiter = new Limiter({ clock, size: maxConcurrent, lanes: [maxConcurrent, maxReads] });

  return {
    intercept: (next) => async (call) => {
      const { signal, operation } = call;
      const lane = call.endpoint.class === 'read' ? READS : WRITES;
      const overloaded = (reason: string, more = {}): never => {
        throw new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', operation, reason, ...more });
      };
      if (signal?.aborted) throw signal.reason;
      if (!limiter.tryEnter(lane)) {
        if (limiter.waiting >= maxQueue) overloaded('QUEUE_FULL', { retryAfter: 1 });
        await limiter.enter(call, () => overloaded('NO_TURN'), lane);
      }
      try {
        return await next(call);
      } finally {
        limiter.leave(lane);
      }
    },
    inFlight: () => limiter.active,
    queued: () => limiter.waiting,
  };
}
