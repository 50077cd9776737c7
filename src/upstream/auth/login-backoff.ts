import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import { UpstreamError } from '../errors.ts';

/** Remembers failed logins, so that a wrong password neither locks the account nor costs a call per request. */
export interface LoginMemory {
  /** Throws the remembered failure while it is too early to try again. */
  check(): void;
  isClear(): boolean;
  /** Remembers, and gives the failure that the waiting calls get: nothing of theirs was sent. */
  failed(error: unknown): UpstreamError;
  succeeded(): void;
  /** The last failure, until a login succeeds. */
  failure(): UpstreamError | null;
}

const MINUTE = 60_000;

export function createLoginMemory(limits: UpstreamLimits, clock: Clock): LoginMemory {
  let last: UpstreamError | null = null;
  let nextAt = 0;
  let refusedInARow = 0;
  let refusedAt: number[] = [];

  const remember = (failure: UpstreamError, waitMs: number): UpstreamError => {
    nextAt = clock.now() + waitMs;
    last = failure.with({ retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
    return last;
  };

  const isClear = () => clock.now() >= nextAt;

  return {
    isClear,
    check() {
      if (last && !isClear()) throw last.with({ retryAfter: Math.max(1, Math.ceil((nextAt - clock.now()) / 1000)) });
    },
    failed(error) {
      const failure =
        error instanceof UpstreamError
          ? error
          : new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', cause: error });
      const now = clock.now();
      if (!isRefusal(failure)) {
        const kind = failure.kind === 'UNSUPPORTED' || failure.kind === 'REJECTED' ? 'UNAVAILABLE' : failure.kind;
        const wait = Math.max(
          limits.loginRetryMs,
          Math.min((failure.retryAfter ?? 0) * 1000, limits.loginMaxBackoffMs),
        );
        return remember(failure.with({ kind, sent: 'NOT_SENT', reason: failure.reason ?? 'LOGIN_FAILED' }), wait);
      }
      refusedInARow++;
      refusedAt = [...refusedAt.filter((at) => at > now - MINUTE), now];
      const backoff = Math.min(limits.loginBackoffMs * 2 ** (refusedInARow - 1), limits.loginMaxBackoffMs);
      const allowedAt =
        refusedAt.length < limits.loginAttemptsPerMinute
          ? now
          : (refusedAt.at(-limits.loginAttemptsPerMinute) ?? now) + MINUTE;
      const refused = failure.with({
        kind: 'UNAVAILABLE',
        sent: 'NOT_SENT',
        reason: 'LOGIN_REFUSED',
        problems: undefined,
      });
      return remember(refused, Math.max(backoff, allowedAt - now));
    },
    succeeded() {
      last = null;
      nextAt = 0;
      refusedInARow = 0;
    },
    failure: () => last,
  };
}

/** The contract: any other status than 200 means wrong credentials. Trouble of the server's own is none. */
function isRefusal({ sent, status }: UpstreamError): boolean {
  return sent === 'ANSWERED' && status !== undefined && status !== 429;
}
