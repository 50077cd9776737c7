import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import { type Clock, sleep } from '../../lib/clock.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor } from '../http/call.ts';
import { createRollingCounts } from './rolling-window.ts';

export interface RetryOptions {
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly counters: UpstreamCounters;
}

/**
 * Retries reads after transient failures, within the deadline, after a random backoff, or Retry-After where that is longer. All reads of a client
 * share one budget, so that a failing server gets hardly more requests than a healthy one.
 */
export function retry({ limits, clock, random, counters }: RetryOptions): Interceptor {
  const counts = createRollingCounts(limits.retryWindowMs);
  const mayRetry = (now: number): boolean => {
    const [reads, retries] = counts.sums(now);
    return retries + 1 <= Math.max(limits.retryFloor, reads * limits.retryShare);
  };

  return (next) => async (call) => {
    if (call.endpoint.class !== 'read') return next(call);
    counts.add(clock.now(), 1, 0);
    for (let attempt = 0; ; attempt++) {
      try {
        return await next(call);
      } catch (error) {
        if (attempt >= limits.maxRetries || !isTransient(error)) throw error;
        const wait = Math.max(random() * limits.retryBaseMs * 2 ** attempt, (error.retryAfter ?? 0) * 1000);
        const now = clock.now();
        if (now + wait >= call.deadline || call.signal?.aborted || !mayRetry(now)) throw error;
        counts.add(now, 0, 1);
        counters.totals.retries++;
        await sleep(clock, wait, call.signal);
      }
    }
  };
}

/** A failure of the network or the server, not one of our own refusals, which last longer than a retry. */
function isTransient(error: unknown): error is UpstreamError {
  if (!(error instanceof UpstreamError) || (error.kind !== 'UNAVAILABLE' && error.kind !== 'TIMEOUT')) return false;
  return error.reason === undefined || !(LASTING.has(error.reason) || error.reason.startsWith('LOGIN_'));
}

const LASTING = new Set(['UNAUTHORIZED', 'BREAKER_OPEN', 'ADDRESS_REFUSED', 'CLOSED', 'SESSION_ENDED']);
