import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Exchange, Interceptor } from '../http/call.ts';

export interface Bulkhead {
  readonly intercept: Interceptor;
  inFlight(): number;
  queued(): number;
}

interface Waiter {
  start(): void;
}

/**
 * So many calls in flight and so many waiting, per server: a slow one fills its own line only. Writes go first, and have a
 * share of the places to themselves, so that slow reads cannot hold up a payment. A full line is OVERLOADED, nothing sent.
 */
export function createBulkhead({ limits, clock }: { limits: UpstreamLimits; clock: Clock }): Bulkhead {
  const { maxConcurrent, maxQueue } = limits;
  const maxReads = Math.max(1, maxConcurrent - Math.ceil(maxConcurrent / limits.writeShare));
  const waitingReads = new Set<Waiter>();
  const waitingWrites = new Set<Waiter>();
  let inFlight = 0;
  let reads = 0;

  const mayStart = (isRead: boolean) => inFlight < maxConcurrent && (!isRead || reads < maxReads);
  const begin = (isRead: boolean) => {
    inFlight++;
    if (isRead) reads++;
  };
  const end = (isRead: boolean) => {
    inFlight--;
    if (isRead) reads--;
    const line = waitingWrites.size > 0 ? waitingWrites : waitingReads;
    if (!mayStart(line === waitingReads)) return;
    for (const waiter of line) return waiter.start();
  };

  const wait = (exchange: Exchange, isRead: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const line = isRead ? waitingReads : waitingWrites;
      const { signal, operation, deadline } = exchange;
      const leaveLine = () => {
        line.delete(waiter);
        cancel();
        signal?.removeEventListener('abort', abort);
      };
      const waiter: Waiter = {
        start() {
          leaveLine();
          begin(isRead);
          resolve();
        },
      };
      const abort = () => {
        leaveLine();
        reject(signal?.reason);
      };
      const cancel = clock.after(Math.max(0, deadline - clock.now()), () => {
        leaveLine();
        reject(new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', operation, reason: 'NO_TURN' }));
      });
      line.add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
    });

  return {
    intercept: (next) => async (exchange) => {
      const isRead = exchange.endpoint.class === 'read';
      if (exchange.signal?.aborted) throw exchange.signal.reason;
      if (mayStart(isRead) && (isRead ? waitingReads : waitingWrites).size === 0) begin(isRead);
      else if (waitingReads.size + waitingWrites.size < maxQueue) await wait(exchange, isRead);
      else {
        const { operation } = exchange;
        throw new UpstreamError({
          kind: 'OVERLOADED',
          sent: 'NOT_SENT',
          operation,
          reason: 'QUEUE_FULL',
          retryAfter: 1,
        });
      }
      try {
        return await next(exchange);
      } finally {
        end(isRead);
      }
    },
    inFlight: () => inFlight,
    queued: () => waitingReads.size + waitingWrites.size,
  };
}
