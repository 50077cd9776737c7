import type { TenantConfig } from '../../config/gateway-config.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CallBudget } from '../call-budget.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { TokenPair, TokenRequest } from '../codec/token-pair.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import type { LoginBackoff } from './login-backoff.ts';

export interface RequestedPair {
  readonly pair: TokenPair;
  /** When it was requested, in milliseconds of the clock. */
  readonly requestedAt: number;
}

export type SendTokenRequest = (operation: TokenRequest, body: object, budget?: CallBudget) => Promise<TokenPair>;

export interface PairRequestsOptions {
  readonly credentials: Extract<TenantConfig['credentials'], { login: string }>;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly backoff: LoginBackoff;
  readonly counters: UpstreamCounters;
  readonly send: SendTokenRequest;
}

/** Logins and refreshes of the service login. Failures are told to the backoff. */
export function createPairRequests({ credentials, dialect, clock, backoff, counters, send }: PairRequestsOptions) {
  const { login, password } = credentials;
  let usedRefreshToken: string | null = null;

  /** Undefined: log in instead. A refresh token works once, so it is sent again only where it was certainly not sent. */
  const refresh = async (refreshToken: string | null, budget?: CallBudget): Promise<RequestedPair | undefined> => {
    if (refreshToken === null || refreshToken === usedRefreshToken) return undefined;
    if (!dialect.supports('auth.refreshToken')) return undefined;
    usedRefreshToken = refreshToken;
    const requestedAt = clock.now();
    try {
      counters.totals.refreshes++;
      return { pair: await send('auth.refreshToken', { refreshToken }, budget), requestedAt };
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.sent !== 'NOT_SENT') return undefined;
      usedRefreshToken = null;
      throw backoff.failed(error);
    }
  };

  const logIn = async (budget?: CallBudget): Promise<RequestedPair> => {
    const requestedAt = clock.now();
    try {
      counters.totals.logins++;
      return { pair: await send('auth.login', { login, password: password.reveal() }, budget), requestedAt };
    } catch (error) {
      const failure = backoff.failed(error);
      if (failure.reason === 'LOGIN_REFUSED') counters.totals.loginsRefused++;
      throw failure;
    }
  };

  return {
    logIn,
    refreshOrLogIn: async (refreshToken: string | null, budget?: CallBudget): Promise<RequestedPair> =>
      (await refresh(refreshToken, budget)) ?? (await logIn(budget)),
  };
}
