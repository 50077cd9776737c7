import type { Clock } from '../lib/clock.ts';
import type { ExceededLimit } from '../upstream/answer-limits.ts';

/** The part of a logger that this floor uses; pino's fits. */
export interface WarningLogger {
  warn(fields: object, message: string): void;
}

/** The same operation and option again are logged after so long. */
const QUIET_MS = 60_000;

/** Logs which limit the answers of one tenant's server exceed: operation and option, never a value. */
export function createExceededLimitsLog(logger: WarningLogger, clock: Clock, tenant: string) {
  const loggedAt = new Map<string, number>();
  return ({ operation, option, limit }: ExceededLimit): void => {
    const name = `${operation} ${option}`;
    const now = clock.now();
    if (now - (loggedAt.get(name) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    loggedAt.set(name, now);
    logger.warn({ tenant, operation, option, limit }, 'a server sent more than a limit allows: the answer was dropped');
  };
}
