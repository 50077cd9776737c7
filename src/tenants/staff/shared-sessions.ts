import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../lib/clock.ts';
import { currentKeyring } from '../../lib/keyring.ts';
import { createSessionTokens } from '../../upstream/auth/session-tokens.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Principal } from '../principal.ts';
import type { Tenants } from '../registry.ts';
import type { StaffSession } from './session.ts';
import { createSessionDictionaries } from './session-dictionaries.ts';
import type { SessionStore, StoredSession } from './session-store.ts';
import {
  checkNobody,
  checkToken,
  hashToken,
  newSessionId,
  newToken,
  OVERLAP_MS,
  sessionIdOf,
} from './session-token.ts';
import type { StaffSessions } from './sessions.ts';
import {
  countByTenant,
  isOwnLogin,
  mayHaveSessions,
  principalOf,
  type StaffConfig,
  sessionEnd,
  staffSettings,
} from './settings.ts';

/** Sessions whose tokens a replica keeps at hand. */
const MAX_KNOWN = 10_000;
/** The store is told of a use once in so long. */
const TOUCH_MS = 10_000;

interface Known {
  row: StoredSession;
  readonly session: StaffSession;
}

export interface SharedSessionsOptions {
  /** Those in force, which a reload replaces. */
  readonly tenants: Pick<Tenants, 'get'>;
  readonly clock: Clock;
  readonly store: SessionStore;
}

/**
 * Sessions of ProBonus users that every replica knows. Each request reads the row of its session, so that a logout holds everywhere at
 * once; while the store does not answer, a replica goes on with the sessions that it has served.
 */
export function createSharedSessions(
  config: StaffConfig,
  { tenants, clock, store }: SharedSessionsOptions,
): StaffSessions {
  let settings = staffSettings(config);
  const keyring = currentKeyring(() => settings.keyring);
  const known = new LRUCache<string, Known>({ max: MAX_KNOWN });
  const dictionaries = createSessionDictionaries((id) => known.has(id));

  const forgetHere = (id: string): void => {
    known.delete(id);
    dictionaries.delete(id);
  };
  /** A store that is away ends it later: the session is over by its time, or is refused by the server. */
  const end = (id: string): void => {
    known.peek(id)?.session.tokens.end();
    forgetHere(id);
    store.end(id).catch(() => {});
  };
  const isOver = (row: StoredSession): boolean => {
    const { limits, servers } = settings;
    const own = servers.get(row.tenant);
    if (row.endedAt !== null || limits === null || !own || serverOf(own.baseUrl) !== row.server) return true;
    return isOwnLogin(row.login, own) || clock.now() >= sessionEnd(row, limits);
  };

  /** Null where its tokens are gone, or cannot be opened. */
  const sessionOf = async (row: StoredSession): Promise<StaffSession | null> => {
    const { id, tenant: slug, userId, login, openedAt, expiresAt } = row;
    const found = known.get(id);
    if (found) {
      found.row = row;
      return found.session;
    }
    const tenant = tenants.get(slug);
    const tokensOf = store.tokensOf(row);
    const { token, generation } = await tokensOf.read();
    if (!tenant || !token) return null;
    const tokens = createSessionTokens({
      pair: token.pair,
      requestedAt: clock.now() - token.ageMs,
      keyring,
      owner: `${slug} ${id}`,
      client: () => (tenants.get(slug) ?? tenant).client,
      clock,
      onEnd: () => end(id),
      shared: { login: tokensOf, generation },
    });
    const dictionariesOf: StaffSession['dictionariesOf'] = (current) => dictionaries.of(id, current);
    const session = { id, tenant: slug, userId, login, openedAt, expiresAt, tokens, dictionariesOf };
    known.set(id, { row, session });
    return session;
  };

  const touch = (row: StoredSession): void => {
    const often = Math.min(TOUCH_MS, (settings.limits?.idleSeconds ?? 1) * 100);
    if (clock.now() - row.lastUsedAt < often) return;
    row.lastUsedAt = clock.now();
    store.touch(row.id).catch(() => {});
  };

  const principal = (session: StaffSession): Principal => principalOf(session, settings.scopes);

  return {
    admits: ({ slug }, login) => mayHaveSessions(settings, slug, login),
    async authenticate(credential) {
      const id = sessionIdOf(credential);
      if (id === null) return null;
      const hash = hashToken(credential);
      try {
        const row = await store.find(id).catch((error: unknown) => {
          const found = known.get(id)?.row;
          if (found) return found;
          throw error;
        });
        if (!row) {
          checkNobody(hash);
          forgetHere(id);
          return null;
        }
        const proof = checkToken(row, hash, clock.now());
        if (proof === null) return null;
        if (isOver(row)) forgetHere(id);
        if (proof === 'ENDED' || isOver(row)) return 'EXPIRED';
        const session = await sessionOf(row);
        if (!session) return 'EXPIRED';
        touch(row);
        return principal(session);
      } catch {
        return 'UNAVAILABLE';
      }
    },
    async open({ tenant, user, pair, requestedAt }) {
      const { limits, servers } = settings;
      const server = servers.get(tenant.slug);
      if (limits === null || server === undefined) return null;
      const id = newSessionId();
      const token = newToken(id);
      const key = { id, tenant: tenant.slug };
      const hash = hashToken(token).toString('hex');
      const added = { ...key, server: serverOf(server.baseUrl), userId: user.id, login: user.login, hash };
      const tokens = store.tokensOf(key);
      return asked(async () => {
        const opened = await store.add(added, limits);
        if (!opened) return null;
        await tokens.lock(id, 0);
        await tokens.store(id, 0, { pair, ageMs: clock.now() - requestedAt });
        const row = await store.find(id);
        const session = row && (await sessionOf(row));
        return session && { token, expiresAt: opened.expiresAt, principal: principal(session) };
      });
    },
    refresh: (session) =>
      asked(async () => {
        const token = newToken(session.id);
        const isOpen = await store.replaceToken(session.id, hashToken(token).toString('hex'), OVERLAP_MS);
        return isOpen ? { token, expiresAt: session.expiresAt, principal: principal(session) } : null;
      }),
    async forget({ id }) {
      await asked(() => store.end(id));
      forgetHere(id);
    },
    configure(next) {
      settings = staffSettings(next);
      for (const [id, { row, session }] of known) if (isOver(row) || !session.tokens.isReadable()) forgetHere(id);
    },
    status() {
      const rows = [...known.values()].map(({ row }) => row);
      return countByTenant(
        settings,
        rows.filter((row) => !isOver(row)),
      );
    },
  };
}

/** Identity of a server's address; does not tell it. */
function serverOf(baseUrl: string): string {
  return createHash('sha256').update(baseUrl).digest('base64url').slice(0, 16);
}

/** A store that does not answer is the gateway's own overload: nothing was asked of a server. */
async function asked<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    throw new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', reason: 'SESSION_STORE', retryAfter: 1, cause });
  }
}
