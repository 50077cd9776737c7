import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import { type Clock, monotonic } from '../../lib/clock.ts';
import { within } from '../../lib/concurrency/wait-for.ts';
import type { CallBudget } from '../call-budget.ts';
import type { LoginBackoff } from './login-backoff.ts';

/** One access token. Identity decides: a late 401 rejects the token object it was sent with, never a renewed one. */
export interface Token {
  /** The whole value of the header that bears it. */
  readonly authorization: string;
  /** Requested by another replica, perhaps before the refusal that it is to mend. */
  readonly isAdopted?: boolean;
}

/** Source of a call's token. A caller that gives up does not end the renewal that others wait for. */
export interface TokenSource {
  /** A promise only while there is no valid token. Rejects with UpstreamError (NOT_SENT) when the renewal fails. */
  get(budget?: CallBudget): Token | Promise<Token>;
  /**
   * The token of a value move, which is never sent again after a 401: a promise also while a renewal is due or under way, as the
   * server may end the old token then. After a failed renewal the old token serves while it has five seconds left.
   */
  getForMove(budget?: CallBudget): Token | Promise<Token>;
  /** Delays renewals of a valid token while a value move is sent with it. Returns the function that ends the delay. */
  hold(): () => void;
  /**
   * Records that the server refused this token: the next `get` renews it, unless it was renewed already. `isAgain`: as it had refused
   * the one before, for the same call.
   */
  reject(token: Token, isAgain?: boolean): void;
  /** Ignores refusals for `futileRenewalMs`: the server refused a renewed token too, as some do for a forbidden call. */
  pauseRenewal(): void;
}

export interface EndingToken extends Token {
  /** From then on a use renews it. */
  readonly refreshAt: number;
  readonly expiresAt: number;
  isRejected: boolean;
}

/** When a token ends, and from when a use renews it. Without a told lifetime it never ends by itself. */
export function tokenLife(lifetimeMs: number | null, requestedAt: number, limits: UpstreamLimits) {
  if (lifetimeMs === null) return { expiresAt: Number.POSITIVE_INFINITY, refreshAt: Number.POSITIVE_INFINITY };
  const ahead = Math.min(limits.refreshAheadMs, lifetimeMs * limits.refreshAheadShare);
  const expiresAt = requestedAt + lifetimeMs;
  return { expiresAt, refreshAt: expiresAt - ahead };
}

/** Whether the server takes it still, so far as is known. */
export function isValid({ isRejected, expiresAt }: EndingToken, clock: Clock): boolean {
  return !isRejected && clock.now() < expiresAt;
}

/** The token of one login. Shared by all clients of that login, so that none renews what another one uses. */
export interface TokenState<T extends EndingToken> {
  token: T | null;
  renewal: Promise<Token> | null;
  readonly moves: MovesUnderWay;
}

export interface RenewingTokensOptions<T extends EndingToken> {
  readonly state: () => TokenState<T>;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly backoff: LoginBackoff;
  /** Gets a new token and puts it into the state. Rejects at once while the backoff lasts. */
  readonly request: (budget?: CallBudget) => Promise<Token>;
  /** A value move takes the next token so much earlier than it is due. @default 0 */
  readonly moveMarginMs?: number;
}

/** After a failed renewal the old token must live so long to be used for a value move. */
const LEAST_LEFT_MS = 5000;
/** A token that lives is not renewed again for so long after that: not every failure sets the backoff. */
const AFTER_FAILURE_MS = 1000;

/** Tokens that end: one renewal at a time for all callers, and in the background before a token in use expires. */
export function createRenewingTokens<T extends EndingToken>(options: RenewingTokensOptions<T>): TokenSource {
  const { state, limits, clock, backoff, request, moveMarginMs = 0 } = options;
  let renewalPausedUntil = 0;
  let renewableAt = Number.NEGATIVE_INFINITY;

  const lives = (token: T | null): token is T => token !== null && isValid(token, clock);
  const mayUse = (token: T): boolean => lives(token) && token.expiresAt - clock.now() >= LEAST_LEFT_MS;
  const mayRenew = () => backoff.mayLogIn() && clock.now() >= renewableAt;

  const renew = (budget?: CallBudget): Promise<Token> => {
    const shared = state();
    if (shared.renewal) return shared.renewal;
    const ready = lives(shared.token) ? shared.moves.ended(clock) : Promise.resolve();
    shared.renewal = ready
      .then(() => request(budget))
      .catch((error: unknown) => {
        renewableAt = clock.now() + AFTER_FAILURE_MS;
        throw error;
      })
      .finally(() => {
        shared.renewal = null;
      });
    return shared.renewal;
  };

  return {
    get(budget) {
      const { token } = state();
      if (!lives(token)) return renew(budget);
      // In the background: after a failure the current token still works, and the next caller tries again.
      if (clock.now() >= token.refreshAt && mayRenew()) renew(budget).catch(() => undefined);
      return token;
    },
    getForMove(budget) {
      const { token, renewal } = state();
      if (!lives(token)) return renew(budget);
      const isDue = clock.now() >= token.refreshAt - moveMarginMs;
      if (!isDue && !renewal) return token;
      if (!renewal && !mayRenew() && mayUse(token)) return token;
      return renew(budget).catch((error: unknown) => {
        if (mayUse(token)) return token;
        throw error;
      });
    },
    hold: () => state().moves.begin(clock),
    reject(token) {
      const current = state().token;
      if (current === token && clock.now() >= renewalPausedUntil) current.isRejected = true;
    },
    pauseRenewal() {
      renewalPausedUntil = clock.now() + limits.futileRenewalMs;
    },
  };
}

/** A server reads the token as a request arrives. A move that was sent so long ago needs it no more. */
export const TOKEN_READ_MS = 5000;

/** The value moves that are being sent with a token. No timer for each: it would cost as much as a call's other waits. */
export class MovesUnderWay {
  #count = 0;
  #newestAt = 0;
  #end = () => {};

  /** Returns the function that ends it, to be called once. */
  begin(clock: Clock): () => void {
    this.#count++;
    this.#newestAt = monotonic(clock);
    return () => {
      if (--this.#count === 0) this.#end();
    };
  }

  /** Resolves when no move is under way, or when the server must have read the token of those that are. One wait at a time. */
  async ended(clock: Clock): Promise<void> {
    if (this.#count === 0) return;
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    await within(clock, this.#newestAt + TOKEN_READ_MS - monotonic(clock), ended);
  }
}
