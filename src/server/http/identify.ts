import { networkOf, readPlainAddress } from '../../lib/address-ranges.ts';
import type { Clock } from '../../lib/clock.ts';
import { createWindowLimiter } from '../../lib/window-limiter.ts';
import type { Authenticate, Principal } from '../../tenants/principal.ts';
import { overloaded, tooManyRequests } from './http-error.ts';
import type { HttpExchange } from './http-exchange.ts';

/** Failed credentials of one network in a minute that are answered as such. */
const FAILURES = 20;
/** Networks of which failures are counted at once. */
const MAX_NETWORKS = 10_000;

export type Identify = (exchange: HttpExchange) => Promise<Principal | null>;

/**
 * The sender of a request; null without a valid credential. Throws RATE_LIMITED for a failed credential when its address
 * has sent too many. A valid one always passes, and a genuine one that has expired is no failure.
 */
export function createIdentify({ authenticate, clock }: { authenticate: Authenticate; clock: Clock }): Identify {
  const failures = createWindowLimiter({ clock, points: FAILURES, seconds: 60, maxNames: MAX_NETWORKS });

  return async (exchange) => {
    const { authorization } = exchange.request.headers;
    const identity = await authenticate(authorization ?? null, exchange.address);
    if (identity === 'UNAVAILABLE') throw overloaded();
    if (typeof identity === 'string') {
      exchange.refusal = identity;
      return null;
    }
    if (identity !== null || authorization === undefined) return identity;
    const address = readPlainAddress(exchange.address);
    const { allowed, resetMs } = await failures.take(address === null ? exchange.address : networkOf(address));
    if (allowed) return null;
    throw tooManyRequests(
      'Too many failed credentials from this address. A valid credential is still accepted.',
      resetMs,
    );
  };
}
