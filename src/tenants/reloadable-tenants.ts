import type { GatewayConfig } from '../config/gateway-config.ts';
import type { OnRequestEnd } from '../upstream/counters.ts';
import { AnswerMemory } from '../upstream/http/answer-bytes.ts';
import type { ApiKeys, KeyUsage } from './api-keys.ts';
import { type Credentials, createCredentials } from './credentials.ts';
import { DictionaryMemory } from './dictionary-memory.ts';
import { DocumentWatches } from './document-watch.ts';
import { createTenants, type Tenants, type TenantsOptions, tenantStatuses } from './registry.ts';
import { createStaffSessions } from './staff/sessions.ts';
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
  /** New requests use the new configuration at once. Running ones keep the old tenants, which close after the longest deadline. */
  reload(config: ReloadableConfig): void;
}

export interface ReloadableOptions extends Pick<TenantsOptions, 'clock' | 'log'> {
  /** Whether the documents of servers are compared with those that doctor examined; nothing waits for that. @default false */
  readonly watchesDocuments?: boolean;
  readonly metrics?: { readonly onUpstreamEnd: OnRequestEnd };
}

export function createReloadableTenants(config: ReloadableConfig, options: ReloadableOptions): ReloadableTenants {
  const { clock, log, watchesDocuments = false } = options;
  const troubles = createTroubles({ clock, logger: log });
  const documents = new DocumentWatches({ clock, log, troubles });
  if (watchesDocuments) documents.start();
  const answerMemory = new AnswerMemory();
  const dictionaryMemory = new DictionaryMemory();
  const totals = createTotals(options.metrics?.onUpstreamEnd);
  const shared = { clock, ...(log && { log }), answerMemory, dictionaryMemory, documents, troubles, totals };
  const usage: KeyUsage = new Map();
  const tenants: Tenants = {
    get: (slug) => current.tenants.get(slug),
    get all() {
      return current.tenants.all;
    },
    async close() {
      documents.stop();
      await Promise.all([current.tenants, ...retired].map((some) => some.close()));
    },
  };
  const sessions = createStaffSessions(config, { tenants, clock });
  const create = ({ tenants: configs, limits, ...settings }: ReloadableConfig) => {
    answerMemory.maxBytes = limits.answerBytes;
    dictionaryMemory.maxBytes = limits.dictionaryBytes;
    troubles.keep(configs.map(({ slug }) => slug));
    return {
      tenants: createTenants({ tenants: configs }, shared),
      ...createCredentials(settings, { clock, usage, sessions }),
      /** The longest deadline of any request to these tenants. */
      graceMs: Math.max(
        ...configs.map(({ upstream, valueMoves }) => Math.max(upstream.deadlineMs, valueMoves.groupTimeoutMs)),
      ),
    };
  };
  let current = create(config);
  const retired = new Set<Tenants>();

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
      staffSessions: Object.values(sessions.status() ?? {}).reduce((sum, count) => sum + count, 0),
    }),
    reload(next) {
      const { tenants: old, graceMs } = current;
      current = create(next);
      sessions.configure(next);
      retired.add(old);
      clock.after(graceMs, () => {
        retired.delete(old);
        void old.close();
      });
    },
  };
}
