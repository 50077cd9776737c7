import { schemaScopes } from '../../contract/dialect-scopes.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { malformed } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import { createRead } from './names/place.ts';
import { parseJson } from './parse-json.ts';

export type TokenRequest = 'auth.login' | 'auth.refreshToken';

export function isTokenRequest(operation: OperationId): operation is TokenRequest {
  return operation === 'auth.login' || operation === 'auth.refreshToken';
}

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Lifetime of the access token in milliseconds; null for a server that does not give one. */
  readonly lifetimeMs: number | null;
}

/** Reads the response of login or refresh, in either key case. Throws MALFORMED without an access token. */
export function readTokenPair(dialect: Dialect, operation: TokenRequest, text: string, now: number): TokenPair {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) throw malformed(operation, 'NOT_AN_OBJECT');
  const row = body as Record<string, unknown>;
  const field = (name: string, snake: string): unknown =>
    createRead(dialect.nameOf(schemaScopes('TokenPair'), name))(row) ?? row[name] ?? row[snake];
  const accessToken = field('accessToken', 'access_token');
  // A line break would end the Authorization header.
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw malformed(operation, 'NO_TOKEN', { field: 'TokenPair.accessToken' });
  }
  const refreshToken = field('refreshToken', 'refresh_token');
  const expiresIn = Number(field('expiresIn', 'expires_in') ?? Number.NaN);
  return {
    accessToken,
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : null,
    lifetimeMs: lifetimeOf(expiresIn > 0 ? expiresIn * 1000 : jwtLifetime(accessToken, now)),
  };
}

/** A server that gives tokens of no life must not be logged in to for each call. */
const MIN_LIFETIME_MS = 5000;

function lifetimeOf(told: number | null): number | null {
  return told === null ? null : Math.max(told, MIN_LIFETIME_MS);
}

/** From `exp` and `iat`, which a wrong server clock cannot distort; without `iat` from `exp` and our clock. */
function jwtLifetime(token: string, now: number): number | null {
  const payload = token.split('.')[1];
  const claims = payload && parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  if (typeof claims !== 'object' || claims === null) return null;
  const { exp, iat } = claims as Record<string, unknown>;
  if (typeof exp !== 'number') return null;
  const lifetime = typeof iat === 'number' ? (exp - iat) * 1000 : exp * 1000 - now;
  return lifetime > 0 ? lifetime : null;
}
