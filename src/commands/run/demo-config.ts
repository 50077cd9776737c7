import { createHash, randomBytes } from 'node:crypto';
import { ROLE_NAMES, type Role } from '../../config/scopes.ts';
import type { DemoKey } from '../../server/graphiql/graphiql.ts';
import { hashKey, newKey } from '../../tenants/api-keys.ts';

/** An emulated server as a tenant. */
export interface DemoTenant {
  readonly slug: string;
  readonly name: string;
  /** With the base path. */
  readonly url: string;
  readonly timeZone: string;
}

interface RoleKey extends DemoKey {
  readonly role: Role;
}

interface DemoConfigOptions {
  readonly tenants: readonly DemoTenant[];
  readonly keys: readonly RoleKey[];
  /** File of the log of value moves; null: in memory. */
  readonly intentsFile: string | null;
}

const ROLES: readonly Role[] = ['admin', ...ROLE_NAMES.filter((role) => role !== 'admin')];

/** A key for each tenant and role, the first tenant's admin first. They follow from `keysFrom`; null: from chance. */
export function demoKeys(tenants: readonly { readonly slug: string }[], keysFrom: string | null): RoleKey[] {
  return tenants.flatMap(({ slug: tenant }) =>
    ROLES.map((role) => ({ tenant, role, key: demoKey(tenant, role, keysFrom) })),
  );
}

function demoKey(tenant: string, role: Role, keysFrom: string | null): string {
  if (keysFrom === null) return newKey(`demo-${role}`).key;
  return newKey(`demo-${role}`, createHash('sha256').update(`${keysFrom} ${tenant} ${role}`).digest()).key;
}

/** The sections of a configuration file for emulated servers, so that they have the same defaults and checks as others. */
export function demoConfig({ tenants, keys, intentsFile }: DemoConfigOptions) {
  return {
    tenants: tenants.map(({ slug, name, url, timeZone }) => ({
      slug,
      name,
      baseUrl: url,
      timeZone,
      credentials: { login: 'gateway', password: 'gateway' },
      // A lost response is settled while somebody waits for it.
      valueMoves: { settleSeconds: 5 },
    })),
    apiKeys: keys.map(({ tenant, role, key }) => ({
      id: `demo-${role}`,
      tenant,
      hash: `sha256:${hashKey(key)}`,
      roles: [role],
    })),
    guestTokens: { keys: [{ kid: 'demo', secret: randomSecret() }] },
    staffSessions: { roles: ['crm'] },
    secrets: { keys: [{ kid: 'demo', secret: randomSecret() }] },
    intents: intentsFile === null ? { store: 'memory' } : { store: 'sqlite', path: intentsFile },
  };
}

const randomSecret = () => randomBytes(32).toString('base64url');
