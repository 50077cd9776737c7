import type { GatewayConfig, TenantConfig, ValueMovesConfig } from '../config/gateway-config.ts';
import { isSame } from '../config/reload/differences.ts';
import type { Clock } from '../lib/clock.ts';
import { KeyedLock } from '../lib/concurrency/keyed-lock.ts';
import { type Zone, zone } from '../lib/local-time.ts';
import { adapterOf } from '../upstream/adapter/load-adapter.ts';
import { createTokenCache } from '../upstream/auth/tokens.ts';
import { createUpstreamClient, type UpstreamClient } from '../upstream/client.ts';
import { createCounters } from '../upstream/counters.ts';
import { AnswerMemory } from '../upstream/http/answer-bytes.ts';
import { createAdapterFaultsLog } from './adapter-faults-log.ts';
import { DictionaryCache } from './dictionary-cache.ts';
import { DictionaryMemory } from './dictionary-memory.ts';
import { type DocumentWatch, DocumentWatches } from './document-watch.ts';
import { createExceededLimitsLog, type WarningLogger } from './exceeded-limits-log.ts';
import { createFindingsLog } from './findings-log.ts';
import { identityOf } from './identity.ts';
import { type FormerTenant, type KeptState, keptState } from './kept-state.ts';
import type { Replicas } from './shared/replicas.ts';
import { createTotals, type TotalsBySlug } from './totals.ts';
import type { TenantTroubles, TroubleLogger } from './trouble/tenant-troubles.ts';
import { createTroubles, type Troubles } from './trouble/troubles.ts';

/** One restaurant or chain: its server, caches and locks. Tenants share none of them. */
export interface Tenant {
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly zone: Zone;
  readonly client: UpstreamClient;
  readonly dictionaries: DictionaryCache;
  /** Locks for changes that the server cannot keep apart, keyed by what they change. */
  readonly locks: KeyedLock;
  /** Limit of one client request, over all its upstream calls. */
  readonly deadlineMs: number;
  readonly valueMoves: ValueMovesConfig;
  /** Identity of the server: its address and the login that reads back. */
  readonly server: string;
  /** Identity of what the amounts of value moves mean: units, names and kinds. */
  readonly meaning: string;
  /** Identity of these units and that of balances. */
  readonly units: string;
  /** Login under which the gateway books, as the server names it; null for an API user's token, whose login is unknown. */
  readonly login: string | null;
  /** Whether the server's document has changed since doctor examined it. */
  readonly document: DocumentWatch;
  /** Day on which `conform` was last right; null where nobody wrote it. */
  readonly conformed: string | null;
  /** What keeps its server from being asked. */
  readonly troubles: TenantTroubles;
  /** Values that could not be read and were passed on unchanged, counted by kind. */
  readonly dataIssues: Map<string, number>;
}

export interface Tenants {
  get(slug: string): Tenant | undefined;
  readonly all: readonly Tenant[];
  close(): Promise<void>;
}

/** A tenant, with what a reload holds it against. */
export interface TenantEntry extends FormerTenant {
  readonly tenant: Tenant;
}

/** The tenants of one configuration. */
export interface ConfiguredTenants extends Tenants {
  readonly entries: ReadonlyMap<string, TenantEntry>;
}

export type TenantsLogger = WarningLogger & TroubleLogger;

export interface TenantsOptions {
  readonly clock: Clock;
  /** @default silent */
  readonly log?: TenantsLogger;
  /** Shared by the configurations of one process. @default their own */
  readonly troubles?: Troubles;
  readonly totals?: TotalsBySlug;
  /** Shared by the tenants of one process. @default their own */
  readonly answerMemory?: AnswerMemory;
  readonly dictionaryMemory?: DictionaryMemory;
  readonly documents?: DocumentWatches;
  /** The other gateways on the same PostgreSQL. @default none */
  readonly replicas?: Replicas | undefined;
  /** Of the configuration before: what is the same goes on, with all that is known of its server. */
  readonly before?: ReadonlyMap<string, TenantEntry> | undefined;
}

type Shared = Required<Omit<TenantsOptions, 'log' | 'before' | 'replicas'>> & Pick<TenantsOptions, 'log' | 'replicas'>;

