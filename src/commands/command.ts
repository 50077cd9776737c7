import type { Environment } from '../config/environment.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Demo } from '../server/graphiql/graphiql.ts';

/** A command of the command line. Parses its own arguments; errors of parseArgs become usage errors. */
export interface Command {
  /** Usage line and options, as `--help` prints them. */
  readonly help: string;
  /** The exit code. Throws a UsageError for invalid arguments. */
  run(argv: readonly string[], tools: Tools): Promise<number>;
}

export type PrintedLevel = 'info' | 'warn' | 'error' | 'fatal';

/** The parts of the process that a command may use. */
export interface Tools {
  readonly env: Environment;
  /** A line for people or programs on standard output. */
  print(text: string): void;
  /** A line on standard error; one of JSON where it is the log of a gateway in production. @default 'error' */
  printError(text: string, level?: PrintedLevel): void;
  readonly startGateway: StartGateway;
  /** From now on no signal ends the process by itself: what one asks for waits until the command takes it. */
  holdSignals(): void;
  /** Calls back on SIGHUP, at once where one came before. */
  onHangup(run: () => void): void;
  /** Resolves with the name of the signal on SIGINT or SIGTERM. */
  stopped(): Promise<string>;
}

export interface StartGatewayOptions {
  readonly config: GatewayConfig;
  /** For the demo only. */
  readonly demo?: Demo | undefined;
}

export type StartGateway = (options: StartGatewayOptions) => Promise<RunningGateway>;

export interface RunningGateway {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** `server.publicUrl` of the configuration. */
  readonly publicUrl: string | null;
  readonly adminUrl?: string;
  /** Swaps tenants, keys, limits, CORS and GraphiQL; requests under way end on the old ones. Other options need a restart. */
  reload(config: GatewayConfig): void;
  /** Stops accepting, answers the requests under way, and releases everything. */
  close(): Promise<void>;
}

/** Invalid arguments: printed with the help of the command, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
