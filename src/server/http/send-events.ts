import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import type { HttpExchange } from './http-exchange.ts';
import { EVENT_TYPE } from './negotiate.ts';
import type { Responder } from './responder.ts';

/** Proxies close idle connections. */
const PING_MS = 12_000;

/**
 * Writes results as server-sent events (GraphQL over SSE, distinct connections): `next` for each, `complete` after the last.
 * Resolves when the results end; ends them when the client disconnects.
 */
export async function sendEvents<Result>(
  exchange: HttpExchange,
  results: AsyncIterable<Result>,
  options: { responder: Responder; clock: Clock; format: (result: Result) => object },
): Promise<void> {
  const { responder, clock, format } = options;
  const { response } = exchange;
  // The status is 200 in any case: failures are reported in events.
  response.writeHead(200, responder.headersFor(exchange, { 'Content-Type': `${EVENT_TYPE}; charset=utf-8` }));
  response.write(':\n\n');
  let stopPings = () => {};
  const ping = () => {
    if (response.destroyed) return;
    response.write(':\n\n');
    stopPings = clock.after(PING_MS, ping);
  };
  stopPings = clock.after(PING_MS, ping);
  const iterator = results[Symbol.asyncIterator]();
  response.once('close', () => void iterator.return?.().catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done || response.destroyed) break;
      if (!response.write(`event: next\ndata: ${JSON.stringify(format(value))}\n\n`)) await drained(response);
    }
    response.end('event: complete\ndata:\n\n');
  } finally {
    stopPings();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}
