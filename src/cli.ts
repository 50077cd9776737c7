#!/usr/bin/env node
import { runCommandLine } from './commands/command-line.ts';
import { COMMANDS } from './commands/commands.ts';
import { createErrorPrinter } from './commands/print/error-printer.ts';
import { rejectionText } from './commands/print/rejection-text.ts';
import { createSignals } from './commands/run/signals.ts';
import { processEnvironment, readEnvironment } from './config/environment.ts';
import { systemClock } from './lib/clock.ts';

const env = processEnvironment();
const argv = process.argv.slice(2);
const { printError, isLog } = createErrorPrinter({
  argv,
  env,
  clock: systemClock,
  write: (line) => console.error(line),
});
// Node would open a debugger, which gives anybody who reaches its port this process and its secrets.
if (readEnvironment(env).settings.production) {
  process.on('SIGUSR1', () => printError('SIGUSR1 opens no debugger in production', 'warn'));
}

// graphql-js leaves a rejection unhandled where a list fails twice, and an adapter may. The process must go on.
process.on('unhandledRejection', (error) => printError(rejectionText(error)));
if (isLog) {
  process.on('uncaughtException', (error) => {
    printError(rejectionText(error, 'uncaught exception'), 'fatal');
    process.exit(1);
  });
}

const signals = createSignals(process, (code) => process.exit(code));
process.exitCode = await runCommandLine(COMMANDS, argv, {
  env,
  print: (text) => console.log(text),
  printError,
  startGateway: async (options) => (await import('./main.ts')).startGateway(options),
  ...signals,
});
// What is over does not wait for connections that others hold open.
systemClock.after(250, () => process.exit());
