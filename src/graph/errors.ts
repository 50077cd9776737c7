import { GraphQLError } from 'graphql';
import { rolesWith, type Scope } from '../config/scopes.ts';
import { IntentStoreError } from '../intents/store/store-error.ts';
import { SESSION_ENDED } from '../upstream/auth/session-tokens.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { SERVER_ROLE } from '../upstream/session-client.ts';

/** Top-level codes. The server library adds its own for parsing and validation. */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_REJECTED',
  'UPSTREAM_MALFORMED',
  'UPSTREAM_UNSUPPORTED',
  'OVERLOADED',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export function codedError(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } });
}

/** BAD_USER_INPUT: the request is malformed and nothing was sent upstream. `reason` is the broken rule, for machines. */
export function badInput(message: string, extensions: { reason?: string } = {}): GraphQLError {
  return codedError('BAD_USER_INPUT', message, extensions);
}

/** FORBIDDEN. `what`: a field or a type of the schema, never data. Names the missing scopes and the roles that have them all. */
export function forbidden(what: string, missingScopes: readonly Scope[]): GraphQLError {
  const roles = rolesWith(missingScopes);
  return codedError(
    'FORBIDDEN',
    `${what} requires ${missingScopes.join(' and ')}, which this credential lacks. Roles that have it: ${roles.join(', ')}.`,
    { missingScopes, roles },
  );
}

/** `what` is a field or a type of the schema, never data. */
export function forbiddenToGuests(what: string): GraphQLError {
  return codedError('FORBIDDEN', `Guest tokens cannot access ${what}.`, { reason: 'GUEST_TOKEN' });
}

/** QUERY_TOO_COMPLEX: a request that needs more upstream calls than it may cause. Those beyond the limit were not sent. */
export function tooManyCalls(limit: number): GraphQLError {
  return codedError(
    'QUERY_TOO_COMPLEX',
    `This request needs more than ${limit} calls to the ProBonus server. Request less at once.`,
    { limit, reason: 'UPSTREAM_CALLS' },
  );
}

/** FORBIDDEN: within the scopes of a session the ProBonus server decides. */
export function forbiddenByServer(): GraphQLError {
  const message = 'The role of this user in ProBonus does not allow what the field requires.';
  return codedError('FORBIDDEN', message, { reason: SERVER_ROLE });
}

const UPSTREAM = {
  UNAVAILABLE: ['UPSTREAM_UNAVAILABLE', 'The ProBonus server is unavailable.'],
  TIMEOUT: ['UPSTREAM_TIMEOUT', 'The ProBonus server did not respond in time.'],
  REJECTED: ['UPSTREAM_REJECTED', 'The ProBonus server rejected the request.'],
  MALFORMED: ['UPSTREAM_MALFORMED', 'The ProBonus server sent a response that cannot be read.'],
  UNSUPPORTED: ['UPSTREAM_UNSUPPORTED', 'This ProBonus server does not support what the field requires.'],
  OVERLOADED: ['OVERLOADED', 'Too many requests are waiting for this ProBonus server.'],
} as const satisfies Record<UpstreamError['kind'], readonly [ErrorCode, string]>;

/**
 * The public form of an error: a code of the list and our own text, without upstream text, addresses and logins. Null for
 * an unknown error, which must be masked.
 */
export function publicError(error: unknown): GraphQLError | null {
  if (error instanceof UpstreamError) {
    if (error.reason === SERVER_ROLE) return forbiddenByServer();
    if (error.reason === SESSION_ENDED)
      return codedError('UNAUTHENTICATED', 'The session has ended. Log in again.', { reason: SESSION_ENDED });
    const [code, message] = UPSTREAM[error.kind];
    return codedError(code, message, {
      operation: error.operation,
      ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
      // Of what cannot be read, what was wrong with it: a constant of ours, such as TOO_LARGE or CHARSET.
      ...(error.reason === undefined || error.kind !== 'MALFORMED' ? {} : { reason: error.reason }),
      ...(error.status === undefined || error.kind !== 'REJECTED' ? {} : { status: error.status }),
    });
  }
  if (error instanceof IntentStoreError) {
    const isOlder = error.fault === 'OLDER_COPY';
    const why = isOlder ? 'is an older copy of itself, until an operator adopts it' : 'is unavailable';
    return codedError(
      'OVERLOADED',
      `The log of value moves ${why}. Nothing was sent; retry with the same idempotency key.`,
      { reason: 'INTENT_LOG', ...(isOlder ? { fault: error.fault } : {}) },
    );
  }
  if (error instanceof GraphQLError) {
    if (typeof error.extensions.code === 'string') return error;
    // An error of our scalars in a result: a value of the server that the type cannot hold, such as a 64-bit Int.
    const { path, originalError } = error;
    if (path && originalError instanceof GraphQLError && !originalError.nodes && !('code' in originalError.extensions))
      return publicError(new UpstreamError({ kind: 'MALFORMED', sent: 'ANSWERED' }));
    return originalError ? publicError(originalError) : null;
  }
  return null;
}
