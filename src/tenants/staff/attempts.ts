import { networkOf, readPlainAddress } from '../../lib/address-ranges.ts';
import type { Clock } from '../../lib/clock.ts';
import { createWindowLimiter } from '../../lib/window-limiter.ts';
import { foldLogin } from './settings.ts';

/** Attempts to log in within a minute, right or wrong. */
export const ATTEMPTS = { perAddress: 10, perLogin: 5, perTenant: 60 } as const;
/** Names that are counted at once. */
const MAX_NAMES = 10_000;

export interface Attempt {
  /** Slug as the client wrote it: a tenant that does not exist is counted like any other. */
  readonly tenant: string;
  readonly login: string;
  /** Address of the client; of IPv6 its /64 counts. */
  readonly address: string;
}

/** Counts an attempt. Resolves with the milliseconds until the next one is allowed, 0 for one that is allowed now. */
export type CountAttempt = (attempt: Attempt) => Promise<number>;

/** What one limit refuses counts for no further one, so that one address cannot use up what a tenant may. */
export function createAttemptCounter(clock: Clock): CountAttempt {
  const limiter = (points: number) => createWindowLimiter({ clock, points, seconds: 60, maxNames: MAX_NAMES });
  const ofAddress = limiter(ATTEMPTS.perAddress);
  const ofLogin = limiter(ATTEMPTS.perLogin);
  const ofTenant = limiter(ATTEMPTS.perTenant);

  return async ({ tenant, login, address }) => {
    const read = readPlainAddress(address);
    const counts = [
      () => ofAddress.take(read === null ? address : networkOf(read)),
      () => ofLogin.take(JSON.stringify([tenant, foldLogin(login)])),
      () => ofTenant.take(tenant),
    ];
    for (const count of counts) {
      const { allowed, resetMs } = await count();
      if (!allowed) return Math.max(1, resetMs);
    }
    return 0;
  };
}
