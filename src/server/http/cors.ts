import type { IncomingMessage } from 'node:http';

export interface Cors {
  /** Headers for the answer to this request, of whatever status. */
  headersFor(request: IncomingMessage): Readonly<Record<string, string>>;
  /** Headers of the answer to a preflight. */
  preflight(request: IncomingMessage): Readonly<Record<string, string>>;
}

const ALLOWED_HEADERS =
  'authorization, content-type, accept, x-request-id, x-requested-with, x-gateway-debug, apollo-require-preflight, apollographql-client-name, apollographql-client-version';
const PREFLIGHT_SECONDS = '7200';
const NOTHING = Object.freeze({});

/** Exactly these origins may read answers, none of them with credentials of the browser's own: cookies do not exist here. */
export function createCors(origins: readonly string[]): Cors {
  const allowed = new Map(
    origins.map((origin) => [
      origin,
      Object.freeze({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'X-Request-Id, Retry-After',
      }),
    ]),
  );
  const headersFor = (request: IncomingMessage) => {
    const origin = request.headers.origin;
    return origin === undefined ? NOTHING : (allowed.get(origin) ?? NOTHING);
  };
  return {
    headersFor,
    preflight(request) {
      const headers = headersFor(request);
      if (headers === NOTHING) return NOTHING;
      return {
        ...headers,
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': ALLOWED_HEADERS,
        'Access-Control-Max-Age': PREFLIGHT_SECONDS,
      };
    },
  };
}
