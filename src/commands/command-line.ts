import { type Environment, readEnvironment } from '../config/environment.ts';
import { IntentStoreError } from '../intents/store/store-error.ts';
import { type Command, type Tools, UsageError } from './command.ts';

/** A command of the table: its module is loaded when it is asked for, so that a small one starts at once. */
export interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const PROGRAM = 'probonus-gateway';

/** Runs one command line and gives its exit code: 0, 1 for a failure that was told, 2 for arguments that make no sense. */
export async function runCommandLine(table: readonly Entry[], argv: readonly string[], tools: Tools): Promise<number> {
  const [first, ...rest] = argv;
  if (first === 'help' || ((first === '--help' || first === '-h') && rest.length === 0)) return help(table, tools);
  const implied = first === undefined || first.startsWith('-');
  const name = implied ? defaultCommand(argv, tools.env) : first;
  const entry = table.find((command) => command.name === name);
  if (!entry) {
    tools.complain(`${PROGRAM}: there is no command "${name}". Commands: ${table.map((row) => row.name).join(', ')}`);
    return 2;
  }
  const command = await entry.load();
  const given = implied ? argv : rest;
  if (given.includes('--help') || given.includes('-h')) {
    tools.print(`${command.name}: ${command.summary}\n\n${command.help}`);
    return 0;
  }
  try {
    return await command.run(given, tools);
  } catch (error) {
    return refuse(error, command, tools);
  }
}

/** `npm start` alone is the demo; with a configuration, or in production, it is the gateway. */
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
      'Without a command: start when --config or GATEWAY_CONFIG names a file, else demo.',
      `${PROGRAM} <command> --help tells more.`,
    ].join('\n'),
  );
  return 0;
}

function refuse(error: unknown, command: Command, tools: Tools): number {
  if (error instanceof UsageError || codeOf(error)?.startsWith('ERR_PARSE_ARGS')) {
    tools.complain(`${PROGRAM} ${command.name}: ${error instanceof Error ? error.message : ''}`);
    tools.complain(`\n${command.help}`);
    return 2;
  }
  if (codeOf(error) === 'EADDRINUSE') {
    tools.complain(`${PROGRAM} ${command.name}: ${place(error)} is taken: stop what runs there, or set PORT`);
    return 1;
  }
  // What a floor below refuses to be made with: its message names the thing, and no secret.
  const isTold = error instanceof RangeError || error instanceof IntentStoreError;
  if (isTold || codeOf(error) === 'EACCES' || codeOf(error) === 'EADDRNOTAVAIL') {
    tools.complain(`${PROGRAM} ${command.name}: ${error instanceof Error ? error.message : ''}`);
    return 1;
  }
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function place(error: unknown): string {
  return error instanceof Error && 'port' in error ? `port ${String(error.port)}` : 'the port';
}
