import type { EventEmitter } from 'node:events';
import type { LimitsConfig } from '../../config/gateway-config.ts';
import type { Clock } from '../../lib/clock.ts';
import { FairLimiter, type Place, type Share } from '../../lib/concurrency/fair-limiter.ts';
import type { Principal } from '../../tenants/principal.ts';

export interface Admission {
  /** A place, at once or in time; null when the queue is full, the wait too long or the client gone. To be given back. */
  enter(principal: Sender | null, response: Closable): Place | Promise<Place | null>;
  leave(place: Place): void;
  readonly inFlight: number;
  readonly waiting: number;
}

type Sender = Pick<Principal, 'kind' | 'id' | 'tenant'>;
/** The response of a client that waits. */
type Closable = Pick<EventEmitter, 'once' | 'off'>;

/** Requests of one guest at once. */
const PER_GUEST = 8;
/** Part of all places for requests without a credential. */
const STRANGERS = 0.1;
/** Longest wait in the queue. */
const WAIT_MS = 2_000;

/**
 * At most `inFlight` requests at once, shared fairly; beyond that a queue of `waiting`. A tenant has its share where there are
 * several, a key or a login a smaller one. The guests of a tenant together have a share like a tenant's, so that they leave
 * places to its keys.
 */
export function createAdmission(options: {
  limits: AdmissionLimits;
  severalTenants: boolean;
  clock: Clock;
}): Admission {
  const { limits, severalTenants, clock } = options;
  const limiter = new FairLimiter({ size: limits.inFlight, maxWaiting: limits.waiting });
  const part = (share: number) => Math.max(1, Math.floor(limits.inFlight * share));
  const perTenant = severalTenants ? part(limits.tenantShare) : limits.inFlight;
  const perKey = part(limits.keyShare);
  // No slug is empty.
  const strangers: readonly Share[] = [{ name: '', cap: part(STRANGERS) }];
  const guests: Share = { name: 'GUEST', cap: part(limits.tenantShare) };

  const sharesOf = (principal: Sender | null): readonly Share[] => {
    if (principal === null) return strangers;
    const { kind, id } = principal;
    const tenant = { name: principal.tenant, cap: perTenant };
    if (kind === 'GUEST') return [tenant, guests, { name: id, cap: PER_GUEST }];
    return [tenant, { name: `${kind} ${id}`, cap: perKey }];
  };

  const waitFor = (shares: readonly Share[], response: Closable): Promise<Place | null> =>
    new Promise((resolve) => {
      const end = (place: Place | null) => {
        cancel();
        response.off('close', abandon);
        resolve(place);
      };
      const abandon = () => {
        giveUp?.();
        end(null);
      };
      const cancel = clock.after(WAIT_MS, abandon);
      response.once('close', abandon);
      const giveUp = limiter.wait(shares, end);
      if (!giveUp) end(null);
    });

  return {
    enter(principal, response) {
      const shares = sharesOf(principal);
      return limiter.tryEnter(shares) ?? waitFor(shares, response);
    },
    leave: (place) => limiter.leave(place),
    get inFlight() {
      return limiter.active;
    },
    get waiting() {
      return limiter.waiting;
    },
  };
}

export type AdmissionLimits = Pick<LimitsConfig, 'inFlight' | 'waiting' | 'tenantShare' | 'keyShare'>;
