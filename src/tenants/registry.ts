import type { GatewayConfig, TenantConfig, ValueMovesConfig } from '../config/gateway-config.ts';
import type { Clock } from '../lib/clock.ts';
import { KeyedLock } from '../lib/keyed-lock.ts';
import { type Zone, zone } from '../lib/local-time.ts';
import { createUpstreamClient, type UpstreamClient } from '../upstream/client.ts';
import { Dictionaries } from './dictionaries.ts';

/** One restaurant or chain: its server, and everything that is kept of it. Nothing kept is shared with another tenant. */
export interface Tenant {
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly zone: Zone;
  readonly client: UpstreamClient;
  readonly dictionaries: Dictionaries;
  /** For changes that the server cannot keep apart; named by what they change. */
  readonly locks: KeyedLock;
  /** For one client request, over all its upstream calls. */
  readonly deadlineMs: number;
  readonly valueMoves: ValueMovesConfig;
  /** Whom its server names on what the gateway books; null for an API user's token, which has no name here. */
  readonly login: string | null;
  /** What could not be read and was passed on as it is, by sort. */
  readonly oddities: Map<string, number>;
}

export interface Tenants {
  get(slug: string): Tenant | undefined;
  readonly all: readonly Tenant[];
  close(): Promise<void>;
}

/** The tenants of a configuration. Their connections are made when they are first needed. */
export function createTenants(config: Pick<GatewayConfig, 'tenants'>, options: { clock: Clock }): Tenants {
  const tenants = new Map(config.tenants.map((tenant) => [tenant.slug, createTenant(tenant, options.clock)]));
  return {
    get: (slug) => tenants.get(slug),
    all: [...tenants.values()],
    async close() {
      await Promise.all([...tenants.values()].map(({ client }) => client.close()));
    },
  };
}

function createTenant(config: TenantConfig, clock: Clock): Tenant {
  const { slug, name, timeZone, upstream } = config;
  return {
    slug,
    name,
    timeZone,
    zone: zone(timeZone),
    client: createUpstreamClient({
      key: slug,
      baseUrl: config.baseUrl,
      timeZone,
      credentials: config.credentials,
      dialect: config.dialect,
      limits: upstream,
      clock,
    }),
    dictionaries: new Dictionaries(clock),
    locks: new KeyedLock(clock),
    deadlineMs: upstream.deadlineMs,
    valueMoves: config.valueMoves,
    login: 'login' in config.credentials ? config.credentials.login : null,
    oddities: new Map(),
  };
}
