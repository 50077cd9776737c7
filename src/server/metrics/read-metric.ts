import { Counter, Gauge, type Registry } from 'prom-client';

export type Labels = Readonly<Record<string, string>>;
/** One series and its value now. */
export type Sample = readonly [labels: Labels, value: number];

export interface MetricOptions {
  readonly name: `probonus_${string}`;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Read at each scrape. Samples with equal labels are added up. */
  readonly read: () => Iterable<Sample>;
}

/** Defines metrics whose values stand elsewhere: nothing is counted twice, and what nobody scrapes costs nothing. */
export function metricsOf(registry: Registry) {
  const define = (Metric: typeof Gauge<string> | typeof Counter<string>, options: MetricOptions): void => {
    const { name, help, labels = [], read } = options;
    new Metric({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect() {
        this.reset();
        for (const [own, value] of read()) this.inc(own, value);
      },
    });
  };
  return {
    gauge: (options: MetricOptions) => define(Gauge, options),
    counter: (options: MetricOptions) => define(Counter, options),
  };
}

export type DefineMetrics = ReturnType<typeof metricsOf>;
