import type { Clock } from '../../lib/clock.ts';
import type { Keyring, SealedText } from '../../lib/keyring.ts';
import { Secret } from '../../lib/secret.ts';
import type { CallBudget } from '../call-budget.ts';
import type { UpstreamClient } from '../client.ts';
import type { TokenPair } from '../codec/token-pair.ts';
import { UpstreamError } from '../errors.ts';
import { refreshSession } from '../resources/sessions.ts';
import { createLoginBackoff, isRefusal } from './login-backoff.ts';
import {
  createRenewingTokens,
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
  SHARED_MARGIN_MS,
  type SharedEndingToken,
  type SharedLogin,
  type SharedToken,
} from './shared-login.ts';
import { authorizationOf } from './tokens.ts';

/** Reason of a call under a session that the server or the gateway has ended. */
export const SESSION_ENDED = 'SESSION_ENDED';

export interface SessionTokens extends TokenSource {
  /** Whether the tokens can be opened with the keys in force. */
  isReadable(): boolean;
  /** From now on calls reject with SESSION_ENDED. */
  end(): void;
}

export interface SessionTokensOptions {
  readonly pair: TokenPair;
  /** When the login was sent, in milliseconds of the clock. */
  readonly requestedAt: number;
  readonly keyring: Keyring;
  /** Name of the session, to which its tokens are sealed. */
  readonly owner: string;
  /** The client in force, which a reload replaces. */
  readonly client: () => UpstreamClient;
  readonly clock: Clock;
  /** Called once when the server refuses to renew the session. */
  readonly onEnd: () => void;
  /** Where replicas have the same session: its row, and the generation of `pair`. @default this process alone has it */
  readonly shared?: { readonly login: SharedLogin; readonly generation: number };
}

interface SealedToken extends SharedEndingToken {
  readonly sealed: SealedText;
}

interface OpenPair {
  readonly accessToken: string;
  readonly refreshToken: string | null;
}

/**
 * Tokens of one user's session, kept sealed. One renewal at a time. The gateway has no password of the user, so a refused
 * renewal ends the session; one without an answer is tried again with the same refresh token.
 */
export function createSessionTokens(options: SessionTokensOptions): SessionTokens {
  const { keyring, owner, client, clock, onEnd, shared } = options;
  const { limits } = client();
  const backoff = createLoginBackoff(limits, clock);
  let hasEnded = false;

  const end = (): UpstreamError => {
    hasEnded = true;
    state.token.isRejected = true;
    return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: SESSION_ENDED });
  };
  const finish = (): UpstreamError => {
    if (!hasEnded) onEnd();
    return end();
  };

  const open = (sealed: SealedText): OpenPair => {
    const text = keyring.open(sealed, owner);
    if (text === null) throw finish();
    return JSON.parse(text) as OpenPair;
  };
  const seal = (given: TokenPair, requestedAt: number, generation: number, isAdopted = false): SealedToken => {
    const { accessToken, refreshToken, lifetimeMs } = given;
    const pair: OpenPair = { accessToken, refreshToken };
    const sealed = keyring.seal(JSON.stringify(pair), owner);
    return {
      // Opened for each call, so that no token stands in memory between two.
      get authorization() {
        return authorizationOf(client().dialect, open(sealed).accessToken);
      },
      sealed,
      generation,
      isAdopted,
      ...tokenLife(lifetimeMs, requestedAt, limits),
      ...(refreshToken === null ? { refreshAt: Number.POSITIVE_INFINITY } : {}),
      isRejected: false,
    };
  };
  const state: TokenState<SealedToken> & { token: SealedToken } = {
    token: seal(options.pair, options.requestedAt, shared?.generation ?? 0),
    renewal: null,
    moves: new MovesUnderWay(),
  };

  const refresh = async (refreshToken: string | null, budget?: CallBudget): Promise<SharedToken> => {
    const requestedAt = clock.now();
    if (refreshToken === null || !client().dialect.supports('auth.refreshToken')) throw finish();
    const context = { budget, isShared: true };
    const pair = await refreshSession({ client: client(), context }, new Secret(refreshToken));
    // A server that gives no other refresh token goes on with this one.
    return { pair: { ...pair, refreshToken: pair.refreshToken ?? refreshToken }, ageMs: clock.now() - requestedAt };
  };

  const renewShared = shared && createSharedRenewal(shared.login, limits, clock);
  /** The next pair, by this process or by another replica. */
  const next = async (budget?: CallBudget): Promise<Renewed> => {
    const { token } = state;
    if (renewShared) return renewShared({ old: token, request: (refreshToken) => refresh(refreshToken, budget) });
    const refreshed = await refresh(open(token.sealed).refreshToken, budget);
    return { ...refreshed, generation: 0, origin: 'alone' };
  };

  const request = async (budget?: CallBudget): Promise<Token> => {
    if (hasEnded) throw end();
    backoff.check();
    try {
      const { pair, ageMs, generation, origin } = await next(budget);
      if (!hasEnded) state.token = seal(pair, clock.now() - ageMs, generation, origin === 'adopted');
      backoff.succeeded();
    } catch (error) {
      if (error instanceof NotShared) throw notShared(0);
      if (!hasEnded) throw error instanceof UpstreamError && isRefusal(error) ? finish() : backoff.failed(error);
    }
    if (hasEnded) throw end();
    return state.token;
  };

  return {
    ...createRenewingTokens({
      state: () => state,
      limits,
      clock,
      backoff,
      request,
      moveMarginMs: shared ? SHARED_MARGIN_MS : 0,
    }),
    isReadable: () => keyring.open(state.token.sealed, owner) !== null,
    end,
  };
}
