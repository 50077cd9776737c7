import { type Dispatcher, Pool } from 'undici';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { OperationClass } from '../../contract/endpoints.ts';
import type { Clock } from '../../lib/clock.ts';
import { memoize } from '../../lib/memoize.ts';
import { type AddressPolicy, guardedLookup } from './address-policy.ts';
import { createFlight, type HttpAnswer, type HttpRequest } from './response-handler.ts';

/** The connections to one server: one set for each class of calls, made when first used. */
export interface Transport {
  /** Resolves with whatever status; rejects with a LostError, or with the signal's reason. */
  send(kind: OperationClass, request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly origin: string;
  readonly limits: UpstreamLimits;
  readonly policy: AddressPolicy;
  readonly clock: Clock;
}

export function createTransport({ origin, limits, policy, clock }: TransportOptions): Transport {
  const pools: Pool[] = [];
  const poolFor = memoize((kind: OperationClass): Pool => {
    const pool = new Pool(origin, {
      connections: kind === 'login' ? 4 : limits.maxConcurrent,
      // An idle connection may be closed by the server just as a request goes out. A read is repeated then, a write cannot be.
      pipelining: kind === 'read' ? 1 : 0,
      connect: { timeout: limits.connectTimeoutMs, lookup: guardedLookup(policy) },
      // Our own timers end a dripping body too, and hold the deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16_384,
    });
    pools.push(pool);
    return pool;
  });

  return {
    send(kind, request) {
      return new Promise((resolve, reject) => {
        const flight = createFlight({ request, clock, maxBytes: limits.maxAnswerBytes, resolve, reject });
        const options: Dispatcher.DispatchOptions = {
          path: request.target,
          method: request.method,
          headers: request.headers,
          body: request.body,
        };
        try {
          poolFor(kind).dispatch(options, flight);
        } catch (error) {
          flight.onResponseError?.(null as never, error as Error);
        }
      });
    },
    async close() {
      const fuse = clock.after(limits.closeTimeoutMs, () => {
        for (const pool of pools) void pool.destroy();
      });
      await Promise.allSettled(pools.map((pool) => pool.close()));
      fuse();
    },
  };
}
