import { GraphQLError } from 'graphql';

/** A request that gets an HTTP error: status, public code, and a message that never quotes the request. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A malformed or oversized GraphQL request: the status follows from GraphQL over HTTP. */
export function requestError(code: string, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } });
}

/** An operation beyond one of the limits. */
export function tooComplex(message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return requestError('QUERY_TOO_COMPLEX', message, extensions);
}

/** The one answer to whatever a request without a valid credential may not run. */
export function unauthenticated(headers: Readonly<Record<string, string>> = {}): HttpError {
  return new HttpError(401, 'UNAUTHENTICATED', UNAUTHENTICATED_MESSAGE, { 'WWW-Authenticate': 'Bearer', ...headers });
}

const UNAUTHENTICATED_MESSAGE = 'A valid credential is required: Authorization: Bearer <key>.';

/** Too many requests are in flight. Nothing was executed, so the client can retry. */
export function overloaded(): HttpError {
  return new HttpError(503, 'OVERLOADED', 'The gateway is overloaded. Retry later.', { 'Retry-After': '1' });
}

/** A limit on requests is reached. Nothing was executed; `resetMs` is the time until the limit is renewed. */
export function tooManyRequests(message: string, resetMs: number): HttpError {
  return new HttpError(429, 'RATE_LIMITED', message, { 'Retry-After': String(Math.max(1, Math.ceil(resetMs / 1000))) });
}

/** A fault of the gateway. The cause goes to the log alone. */
export function internalError(): HttpError {
  return new HttpError(500, 'INTERNAL_SERVER_ERROR', INTERNAL_MESSAGE);
}

export const INTERNAL_MESSAGE = 'Internal server error. The request ID identifies it in the log.';