/** The tenants of a configuration. Each connects on its first call. */
export function createTenants(config: Pick<GatewayConfig, 'tenants'>, options: TenantsOptions): ConfiguredTenants {
  const entries = createEntries(config, options);
  const all = [...entries.values()].map(({ tenant }) => tenant);
  return {
    entries,
    get(slug) {
      const tenant = entries.get(slug)?.tenant;
      tenant?.document.used();
      return tenant;
    },
    all,
    async close() {
      for (const { dictionaries } of all) dictionaries.clear();
      await Promise.all(all.map(({ client }) => client.close()));
    },
  };
}

/** Nothing of what is made holds on to `before`: a chain of all configurations would never be freed. */
function createEntries(
  config: Pick<GatewayConfig, 'tenants'>,
  { before, ...given }: TenantsOptions,
): ReadonlyMap<string, TenantEntry> {
  const { clock, log } = given;
  const troubles = given.troubles ?? createTroubles({ clock, logger: log });
  const shared: Shared = {
    answerMemory: new AnswerMemory(),
    dictionaryMemory: new DictionaryMemory(),
    documents: new DocumentWatches({ clock, troubles }),
    totals: createTotals(),
    ...given,
    troubles,
  };
  const watched = shared.documents.of(config.tenants);
  return new Map(
    watched.map(([tenant, watch]) => [tenant.slug, entryOf(tenant, watch, before?.get(tenant.slug), shared)]),
  );
}

function entryOf(
  config: TenantConfig,
  watch: DocumentWatch,
  old: TenantEntry | undefined,
  shared: Shared,
): TenantEntry {
  if (old && isSame(old.config, config)) return old;
  const { tokenCache = createTokenCache(1), ...kept } = keptState(old, config);
  return { config, tokenCache, tenant: createTenant(config, watch, shared, { ...kept, tokenCache }) };
}

/** State of each tenant's server, for operators. Holds no address, login or text of the server. */
export function tenantStatuses(tenants: Tenants) {
  return tenants.all.map(({ slug, client, dataIssues, document, conformed, troubles }) => {
    const { loginFailure, tokensEndEarly: _, ...status } = client.status();
    const oddities = { ...Object.fromEntries(dataIssues), ...client.counters.oddities };
    const changed = document.hasChanged();
    return {
      slug,
      troubles: troubles.active().map((trouble) => ({ ...trouble, since: new Date(trouble.since).toISOString() })),
      ...status,
      loginFailure: loginFailure?.kind ?? null,
      oddities,
      ...(changed === null ? {} : { document: changed ? 'SERVER_CHANGED' : 'SAME' }),
      ...(conformed === null ? {} : { conformed }),
    };
  });
}

function createTenant(config: TenantConfig, document: DocumentWatch, shared: Shared, kept: KeptState): Tenant {
  const { clock, log, answerMemory, dictionaryMemory } = shared;
  const { slug, name, timeZone, upstream } = config;
  const troubles = shared.troubles.of(slug);
  const onDrop = (dictionary: string) => shared.replicas?.dropped(slug, dictionary);
  const createClient = (): UpstreamClient =>
    createUpstreamClient({
      key: slug,
      baseUrl: config.baseUrl,
      timeZone,
      credentials: config.credentials,
      dialect: config.dialect,
      limits: upstream,
      tokenCache: kept.tokenCache,
      sharedLogin: shared.replicas?.loginOf(config, shared.troubles),
      counters: kept.counters ?? createCounters(shared.totals.of(slug)),
      answerMemory,
      onExceeded: log && createExceededLimitsLog(log, clock, slug),
      onFinding: log && createFindingsLog(log, clock, slug),
      onOutcome: (outcome) => troubles.observe(outcome, client.status),
      adapter: adapterOf(config),
      onAdapterFault: log && createAdapterFaultsLog(log, clock, slug),
      clock,
    });
  const client = kept.client ?? createClient();
  return {
    slug,
    name,
    timeZone,
    zone: zone(timeZone),
    client,
    troubles,
    dictionaries: kept.dictionaries ?? new DictionaryCache(clock, { memory: dictionaryMemory, onDrop }),
    locks: kept.locks ?? new KeyedLock(clock),
    deadlineMs: upstream.deadlineMs,
    valueMoves: config.valueMoves,
    ...identityOf(config),
    login: 'login' in config.credentials ? config.credentials.login : null,
    document,
    conformed: config.dialect.checked?.conform ?? null,
    dataIssues: kept.dataIssues ?? new Map(),
  };
}
