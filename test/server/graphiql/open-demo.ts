import { runCommandLine } from '../../../src/commands/command-line.ts';
import { COMMANDS } from '../../../src/commands/commands.ts';
import { startGateway } from '../../../src/main.ts';

/** The demo as `npm start` runs it. The caller closes it. */
export async function openDemo(port = 0) {
  let stop = (_signal: string): void => {};
  let found = (_url: string): void => {};
  const url = new Promise<string>((resolve) => {
    found = resolve;
  });
  const ended = runCommandLine(COMMANDS, ['demo', '--port', String(port)], {
    env: { LOG_LEVEL: 'silent' },
    print: () => {},
    printError: (text) => {
      throw new Error(text);
    },
    holdSignals: () => {},
    onHangup: () => {},
    async startGateway(options) {
      const gateway = await startGateway(options);
      found(gateway.url);
      return gateway;
    },
    stopped: () =>
      new Promise((resolve) => {
        stop = resolve;
      }),
  });
  return {
    url: await url,
    async close() {
      stop('SIGTERM');
      await ended;
    },
  };
}
