#!/usr/bin/env node
import { runCommandLine } from './commands/command-line.ts';
import { COMMANDS } from './commands/table.ts';
import { processEnvironment } from './config/environment.ts';

// Executors leave a rejection behind where a list fails twice; it is told to the client already, and must not end the process.
process.on('unhandledRejection', (error) =>
  console.error('unhandled rejection:', error instanceof Error ? error.stack : typeof error),
);

process.exitCode = await runCommandLine(COMMANDS, process.argv.slice(2), {
  env: processEnvironment(),
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  startGateway: async (options) => (await import('./main.ts')).startGateway(options),
  onHangup: (run) => process.on('SIGHUP', run),
  stopped: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          resolve(signal);
          // Whoever asks twice does not want to wait for the draining.
          process.once(signal, () => process.exit(130));
        });
      }
    }),
});
