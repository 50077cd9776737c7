import type { GatewayConfig, TenantConfig } from '../../src/config/gateway-config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ROLE_NAMES, type Role } from '../../src/config/scopes.ts';
import { hashKey, newKey } from '../../src/tenants/api-keys.ts';

/** A tenant as its file says it; what is left out has the file's default. */
export interface TenantFile {
  readonly slug: string;
  readonly baseUrl: string;
  readonly name?: string;
  readonly timeZone?: string;
  readonly credentials?: object;
  readonly dialect?: object;
  readonly upstream?: object;
  readonly valueMoves?: object;
}

/** A configuration read from a file, as an operator would write it, with an API key for every role of every tenant. */
export function configOf(tenants: readonly TenantFile[], more: object = {}) {
  const keys = new Map<string, string>();
  const apiKeys = tenants.flatMap(({ slug }) =>
    ROLE_NAMES.map((role) => {
      const { key } = newKey(role);
      keys.set(`${slug} ${role}`, key);
      return { id: role, tenant: slug, hash: `sha256:${hashKey(key)}`, roles: [role] };
    }),
  );
  const text = JSON.stringify({
    server: { port: 0 },
    intents: { store: 'memory' },
    tenants: tenants.map((tenant) => ({
      name: 'Ресторан «Сатурн»',
      timeZone: 'Europe/Moscow',
      credentials: { login: 'gateway', password: 'gateway' },
      ...tenant,
      // No race between a busy machine and the time to connect to it.
      upstream: { connectTimeoutMs: 20_000, ...tenant.upstream },
    })),
    apiKeys,
    ...more,
  });
  const result = loadConfig({ path: 'test', text, env: { LOG_LEVEL: 'silent' } });
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  const config: GatewayConfig = result.config;
  return {
    config,
    apiKeys,
    apiKey: (slug = tenants[0]?.slug, role: Role = 'admin') => keys.get(`${slug} ${role}`) ?? '',
  };
}

export function tenantConfig(tenant: Omit<TenantFile, 'slug'> & { slug?: string }): TenantConfig {
  const [found] = configOf([{ slug: 'saturn', ...tenant }]).config.tenants;
  if (!found) throw new Error('no tenant');
  return found;
}
