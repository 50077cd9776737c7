import type { Clock } from '../lib/clock.ts';
import type { AdapterFault } from '../upstream/adapter/adapter-fault.ts';
import type { WarningLogger } from './exceeded-limits-log.ts';

/** The same fault again is logged after so long. */
const QUIET_MS = 60_000;

/** Logs what fails in the adapter of one tenant: operation, function and place, never a value. */
export function createAdapterFaultsLog(logger: WarningLogger, clock: Clock, tenant: string) {
  const loggedAt = new Map<string, number>();
  return (found: AdapterFault): void => {
    const name = JSON.stringify(found);
    const now = clock.now();
    if (now - (loggedAt.get(name) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    loggedAt.set(name, now);
    logger.warn({ tenant, ...found }, 'the adapter of a tenant failed: the call fails with UPSTREAM_MALFORMED');
  };
}
