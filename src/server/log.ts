import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/environment.ts';
import { boundedLine } from '../lib/log-line.ts';
import { memoize } from '../lib/memoize.ts';
import { readableLine } from './observe/readable-line.ts';

const STANDARD_OUTPUT = 1;

/** Loggers of our own, whose level follows the configuration. One that is handed in keeps its own. */
const own = new WeakSet<Logger>();

/** Writes lines of JSON to standard output; `readable`: lines for people, in the demo. */
export function createLog(level: LogLevel, { readable = false } = {}): Logger {
  const streamWrite = readable ? (line: string) => readableLine(boundedLine(line)) : boundedLine;
  const logger = pino({ level, base: null, hooks: { streamWrite } }, inTurns(STANDARD_OUTPUT));
  own.add(logger);
  return logger;
}

/** Sets the level of a logger that `createLog` has made. */
export function followLevel(logger: Logger, level: LogLevel): void {
  if (own.has(logger)) logger.level = level;
}

/** Characters that wait at most. */
const MAX_WAITING = 65_536;

/** The lines of one turn of the event loop are one write, as a write takes 20 us. */
const inTurns = memoize((fd: number): DestinationStream & { flushSync(): void } => {
  const out = pino.destination({ dest: fd, sync: true });
  let waiting = '';
  const flush = () => {
    const lines = waiting;
    waiting = '';
    if (lines !== '') out.write(lines);
  };
  process.once('exit', flush);
  return {
    write(line) {
      if (waiting === '') setImmediate(flush);
      waiting += line;
      if (waiting.length > MAX_WAITING) flush();
    },
    // Pino calls it for a fatal line.
    flushSync: flush,
  };
});
