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

const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/**
 * Lets exactly these origins read responses, without the browser's credentials: the gateway has no cookies. `loopback`: any page
 * of this machine too, for a demo.
 */
export function createCors(origins: readonly string[], { loopback = false }: { loopback?: boolean } = {}): Cors {
  const headersOf = (origin: string) =>
    Object.freeze({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers':
        'X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset',
    });
  const allowed = new Map(origins.map((origin) => [origin, headersOf(origin)]));
  const headersFor = (request: IncomingMessage) => {
    const { origin } = request.headers;
    if (origin === undefined) return NONE;
    return allowed.get(origin) ?? (loopback && LOOPBACK.test(origin) ? headersOf(origin) : NONE);
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
