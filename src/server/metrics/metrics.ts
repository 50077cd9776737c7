import { Registry } from 'prom-client';
import type { PeopleBudgets } from '../../graph/people/people-budget.ts';
import type { Intents } from '../../intents/intents.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ReloadableTenants } from '../../tenants/reloadable-tenants.ts';
import type { OnRequestEnd } from '../../upstream/counters.ts';
import type { EndedRequest } from '../observe/request-stats.ts';
import { defineMoveMetrics, type MoveSources } from './move-metrics.ts';
import { defineBuildInfo, processRegistry, version } from './process-metrics.ts';
import { metricsOf } from './read-metric.ts';
import { createRequestMetrics, type ServerLoad } from './request-metrics.ts';
import { createCallTimes, defineUpstreamMetrics, type UpstreamSources } from './upstream-metrics.ts';

export { version };

/** What is read at each scrape. */
export interface MetricsSources {
  readonly reloadable: Pick<ReloadableTenants, 'tenants' | 'usage'>;
  readonly intents: Pick<Intents, 'status'>;
  readonly people: Pick<PeopleBudgets, 'status'>;
  /** Daily examinations by their outcome. */
  readonly conform: { readonly counts: Readonly<Record<string, number>> };
}

/** The metrics of one gateway. */
export interface Metrics {
  readonly onUpstreamEnd: OnRequestEnd;
  /** Counts a request that has ended. `known`: the operations that have series of their own. */
  readonly onRequestEnd: (known: ReadonlySet<string>, ended: EndedRequest) => void;
  /** Sets what is read from now on, and gives the metrics. */
  readFrom(sources: MetricsSources): Metrics;
  loadFrom(load: () => ServerLoad): void;
  /** The text that Prometheus reads. */
  render(): Promise<string>;
  /** Every metric of this project; those of the process itself are Node's usual ones. */
  describe(): { readonly name: string; readonly help: string; readonly labels: readonly string[] }[];
}

export function createMetrics({ clock }: { clock: Clock }): Metrics {
  const own = new Registry();
  const define = metricsOf(own);
  let sources: MetricsSources | undefined;
  let load: (() => ServerLoad) | undefined;
  const servers = (): UpstreamSources | undefined =>
    sources && { tenants: sources.reloadable.tenants.all, usage: sources.reloadable.usage() };
  const moves = (): MoveSources | undefined =>
    sources && {
      intents: sources.intents.status(),
      people: sources.people.status(),
      examinations: sources.conform.counts,
    };

  defineBuildInfo(define, () => moves()?.intents.store);
  const onRequestEnd = createRequestMetrics(own, define, () => load?.());
  const onUpstreamEnd = createCallTimes(own);
  defineUpstreamMetrics(define, { clock, sources: servers });
  defineMoveMetrics(define, { clock, sources: moves });
  const ofProcess = processRegistry();

  const metrics: Metrics = {
    onUpstreamEnd,
    onRequestEnd,
    readFrom(given) {
      sources = given;
      return metrics;
    },
    loadFrom(given) {
      load = given;
    },
    render: async () => `${await own.metrics()}\n${await ofProcess.metrics()}`,
    describe: () =>
      own.getMetricsAsArray().map((metric) => {
        const { name, help, labelNames } = metric as typeof metric & { readonly labelNames: readonly string[] };
        return { name, help, labels: labelNames };
      }),
  };
  return metrics;
}

/** The documentation of every metric, as a Markdown table. */
export function metricsTable(metrics: Pick<Metrics, 'describe'>): string {
  const rows = metrics
    .describe()
    .map(({ name, help, labels }) => `| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`);
  return ['| Metric | Labels | What it tells |', '|---|---|---|', ...rows, ''].join('\n');
}
