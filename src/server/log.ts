import { type Logger, pino } from 'pino';
import { boundedLine } from '../lib/log-line.ts';

/** Writes lines of JSON to standard output. */
export function createLog(level: string): Logger {
  return pino({ level, base: null, hooks: { streamWrite: boundedLine } });
}
