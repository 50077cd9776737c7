import type { GatewayConfig, StaffSessionsConfig } from '../../config/gateway-config.ts';
import { type Scope, STAFF_EXCLUDED, scopesOf } from '../../config/scopes.ts';
import { createKeyring, type Keyring } from '../../lib/keyring.ts';
import type { Principal } from '../principal.ts';
import type { StaffSession } from './session.ts';

/** The part of a configuration that sessions depend on. */
export type StaffConfig = Pick<GatewayConfig, 'staffSessions' | 'secrets' | 'tenants'>;

interface Server {
  readonly baseUrl: string;
  /** The gateway's own login there; null for the token of an API user. */
  readonly login: string | null;
}

export interface StaffSettings {
  /** Null: nobody can log in. */
  readonly limits: StaffSessionsConfig | null;
  readonly scopes: ReadonlySet<Scope>;
  readonly keyring: Keyring;
  /** By slug of the tenant. */
  readonly servers: ReadonlyMap<string, Server>;
}

export function staffSettings({ staffSessions: limits, secrets, tenants }: StaffConfig): StaffSettings {
  return {
    limits,
    scopes: new Set([...scopesOf(limits?.roles ?? [])].filter((scope) => !STAFF_EXCLUDED.has(scope))),
    // Named one by one: the options' test sees by their names that they are read.
    keyring: createKeyring(secrets.keys.map(({ kid, secret }) => ({ kid, secret }))),
    servers: new Map(
      tenants.map(({ slug, baseUrl, credentials }) => {
        return [slug, { baseUrl, login: 'login' in credentials ? credentials.login : null }];
      }),
    ),
  };
}

/** The user of a session, who may what every session of staff may. */
export function principalOf(session: StaffSession, scopes: ReadonlySet<Scope>): Principal {
  const { tenant, login: name, userId } = session;
  return { kind: 'STAFF', id: `staff:${userId}`, tenant, name, scopes, session };
}

/** Whether the server may take this for the gateway's own login. */
export function isOwnLogin(login: string, { login: own }: Server): boolean {
  return own !== null && foldLogin(login) === foldLogin(own);
}

/** Whether this user may log in at that tenant. */
export function mayHaveSessions({ limits, servers }: StaffSettings, slug: string, login: string): boolean {
  const server = servers.get(slug);
  return limits !== null && server !== undefined && !isOwnLogin(login, server);
}

/** When a session is over by its time, in milliseconds. */
export function sessionEnd(
  { openedAt, expiresAt, lastUsedAt }: Readonly<Record<'openedAt' | 'expiresAt' | 'lastUsedAt', number>>,
  { ttlSeconds, idleSeconds }: StaffSessionsConfig,
): number {
  return Math.min(expiresAt, openedAt + ttlSeconds * 1000, lastUsedAt + idleSeconds * 1000);
}

/** Open sessions by tenant; null where nobody can log in. */
export function countByTenant(
  { limits, servers }: StaffSettings,
  open: readonly { readonly tenant: string }[],
): Record<string, number> | null {
  if (limits === null) return null;
  const counts = new Map([...servers.keys()].map((slug) => [slug, 0]));
  for (const { tenant } of open) counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** One spelling of a login, for comparison alone. */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}
