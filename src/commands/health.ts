import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sectionOf } from '../config/checks/written.ts';
import { parseSource } from '../config/document.ts';
import { readEnvironment } from '../config/environment.ts';
import { systemClock } from '../lib/clock.ts';
import type { Command } from './command.ts';
import { configPath } from './config-file.ts';
import { originOf } from './run/admin-origin.ts';

const PATIENCE_MS = 2_000;
/** As `server` has them by default. */
const HOST = '127.0.0.1';
const PORT = 4_000;

/** Whether the gateway of this machine answers. */
export const health: Command = {
  help: `Usage: probonus-gateway health [--config gateway.yaml]

  --config FILE  the configuration, for server.host and server.port; default: GATEWAY_CONFIG

Exit code 0 where the gateway of this machine answers within 2 s, else 1: for the health check of a container.
HOST and PORT override the file, as they do for start.`,
  async run(argv, { env, printError }) {
    const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' } } });
    const { settings } = readEnvironment(env);
    const written = writtenServer(configPath(values.config, env));
    const host = settings.host ?? (typeof written.host === 'string' ? written.host : HOST);
    const port = settings.port ?? (typeof written.port === 'number' ? written.port : PORT);
    const address = `${originOf(host, port)}/livez`;
    const patience = new AbortController();
    const relax = systemClock.after(PATIENCE_MS, () => patience.abort());
    try {
      const { ok, status } = await fetch(address, { signal: patience.signal });
      if (ok) return 0;
      printError(`${address} answers ${status}`);
    } catch {
      printError(`${address} does not answer`);
    } finally {
      relax();
    }
    return 1;
  },
};

/** What the file says of the address. Faults elsewhere in it do not matter: a gateway that runs goes on without them. */
function writtenServer(path: string | null) {
  try {
    return sectionOf(sectionOf(path === null ? null : parseSource(readFileSync(path, 'utf8')).value).server);
  } catch {
    return {};
  }
}
