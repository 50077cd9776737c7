import { createRequire } from 'node:module';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { DefineMetrics } from './read-metric.ts';

let ofProcess: Registry | undefined;

/** Memory, CPU, descriptors, garbage collection and lag of the event loop. Measured once for all gateways of a process. */
export function processRegistry(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: 20 });
  }
  return ofProcess;
}

export const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

export function defineBuildInfo({ gauge }: DefineMetrics, store: () => string | undefined): void {
  gauge({
    name: 'probonus_build_info',
    help: 'Always 1; version of the gateway and of Node, and where the log of value moves is kept',
    labels: ['version', 'node', 'store'],
    read: () => [[{ version, node: process.version, store: store() ?? 'none' }, 1]],
  });
}
