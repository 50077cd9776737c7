import type { Environment } from '../config/environment.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';

/** One word of the command line. Reads its own arguments; parseArgs' refusals become usage errors. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` shows below the summary: usage line and options. */
  readonly help: string;
  /** The exit code. Throws a UsageError for arguments that make no sense. */
  run(argv: readonly string[], tools: Tools): Promise<number>;
}

/** What a command may use of the process around it. */
export interface Tools {
  readonly env: Environment;
  /** A line for people or programs on standard output. */
  print(text: string): void;
  /** A line on standard error. */
  complain(text: string): void;
  readonly startGateway: StartGateway;
  /** Calls back on SIGHUP, which no longer ends the process. */
  onHangup(run: () => void): void;
  /** Waits for SIGINT or SIGTERM; gives its name. */
  stopped(): Promise<string>;
}

export interface StartGatewayOptions {
  readonly config: GatewayConfig;
  /** Only the demo has this: what GraphiQL is filled in with. */
  readonly demo?: { readonly key: string };
}

export type StartGateway = (options: StartGatewayOptions) => Promise<RunningGateway>;

export interface RunningGateway {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly adminUrl?: string;
  /** Swaps tenants, keys, limits, CORS and GraphiQL; what runs ends on the old ones. The rest of the configuration takes a restart. */
  reload(config: GatewayConfig): void;
  /** Stops accepting, answers what is under way, and lets go of everything. */
  close(): Promise<void>;
}

/** Arguments that make no sense: shown with the way to the help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
