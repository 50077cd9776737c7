import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import { UpstreamError } from '../errors.ts';

/** Delays logins after a failed one, so that a wrong password neither locks the account nor costs a call per request. */
export interface LoginBackoff {
  /** Throws the last failure, with the time left as `retryAfter`, until the next login may start. */
  check(): void;
  mayLogIn(): boolean;
  /** Records a failed login. Returns the error for the waiting calls, of which nothing was sent. */
  failed(error: unknown): UpstreamError;
  succeeded(): void;
  /** The last failure, until a login succeeds. */
  failure(): UpstreamError | null;
}

const MINUTE = 60_000;

export function createLoginBackoff(limits: UpstreamLimits, clock: Clock): LoginBackoff {
  let last: UpstreamError | null = null;
  let nextAt = 0;
  let refusedInARow = 0;
  let refusedAt: number[] = [];

  const withRetryAfter = (failure: UpstreamError, waitMs: number): UpstreamError =>
    failure.with({ retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
  const mayLogIn = () => clock.now() >= nextAt;

  /** Milliseconds until the next login after a refusal: doubled each time, and within the attempts of a minute. */
  const refusalWait = (now: number): number => {
    refusedInARow++;
    refusedAt = [...refusedAt.filter((at) => at > now - MINUTE), now];
    const backoff = Math.min(limits.loginBackoffMs * 2 ** (refusedInARow - 1), limits.loginMaxBackoffMs);
    const oldest = refusedAt.at(-limits.loginAttemptsPerMinute);
    return Math.max(backoff, oldest === undefined ? 0 : oldest + MINUTE - now);
  };
  const otherWait = ({ retryAfter = 0 }: UpstreamError): number =>
    Math.max(limits.loginRetryMs, Math.min(retryAfter * 1000, limits.loginMaxBackoffMs));

  return {
    mayLogIn,
    check() {
      if (last && !mayLogIn()) throw withRetryAfter(last, nextAt - clock.now());
    },
    failed(error) {
      const now = clock.now();
      const failure =
        error instanceof UpstreamError
          ? error
          : new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', cause: error });
      const isRefused = isRefusal(failure);
      const waitMs = isRefused ? refusalWait(now) : otherWait(failure);
      nextAt = now + waitMs;
      last = withRetryAfter(isRefused ? loginRefused(failure) : loginFailed(failure), waitMs);
      return last;
    },
    succeeded() {
      last = null;
      nextAt = 0;
      refusedInARow = 0;
    },
    failure: () => last,
  };
}

/** The contract: a status other than 200 means wrong credentials. Failures of the server itself do not. */
export function isRefusal({ sent, status }: UpstreamError): boolean {
  return sent === 'ANSWERED' && status !== undefined && status !== 429;
}

function loginRefused(failure: UpstreamError): UpstreamError {
  return failure.with({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'LOGIN_REFUSED', fieldErrors: undefined });
}

function loginFailed(failure: UpstreamError): UpstreamError {
  const kind = failure.kind === 'UNSUPPORTED' || failure.kind === 'REJECTED' ? 'UNAVAILABLE' : failure.kind;
  return failure.with({ kind, sent: 'NOT_SENT', reason: failure.reason ?? 'LOGIN_FAILED' });
}
