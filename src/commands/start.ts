import { parseArgs } from 'node:util';
import { watchConfig } from '../config/watch.ts';
import type { Command } from './command.ts';
import { configPath, readConfig } from './config-file.ts';

/** Runs the gateway on the servers of a configuration file until it is told to stop. */
export const start: Command = {
  name: 'start',
  summary: 'the gateway on real servers',
  help: `Usage: probonus-gateway start --config gateway.yaml

  --config FILE  the configuration; else GATEWAY_CONFIG

HOST, PORT and LOG_LEVEL override the file. SIGTERM and SIGINT drain and stop. SIGHUP, or a change of the file, swaps
tenants and keys without dropping a request; a faulty file is reported and changes nothing.`,
  async run(argv, tools) {
    const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' } } });
    const path = configPath(values.config, tools.env);
    if (path === null) {
      tools.complain(NO_CONFIG);
      return 1;
    }
    const config = readConfig(path, tools);
    if (!config) return 1;
    if (config.unused.length > 0) tools.complain(`${path}: without effect yet: ${config.unused.join(', ')}`);

    const gateway = await tools.startGateway({ config });
    tools.print(`${config.tenants.map(({ slug }) => slug).join(', ')} at ${gateway.url}/graphql`);
    if (gateway.adminUrl) tools.print(`readiness of each tenant at ${gateway.adminUrl}/readyz?verbose`);
    const reload = () => {
      // A faulty file was told by now, and changes nothing.
      const next = readConfig(path, tools);
      if (!next) return;
      try {
        gateway.reload(next);
      } catch (error) {
        return tools.complain(`${path}: ${error instanceof Error ? error.message : 'cannot be used'}; nothing changed`);
      }
      tools.complain(`${path}: tenants, keys, limits, CORS and GraphiQL were read again; other changes take a restart`);
    };
    tools.onHangup(reload);
    const unwatch = watchConfig(path, reload);
    await tools.stopped();
    unwatch();
    await gateway.close();
    return 0;
  },
};

const NO_CONFIG = `There is no configuration to start with. Do one of these:
  * start --config gateway.yaml, or set GATEWAY_CONFIG to the file's path. gateway.example.yaml is a file to begin with;
    \`check-config --config gateway.yaml\` tells every fault of it.
  * outside production (NODE_ENV is not "production"), run the demo: \`npm start\` or \`probonus-gateway demo\`.`;
