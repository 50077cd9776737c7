import type { OutgoingHttpHeaders } from 'node:http';
import type { Cors } from './cors.ts';
import type { Exchange } from './exchange.ts';
import { EVENT_TYPE, JSON_TYPE } from './negotiate.ts';
import { RequestProblem } from './problem.ts';

export type Answer = ReturnType<typeof createAnswer>;

/** Writes answers: the one place that knows which headers each of them bears. */
export function createAnswer(options: { cors: Cors; corsVaries: boolean; draining: () => boolean }) {
  const { cors, corsVaries, draining } = options;
  const vary = corsVaries ? 'Authorization, Accept, Origin' : 'Authorization, Accept';

  const headersFor = (exchange: Exchange, extra: OutgoingHttpHeaders): OutgoingHttpHeaders => ({
    'Cache-Control': 'no-store',
    Vary: vary,
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': exchange.requestId,
    ...cors.headersFor(exchange.request),
    ...(draining() ? { Connection: 'close' } : {}),
    ...extra,
  });

  const send = (
    exchange: Exchange,
    status: number,
    contentType: string,
    body: string,
    extra: OutgoingHttpHeaders = {},
  ) => {
    const { request, response } = exchange;
    if (response.headersSent || response.destroyed) return;
    response.writeHead(
      status,
      headersFor(exchange, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body), ...extra }),
    );
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  /** One result as a whole stream; failures are told inside it, as that protocol wants. */
  const sendEvent = (exchange: Exchange, body: object) =>
    send(
      exchange,
      200,
      `${EVENT_TYPE}; charset=utf-8`,
      `event: next\ndata: ${JSON.stringify(body)}\n\nevent: complete\ndata:\n\n`,
    );

  return {
    headersFor,
    send,
    bytes(exchange: Exchange, status: number, body: Buffer, headers: OutgoingHttpHeaders) {
      const { request, response } = exchange;
      if (response.headersSent || response.destroyed) return;
      response.writeHead(status, headersFor(exchange, { 'Content-Length': body.length, ...headers }));
      response.end(request.method === 'HEAD' ? undefined : body);
    },
    /** A GraphQL answer in the media type the client takes. */
    result(exchange: Exchange, status: number, body: object, extra?: OutgoingHttpHeaders) {
      if (exchange.mediaType === EVENT_TYPE) return sendEvent(exchange, body);
      send(exchange, status, `${exchange.mediaType}; charset=utf-8`, JSON.stringify(body), extra);
    },
    /** A GraphQL body for a request that could not be served as GraphQL. */
    problem(exchange: Exchange, problem: RequestProblem) {
      exchange.codes = new Set([problem.code]);
      const { message, code, status, headers } = problem;
      const extensions = { code, requestId: exchange.requestId };
      const type = exchange.mediaType === EVENT_TYPE ? JSON_TYPE : exchange.mediaType;
      send(exchange, status, `${type}; charset=utf-8`, JSON.stringify({ errors: [{ message, extensions }] }), headers);
    },
    json(exchange: Exchange, status: number, body: object, extra?: OutgoingHttpHeaders) {
      send(exchange, status, 'application/json; charset=utf-8', JSON.stringify(body), extra);
    },
    text(exchange: Exchange, status: number, type: string, body: string, extra?: OutgoingHttpHeaders) {
      send(exchange, status, `${type}; charset=utf-8`, body, extra);
    },
    notFound(exchange: Exchange) {
      this.problem(
        exchange,
        new RequestProblem(404, 'BAD_USER_INPUT', 'There is nothing at this path; the graph is at /graphql.'),
      );
    },
    wrongMethod(exchange: Exchange, allow: string) {
      this.problem(exchange, new RequestProblem(405, 'BAD_USER_INPUT', `This path takes ${allow}.`, { Allow: allow }));
    },
  };
}
