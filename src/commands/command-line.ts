import { type Environment, readEnvironment } from '../config/environment.ts';
import { IntentStoreError } from '../intents/store/store-error.ts';
import { keepAlive } from '../lib/clock.ts';
import { type Command, type Tools, UsageError } from './command.ts';

/** A row of the table of commands. Loads its module on demand, so that small commands start at once. */
export interface Entry {
  readonly name: string;
  readonly summary: string;
  /** Whether signals reload and stop it, from its first moment on. */
  readonly holdsSignals?: boolean;
  readonly load: () => Promise<Command>;
}

const PROGRAM = 'probonus-gateway';

/** Runs one command line. The exit code: 0, 1 for a failure that was printed, 2 for invalid arguments. */
export async function runCommandLine(table: readonly Entry[], argv: readonly string[], tools: Tools): Promise<number> {
  const [first, ...rest] = argv;
  if (first === 'help' || ((first === '--help' || first === '-h') && rest.length === 0)) return help(table, tools);
  const implied = first === undefined || first.startsWith('-');
  const name = implied ? defaultCommand(argv, tools.env) : first;
  const entry = table.find((command) => command.name === name);
  if (!entry) {
    tools.printError(`${PROGRAM}: there is no command "${name}". Commands: ${table.map((row) => row.name).join(', ')}`);
    return 2;
  }
  if (entry.holdsSignals) tools.holdSignals();
  const command = await entry.load();
  const given = implied ? argv : rest;
  if (given.includes('--help') || given.includes('-h')) {
    tools.print(`${entry.name}: ${entry.summary}\n\n${command.help}`);
    return 0;
  }
  // A command that waits, as between two tries of a read, has nothing else that does.
  const letGo = keepAlive();
  try {
    return await command.run(given, tools);
  } catch (error) {
    return reportError(error, { ...command, ...entry }, tools);
  } finally {
    letGo();
  }
}

/** The command of `npm start`: the gateway with a configuration or in production, else the demo. */
function defaultCommand(argv: readonly string[], env: Environment): string {
  const { settings } = readEnvironment(env);
  const configured = argv.some((arg) => arg === '--config' || arg.startsWith('--config='));
  return configured || settings.configPath !== null || settings.production ? 'start' : 'demo';
}

function help(table: readonly Entry[], tools: Tools): number {
  const width = Math.max(...table.map(({ name }) => name.length));
  tools.print(
    [
      `Usage: ${PROGRAM} <command> [options]`,
      '',
      ...table.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
      '',
      'The default command is start if --config or GATEWAY_CONFIG names a file, else demo.',
      `Options of a command: ${PROGRAM} <command> --help`,
    ].join('\n'),
  );
  return 0;
}

/** Prints an expected error and gives the exit code; throws any other error on. */
function reportError(error: unknown, { name, help }: Entry & Command, { printError }: Tools): number {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : '';
  const print = (message: string) => printError(`${PROGRAM} ${name}: ${message}`, 'fatal');
  if (error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS')) {
    print(error.message);
    printError(`\n${help}`);
    return 2;
  }
  if (code === 'EADDRINUSE') {
    const place = 'port' in error ? `port ${String(error.port)}` : 'the port';
    print(`${place} is in use: stop the process that listens there, or set PORT`);
    return 1;
  }
  // Messages of these errors name the option at fault, and no secret.
  const isExpected = error instanceof RangeError || error instanceof IntentStoreError;
  if (!isExpected && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
  print(error.message);
  return 1;
}
