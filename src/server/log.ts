import { type Logger, pino } from 'pino';
import type { LogLevel } from '../config/environment.ts';
import { boundedLine } from '../lib/log-line.ts';
import { readableLine } from './observe/readable-line.ts';

/** Loggers of our own, whose level follows the configuration. One that is handed in keeps its own. */
const own = new WeakSet<Logger>();

/** Writes lines of JSON to standard output; `readable`: lines for people, in the demo. */
export function createLog(level: LogLevel, { readable = false } = {}): Logger {
  const streamWrite = readable ? (line: string) => readableLine(boundedLine(line)) : boundedLine;
  const logger = pino({ level, base: null, hooks: { streamWrite } });
  own.add(logger);
  return logger;
}

/** Sets the level of a logger that `createLog` has made. */
export function followLevel(logger: Logger, level: LogLevel): void {
  if (own.has(logger)) logger.level = level;
}
