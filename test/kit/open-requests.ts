import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { atEnd } from './at-end.ts';

interface Message {
  readonly request: { readonly origin?: unknown };
}

/** The number of requests of this process to a server that have not ended, those without a connection yet included. */
export function openRequests(url: string): () => number {
  const { origin } = new URL(url);
  const open = new Set<unknown>();
  const begin = (message: unknown): void => {
    const { request } = message as Message;
    if (String(request.origin) === origin) open.add(request);
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
