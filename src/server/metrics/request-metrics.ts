import { Counter, type Registry } from 'prom-client';
import { OTHER } from '../../config/shape.ts';
import type { EndedRequest } from '../observe/request-stats.ts';
import { defineDurations } from './durations.ts';
import type { DefineMetrics, Sample } from './read-metric.ts';

/** What the public port has to do at this moment. */
export interface ServerLoad {
  readonly inFlight: number;
  readonly waiting: number;
  readonly connections: number;
}

const IDLE: ServerLoad = { inFlight: 0, waiting: 0, connections: 0 };

/** Counts the requests of the GraphQL endpoint. No series has a name that a client made up. */
export function createRequestMetrics(
  registry: Registry,
  { counter, gauge }: DefineMetrics,
  load: () => ServerLoad | undefined,
) {
  const registers = [registry];
  /** By operation, then by status. */
  const requests = new Map<string, Map<number, number>>();
  counter({
    name: 'probonus_requests_total',
    help: 'Requests of the GraphQL endpoint, by registered operation (all others are "other") and HTTP status; 499: the client left',
    labels: ['operation', 'status'],
    read: () =>
      [...requests].flatMap(([operation, byStatus]) =>
        [...byStatus].map(([status, count]): Sample => [{ operation, status: String(status) }, count]),
      ),
  });
  const recordDuration = defineDurations(registry, {
    name: 'probonus_request_seconds',
    help: 'Time from the request to the end of its response',
  });
  const errors = new Counter({
    name: 'probonus_request_errors_total',
    help: 'Requests whose response has errors, once for each code among them',
    labelNames: ['code'],
    registers,
  });
  const totals = { calls: 0, batches: 0, keys: 0 };
  const now = () => load() ?? IDLE;

  gauge({
    name: 'probonus_requests_in_flight',
    help: 'Requests that are executed',
    read: () => [[{}, now().inFlight]],
  });
  gauge({ name: 'probonus_requests_waiting', help: 'Requests that wait for that', read: () => [[{}, now().waiting]] });
  gauge({
    name: 'probonus_connections',
    help: 'Open connections of the public port',
    read: () => [[{}, now().connections]],
  });
  counter({
    name: 'probonus_request_upstream_calls_total',
    help: 'HTTP requests to servers that client requests caused',
    read: () => [[{}, totals.calls]],
  });
  counter({
    name: 'probonus_loader_batches_total',
    help: 'Batches of all loaders',
    read: () => [[{}, totals.batches]],
  });
  counter({ name: 'probonus_loader_keys_total', help: 'Keys in these batches', read: () => [[{}, totals.keys]] });

  return (known: ReadonlySet<string>, { exchange, status, milliseconds, stats }: EndedRequest): void => {
    const { operationName, codes } = exchange;
    const operation = operationName !== null && known.has(operationName) ? operationName : OTHER;
    const byStatus = requests.get(operation) ?? new Map<number, number>();
    requests.set(operation, byStatus.set(status, (byStatus.get(status) ?? 0) + 1));
    recordDuration(operation, milliseconds);
    for (const code of codes) errors.inc({ code });
    if (!stats) return;
    totals.calls += stats.calls;
    totals.batches += stats.batches;
    totals.keys += stats.keys;
  };
}
