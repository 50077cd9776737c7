import { execute, type ExecutionResult, parse, validate } from 'graphql';
import { DEFAULT_DIALECT, type DialectConfig } from '../../src/config/dialect.ts';
import type { TenantConfig } from '../../src/config/gateway-config.ts';
import { schema } from '../../src/domain/schema.ts';
import { createContextFactory, type GatewayContext } from '../../src/graph/context.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { Secret } from '../../src/lib/secret.ts';
import type { Principal } from '../../src/tenants/principal.ts';
import { createTenants } from '../../src/tenants/registry.ts';
import { type Role, ROLES, SCOPES } from '../../src/tenants/scopes.ts';

/** A tenant as a configuration file would give it, for a server at this address. */
export function tenantConfig(baseUrl: string, changes: Partial<Omit<TenantConfig, 'dialect'>> & { dialect?: Partial<DialectConfig> } = {}): TenantConfig {
  return {
    slug: 'saturn',
    name: 'Ресторан «Сатурн»',
    baseUrl,
    timeZone: 'Europe/Moscow',
    credentials: { login: 'gateway', password: new Secret('gateway') },
    upstream: { maxConcurrent: 32, maxQueue: 1000, timeoutMs: 5000, deadlineMs: 10_000, allowHttp: false, allowPrivate: false },
    valueMoves: { maxAmount: 10_000_000, settleSeconds: 600, reasonVerbatim: 'auto', groupTimeoutMs: 120_000 },
    ...changes,
    dialect: { ...DEFAULT_DIALECT, ...changes.dialect },
  };
}

export interface Answer {
  data: Record<string, unknown> | null | undefined;
  /** Each as `CODE at path`. */
  errors: string[];
  /** Upstream calls by operation. */
  calls: GatewayContext['log']['byOperation'];
  result: ExecutionResult;
}

/** The schema on these tenants, without HTTP: `ask` gives the data and the upstream calls that it cost. */
export function createGraph(tenants: TenantConfig[], options: { clock?: Clock } = {}) {
  const clock = options.clock ?? systemClock;
  const registry = createTenants({ tenants }, { clock });
  const createContext = createContextFactory({ tenants: registry, clock });
  return {
    tenants: registry,
    close: () => registry.close(),
    async ask(source: string, variables: Record<string, unknown> = {}, who: { tenant?: string; role?: Role; principal?: Principal | null } = {}): Promise<Answer> {
      const tenant = who.tenant ?? tenants[0]?.slug ?? '';
      const scopes = new Set(who.role ? ROLES[who.role] : SCOPES);
      const principal: Principal | null = who.principal === undefined ? { kind: 'API_KEY', id: 'test', tenant, name: 'test', scopes } : who.principal;
      const context = createContext({ requestId: 'test', principal });
      const document = parse(source);
      const faults = validate(schema, document);
      const result: ExecutionResult = faults.length > 0 ? { errors: faults } : await execute({ schema, document, variableValues: variables, contextValue: context });
      return {
        data: result.data,
        errors: (result.errors ?? []).map(
          (error) => `${String(error.extensions.code ?? (error.originalError as { kind?: string } | undefined)?.kind ?? error.message)} at ${(error.path ?? []).join('.')}`,
        ),
        calls: context.log.byOperation,
        result,
      };
    },
  };
}
