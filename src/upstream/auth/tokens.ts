import { LRUCache } from 'lru-cache';
import type { TenantConfig } from '../../config/gateway-config.ts';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Secret } from '../../lib/secret.ts';
import type { CallBudget } from '../call-budget.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { UpstreamCounters } from '../counters.ts';
import type { UpstreamError } from '../errors.ts';
import { createEarlyEnds } from './early-ends.ts';
import { createLoginBackoff } from './login-backoff.ts';
import { createPairRequests, type RequestedPair, type SendTokenRequest } from './pair-requests.ts';
import {
  createRenewingTokens,
  isValid,
  MovesUnderWay,
  type Token,
  type TokenSource,
  type TokenState,
  tokenLife,
} from './renewing-tokens.ts';
import {
  createSharedRenewal,
  NotShared,
  notShared,
  type Renewed,
  type RenewShared,
  SHARED_MARGIN_MS,
  type SharedEndingToken,
  type SharedLogin,
} from './shared-login.ts';

interface StoredToken extends SharedEndingToken {
  readonly refreshToken: string | null;
  /** Set where the other replicas do not know it. */
  readonly alone: RequestedPair | null;
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
  /** Whether the server ends tokens before their time, again and again. */
  endsEarly(): boolean;
}

export interface ServiceTokensOptions {
  readonly key: string;
  readonly credentials: Credentials;
  readonly dialect: Dialect;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly cache: TokenCache;
  readonly counters: UpstreamCounters;
  /** The token is that of every replica. @default this process alone has it */
  readonly shared?: SharedLogin | undefined;
  /** Sends a login or refresh, without a token. */
  readonly request: SendTokenRequest;
}

/** Tokens of the service login, renewed by the refresh token, else by a login. */
export function createServiceTokens(options: ServiceTokensOptions): ServiceTokens {
  const { key, credentials, dialect, limits, clock, cache, counters, shared, request: send } = options;
  if ('token' in credentials)
    return { ...createFixedTokens(dialect, credentials.token), failure: () => null, endsEarly: () => false };
  const backoff = createLoginBackoff(limits, clock);
  const earlyEnds = createEarlyEnds(clock);
  const requests = createPairRequests({ credentials, dialect, clock, backoff, counters, send });
  let nextAlone = Number.NEGATIVE_INFINITY;

  const state = (): TokenState<StoredToken> => {
    const cached = cache.get(key);
    if (cached) return cached;
    const made = { token: null, renewal: null, moves: new MovesUnderWay() };
    cache.set(key, made);
    return made;
  };

  const put = ({ pair, requestedAt }: RequestedPair, generation = 0, origin?: Renewed['origin']): Token => {
    const isAlone = origin === 'alone';
    const life = tokenLife(pair.lifetimeMs, requestedAt, limits);
    const token: StoredToken = {
      authorization: authorizationOf(dialect, pair.accessToken),
      refreshToken: pair.refreshToken,
      generation,
      alone: isAlone ? { pair, requestedAt } : null,
      expiresAt: life.expiresAt,
      // Then the others are told of it.
      refreshAt: isAlone ? Math.min(life.refreshAt, clock.now() + limits.loginMaxBackoffMs) : life.refreshAt,
      isAdopted: origin === 'adopted',
      isRejected: false,
    };
    state().token = token;
    backoff.succeeded();
    return token;
  };

  const obtain = (refreshToken: string | null, budget?: CallBudget): Promise<RequestedPair> => {
    earlyEnds.renewed(state().token);
    return requests.refreshOrLogIn(refreshToken, budget);
  };
  const renewShared = shared && createSharedRenewal(shared, limits, clock);

  const requestShared = async (renew: RenewShared, budget?: CallBudget): Promise<Token> => {
    const old = state().token;
    const { pair, ageMs, generation, origin } = await renew({
      old,
      async request(refreshToken) {
        const kept = old?.alone && isValid(old, clock) ? old.alone : null;
        const { pair, requestedAt } = kept ?? (await obtain(refreshToken, budget));
        return { pair, ageMs: clock.now() - requestedAt };
      },
    });
    if (origin === 'alone') nextAlone = clock.now() + limits.loginMaxBackoffMs;
    return put({ pair, requestedAt: clock.now() - ageMs }, generation, origin);
  };

  /** The replicas cannot be asked: a token that lives serves on, else this one logs in, at most once in so long. */
  const requestAlone = async (budget?: CallBudget): Promise<Token> => {
    const old = state().token;
    const now = clock.now();
    if (old && isValid(old, clock)) throw notShared(0);
    if (now < nextAlone) throw notShared(nextAlone - now);
    nextAlone = now + limits.loginMaxBackoffMs;
    earlyEnds.renewed(old);
    return put(await requests.logIn(budget), old?.generation, 'alone');
  };

  const request = async (budget?: CallBudget): Promise<Token> => {
    backoff.check();
    if (!renewShared) return put(await obtain(state().token?.refreshToken ?? null, budget));
    try {
      return await requestShared(renewShared, budget);
    } catch (error) {
      if (error instanceof NotShared) return requestAlone(budget);
      throw error;
    }
  };
  const moveMarginMs = shared ? SHARED_MARGIN_MS : 0;
  const renewing = createRenewingTokens({ state, limits, clock, backoff, request, moveMarginMs });
  return {
    ...renewing,
    reject(token, isAgain) {
      if (isAgain) earlyEnds.hasNotHelped();
      renewing.reject(token);
    },
    pauseRenewal() {
      earlyEnds.hasNotHelped();
      renewing.pauseRenewal();
    },
    failure: backoff.failure,
    endsEarly: earlyEnds.areFrequent,
  };
}

/** A token that cannot be renewed here: an API user's, or that of a user's own session. */
export function createFixedTokens(dialect: TokenDialect, accessToken: Secret): TokenSource {
  const token: Token = { authorization: authorizationOf(dialect, accessToken.reveal()) };
  const ignore = () => undefined;
  return { get: () => token, getForMove: () => token, hold: () => ignore, reject: ignore, pauseRenewal: ignore };
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
