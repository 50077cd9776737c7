import type { Clock } from '../lib/clock.ts';
import type { Finding, FindingKind } from '../upstream/habits/findings.ts';
import type { WarningLogger } from './exceeded-limits-log.ts';

const MESSAGES: Record<FindingKind, string> = {
  ignored: 'a server ignored a filter or an order: what it gives is checked, and refused where that is not enough',
  cut: 'a server did not apply all values of a filter: fewer are sent at once from now on',
  replaced: 'a server cleared what an update did not send: it was put back; set dialect.update to whole',
  changed: 'something that an update did not send changed at the same time: it was left as it is',
};

/** The same finding again is logged after so long. */
const QUIET_MS = 3_600_000;

/** Logs what the answers of one tenant's server show: operation and parameter, never a value. */
export function createFindingsLog(logger: WarningLogger, clock: Clock, tenant: string) {
  const loggedAt = new Map<string, number>();
  return ({ kind, operation, name }: Finding): void => {
    const key = `${kind} ${operation} ${name}`;
    const now = clock.now();
    if (now - (loggedAt.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    loggedAt.set(key, now);
    logger.warn({ tenant, finding: kind, operation, name }, MESSAGES[kind]);
  };
}
