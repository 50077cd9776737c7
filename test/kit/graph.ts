import { type ExecutionResult, execute, type GraphQLError, parse, validate } from 'graphql';
import type { TenantConfig } from '../../src/config/gateway-config.ts';
import { GUEST_SCOPES, ROLES, type Role, SCOPES } from '../../src/config/scopes.ts';
import { schema } from '../../src/domain/schema.ts';
import { createContextFactory, type GatewayContext, type RequestLimits } from '../../src/graph/context.ts';
import { publicError } from '../../src/graph/errors.ts';
import { createPeopleBudgets } from '../../src/graph/people/people-budget.ts';
import { createIntents, type IntentsOptions } from '../../src/intents/intents.ts';
import { createMemoryStore } from '../../src/intents/store/memory.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { Secret } from '../../src/lib/secret.ts';
import type { Principal } from '../../src/tenants/principal.ts';
import { createTenants } from '../../src/tenants/registry.ts';
import { createStaffSessions } from '../../src/tenants/staff/sessions.ts';
import { createStaff } from '../../src/tenants/staff/staff.ts';
import { createCallStats } from '../../src/upstream/call-stats.ts';

export type GraphOptions = Partial<Omit<IntentsOptions, 'tenants' | 'clock'>>;

/** Whoever a guest token of this account is. */
export function guestOf(guestId: number, tenant = 'saturn'): Principal {
  const id = `guest:${guestId}`;
  return { kind: 'GUEST', id, tenant, name: id, scopes: GUEST_SCOPES, guestId, costPerMinute: 6000 };
}

/** Every scope that a session can have. */
const STAFF = {
  staffSessions: { roles: ['admin'], ttlSeconds: 1e6, idleSeconds: 1e6, perTenant: 1000, perLogin: 100 },
  secrets: { keys: [{ kid: 'test', secret: new Secret('s'.repeat(32)) }] },
} as const;

export interface Answer {
  data: Record<string, unknown> | null | undefined;
  /** Each as `CODE REASON at path`, as a client would see the code; what would be masked is INTERNAL_SERVER_ERROR. */
  errors: string[];
  /** Upstream calls by operation. */
  calls: GatewayContext['callStats']['byOperation'];
  result: ExecutionResult;
}

/** The graph on these tenants, without HTTP. The caller closes it. */
export function createGraph(configs: readonly TenantConfig[], clock: Clock, options: GraphOptions = {}) {
  const { store = createMemoryStore(), ...rest } = options;
  const tenants = createTenants({ tenants: configs }, { clock });
  const intents = createIntents({ store, tenants, clock, ...rest });
  const started = intents.start();
  const issueGuestToken = async () => ({ token: 'a token', expiresAt: clock.now() + 900_000 });
  const staff = createStaff(createStaffSessions({ tenants: configs, ...STAFF }, { tenants, clock }), {
    tenants,
    clock,
  });
  const people = createPeopleBudgets({ clock });
  const createContext = createContextFactory({
    tenants,
    intents,
    credentials: { issueGuestToken },
    people,
    staff,
    clock,
  });
  return {
    tenants,
    store,
    intents,
    people,
    started,
    /** The principal of a new session of a user, whose password is the login. */
    async logIn(login: string): Promise<Principal> {
      const request = { login, password: new Secret(login), tenant: configs[0]?.slug ?? '', address: login };
      const outcome = await staff.logIn({ ...request, stats: createCallStats() });
      if (outcome.type !== 'OPENED') throw new Error(`${login}: ${outcome.type}`);
      return outcome.session.principal;
    },
    async ask(
      source: string,
      variables: Record<string, unknown> = {},
      who: { tenant?: string; role?: Role; principal?: Principal | null; limits?: RequestLimits } = {},
    ): Promise<Answer> {
      await started;
      const tenant = who.tenant ?? configs[0]?.slug ?? '';
      const scopes = new Set(who.role ? ROLES[who.role] : SCOPES);
      const principal: Principal | null =
        who.principal === undefined ? { kind: 'API_KEY', id: 'test', tenant, name: 'test', scopes } : who.principal;
      const context = createContext({ requestId: 'test', principal, limits: who.limits });
      const document = parse(source);
      const faults = validate(schema, document);
      const result: ExecutionResult =
        faults.length > 0
          ? { errors: faults }
          : await execute({ schema, document, variableValues: variables, contextValue: context });
      const errors = (result.errors ?? []).map(told);
      return { data: result.data, errors, calls: context.callStats.byOperation, result };
    },
    async close() {
      await intents.close();
      await tenants.close();
    },
  };
}

function told(error: GraphQLError): string {
  const { code = 'INTERNAL_SERVER_ERROR', reason } = publicError(error)?.extensions ?? {};
  // What parsing and validation refuse has neither a path nor a code of ours: its text says it.
  if (error.path === undefined && !('code' in error.extensions)) return error.message;
  return `${code}${reason ? ` ${reason}` : ''} at ${(error.path ?? []).join('.')}`;
}
