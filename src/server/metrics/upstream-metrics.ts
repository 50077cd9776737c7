import type { Registry } from 'prom-client';
import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { ReloadableTenants } from '../../tenants/reloadable-tenants.ts';
import type { OnRequestEnd, ServerTotals } from '../../upstream/counters.ts';
import { defineDurations } from './durations.ts';
import { createTenantLabels } from './known-names.ts';
import type { DefineMetrics, Sample } from './read-metric.ts';

type Usage = ReturnType<ReloadableTenants['usage']>;

export interface UpstreamSources {
  readonly tenants: readonly Tenant[];
  readonly usage: Usage;
}

const BREAKERS = { closed: 0, 'half-open': 1, open: 2 } as const;
const CLASSES = ['read', 'write', 'login'] as const;

/** The histogram of all servers together, by operation. */
export function createCallTimes(registry: Registry): OnRequestEnd {
  const help = 'Time of an HTTP request to a server, by operation of the contract';
  return defineDurations(registry, { name: 'probonus_upstream_seconds', help });
}

/** Servers and their troubles, by tenant, and what all of them share. */
export function defineUpstreamMetrics(
  { counter, gauge }: DefineMetrics,
  { clock, sources }: { clock: Clock; sources: () => UpstreamSources | undefined },
): void {
  const labels = createTenantLabels();
  const tenants = (): readonly Tenant[] => {
    const found = sources()?.tenants ?? [];
    labels.add(found.map(({ slug }) => slug));
    return found;
  };
  /** Samples of each tenant that the process has known. */
  const ofTotals = (read: (totals: ServerTotals, tenant: string) => Sample[]): Sample[] => {
    tenants();
    return [...(sources()?.usage.totals.all() ?? [])].flatMap(([slug, totals]) => read(totals, labels.of(slug)));
  };
  const byClass = (value: 'calls' | 'failures') =>
    ofTotals((totals, tenant) => CLASSES.map((kind): Sample => [{ tenant, class: kind }, totals.byClass[kind][value]]));
  const ofTenants = (read: (tenant: Tenant, label: string) => Sample[]): Sample[] =>
    tenants().flatMap((tenant) => read(tenant, labels.of(tenant.slug)));

  gauge({ name: 'probonus_tenants', help: 'Configured tenants', read: () => [[{}, tenants().length]] });
  counter({
    name: 'probonus_upstream_calls_total',
    help: 'HTTP requests to the server of a tenant, retries included; tenants beyond the first 200 are "other"',
    labels: ['tenant', 'class'],
    read: () => byClass('calls'),
  });
  counter({
    name: 'probonus_upstream_failures_total',
    help: 'Those that failed, refusals left out',
    labels: ['tenant', 'class'],
    read: () => byClass('failures'),
  });
  counter({
    name: 'probonus_upstream_errors_total',
    help: 'Those that failed, by kind of failure; REJECTED is a refusal',
    labels: ['code'],
    read: () => ofTotals(({ errors }) => Object.entries(errors).map(([code, count]): Sample => [{ code }, count])),
  });
  counter({
    name: 'probonus_upstream_retries_total',
    help: 'Reads that were sent again',
    read: () => ofTotals(({ retries }) => [[{}, retries]]),
  });
  counter({
    name: 'probonus_upstream_logins_total',
    help: 'Logins and renewals of the service login, and logins that were refused',
    labels: ['result'],
    read: () =>
      ofTotals(({ logins, refreshes, loginsRefused }) => [
        [{ result: 'login' }, logins],
        [{ result: 'refresh' }, refreshes],
        [{ result: 'refused' }, loginsRefused],
      ]),
  });
  gauge({
    name: 'probonus_upstream_queued',
    help: 'Calls that wait for a place at the server of a tenant',
    labels: ['tenant'],
    read: () => ofTenants(({ client }, tenant) => [[{ tenant }, client.status().queued]]),
  });
  gauge({
    name: 'probonus_upstream_in_flight',
    help: 'Calls under way to all servers',
    read: () => ofTenants(({ client }) => [[{}, client.status().inFlight]]),
  });
  gauge({
    name: 'probonus_upstream_breaker',
    help: 'Circuit breakers that keep calls back: 1 half-open, 2 open, summed up for "other"',
    labels: ['tenant', 'class'],
    read: () =>
      ofTenants(({ client }, tenant) => {
        const { breakers } = client.status();
        return CLASSES.map((kind): Sample => [{ tenant, class: kind }, BREAKERS[breakers[kind]]]);
      }),
  });
  gauge({
    name: 'probonus_tenant_trouble_seconds',
    help: 'Age of each trouble of a tenant; no series without a trouble; of "other" the oldest',
    labels: ['tenant', 'reason'],
    read: () => oldest(ofTenants(({ troubles }, tenant) => troubles.active().map(ageOf(tenant)))),
  });
  const ageOf =
    (tenant: string) =>
    ({ reason, since }: { reason: string; since: number }): Sample => [
      { tenant, reason },
      Math.max(0, clock.now() - since) / 1000,
    ];

  counter({
    name: 'probonus_dictionary_reads_total',
    help: 'Reads of dictionaries: from a fresh copy, from an old one, read from the server, failed there',
    labels: ['result'],
    read: () => {
      const { fresh = 0, stale = 0, read = 0, failed = 0 } = sources()?.usage.dictionaries.counts ?? {};
      return Object.entries({ fresh, stale, read, failed }).map(([result, count]): Sample => [{ result }, count]);
    },
  });
  counter({
    name: 'probonus_dictionaries_evicted_total',
    help: 'Copies that had to go, as all together were larger than limits.dictionaryBytes',
    read: () => [[{}, sources()?.usage.dictionaries.counts.evicted ?? 0]],
  });
  gauge({
    name: 'probonus_memory_bytes',
    help: 'Bytes that are held: kept dictionaries, answers that are being read',
    labels: ['kind'],
    read: () => [
      [{ kind: 'dictionaries' }, sources()?.usage.dictionaries.bytes ?? 0],
      [{ kind: 'answers' }, sources()?.usage.answers.held ?? 0],
    ],
  });
  gauge({
    name: 'probonus_memory_limit_bytes',
    help: 'Their limits: limits.dictionaryBytes and limits.answerBytes',
    labels: ['kind'],
    read: () => [
      [{ kind: 'dictionaries' }, sources()?.usage.dictionaries.maxBytes ?? 0],
      [{ kind: 'answers' }, sources()?.usage.answers.maxBytes ?? 0],
    ],
  });
  gauge({
    name: 'probonus_staff_sessions',
    help: 'Open sessions of staff',
    read: () => [[{}, sources()?.usage.staffSessions ?? 0]],
  });
}

/** Of samples with equal labels the greatest: ages of several tenants do not add up. */
function oldest(samples: readonly Sample[]): Sample[] {
  const greatest = new Map<string, Sample>();
  for (const sample of samples) {
    const key = JSON.stringify(sample[0]);
    const known = greatest.get(key);
    if (!known || known[1] < sample[1]) greatest.set(key, sample);
  }
  return [...greatest.values()];
}
