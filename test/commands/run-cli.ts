import type { StartGatewayOptions, Tools } from '../../src/commands/command.ts';
import { runCommandLine } from '../../src/commands/command-line.ts';
import { COMMANDS } from '../../src/commands/commands.ts';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';

/** Runs one command line in this process, on a gateway that only notes how it was started. */
export async function runCli(
  argv: string[],
  env: Tools['env'] = {},
  whileRunning?: (
    hangup: () => void,
    config: GatewayConfig | undefined,
    out: readonly string[],
  ) => void | Promise<void>,
) {
  const out: string[] = [];
  const err: string[] = [];
  const started: StartGatewayOptions[] = [];
  const reloaded: GatewayConfig[] = [];
  let closed = 0;
  let hangup = () => {};
  const code = await runCommandLine(COMMANDS, argv, {
    env,
    print: (text) => out.push(text),
    printError: (text) => err.push(text),
    startGateway: async (options) => {
      started.push(options);
      return {
        url: 'http://127.0.0.1:4000',
        publicUrl: options.config.server.publicUrl,
        ...(options.config.server.adminPort === null ? {} : { adminUrl: 'http://127.0.0.1:4001' }),
        reload: (config) => void reloaded.push(config),
        close: async () => void closed++,
      };
    },
    holdSignals: () => {},
    onHangup: (run) => {
      hangup = run;
    },
    stopped: async () => {
      await whileRunning?.(() => hangup(), started[0]?.config, out);
      return 'SIGTERM';
    },
  });
  return { code, out: out.join('\n'), err: err.join('\n'), started, reloaded, closed };
}
