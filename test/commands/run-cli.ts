import type { StartGatewayOptions, Tools } from '../../src/commands/command.ts';
import { runCommandLine } from '../../src/commands/command-line.ts';
import { COMMANDS } from '../../src/commands/table.ts';

/** Runs one command line in this process, on a gateway that only notes how it was started. */
export async function runCli(argv: string[], env: Tools['env'] = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const started: StartGatewayOptions[] = [];
  let closed = 0;
  const code = await runCommandLine(COMMANDS, argv, {
    env,
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    startGateway: async (options) => {
      started.push(options);
      return { url: 'http://127.0.0.1:4000', close: async () => void closed++ };
    },
    stopped: async () => 'SIGTERM',
  });
  return { code, out: out.join('\n'), err: err.join('\n'), started, closed };
}
