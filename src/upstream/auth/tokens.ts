import { LRUCache } from 'lru-cache';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Secret } from '../../lib/secret.ts';
import { SingleFlight } from '../../lib/single-flight.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { TokenPair } from '../codec/token-pair.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import { createLoginMemory } from './login-backoff.ts';

/** One access token. Two are the same only when they are the same object: that is how a late 401 is told from a new one. */
export interface Token {
  /** The whole Authorization header. */
  readonly authorization: string;
}

/** Where calls get their token from. A caller that gives up does not disturb the others. */
export interface TokenSource {
  /** At once where one is at hand. Rejects with UpstreamError (NOT_SENT) where none can be had. */
  get(): Token | Promise<Token>;
  /** The server refused this token: the next `get` renews it, unless a newer one is there already. */
  reject(token: Token): void;
  /** The renewed token was refused as well: for a while a refusal is no reason to renew. */
  refusedAgain(): void;
}

interface StoredToken extends Token {
  refreshToken: string | null;
  readonly refreshAt: number;
  readonly expiresAt: number;
  isRejected: boolean;
}

/** Tokens by the client's key. May be shared by the clients of one process, so that a new configuration needs no new login. */
export type TokenCache = LRUCache<string, StoredToken>;

export function createTokenCache(max = 1000): TokenCache {
  return new LRUCache({ max });
}

export interface ServiceTokensOptions {
  readonly key: string;
  readonly login: string;
  readonly password: Secret;
  readonly dialect: Dialect;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly cache: TokenCache;
  readonly counters: UpstreamCounters;
  /** Asks the server; bears no token itself. */
  readonly ask: (operation: 'auth.login' | 'auth.refreshToken', body: object) => Promise<TokenPair>;
}

/** Tokens of the service login: one flight at a time however many ask, renewed while in use before they end. */
export function createServiceTokens(
  options: ServiceTokensOptions,
): TokenSource & { readonly failure: () => UpstreamError | null } {
  const { key, dialect, limits, clock, cache, counters, ask } = options;
  const flights = new SingleFlight<string, Token>();
  const memory = createLoginMemory(limits, clock);
  let futileUntil = 0;

  const store = ({ accessToken, refreshToken, lifetimeMs }: TokenPair, askedAt: number): Token => {
    const ahead = lifetimeMs === null ? 0 : Math.min(limits.refreshAheadMs, lifetimeMs * limits.refreshAheadShare);
    const expiresAt = lifetimeMs === null ? Number.POSITIVE_INFINITY : askedAt + lifetimeMs;
    const token: StoredToken = {
      authorization: authorizationOf(dialect, accessToken),
      refreshToken,
      expiresAt,
      refreshAt: expiresAt - ahead,
      isRejected: false,
    };
    cache.set(key, token);
    memory.succeeded();
    return token;
  };

  /** Undefined: log in instead. A refresh token works once, so it is forgotten unless it surely was not used. */
  const refresh = async (): Promise<Token | undefined> => {
    const old = cache.get(key);
    const refreshToken = old?.refreshToken;
    if (!old || !refreshToken || !dialect.supports('auth.refreshToken')) return undefined;
    old.refreshToken = null;
    const askedAt = clock.now();
    try {
      counters.refreshes++;
      return store(await ask('auth.refreshToken', { refreshToken }), askedAt);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.sent !== 'NOT_SENT') return undefined;
      old.refreshToken = refreshToken;
      throw memory.failed(error);
    }
  };

  const logIn = async (): Promise<Token> => {
    const askedAt = clock.now();
    try {
      counters.logins++;
      return store(await ask('auth.login', { login: options.login, password: options.password.reveal() }), askedAt);
    } catch (error) {
      const failure = memory.failed(error);
      if (failure.reason === 'LOGIN_REFUSED') counters.loginsRefused++;
      throw failure;
    }
  };

  const renew = (): Promise<Token> =>
    flights.do(key, async () => {
      memory.check();
      return (await refresh()) ?? (await logIn());
    });

  return {
    get() {
      const token = cache.get(key);
      const now = clock.now();
      if (!token || token.isRejected || now >= token.expiresAt) return renew();
      // In the background; where it fails, the token at hand still works and the next caller tries again.
      if (now >= token.refreshAt && memory.isClear()) renew().catch(() => undefined);
      return token;
    },
    reject(token) {
      const current = cache.get(key);
      if (current === token && clock.now() >= futileUntil) current.isRejected = true;
    },
    refusedAgain() {
      futileUntil = clock.now() + limits.futileRenewalMs;
    },
    failure: memory.failure,
  };
}

/** The standing token of an API user, or that of a user who logged in: nothing here can renew it. */
export function createFixedTokens(dialect: Pick<Dialect, 'authScheme'>, accessToken: Secret): TokenSource {
  const token: Token = { authorization: authorizationOf(dialect, accessToken.reveal()) };
  return { get: () => token, reject: () => undefined, refusedAgain: () => undefined };
}

function authorizationOf({ authScheme }: Pick<Dialect, 'authScheme'>, accessToken: string): string {
  return `${authScheme} ${accessToken}`;
}
