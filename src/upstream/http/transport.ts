import { type Dispatcher, Pool } from 'undici';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { OperationClass } from '../../contract/endpoints.ts';
import type { Clock } from '../../lib/clock.ts';
import { memoize } from '../../lib/memoize.ts';
import type { Credentials } from '../auth/tokens.ts';
import type { AnswerMemory } from './answer-bytes.ts';
import { createConnect } from './connect.ts';
import { createResponseHandler, type HttpRequest, type HttpResponse } from './response-handler.ts';

/** Connection pools of one server: one for each operation class, created on first use. */
export interface Transport {
  /** Resolves with any status; rejects with a TransportError, or with the signal's reason. */
  send(kind: OperationClass, request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly origin: string;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly memory: AnswerMemory;
  /** Of a proxy before the server. */
  readonly basic: Credentials['basic'];
}

export function createTransport({ origin, limits, clock, memory, basic }: TransportOptions): Transport {
  const pools: Pool[] = [];
  const poolFor = memoize((kind: OperationClass): Pool => {
    const pool = new Pool(origin, {
      connections: kind === 'login' ? 4 : limits.maxConcurrent,
      // The server may close an idle connection as a request goes out. A read is retried then, a write cannot be.
      pipelining: kind === 'read' ? 1 : 0,
      connect: createConnect(limits),
      // The response handler has the timers: undici has no deadline, and a dripping body never trips bodyTimeout.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16_384,
    });
    pools.push(pool);
    return pool;
  });

  const ownHeaders = basic ? ['authorization', basicOf(basic)] : [];

  return {
    send(kind, request) {
      return new Promise((resolve, reject) => {
        const handler = createResponseHandler({ request, clock, memory, resolve, reject });
        const options: Dispatcher.DispatchOptions = {
          path: request.target,
          method: request.method,
          // An adapter may send an Authorization of its own.
          headers: request.headers.includes('authorization') ? request.headers : [...request.headers, ...ownHeaders],
          body: request.body,
        };
        try {
          poolFor(kind).dispatch(options, handler);
        } catch (error) {
          handler.onResponseError?.(null as never, error as Error);
        }
      });
    },
    async close() {
      const cancelDestroy = clock.after(limits.closeTimeoutMs, () => {
        for (const pool of pools) void pool.destroy();
      });
      await Promise.allSettled(pools.map((pool) => pool.close()));
      cancelDestroy();
    },
  };
}

function basicOf({ user, password }: NonNullable<TransportOptions['basic']>): string {
  return `Basic ${Buffer.from(`${user.reveal()}:${password.reveal()}`).toString('base64')}`;
}
