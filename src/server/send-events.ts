import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** Writes Yoga's stream of events as they come. Ends with the stream, or ends the stream when the client goes. */
export async function sendEvents(exchange: Exchange, events: Response, answer: Answer): Promise<void> {
  const { response } = exchange;
  const type = events.headers.get('content-type') ?? 'text/event-stream';
  // The protocol speaks of failures in its events; the stream itself is there.
  response.writeHead(200, answer.headersFor(exchange, { 'Content-Type': type }));
  const reader = events.body?.getReader();
  if (!reader) return void response.end();
  response.on('close', () => void reader.cancel().catch(ignore));
  for (;;) {
    const { done, value } = await reader.read();
    if (done || response.destroyed) break;
    if (!response.write(value)) await drained(response);
  }
  response.end();
}

function drained(response: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

function ignore(): void {}
