import { LRUCache } from 'lru-cache';
import type { TenantConfig } from '../../config/gateway-config.ts';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Secret } from '../../lib/secret.ts';
import type { CallBudget } from '../call-budget.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { TokenPair } from '../codec/token-pair.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import { createLoginBackoff } from './login-backoff.ts';
import {
  createRenewingTokens,
  type EndingToken,
  MovesUnderWay,
  type Token,
  type TokenSource,
  type TokenState,
} from './renewing-tokens.ts';

interface StoredToken extends EndingToken {
  refreshToken: string | null;
}

/** Tokens by client key. Shared by the clients of one process, so that a reloaded configuration needs no new login. */
export type TokenCache = LRUCache<string, TokenState<StoredToken>>;

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

/** Tokens of the service login, renewed by the refresh token, else by a login. */
export function createServiceTokens(options: ServiceTokensOptions): ServiceTokens {
  const { key, credentials, dialect, limits, clock, cache, counters, request: send } = options;
  if ('token' in credentials) return { ...createFixedTokens(dialect, credentials.token), failure: () => null };
  const { login, password } = credentials;
  const backoff = createLoginBackoff(limits, clock);

  const state = (): TokenState<StoredToken> => {
    const cached = cache.get(key);
    if (cached) return cached;
    const made = { token: null, renewal: null, moves: new MovesUnderWay() };
    cache.set(key, made);
    return made;
  };

  const store = ({ accessToken, refreshToken, lifetimeMs }: TokenPair, requestedAt: number): Token => {
    const token: StoredToken = {
      authorization: authorizationOf(dialect, accessToken),
      refreshToken,
      ...tokenLife(lifetimeMs, requestedAt, limits),
      isRejected: false,
    };
    state().token = token;
    backoff.succeeded();
    return token;
  };

  /** Undefined: log in instead. A refresh token works once, so it is kept only where it was certainly not sent. */
  const refresh = async (budget?: CallBudget): Promise<Token | undefined> => {
    const old = state().token;
    const refreshToken = old?.refreshToken;
    if (!old || !refreshToken || !dialect.supports('auth.refreshToken')) return undefined;
    old.refreshToken = null;
    const requestedAt = clock.now();
    try {
      counters.totals.refreshes++;
      return store(await send('auth.refreshToken', { refreshToken }, budget), requestedAt);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.sent !== 'NOT_SENT') return undefined;
      old.refreshToken = refreshToken;
      throw backoff.failed(error);
    }
  };

  const logIn = async (budget?: CallBudget): Promise<Token> => {
    const requestedAt = clock.now();
    try {
      counters.totals.logins++;
      return store(await send('auth.login', { login, password: password.reveal() }, budget), requestedAt);
    } catch (error) {
      const failure = backoff.failed(error);
      if (failure.reason === 'LOGIN_REFUSED') counters.totals.loginsRefused++;
      throw failure;
    }
  };

  const request = async (budget?: CallBudget): Promise<Token> => {
    backoff.check();
    return (await refresh(budget)) ?? (await logIn(budget));
  };
  return { ...createRenewingTokens({ state, limits, clock, backoff, request }), failure: backoff.failure };
}

/** A token that cannot be renewed here: an API user's, or that of a user's own session. */
export function createFixedTokens(dialect: TokenDialect, accessToken: Secret): TokenSource {
  const token: Token = { authorization: authorizationOf(dialect, accessToken.reveal()) };
  const ignore = () => undefined;
  return { get: () => token, getForMove: () => token, hold: () => ignore, reject: ignore, pauseRenewal: ignore };
}

/** When a token ends, and from when a use renews it. Without a told lifetime it never ends by itself. */
export function tokenLife(lifetimeMs: number | null, requestedAt: number, limits: UpstreamLimits) {
  if (lifetimeMs === null) return { expiresAt: Number.POSITIVE_INFINITY, refreshAt: Number.POSITIVE_INFINITY };
  const ahead = Math.min(limits.refreshAheadMs, lifetimeMs * limits.refreshAheadShare);
  const expiresAt = requestedAt + lifetimeMs;
  return { expiresAt, refreshAt: expiresAt - ahead };
}

type TokenDialect = Pick<Dialect, 'authScheme' | 'token'>;

/** Name of the header that bears a token, in lower case. */
export function tokenHeaderOf({ token }: TokenDialect): string {
  return token === null ? 'authorization' : token.header.toLowerCase();
}

/** The value of that header. */
export function authorizationOf({ authScheme, token }: TokenDialect, accessToken: string): string {
  return token === null ? `${authScheme} ${accessToken}` : accessToken;
}

/** The token in that value; null where there is none. */
export function tokenOf({ authScheme, token }: TokenDialect, authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return token === null ? authorization.slice(authScheme.length + 1) : authorization;
}
