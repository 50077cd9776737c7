import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { atEnd } from './at-end.ts';

interface Message {
  readonly request: { readonly origin?: unknown };
}

/** The number of requests of this process to these servers that have not ended, those without a connection yet included. */
export function openRequests(urls: readonly string[]): () => number {
  const origins = new Set(urls.map((url) => new URL(url).origin));
  const open = new Set<unknown>();
  const begin = (message: unknown): void => {
    const { request } = message as Message;
    if (origins.has(String(request.origin))) open.add(request);
  };
  const end = (message: unknown): void => void open.delete((message as Message).request);
  const listeners = [
    ['undici:request:create', begin],
    ['undici:request:trailers', end],
    ['undici:request:error', end],
  ] as const;
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  atEnd(async () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  });
  return () => open.size;
}
