import { LRUCache } from 'lru-cache';
import type { TenantConfig } from '../../config/gateway-config.ts';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import { SingleFlight } from '../../lib/concurrency/single-flight.ts';
import type { Secret } from '../../lib/secret.ts';
import type { CallBudget } from '../call-budget.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { TokenPair } from '../codec/token-pair.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import { createLoginBackoff } from './login-backoff.ts';

/** One access token. Identity decides: a late 401 rejects the token object it was sent with, never a renewed one. */
export interface Token {
  /** The whole Authorization header. */
  readonly authorization: string;
}

/** Source of a call's token. A caller that gives up does not end the renewal that others wait for. */
export interface TokenSource {
  /** A promise only while there is no valid token. Rejects with UpstreamError (NOT_SENT) when the renewal fails. */
  get(budget?: CallBudget): Token | Promise<Token>;
  /** Records that the server refused this token: the next `get` renews it, unless it was renewed already. */
  reject(token: Token): void;
  /** Ignores refusals for `futileRenewalMs`: the server refused a renewed token too, as some do for a forbidden call. */
  pauseRenewal(): void;
}

interface StoredToken extends Token {
  refreshToken: string | null;
  readonly refreshAt: number;
  readonly expiresAt: number;
  isRejected: boolean;
}

/** Tokens by client key. Shared by the clients of one process, so that a reloaded configuration needs no new login. */
export type TokenCache = LRUCache<string, StoredToken>;

export function createTokenCache(max = 1000): TokenCache {
  return new LRUCache({ max });
}

export type Credentials = TenantConfig['credentials'];

export interface ServiceTokens extends TokenSource {
  /** Failure of the last login, until one succeeds. */
  failure(): UpstreamError | null;
}

export interface ServiceTokensOptions {
  readonly key: string;
  readonly credentials: Credentials;
  readonly dialect: Dialect;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly cache: TokenCache;
  readonly counters: UpstreamCounters;
  /** Sends a login or refresh, without a token. */
  readonly request: (
    operation: 'auth.login' | 'auth.refreshToken',
    body: object,
    budget?: CallBudget,
  ) => Promise<TokenPair>;
}

/** Tokens of the service login: one renewal at a time for all callers, and in the background before a token in use expires. */
export function createServiceTokens(options: ServiceTokensOptions): ServiceTokens {
  const { key, credentials, dialect, limits, clock, cache, counters, request } = options;
  if ('token' in credentials) return { ...createFixedTokens(dialect, credentials.token), failure: () => null };
  const { login, password } = credentials;
  const renewals = new SingleFlight<string, Token>();
  const backoff = createLoginBackoff(limits, clock);
  let renewalPausedUntil = 0;

  const store = ({ accessToken, refreshToken, lifetimeMs }: TokenPair, requestedAt: number): Token => {
    const token: StoredToken = {
      authorization: authorizationOf(dialect, accessToken),
      refreshToken,
      ...tokenLife(lifetimeMs, requestedAt, limits),
      isRejected: false,
    };
    cache.set(key, token);
    backoff.succeeded();
    return token;
  };

  /** Undefined: log in instead. A refresh token works once, so it is kept only where it was certainly not sent. */
  const refresh = async (budget?: CallBudget): Promise<Token | undefined> => {
    const old = cache.get(key);
    const refreshToken = old?.refreshToken;
    if (!old || !refreshToken || !dialect.supports('auth.refreshToken')) return undefined;
    old.refreshToken = null;
    const requestedAt = clock.now();
    try {
      counters.refreshes++;
      return store(await request('auth.refreshToken', { refreshToken }, budget), requestedAt);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.sent !== 'NOT_SENT') return undefined;
      old.refreshToken = refreshToken;
      throw backoff.failed(error);
    }
  };

  const logIn = async (budget?: CallBudget): Promise<Token> => {
    const requestedAt = clock.now();
    try {
      counters.logins++;
      return store(await request('auth.login', { login, password: password.reveal() }, budget), requestedAt);
    } catch (error) {
      const failure = backoff.failed(error);
      if (failure.reason === 'LOGIN_REFUSED') counters.loginsRefused++;
      throw failure;
    }
  };

  const renew = (budget?: CallBudget): Promise<Token> =>
    renewals.do(key, async () => {
      backoff.check();
      return (await refresh(budget)) ?? (await logIn(budget));
    });

  return {
    get(budget) {
      const token = cache.get(key);
      const now = clock.now();
      if (!token || token.isRejected || now >= token.expiresAt) return renew(budget);
      // In the background: after a failure the current token still works, and the next caller tries again.
      if (now >= token.refreshAt && backoff.mayLogIn()) renew(budget).catch(() => undefined);
      return token;
    },
    reject(token) {
      const current = cache.get(key);
      if (current === token && clock.now() >= renewalPausedUntil) current.isRejected = true;
    },
    pauseRenewal() {
      renewalPausedUntil = clock.now() + limits.futileRenewalMs;
    },
    failure: backoff.failure,
  };
}

/** A token that cannot be renewed here: an API user's, or that of a user's own session. */
export function createFixedTokens(dialect: Pick<Dialect, 'authScheme'>, accessToken: Secret): TokenSource {
  const token: Token = { authorization: authorizationOf(dialect, accessToken.reveal()) };
  return { get: () => token, reject: () => undefined, pauseRenewal: () => undefined };
}

/** When a token ends, and from when a use renews it. Without a told lifetime it never ends by itself. */
export function tokenLife(lifetimeMs: number | null, requestedAt: number, limits: UpstreamLimits) {
  if (lifetimeMs === null) return { expiresAt: Number.POSITIVE_INFINITY, refreshAt: Number.POSITIVE_INFINITY };
  const ahead = Math.min(limits.refreshAheadMs, lifetimeMs * limits.refreshAheadShare);
  const expiresAt = requestedAt + lifetimeMs;
  return { expiresAt, refreshAt: expiresAt - ahead };
}

/** The header that bears a token. */
export function authorizationOf({ authScheme }: Pick<Dialect, 'authScheme'>, accessToken: string): string {
  return `${authScheme} ${accessToken}`;
}
