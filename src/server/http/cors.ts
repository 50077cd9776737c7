import type { IncomingMessage } from 'node:http';

export interface Cors {
  /** Headers of any response to this request, whatever its status. */
  headersFor(request: IncomingMessage): Readonly<Record<string, string>>;
  /** Headers of the response to a preflight. */
  preflight(request: IncomingMessage): Readonly<Record<string, string>>;
}

const ALLOWED_HEADERS =
  'authorization, content-type, accept, x-request-id, x-requested-with, x-gateway-debug, apollo-require-preflight, apollographql-client-name, apollographql-client-version';
const PREFLIGHT_SECONDS = '7200';
const NONE = Object.freeze({});

/** Lets exactly these origins read responses, without the browser's credentials: the gateway has no cookies. */
export function createCors(origins: readonly string[]): Cors {
  const allowed = new Map(
    origins.map((origin) => [
      origin,
      Object.freeze({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers':
          'X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset',
      }),
    ]),
  );
  const headersFor = (request: IncomingMessage) => {
    const origin = request.headers.origin;
    return origin === undefined ? NONE : (allowed.get(origin) ?? NONE);
  };
  return {
    headersFor,
    preflight(request) {
      const headers = headersFor(request);
      if (headers === NONE) return NONE;
      return {
        ...headers,
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': ALLOWED_HEADERS,
        'Access-Control-Max-Age': PREFLIGHT_SECONDS,
      };
    },
  };
}
