import { createWindowLimiter } from '../lib/window-limiter.ts';
import { principalKey } from '../tenants/principal.ts';
import { type GatewayContext, unauthenticated } from './context.ts';
import { codedError } from './errors.ts';

/** Principals that are counted at once; beyond it the one counted longest ago begins anew. */
const MAX_NAMES = 100_000;

/** Defines how often a principal may use `what`. The function counts one use; throws RATE_LIMITED, with `retryAfter` in seconds, beyond the limit. */
export function defineLimit(
  what: string,
  limit: { readonly points: number; readonly seconds: number },
): (context: GatewayContext) => Promise<void> {
  const definition = {};
  return async ({ principal, limiters, clock }) => {
    if (!principal) throw unauthenticated();
    const limiter = limiters.get(definition) ?? createWindowLimiter({ clock, ...limit, maxNames: MAX_NAMES });
    limiters.set(definition, limiter);
    const { allowed, resetMs } = await limiter.take(principalKey(principal));
    if (allowed) return;
    const retryAfter = Math.ceil(resetMs / 1000);
    throw codedError('RATE_LIMITED', `The limit of ${what} is reached. Retry in ${retryAfter} s.`, { retryAfter });
  };
}
