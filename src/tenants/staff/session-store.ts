import type { SharedLogin } from '../../upstream/auth/shared-login.ts';

/** A session as replicas share it. Times are of this process's clock. */
export interface StoredSession {
  readonly id: string;
  /** Slug of its tenant. */
  readonly tenant: string;
  /** Identity of the server's address. */
  readonly server: string;
  readonly userId: number;
  readonly login: string;
  readonly openedAt: number;
  readonly expiresAt: number;
  lastUsedAt: number;
  /** Null while it is open. */
  readonly endedAt: number | null;
  /** Hash of its token, in hex, and of those that were replaced. */
  readonly hash: string;
  readonly former: readonly { readonly hash: string; readonly until: number }[];
}

export type NewSession = Pick<StoredSession, 'id' | 'tenant' | 'server' | 'userId' | 'login' | 'hash'>;

export interface SessionLimits {
  readonly ttlSeconds: number;
  readonly idleSeconds: number;
  readonly perTenant: number;
  readonly perLogin: number;
}

/** Sessions of staff in the store that replicas share. Functions reject while it does not answer. */
export interface SessionStore {
  /** Null for one that is unknown, or that the keys in force do not open. */
  find(id: string): Promise<StoredSession | null>;
  /** Null where the tenant has too many. The oldest ones of a user with too many end. */
  add(session: NewSession, limits: SessionLimits): Promise<{ readonly expiresAt: number } | null>;
  touch(id: string): Promise<void>;
  /** Puts another token in the place of the current one, which goes on for `overlapMs`. False for a session that has ended. */
  replaceToken(id: string, hash: string, overlapMs: number): Promise<boolean>;
  end(id: string): Promise<void>;
  /** The tokens of ProBonus of a session. */
  tokensOf(session: Pick<StoredSession, 'id' | 'tenant'>): SharedLogin;
}
