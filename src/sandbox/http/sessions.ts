import { createHmac } from 'node:crypto';
import type { SandboxUser } from '../model.ts';
import { Problem } from './api-error.ts';

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
}

/** Who is logged in. Kept in memory alone: a restart ends all sessions, as it does on a real server. */
export interface Sessions {
  login(login: string, password: string, now: number): TokenPair;
  /** A refresh token works once; using it ends the access token that came with it. */
  refresh(refreshToken: string, now: number): TokenPair;
  /** Null when the token is unknown, expired or logged out. */
  userOf(token: string, now: number): SandboxUser | null;
  logout(token: string): void;
  /** For tests: every session ends at once, fixed tokens stay. */
  revokeAll(): void;
  idOf(user: SandboxUser): number;
  users(): readonly SandboxUser[];
}

interface Session {
  user: SandboxUser;
  access: string;
  refresh: string;
  expiresAt: number;
  refreshUntil: number;
}

const REFRESH_LIFETIMES = 144; // a day, with the default ten minutes of an access token

export function createSessions(users: readonly SandboxUser[], seconds: number, key: string): Sessions {
  const byAccess = new Map<string, Session>();
  const byRefresh = new Map<string, Session>();
  const fixed = new Map(users.flatMap((user) => (user.token === undefined ? [] : [[user.token, user] as const])));
  let issued = 0;

  const sign = (user: SandboxUser, kind: string, now: number): string => {
    issued++;
    const iat = Math.floor(now / 1000);
    const claims = { sub: user.login, type: kind, iat, exp: iat + seconds, jti: issued };
    const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };

  const open = (user: SandboxUser, now: number): TokenPair => {
    for (const [token, old] of byRefresh) {
      if (old.refreshUntil > now) break; // oldest first
      byRefresh.delete(token);
      byAccess.delete(old.access);
    }
    const session: Session = {
      user,
      access: sign(user, 'access', now),
      refresh: sign(user, 'refresh', now),
      expiresAt: now + seconds * 1000,
      refreshUntil: now + seconds * 1000 * REFRESH_LIFETIMES,
    };
    byAccess.set(session.access, session);
    byRefresh.set(session.refresh, session);
    return {
      accessToken: session.access,
      refreshToken: session.refresh,
      tokenType: 'bearer',
      expiresIn: seconds,
    };
  };

  const end = (session: Session): void => {
    byAccess.delete(session.access);
    byRefresh.delete(session.refresh);
  };

  return {
    login(login, password, now) {
      const user = users.find((user) => user.login === login && user.password === password);
      if (!user) throw new Problem(401, 'Неверный логин или пароль');
      return open(user, now);
    },
    refresh(refreshToken, now) {
      const session = byRefresh.get(refreshToken);
      if (!session || session.refreshUntil <= now) throw new Problem(401, 'Could not validate credentials');
      end(session);
      return open(session.user, now);
    },
    userOf(token, now) {
      const session = byAccess.get(token);
      if (session) return session.expiresAt > now ? session.user : null;
      return fixed.get(token) ?? null;
    },
    logout(token) {
      const session = byAccess.get(token);
      if (session) end(session);
    },
    revokeAll() {
      byAccess.clear();
      byRefresh.clear();
    },
    idOf: (user) => users.indexOf(user) + 1,
    users: () => users,
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
