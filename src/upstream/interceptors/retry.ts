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
 * Repeats reads that failed for a reason that may pass, after a random wait or what Retry-After says, within the
 * deadline. All reads of a client share one budget, so that a server in trouble is not asked much more than otherwise.
 */
export function retry({ limits, clock, random, counters }: RetryOptions): Interceptor {
  const counts = createRollingCounts(limits.retryWindowMs);
  const mayRepeat = (now: number): boolean => {
    const [reads, repeats] = counts.sums(now);
    return repeats + 1 <= Math.max(limits.retryFloor, reads * limits.retryShare);
  };

  return (next) => async (call) => {
    if (call.endpoint.class !== 'read') return next(call);
    counts.add(clock.now(), 1, 0);
    for (let attempt = 0; ; attempt++) {
      try {
        return await next(call);
      } catch (error) {
        if (attempt >= limits.maxRetries || !mayPass(error)) throw error;
        const wait =
          error.retryAfter === undefined ? random() * limits.retryBaseMs * 2 ** attempt : error.retryAfter * 1000;
        const now = clock.now();
        if (now + wait >= call.deadline || call.signal?.aborted || !mayRepeat(now)) throw error;
        counts.add(now, 0, 1);
        counters.retries++;
        await sleep(clock, wait, call.signal);
      }
    }
  };
}

/** Trouble on the way or of the server; not our own refusals to send, whose reasons outlast a retry. */
function mayPass(error: unknown): error is UpstreamError {
  if (!(error instanceof UpstreamError) || (error.kind !== 'UNAVAILABLE' && error.kind !== 'TIMEOUT')) return false;
  return error.reason === undefined || !(LASTING.has(error.reason) || error.reason.startsWith('LOGIN_'));
}

const LASTING = new Set(['UNAUTHORIZED', 'BREAKER_OPEN', 'ADDRESS_REFUSED', 'CLOSED']);
