#!/usr/bin/env node
import { runCommandLine } from './commands/command-line.ts';
import { COMMANDS } from './commands/commands.ts';
import { rejectionText } from './commands/print/rejection-text.ts';
import { createSignals } from './commands/run/signals.ts';
import { processEnvironment, readEnvironment } from './config/environment.ts';
import { systemClock } from './lib/clock.ts';

const env = processEnvironment();
// Node would open a debugger, which gives anybody who reaches its port this process and its secrets.
if (readEnvironment(env).settings.production) {
  process.on('SIGUSR1', () => console.error('SIGUSR1 opens no debugger in production'));
}

// graphql-js leaves a rejection unhandled where a list fails twice, and an adapter may. The process must go on.
process.on('unhandledRejection', (error) => console.error(rejectionText(error)));

const signals = createSignals(process, (code) => process.exit(code));
process.exitCode = await runCommandLine(COMMANDS, process.argv.slice(2), {
  env,
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
  startGateway: async (options) => (await import('./main.ts')).startGateway(options),
  ...signals,
});
// What is over does not wait for connections that others hold open.
systemClock.after(500, () => process.exit());
