import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import { Limiter } from '../../lib/concurrency/limiter.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor, UpstreamCall } from '../http/call.ts';
import { deadlinePassed } from './deadline.ts';

export interface Bulkhead {
  readonly intercept: Interceptor;
  inFlight(): number;
  queued(): number;
}

const WRITES = 0;
const READS = 1;

/**
 * Bounded concurrency and a bounded queue per server, so that a slow one fills its own queue only. Writes go first and have
 * reserved places, so that slow reads cannot hold up a payment. Further calls of a client request that holds `places` wait
 * outside of the queue, so that it is never full of one request. A full queue rejects with OVERLOADED; nothing is sent.
 */
export function createBulkhead({ limits, clock }: { limits: UpstreamLimits; clock: Clock }): Bulkhead {
  const { maxConcurrent, maxQueue, writeShare } = limits;
  const maxReads = Math.max(1, maxConcurrent - Math.ceil(maxConcurrent / writeShare));
  const limiter = new Limiter({ clock, size: maxConcurrent, caps: [maxConcurrent, maxReads] });

  return {
    intercept: (next) => async (call) => {
      const { signal, places } = call;
      const priority = call.endpoint.class === 'read' ? READS : WRITES;
      const late = (): never => {
        throw deadlinePassed(call);
      };
      if (signal?.aborted) throw signal.reason;
      if (places && !places.tryEnter()) await places.enter(call, late);
      try {
        if (!limiter.tryEnter(priority)) {
          if (limiter.waiting >= maxQueue) throw queueFull(call);
          await limiter.enter(call, late, priority);
        }
        try {
          // The place may be that of a call which ended with the deadline of both.
          if (clock.now() >= call.deadline) late();
          return await next(call);
        } finally {
          limiter.leave(priority);
        }
      } finally {
        places?.leave();
      }
    },
    inFlight: () => limiter.active,
    queued: () => limiter.waiting,
  };
}

function queueFull({ operation }: UpstreamCall): UpstreamError {
  return new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', operation, reason: 'QUEUE_FULL', retryAfter: 1 });
}
