import type { OutgoingHttpHeaders } from 'node:http';
import { LARGE, takeTurn } from '../../lib/concurrency/turns.ts';
import { createSendBody } from '../connections/send-body.ts';
import type { Cors } from './cors.ts';
import { HttpError } from './http-error.ts';
import type { HttpExchange, RateState } from './http-exchange.ts';
import { EVENT_TYPE, JSON_TYPE } from './negotiate.ts';

export type Responder = ReturnType<typeof createResponder>;

/** Writes responses. The one place that sets the headers which every response has. */
export function createResponder(options: { cors: Cors; corsVaries: boolean; draining: () => boolean }) {
  const { cors, corsVaries, draining } = options;
  const vary = corsVaries ? 'Authorization, Accept, Origin' : 'Authorization, Accept';

  const sendBody = createSendBody();

  const headersFor = (exchange: HttpExchange, extra: OutgoingHttpHeaders): OutgoingHttpHeaders => ({
    'Cache-Control': 'no-store',
    Vary: vary,
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': exchange.requestId,
    ...cors.headersFor(exchange.request),
    ...(exchange.rate ? rateHeaders(exchange.rate) : {}),
    ...(draining() ? { Connection: 'close' } : {}),
    ...extra,
  });

  const write = (
    exchange: HttpExchange,
    status: number,
    body: Body,
    headers: OutgoingHttpHeaders,
    isShared = false,
  ) => {
    const { request, response } = exchange;
    if (response.headersSent || response.destroyed) return;
    const bytes = Buffer.byteLength(body);
    response.writeHead(status, headersFor(exchange, { 'Content-Length': bytes, ...headers }));
    if (request.method === 'HEAD') response.end();
    else sendBody(response, body, bytes, isShared);
  };

  const text = (
    exchange: HttpExchange,
    status: number,
    type: string,
    body: string,
    extra: OutgoingHttpHeaders = {},
  ): void => {
    const headers = { 'Content-Type': `${type}; charset=utf-8`, ...extra };
    if (body.length <= LARGE) write(exchange, status, encode(body), headers);
    // Megabytes take as long to encode as they took to write as JSON.
    else void takeTurn().then(() => write(exchange, status, Buffer.from(body), headers));
  };

  const error = (exchange: HttpExchange, { status, code, message, headers }: HttpError) => {
    exchange.codes = new Set([code]);
    const type = exchange.mediaType === EVENT_TYPE ? JSON_TYPE : exchange.mediaType;
    const extensions = { code, requestId: exchange.requestId };
    text(exchange, status, type, JSON.stringify({ errors: [{ message, extensions }], ...costOf(exchange) }), headers);
  };

  return {
    headersFor,
    /** A body that many clients get. */
    send: (exchange: HttpExchange, status: number, body: Body, headers: OutgoingHttpHeaders) =>
      write(exchange, status, body, headers, true),
    text,
    /** A GraphQL result in the negotiated media type. A stream of one result has status 200: its event reports the failure. */
    result(exchange: HttpExchange, status: number, result: object, headers?: OutgoingHttpHeaders) {
      const json = JSON.stringify(result);
      if (exchange.mediaType !== EVENT_TYPE) return text(exchange, status, exchange.mediaType, json, headers);
      text(exchange, 200, EVENT_TYPE, `event: next\ndata: ${json}\n\nevent: complete\ndata:\n\n`);
    },
    /** An HTTP error with a GraphQL body. */
    error,
    json(exchange: HttpExchange, status: number, body: object) {
      text(exchange, status, JSON_TYPE, JSON.stringify(body));
    },
    notFound(exchange: HttpExchange) {
      error(exchange, new HttpError(404, 'BAD_USER_INPUT', 'Not found. The GraphQL endpoint is /graphql.'));
    },
    methodNotAllowed(exchange: HttpExchange, allow: string) {
      error(exchange, new HttpError(405, 'BAD_USER_INPUT', `Method not allowed. Use ${allow}.`, { Allow: allow }));
    },
  };
}

type Body = string | Buffer;

/** Shorter texts go out as they are, in one piece with their headers. */
const SHORT = 4096;
const encoder = new TextEncoder();
/** UTF-8 takes up to three bytes for a character of JavaScript. */
const room = Buffer.allocUnsafeSlow(3 * LARGE);

/** Node 20 takes 30 us to count and encode the text of a page of 50 cards; this takes 13. */
function encode(text: string): Body {
  if (text.length < SHORT) return text;
  const { written } = encoder.encodeInto(text, room);
  return Buffer.from(room.subarray(0, written));
}

function costOf({ rate }: HttpExchange): object {
  return rate ? { extensions: { cost: rate } } : {};
}

function rateHeaders({ limit, remaining, resetSeconds }: RateState): OutgoingHttpHeaders {
  return { 'RateLimit-Limit': limit, 'RateLimit-Remaining': remaining, 'RateLimit-Reset': resetSeconds };
}
