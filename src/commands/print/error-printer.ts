import { type Environment, readEnvironment } from '../../config/environment.ts';
import type { Clock } from '../../lib/clock.ts';
import type { PrintedLevel } from '../command.ts';

/** The numbers of pino, whose lines stand beside these. */
const LEVELS: Readonly<Record<PrintedLevel, number>> = { info: 30, warn: 40, error: 50, fatal: 60 };

export interface ErrorPrinterOptions {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly clock: Clock;
  readonly write: (line: string) => void;
}

/**
 * Prints what a command has to say on standard error: as text for people, or as lines of JSON where a machine reads the log of
 * a gateway, which is `start` in production.
 */
export function createErrorPrinter({ argv, env, clock, write }: ErrorPrinterOptions) {
  const [command = '--'] = argv;
  const isLog = readEnvironment(env).settings.production && (command === 'start' || command.startsWith('-'));
  return {
    isLog,
    printError(text: string, level: PrintedLevel = 'error'): void {
      const line = { level: LEVELS[level], time: clock.now(), msg: text.trim() };
      write(isLog ? JSON.stringify(line) : text);
    },
  };
}
