import { GraphQLError } from 'graphql';
import type { Clock } from '../../lib/clock.ts';
import { memoize } from '../../lib/memoize.ts';
import { createWindowLimiter } from '../../lib/window-limiter.ts';
import { principalKey } from '../../tenants/principal.ts';
import { tooManyRequests } from '../http/http-error.ts';
import type { HttpExchange } from '../http/http-exchange.ts';

/** Charged to each request once it is authenticated, so that a document that is refused is not free. */
export const ENTRY_COST = 1;

const WINDOW_SECONDS = 60;
/** Principals of one limit that are counted at once: far more than ask in a minute. */
const MAX_PRINCIPALS = 20_000;

export interface RateLimits {
  /** Charges the principal of a request, and notes the account on the exchange. Throws RATE_LIMITED, and charges nothing, where too little is left. */
  charge(exchange: HttpExchange, cost: number): Promise<void>;
  /** Cost that the principal of a request may spend in a minute. */
  limitOf(exchange: HttpExchange): number;
}

/** Windows of all principals of this gateway. Outlive a reload, so that a change of the file gives nobody a new minute. */
export type RateWindows = ReturnType<typeof createRateWindows>;

export function createRateWindows(clock: Clock) {
  return memoize((points: number) =>
    createWindowLimiter({ clock, points, seconds: WINDOW_SECONDS, maxNames: MAX_PRINCIPALS }),
  );
}

export function createRateLimits(windows: RateWindows, costPerMinute: number): RateLimits {
  const limitOf = ({ principal }: HttpExchange) => principal?.costPerMinute ?? costPerMinute;
  return {
    limitOf,
    async charge(exchange, cost) {
      const { principal } = exchange;
      if (principal === null) return;
      const limit = limitOf(exchange);
      const { allowed, remaining, resetMs } = await windows(limit).take(principalKey(principal), cost);
      const requested = (exchange.rate?.requested ?? 0) + cost;
      exchange.rate = { requested, limit, remaining, resetSeconds: Math.ceil(resetMs / 1000) };
      if (!allowed) throw rateLimited(resetMs);
    },
  };
}

/** A GraphQL error, as it is the result of a request that was understood, with the status and headers of an HTTP error. */
function rateLimited(resetMs: number): GraphQLError {
  const error = tooManyRequests('The rate limit of this credential is reached. Retry when it is renewed.', resetMs);
  const { code, message, headers } = error;
  return new GraphQLError(message, {
    originalError: error,
    extensions: { code, retryAfter: Number(headers['Retry-After']) },
  });
}
