import type { GatewayConfig } from '../config/gateway-config.ts';
import type { OnRequestEnd } from '../upstream/counters.ts';
import { AnswerMemory } from '../upstream/http/answer-bytes.ts';
import type { ApiKeys, KeyUsage } from './api-keys.ts';
import { type Credentials, createCredentials } from './credentials.ts';
import { DictionaryMemory } from './dictionary-memory.ts';
import { DocumentWatches } from './document-watch.ts';
import { createTenants, type TenantEntry, type Tenants, type TenantsOptions, tenantStatuses } from './registry.ts';
import { createStaffSessions } from './staff/sessions.ts';
import { createSharedSessions } from './staff/shared-sessions.ts';
import { createStaff, type Staff } from './staff/staff.ts';
import { createTotals, type TotalsBySlug } from './totals.ts';
import { createTroubles } from './trouble/troubles.ts';

/** The part of a configuration that a reload replaces while requests run. */
export type ReloadableConfig = Pick<
  GatewayConfig,
  'tenants' | 'apiKeys' | 'guestTokens' | 'limits' | 'secrets' | 'staffSessions'
>;

/** Tenants and credentials in force. A reload replaces both at once, so that a key never finds the tenants of another configuration. */
export interface ReloadableTenants {
  readonly tenants: Tenants;
  readonly credentials: Credentials;
  /** Sessions of staff, which a reload keeps. */
  readonly staff: Staff;
  /** State of servers, keys and sessions, for operators. */
  status(): {
    tenants: ReturnType<typeof tenantStatuses>;
    keys: ReturnType<ApiKeys['status']>;
    staffSessions: Record<string, number> | null;
  };
  /** What all tenants together hold and have used, for metrics. */
  usage(): {
    totals: TotalsBySlug;
    answers: AnswerMemory;
    dictionaries: DictionaryMemory;
    staffSessions: number;
  };
  /**
   * New requests use the new configuration at once. A tenant whose lines are the same goes on as it is, another one keeps what its
   * changed lines have no part in. Running requests keep the old tenants; what these alone used closes after the longest deadline.
   */
  reload(config: ReloadableConfig): void;
}

export interface ReloadableOptions extends Pick<TenantsOptions, 'clock' | 'log' | 'replicas'> {
  /** Whether the documents of servers are compared with those that doctor examined; nothing waits for that. @default false */
  readonly watchesDocuments?: boolean;
  readonly metrics?: { readonly onUpstreamEnd: OnRequestEnd };
}

export function createReloadableTenants(config: ReloadableConfig, options: ReloadableOptions): ReloadableTenants {
  const { clock, log, replicas, watchesDocuments = false } = options;
  const troubles = createTroubles({ clock, logger: log });
  const documents = new DocumentWatches({ clock, troubles });
  if (watchesDocuments) documents.start();
  const answerMemory = new AnswerMemory();
  const dictionaryMemory = new DictionaryMemory();
  const totals = createTotals(options.metrics?.onUpstreamEnd);
  const shared = { clock, ...(log && { log }), answerMemory, dictionaryMemory, documents, troubles, totals, replicas };
  const usage: KeyUsage = new Map();
  const tenants: Tenants = {
    get: (slug) => current.tenants.get(slug),
    get all() {
      return current.tenants.all;
    },
    async close() {
      documents.stop();
      await Promise.all([current.tenants.close(), ...[...retired].map((release) => release())]);
      await replicas?.close();
    },
  };
  const sessions = replicas
    ? createSharedSessions(config, { tenants, clock, store: replicas.sessions })
    : createStaffSessions(config, { tenants, clock });
  const create = (
    { tenants: configs, limits, ...settings }: ReloadableConfig,
    before?: ReadonlyMap<string, TenantEntry>,
  ) => {
    answerMemory.maxBytes = limits.answerBytes;
    dictionaryMemory.maxBytes = limits.dictionaryBytes;
    troubles.keep(configs.map(({ slug }) => slug));
    return {
      tenants: createTenants({ tenants: configs }, { ...shared, before }),
      ...createCredentials(settings, { clock, usage, sessions }),
    };
  };
  let current = create(config);
  replicas?.listen({
    drop: (slug, dictionary) => current.tenants.entries.get(slug)?.tenant.dictionaries.dropHere(dictionary),
    dropAll() {
      for (const { dictionaries } of current.tenants.all) dictionaries.clear();
    },
  });
  /** Each closes what a tenant no longer has. */
  const retired = new Set<() => Promise<void>>();

  /** Closes what was not taken over, once no request of this tenant can use it. */
  const retire = ({ config: { slug, upstream, valueMoves }, tenant }: TenantEntry) => {
    const { client, dictionaries } = tenant;
    const successor = current.tenants.entries.get(slug)?.tenant;
    if (successor?.client === client) return;
    const release = async () => {
      retired.delete(release);
      if (successor?.dictionaries !== dictionaries) dictionaries.clear();
      await client.close();
    };
    retired.add(release);
    clock.after(Math.max(upstream.deadlineMs, valueMoves.groupTimeoutMs), () => void release());
  };

  return {
    tenants,
    credentials: {
      authenticate: (header, address) => current.authenticate(header, address),
      get issueGuestToken() {
        return current.issueGuestToken;
      },
    },
    staff: createStaff(sessions, { tenants, clock }),
    status: () => ({
      tenants: tenantStatuses(current.tenants),
      keys: current.keys.status(),
      staffSessions: sessions.status(),
    }),
    usage: () => ({
      totals,
      answers: answerMemory,
      dictionaries: dictionaryMemory,
      get staffSessions() {
        return Object.values(sessions.status() ?? {}).reduce((sum, count) => sum + count, 0);
      },
    }),
    reload(next) {
      const { entries } = current.tenants;
      replicas?.configure(next);
      current = create(next, entries);
      sessions.configure(next);
      for (const entry of entries.values()) retire(entry);
    },
  };
}
