import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { EVENT_TYPE } from './negotiate.ts';

/** Proxies close a connection on which nothing moves. */
const PING_MS = 12_000;

/**
 * Writes results as events, each as it comes (GraphQL over SSE, distinct connections): `next` for every result, `complete`
 * after the last. Ends with the results, or ends them when the client goes.
 */
export async function sendEvents<Result>(
  exchange: Exchange,
  results: AsyncIterable<Result>,
  options: { answer: Answer; clock: Clock; present: (result: Result) => object },
): Promise<void> {
  const { answer, clock, present } = options;
  const { response } = exchange;
  // The protocol speaks of failures in its events; the stream itself is there.
  response.writeHead(200, answer.headersFor(exchange, { 'Content-Type': `${EVENT_TYPE}; charset=utf-8` }));
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
      if (!response.write(`event: next\ndata: ${JSON.stringify(present(value))}\n\n`)) await drained(response);
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
