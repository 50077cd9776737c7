import { type ExecutionResult, execute, type GraphQLError, parse, validate } from 'graphql';
import { DEFAULT_DIALECT, type DialectConfig } from '../../src/config/dialect.ts';
import type { TenantConfig } from '../../src/config/gateway-config.ts';
import { GUEST_SCOPES, ROLES, type Role, SCOPES } from '../../src/config/scopes.ts';
import { DEFAULT_LIMITS } from '../../src/config/upstream-limits.ts';
import { schema } from '../../src/domain/schema.ts';
import { createContextFactory, type GatewayContext } from '../../src/graph/context.ts';
import { publicError } from '../../src/graph/errors.ts';
import { createIntents } from '../../src/intents/intents.ts';
import { createMemoryStore } from '../../src/intents/store/memory.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { Secret } from '../../src/lib/secret.ts';
import type { Principal } from '../../src/tenants/principal.ts';
import { createTenants } from '../../src/tenants/registry.ts';

/** A tenant as a configuration file would give it, for a server at this address. */
export function tenantConfig(
  baseUrl: string,
  changes: Partial<Omit<TenantConfig, 'dialect'>> & { dialect?: Partial<DialectConfig> } = {},
): TenantConfig {
  return {
    slug: 'saturn',
    name: 'Ресторан «Сатурн»',
    baseUrl,
    timeZone: 'Europe/Moscow',
    credentials: { login: 'gateway', password: new Secret('gateway') },
    upstream: DEFAULT_LIMITS,
    valueMoves: { maxAmount: 10_000_000, settleSeconds: 600, reasonVerbatim: 'auto', groupTimeoutMs: 120_000 },
    ...changes,
    dialect: { ...DEFAULT_DIALECT, ...changes.dialect },
  };
}

/** Whoever a guest token of this account is. */
export function guestOf(guestId: number, tenant = 'saturn'): Principal {
  const id = `guest:${guestId}`;
  return { kind: 'GUEST', id, tenant, name: id, scopes: GUEST_SCOPES, guestId, costPerMinute: 6000 };
}

export interface Answer {
  data: Record<string, unknown> | null | undefined;
  /** Each as `CODE REASON at path`, as a client would see the code; what would be masked is INTERNAL_SERVER_ERROR. */
  errors: string[];
  /** Upstream calls by operation. */
  calls: GatewayContext['callStats']['byOperation'];
  result: ExecutionResult;
}

/** The schema on these tenants, without HTTP: `ask` gives the data and the upstream calls that it cost. */
export function createGraph(tenants: TenantConfig[], options: { clock?: Clock } = {}) {
  const clock = options.clock ?? systemClock;
  const registry = createTenants({ tenants }, { clock });
  const intents = createIntents({ store: createMemoryStore(), tenants: registry, clock });
  const createContext = createContextFactory({
    tenants: registry,
    intents,
    credentials: { issueGuestToken: null },
    clock,
  });
  return {
    tenants: registry,
    intents,
    async close() {
      await intents.close();
      await registry.close();
    },
    async ask(
      source: string,
      variables: Record<string, unknown> = {},
      who: { tenant?: string; role?: Role; principal?: Principal | null } = {},
    ): Promise<Answer> {
      const tenant = who.tenant ?? tenants[0]?.slug ?? '';
      const scopes = new Set(who.role ? ROLES[who.role] : SCOPES);
      const principal: Principal | null =
        who.principal === undefined ? { kind: 'API_KEY', id: 'test', tenant, name: 'test', scopes } : who.principal;
      const context = createContext({ requestId: 'test', principal });
      const document = parse(source);
      const faults = validate(schema, document);
      const result: ExecutionResult =
        faults.length > 0
          ? { errors: faults }
          : await execute({ schema, document, variableValues: variables, contextValue: context });
      return {
        data: result.data,
        errors: (result.errors ?? []).map(told),
        calls: context.callStats.byOperation,
        result,
      };
    },
  };
}

function told(error: GraphQLError): string {
  const { code = 'INTERNAL_SERVER_ERROR', reason } = publicError(error)?.extensions ?? {};
  // What parsing and validation refuse has neither a path nor a code of ours: its text says it.
  if (error.path === undefined && !('code' in error.extensions)) return error.message;
  return `${code}${reason ? ` ${reason}` : ''} at ${(error.path ?? []).join('.')}`;
}
