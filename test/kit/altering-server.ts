import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

/** What it makes of what passes. `path` is below the base path. */
export interface Alterations {
  query?(path: string, query: URLSearchParams): void;
  body?(path: string, body: Json): void;
  answer?(path: string, answer: Json): void;
  /** Whether it breaks off with a 500. */
  breaks?(path: string, query: URLSearchParams): boolean;
}

/** A server that does what the one behind it does, and alters it on the way as real ones are seen to: it knows HTTP, and no gateway. */
export async function createAlteringServer(origin: string, alterations: Alterations) {
  const server = createServer((request, response) => {
    const serve = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const url = new URL(request.url ?? '/', origin);
      const path = url.pathname.replace('/api/v0', '');
      alterations.query?.(path, url.searchParams);
      if (alterations.breaks?.(path, url.searchParams))
        return void response.writeHead(500).end('Internal Server Error');
      const text = Buffer.concat(chunks).toString();
      const body = text === '' ? null : (JSON.parse(text) as Json);
      if (body) alterations.body?.(path, body);
      const { authorization = '' } = request.headers;
      const answer = await fetch(url, {
        method: request.method ?? 'GET',
        headers: { ...(authorization && { authorization }), 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const given = (await answer.json()) as Json;
      if (answer.ok) alterations.answer?.(path, given);
      const date = answer.headers.get('date');
      response.writeHead(answer.status, { 'content-type': 'application/json', ...(date === null ? {} : { date }) });
      response.end(JSON.stringify(given));
    };
    serve().catch(() => request.socket.resetAndDestroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v0`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
