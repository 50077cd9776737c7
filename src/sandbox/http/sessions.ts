import { createHmac } from 'node:crypto';
import type { SandboxUser } from '../model.ts';
import { ApiError } from './api-error.ts';

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
}

/** Sessions in memory alone: a restart ends all of them, as it does on a real server. */
export interface Sessions {
  login(login: string, password: string, now: number): TokenPair;
  /** A refresh token works once; its use ends the access token issued with it. */
  refresh(refreshToken: string, now: number): TokenPair;
  /** Null when the token is unknown, expired or logged out. */
  userOf(token: string, now: number): SandboxUser | null;
  logout(token: string): void;
  /** For tests: ends every session at once; fixed tokens stay valid. */
  revokeAll(): void;
  idOf(user: SandboxUser): number;
  users(): readonly SandboxUser[];
}

interface Session {
  user: SandboxUser;
  tokens: TokenPair;
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

  const end = ({ tokens }: Session): void => {
    byAccess.delete(tokens.accessToken);
    byRefresh.delete(tokens.refreshToken);
  };

  const start = (user: SandboxUser, now: number): TokenPair => {
    for (const old of byRefresh.values()) {
      if (old.refreshUntil > now) break; // oldest first
      end(old);
    }
    const lifetime = seconds * 1000;
    const tokens = {
      accessToken: sign(user, 'access', now),
      refreshToken: sign(user, 'refresh', now),
      tokenType: 'bearer',
      expiresIn: seconds,
    };
    const session = { user, tokens, expiresAt: now + lifetime, refreshUntil: now + lifetime * REFRESH_LIFETIMES };
    byAccess.set(tokens.accessToken, session);
    byRefresh.set(tokens.refreshToken, session);
    return tokens;
  };

  return {
    login(login, password, now) {
      const user = users.find((user) => user.login === login && user.password === password);
      if (!user) throw new ApiError(401, 'Неверный логин или пароль');
      return start(user, now);
    },
    refresh(refreshToken, now) {
      const session = byRefresh.get(refreshToken);
      if (!session || session.refreshUntil <= now) throw new ApiError(401, 'Could not validate credentials');
      end(session);
      return start(session.user, now);
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

/** Operations that a role of the web admin may not call; API users and other roles may call all. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  Хостес:
    /^(operations\.(deposit|withdraw|group)|accounts\.(block|unblock)|reports\.get|users\.list|.*(Groups|Types)\.(insert|update)|discounts\.(insert|update))/,
  Стажёр: /^(operations\.|discounts\.|reports\.get|users\.list|.*\.(insert|update)$)/,
  Маркетолог: /^(users\.list|identifierTypes\.(insert|update))/,
};

export function isAllowed(user: SandboxUser, operationId: string): boolean {
  return user.userType === 'API' || !FORBIDDEN[user.role ?? '']?.test(operationId);
}
