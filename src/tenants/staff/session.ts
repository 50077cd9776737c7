import type { SessionTokens } from '../../upstream/auth/session-tokens.ts';
import type { DictionaryCache } from '../dictionary-cache.ts';
import type { Tenant } from '../registry.ts';

/** The session of one ProBonus user. Ends with its time, a logout, its tenant, or at the server's refusal. */
export interface StaffSession {
  readonly id: string;
  /** Slug of its tenant. */
  readonly tenant: string;
  /** Id of the user at the server. */
  readonly userId: number;
  /** Login as the server spells it. */
  readonly login: string;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly tokens: SessionTokens;
  /** Dictionaries as this user may read them; no other principal sees the copies. */
  dictionariesOf(tenant: Tenant): DictionaryCache;
}
