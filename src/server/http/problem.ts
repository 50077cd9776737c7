import { GraphQLError } from 'graphql';

/** A request that cannot be served as GraphQL: its HTTP status, a code of the closed list and a text of ours. Never holds what was sent. */
export class RequestProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'RequestProblem';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A question that is malformed or too big: 400 with the code, in the statuses of GraphQL over HTTP. */
export function requestError(code: string, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } });
}

/** A limit of the gateway that the document is over. */
export function tooComplex(message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return requestError('QUERY_TOO_COMPLEX', message, extensions);
}

/** Beyond what this gateway works on at once; nothing was done, the same request may come again. */
export function overloaded(): RequestProblem {
  return new RequestProblem(503, 'OVERLOADED', 'Too many requests at once; try again.', { 'Retry-After': '1' });
}

/** Our own fault. What went wrong is for the log alone. */
export function internal(): RequestProblem {
  return new RequestProblem(500, 'INTERNAL_SERVER_ERROR', INTERNAL_TEXT);
}

export const INTERNAL_TEXT = 'Something went wrong here; the request id finds it in the log.';
