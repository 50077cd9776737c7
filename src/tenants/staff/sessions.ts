import { LRUCache } from 'lru-cache';
import type { Clock } from '../../lib/clock.ts';
import { currentKeyring } from '../../lib/keyring.ts';
import { createSessionTokens } from '../../upstream/auth/session-tokens.ts';
import type { TokenPair } from '../../upstream/codec/token-pair.ts';
import type { Identity, Principal } from '../principal.ts';
import type { Tenant, Tenants } from '../registry.ts';
import type { StaffSession } from './session.ts';
import { createSessionDictionaries } from './session-dictionaries.ts';
import {
  checkNobody,
  createSessionToken,
  hashToken,
  newSessionId,
  type SessionToken,
  sessionIdOf,
} from './session-token.ts';
import {
  countByTenant,
  isOwnLogin,
  mayHaveSessions,
  principalOf,
  type StaffConfig,
  sessionEnd,
  staffSettings,
} from './settings.ts';

/** Tokens of ended sessions that are remembered as genuine. */
const MAX_ENDED = 10_000;

export interface Login {
  readonly tenant: Tenant;
  readonly user: { readonly id: number; readonly login: string };
  readonly pair: TokenPair;
  /** When the login was sent. */
  readonly requestedAt: number;
}

export interface IssuedSession {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly principal: Principal;
}

/** Sessions of ProBonus users. They outlive a reload of the configuration. */
export interface StaffSessions {
  /** Whether a user with this login may have a session; the gateway's own login may not. */
  admits(tenant: Tenant, login: string): boolean;
  /** Identity of a credential that begins with `pbs_`. */
  authenticate(credential: string): Identity | Promise<Identity>;
  /** Null where the tenant has too many sessions. The oldest one of a user with too many ends. */
  open(login: Login): IssuedSession | null | Promise<IssuedSession | null>;
  /** A new token of the session, which ends no later for it. Null for a session that has ended. */
  refresh(session: StaffSession): IssuedSession | null | Promise<IssuedSession | null>;
  /** Ends a session here. Its tokens go on for a logout at the server. */
  forget(session: StaffSession): void | Promise<void>;
  /** Applies another configuration. Ends sessions whose tenant, server or sealing key is gone. */
  configure(config: StaffConfig): void;
  /** Open sessions by tenant; null where nobody can log in. */
  status(): Record<string, number> | null;
}

interface OpenSession extends StaffSession {
  readonly baseUrl: string;
  readonly token: SessionToken;
  lastUsedAt: number;
}

/** Sessions in the memory of this process. `tenants` are those in force, which a reload replaces. */
export function createStaffSessions(
  config: StaffConfig,
  { tenants, clock }: { tenants: Pick<Tenants, 'get'>; clock: Clock },
): StaffSessions {
  const sessions = new Map<string, OpenSession>();
  const ended = new LRUCache<string, true>({ max: MAX_ENDED });
  const dictionaries = createSessionDictionaries((id) => sessions.has(id));
  let settings = staffSettings(config);
  const keyring = currentKeyring(() => settings.keyring);

  const forget = ({ id }: StaffSession): void => {
    dictionaries.delete(id);
    for (const hash of sessions.get(id)?.token.hashes() ?? []) ended.set(hash, true);
    sessions.delete(id);
  };
  const end = (session: StaffSession): void => {
    session.tokens.end();
    forget(session);
  };
  const isOver = (session: OpenSession): boolean =>
    settings.limits === null || clock.now() >= sessionEnd(session, settings.limits);
  /** Sessions that are not over, the oldest first. Ends the others. */
  const openSessions = (): OpenSession[] => {
    for (const session of sessions.values()) if (isOver(session)) end(session);
    return [...sessions.values()];
  };
  const openOf = (slug: string): OpenSession[] => openSessions().filter(({ tenant }) => tenant === slug);
  const issue = (session: OpenSession): IssuedSession => ({
    token: session.token.replace(),
    expiresAt: session.expiresAt,
    principal: principalOf(session, settings.scopes),
  });
  const add = ({ tenant, user, pair, requestedAt }: Login, baseUrl: string, ttlSeconds: number): OpenSession => {
    const id = newSessionId();
    const { slug } = tenant;
    const now = clock.now();
    const session: OpenSession = {
      id,
      tenant: slug,
      baseUrl,
      userId: user.id,
      login: user.login,
      openedAt: now,
      expiresAt: now + ttlSeconds * 1000,
      lastUsedAt: now,
      token: createSessionToken(id, clock),
      tokens: createSessionTokens({
        pair,
        requestedAt,
        keyring,
        owner: `${slug} ${id}`,
        client: () => (tenants.get(slug) ?? tenant).client,
        clock,
        onEnd: () => end(session),
      }),
      dictionariesOf: (current) => dictionaries.of(id, current),
    };
    sessions.set(id, session);
    return session;
  };

  return {
    admits: ({ slug }, login) => mayHaveSessions(settings, slug, login),
    authenticate(credential) {
      const id = sessionIdOf(credential);
      if (id === null) return null;
      const hash = hashToken(credential);
      const session = sessions.get(id);
      if (!session) {
        checkNobody(hash);
        return ended.has(hash.toString('hex')) ? 'EXPIRED' : null;
      }
      const proof = session.token.check(hash);
      if (proof === null) return null;
      if (isOver(session)) end(session);
      if (proof === 'ENDED' || !sessions.has(id)) return 'EXPIRED';
      session.lastUsedAt = clock.now();
      return principalOf(session, settings.scopes);
    },
    open(login) {
      const { limits, servers } = settings;
      const { slug } = login.tenant;
      const server = servers.get(slug);
      if (limits === null || server === undefined) return null;
      const own = openOf(slug).filter(({ userId }) => userId === login.user.id);
      for (const oldest of own.slice(0, Math.max(0, own.length + 1 - limits.perLogin))) end(oldest);
      if (openOf(slug).length >= limits.perTenant) return null;
      return issue(add(login, server.baseUrl, limits.ttlSeconds));
    },
    refresh({ id }) {
      const session = sessions.get(id);
      return session ? issue(session) : null;
    },
    forget,
    configure(next) {
      settings = staffSettings(next);
      for (const session of sessions.values()) {
        const server = settings.servers.get(session.tenant);
        const goesOn = server?.baseUrl === session.baseUrl && !isOwnLogin(session.login, server);
        if (!goesOn || isOver(session) || !session.tokens.isReadable()) end(session);
      }
    },
    status() {
      return countByTenant(settings, openSessions());
    },
  };
}
