import { randomUUID } from 'node:crypto';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import { type Clock, monotonic, sleep } from '../../lib/clock.ts';
import type { TokenPair } from '../codec/token-pair.ts';
import { UpstreamError } from '../errors.ts';
import { type EndingToken, isValid, TOKEN_READ_MS, tokenLife } from './renewing-tokens.ts';

/** A token pair as replicas share it. */
export interface SharedToken {
  readonly pair: TokenPair;
  /** Milliseconds since it was requested, by the clock of the store. */
  readonly ageMs: number;
}

export interface SharedState {
  /** Grows by one with each login; 0 before the first. */
  readonly generation: number;
  /** Null where there is none, or none that the keys in force open. */
  readonly token: SharedToken | null;
  /** Whether another replica is logging in. */
  readonly isLocked: boolean;
}

/** The row of one login in the store that replicas share. Functions reject while the store does not answer. */
export interface SharedLogin {
  read(): Promise<SharedState>;
  /** Takes the lock of the login, or holds it longer, where the generation is still this one. It ends by itself after `LEASE_MS`. */
  lock(holder: string, generation: number): Promise<boolean>;
  /** Stores the next generation and frees the lock. Null where another one holds it now. */
  store(holder: string, generation: number, token: SharedToken): Promise<number | null>;
  unlock(holder: string): Promise<void>;
  /** Whether a value move of the tenant is being sent by any replica. */
  isMoving(): Promise<boolean>;
  /** Told after each use, whether the store answered. */
  onUse(answers: boolean): void;
}

/** A replica that died, or stands still, holds the lock so long: shorter than the deadline of the calls that wait for it. */
export const LEASE_MS = 3000;
const EXTEND_MS = 1000;
const POLL_MS = 100;
/** The store is not asked again for so long after it did not answer. */
const AWAY_MS = 1000;

/** The store that replicas share does not answer. */
export class NotShared extends Error {
  override readonly name = 'NotShared';
}

/** The error of a call that waits for the store. */
export function notShared(waitMs: number): UpstreamError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000));
  return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'LOGIN_NOT_SHARED', retryAfter });
}

/** A token that replicas share, or that this one has got alone after it. */
export interface SharedEndingToken extends EndingToken {
  /** 0 for one from before the first that was shared. */
  readonly generation: number;
  readonly alone?: object | null;
}

export interface SharedRenewal {
  /** The token that no longer serves, or is due. */
  readonly old: SharedEndingToken | null;
  /** Refreshes or logs in. `refreshToken`: the one that is stored. */
  readonly request: (refreshToken: string | null) => Promise<SharedToken>;
}

export interface Renewed extends SharedToken {
  readonly generation: number;
  /** `alone`: the store took no note of it. */
  readonly origin: 'adopted' | 'shared' | 'alone';
}

/** The next token of a login: the one that another replica has got, else one that is requested under the lock of the login. */
export type RenewShared = (renewal: SharedRenewal) => Promise<Renewed>;

export function createSharedRenewal(login: SharedLogin, limits: UpstreamLimits, clock: Clock): RenewShared {
  let awayUntil = Number.NEGATIVE_INFINITY;

  const ask = async <T>(use: () => Promise<T>): Promise<T> => {
    if (clock.now() < awayUntil) throw new NotShared();
    try {
      const result = await use();
      login.onUse(true);
      return result;
    } catch (cause) {
      awayUntil = clock.now() + AWAY_MS;
      login.onUse(false);
      throw new NotShared('', { cause });
    }
  };

  const isAlive = ({ pair, ageMs }: SharedToken): boolean => tokenLife(pair.lifetimeMs, -ageMs, limits).expiresAt > 0;

  /**
   * Before a token that lives is ended: no replica sends a value move with it after `refreshAt`, and those that are being sent have
   * been read by the server, or are over.
   */
  const movesEnded = async (refreshAt: number): Promise<void> => {
    await sleep(clock, Math.min(Math.max(0, refreshAt - clock.now()), SHARED_MARGIN_MS));
    const until = monotonic(clock) + TOKEN_READ_MS;
    while (monotonic(clock) < until && (await login.isMoving())) await sleep(clock, POLL_MS);
  };

  /** Holds the lock until the function it gives is called. */
  const extend = (holder: string, generation: number): (() => void) => {
    let cancel = () => {};
    const next = () => {
      cancel = clock.after(EXTEND_MS, () => {
        login.lock(holder, generation).catch(() => {});
        next();
      });
    };
    next();
    return () => cancel();
  };

  const underLock = async (
    holder: string,
    { generation, token }: SharedState,
    { old, request }: SharedRenewal,
  ): Promise<Renewed | null> => {
    const stop = extend(holder, generation);
    let isStored = false;
    try {
      if (old !== null && !old.alone && isValid(old, clock)) await ask(() => movesEnded(old.refreshAt));
      const requested = await request(token?.pair.refreshToken ?? null);
      try {
        const next = await ask(() => login.store(holder, generation, requested));
        isStored = next !== null;
        return next === null ? null : { ...requested, generation: next, origin: 'shared' };
      } catch {
        return { ...requested, generation, origin: 'alone' };
      }
    } finally {
      stop();
      if (!isStored) login.unlock(holder).catch(() => {});
    }
  };

  return async (renewal) => {
    const holder = randomUUID();
    for (;;) {
      const found = await ask(login.read);
      const { generation, token } = found;
      if (token && generation !== (renewal.old?.generation ?? 0) && isAlive(token))
        return { ...token, generation, origin: 'adopted' };
      if (!found.isLocked && (await ask(() => login.lock(holder, generation)))) {
        const got = await underLock(holder, found, renewal);
        if (got) return got;
      } else await sleep(clock, POLL_MS);
    }
  };
}

/** So much may replicas differ about the time of a shared token. Value moves take the next one so much earlier than it is due. */
export const SHARED_MARGIN_MS = 1000;
